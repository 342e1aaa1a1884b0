package sim_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/internal/sign"
	"github.com/metalwright/metalwright/provider/sim"
)

// vmPassword is good enough for virtual machines.
const vmPassword = "Example+123"

// TestStrict sends what the vendors' pages do not allow, or leave open: it is refused. A lenient cloud takes what is
// left open.
func TestStrict(t *testing.T) {
	t.Parallel()
	vmFull := func(changes obj) obj {
		return changed(changes, vmOrder(obj{"instanceCount": 1, "subnetId": vmNet, "password": vmPassword}))
	}
	for _, row := range []struct {
		name, service, version, action string
		body                           any
		code                           string // of the refusal
		open                           bool   // the pages leave it open
	}{
		{
			"keys as text in the newer version", "bmc", "2026-02-01", "CreateInstances",
			order(obj{"sshKeys": []string{sshKey}}), "INVALID_PARAMETER_VALUE", true,
		},
		{
			"iPXE beside an image", "bmc", "2022-11-20", "CreateInstances", order(obj{"ipxeUrl": "netboot"}),
			"INVALID_PARAMETER_VALUE", true,
		},
		{
			"no login, and a subnet", "vm", "2026-04-01", "CreateInstances",
			vmFull(obj{"password": nil, "instanceCount": nil}), "MISSING_PARAMETER", true,
		},
		{
			"no login, and a count", "vm", "2023-03-13", "CreateInstances", vmFull(obj{"password": nil, "subnetId": nil}),
			"MISSING_PARAMETER", true,
		},
		{
			"commitment in the older version", "vm", "2023-03-13", "CreateInstances",
			vmFull(obj{"instanceChargePostpaid": obj{"period": 1}}), "INVALID_PARAMETER_VALUE", true,
		},
		{
			"block of addresses in the older version", "vm", "2023-03-13", "CreateInstances",
			vmFull(obj{"cidrBlockId": seoulCIDR}), "INVALID_PARAMETER_VALUE", true,
		},
		{
			"address of a block in the older version", "vm", "2023-03-13", "CreateInstances",
			vmFull(obj{"startCidrIpv4": "203.0.113.130"}), "INVALID_PARAMETER_VALUE", true,
		},
		{
			"disk kinds without a charge type", "vm", "2026-04-01", "DescribeDiskCategory",
			obj{"zoneId": "SEL-A"},
			"MISSING_PARAMETER", true,
		},
		{
			"price without a system disk", "vm", "2026-04-01", "InquiryPriceCreateInstance",
			vmOrder(obj{"instanceCount": 1}), "MISSING_PARAMETER", false,
		},
		{
			"price without a count", "vm", "2026-04-01", "InquiryPriceCreateInstance", vmOrder(systemDisk(40, "SSD")),
			"MISSING_PARAMETER", false,
		},
		{
			"price without a system disk, older", "vm", "2023-03-13", "InquiryPriceCreateInstance", vmOrder(nil),
			"MISSING_PARAMETER", false,
		},
		{
			"null in a list of ids", "bmc", "2026-02-01", "DescribeInstances", `{"instanceIds":[null]}`,
			"INVALID_PARAMETER_TYPE", false,
		},
		{
			"null in a list of objects", "vm", "2026-04-01", "CreateInstances", vmFull(obj{"dataDisks": []any{nil}}),
			"INVALID_PARAMETER_TYPE", false,
		},
		{
			"null in a list of tags", "bmc", "2026-02-01", "CreateInstances", order(obj{"tags": obj{"tags": []any{nil}}}),
			"INVALID_PARAMETER_TYPE", false,
		},
		{
			"null in a list of numbers", "bmc", "2026-02-01", "CreateInstances",
			order(arrays(obj{"raidType": 1, "diskSequence": []any{1, nil}})), "INVALID_PARAMETER_TYPE", false,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			for _, lenient := range []bool{false, true} {
				f := open(t, sim.Options{Lenient: lenient})
				a := f.send(t, f.request(t, row.service, row.version, row.action, row.body))
				if taken := lenient && row.open; taken != (a.Status == http.StatusOK) || !taken && a.Code != row.code {
					t.Errorf("lenient %v: %s(%v) = %d %s, want %s", lenient, row.action, row.body, a.Status, a.Raw,
						row.code)
				}
				if bought := len(f.ledger(t).Machines); !lenient && bought != 0 {
					t.Errorf("a refused request bought %d machines", bought)
				}
			}
		})
	}
}

// TestUnknownParameters: what no version knows is ignored, as a gateway that adds something needs it.
func TestUnknownParameters(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.must(t, "CreateInstances", order(obj{"x-trace": obj{"a": []any{nil}}, "future": true}))
	f.must(t, "DescribeInstances", obj{"future": []any{nil}})
}

func TestContentType(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for contentType, want := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200, "application/json;charset=UTF-8": 200,
		"Application/JSON": 200,
		"text/plain":       400, "application/x-www-form-urlencoded": 400, "application/jsonp": 400, "json": 400,
	} {
		r := f.request(t, "bmc", f.version, "DescribeZones", obj{})
		r.Header.Set("Content-Type", contentType)
		headers := []sign.Header{{Name: "content-type", Value: contentType}, {Name: "host", Value: r.URL.Host}}
		unix := f.clock.Now().Unix()
		r.Header.Set("Authorization", sign.Signed(sign.SchemeZC2, f.key.KeyID, headers,
			sign.ZC2(f.key.Secret, headers, []byte("{}"), unix)).String())
		if a := f.send(t, r); a.Status != want {
			t.Errorf("Content-Type %q = %d %s, want %d", contentType, a.Status, a.Raw, want)
		}
		e := f.edge.request(t, "ap-singapore", "DescribeZones", "{}")
		e.Header.Set("Content-Type", contentType)
		f.edge.sign(e, "{}")
		a := f.edge.send(t, e)
		if code := a.Code; (code == "") != (want == 200) || want != 200 && code != "InvalidRequest" {
			t.Errorf("Edge Zone: Content-Type %q = %s, want %d", contentType, a.Raw, want)
		}
	}
}

// TestImageVersion: only public images have versions, and each has its own (Tencent Cloud API reference, edgezone
// CreateInstances, VersionNumber, read 2026-11).
func TestImageVersion(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name           string
		image, version any
		good           bool // even where nothing is left open
	}{
		{"its own", "img-centos-7.9", "7.9.2009", true},
		{"none", "img-centos-7.9", nil, true},
		{"any text", "img-centos-7.9", "latest", false},
		{"another's", "img-487zeit5", "7.9.2009", false},
		{"a custom image", "img-k7c2v9de", "1.0", false},
		{"no image", nil, "7.9.2009", false},
	} {
		for _, lenient := range []bool{false, true} {
			f := open(t, sim.Options{Lenient: lenient})
			a := f.edge.ask(t, regionOf(guangzhou), "CreateInstances",
				f.edge.order(t, guangzhou, obj{"ImageId": row.image, "VersionNumber": row.version}))
			if taken := a.Code == ""; taken != (row.good || lenient) || !taken && a.Code != "InvalidParameterValue" {
				t.Errorf("%s, lenient %v: CreateInstances = %s", row.name, lenient, a.Raw)
			}
			if taken := a.Code == ""; !taken && !strings.Contains(a.Message, "VersionNumber") {
				t.Errorf("%s: the refusal %q does not name the parameter", row.name, a.Message)
			}
		}
	}
}
