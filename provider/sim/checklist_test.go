package sim_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// The tests of this file check how close the server is to Zenlayer's protocol.

func TestSignature(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	flip := func(r *http.Request) {
		body := r.Body
		r.Body = http.NoBody
		_ = body.Close()
		r.ContentLength = 0
	}
	for _, row := range []struct {
		name   string
		skew   time.Duration
		change func(*http.Request)
		code   string
	}{
		{"as it should be", 0, func(*http.Request) {}, ""},
		{"299 seconds late", -299 * time.Second, func(*http.Request) {}, ""},
		{"299 seconds early", 299 * time.Second, func(*http.Request) {}, ""},
		{"301 seconds late", -301 * time.Second, func(*http.Request) {}, "AUTHFAILURE_SIGNATURE_EXPIRED"},
		{"301 seconds early", 301 * time.Second, func(*http.Request) {}, "AUTHFAILURE_SIGNATURE_EXPIRED"},
		{"another body", 0, flip, "AUTHFAILURE_SIGNATURE_FAILURE"},
		{
			"another content type", 0, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
			"AUTHFAILURE_SIGNATURE_FAILURE",
		},
		{"another time", 0, func(r *http.Request) {
			r.Header.Set("X-ZC-Timestamp", fmt.Sprint(f.clock.Now().Unix()-1))
		}, "AUTHFAILURE_SIGNATURE_FAILURE"},
		{"no time", 0, func(r *http.Request) { r.Header.Del("X-ZC-Timestamp") }, "AUTHFAILURE_INVALID_AUTHORIZATION"},
		{
			"no number for a time", 0, func(r *http.Request) { r.Header.Set("X-ZC-Timestamp", "now") },
			"AUTHFAILURE_INVALID_AUTHORIZATION",
		},
		{
			"no method", 0, func(r *http.Request) { r.Header.Del("X-ZC-Signature-Method") },
			"AUTHFAILURE_INVALID_AUTHORIZATION",
		},
		{"nothing", 0, func(r *http.Request) { r.Header.Del("Authorization") }, "AUTHFAILURE_INVALID_AUTHORIZATION"},
		{
			"nonsense", 0, func(r *http.Request) { r.Header.Set("Authorization", "Basic abc") },
			"AUTHFAILURE_INVALID_AUTHORIZATION",
		},
		{"unknown key", 0, func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), f.key.KeyID, "SOMEBODY", 1))
		}, "AUTHFAILURE_SIGNATURE_FAILURE"},
		{"host is not signed", 0, func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), ";host", "", 1))
		}, "AUTHFAILURE_INVALID_AUTHORIZATION"},
		{"bearer token", 0, func(r *http.Request) {
			r.Header.Set("Authorization", "Bearer "+f.key.Token.Reveal())
			r.Header.Del("X-ZC-Timestamp")
		}, ""},
		{
			"wrong bearer token", 0, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") },
			"AUTHFAILURE_SIGNATURE_FAILURE",
		},
	} {
		f.skew = row.skew
		r := f.request(t, "bmc", f.version, "DescribeZones", `{"acceptLanguage":"en-US"}`)
		row.change(r)
		a := f.send(t, r)
		want := http.StatusUnauthorized
		if row.code == "" {
			want = http.StatusOK
		}
		if a.Code != row.code || a.Status != want {
			t.Errorf("%s: DescribeZones = %d %s, want %d %q", row.name, a.Status, a.Raw, want, row.code)
		}
	}
}

func TestVendorExamples(t *testing.T) {
	t.Parallel()
	full := `{"zoneId":"SEL-A","instanceChargeType":"PREPAID","instanceChargePrepaid":{"period":2},"instanceTypeId":"M6C",
		"imageId":"` + ubuntu + `","resourceGroupId":"` + group + `","instanceName":"SEL-M6C-[1,2]",
		"hostname":"sel-m6c-[1,2]","amount":3,
		"sshKeys":["` + sshKey + `"],"internetChargeType":"ByTrafficPackage","internetMaxBandwidthOut":200,
		"trafficPackageSize":20.0,
		"subnetId":"` + seoulNet + `","raidConfig":{"customRaids":[{"raidType":1,"diskSequence":[1,2]},{"raidType":10,
		"diskSequence":[3,4,5,6]}]},
		"partitions":[{"fsPath":"/","fsType":"ext4","size":100},{"fsPath":"/var","fsType":"ext4","size":380}],
		"nic":{"wanName":"wan0","lanName":"lan0"},"tags":{"tags":[{"key":"env","value":"prod"}]}}`
	pair := strings.Replace(full, `"sshKeys":["`+sshKey+`"]`, `"keyId":"key-sIm4Ops1"`, 1)
	two := `{"zoneId":"SEL-A","instanceChargeType":"PREPAID","instanceChargePrepaid":{"period":1},"instanceTypeId":"M6C",
		"instanceName":"SEL-M6C-[1,2]","amount":2,"internetChargeType":"ByBandwidth"}`
	for _, version := range []string{"2022-11-20", "2026-02-01"} {
		for _, row := range []struct {
			name, body string
			names      []string
		}{
			{
				"minimal",
				`{"instanceChargeType":"POSTPAID","instanceTypeId":"M6C","internetChargeType":"ByBandwidth","zoneId":"SEL-A"}`,
				[]string{"instance"},
			},
			{"two prepaid", two, []string{"SEL-M6C-01", "SEL-M6C-02"}},
			{
				"two prepaid with a package that is ignored", strings.Replace(two, `"amount"`,
					`"trafficPackageSize":10,"amount"`, 1),
				[]string{"SEL-M6C-01", "SEL-M6C-02"},
			},
			{"full", full, []string{"SEL-M6C-01", "SEL-M6C-02", "SEL-M6C-03"}},
		} {
			t.Run(version+" "+row.name, func(t *testing.T) {
				t.Parallel()
				f := open(t, sim.Options{})
				f.version = version
				if row.body == full && version != "2022-11-20" {
					row.body = pair
				}
				a := f.must(t, "CreateInstances", row.body)
				ids := a.texts("instanceIdSet")
				if len(ids) != len(row.names) || !hasOrderNumber(a) {
					t.Fatalf("CreateInstances = %s, want %d ids and an order", a.Raw, len(row.names))
				}
				for i, id := range ids {
					if got := f.machine(t, id)["instanceName"]; got != row.names[i] {
						t.Errorf("name of machine %d = %v, want %s", i, got, row.names[i])
					}
				}
			})
		}
	}
}

func TestPageSize(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := f.create(t, obj{"amount": 100, "instanceName": "p[1,3]"})
	for _, row := range []struct {
		name  string
		page  obj
		rows  int
		first any
	}{
		{"default", obj{}, 20, ids[99]},
		{"all", obj{"pageSize": 100}, 100, ids[99]},
		{"third of 30", obj{"pageSize": 30, "pageNum": 3}, 30, ids[39]},
		{"last of 30", obj{"pageSize": 30, "pageNum": 4}, 10, ids[9]},
		{"past the end", obj{"pageSize": 30, "pageNum": 5}, 0, nil},
		{"far past the end", obj{"pageSize": 1000, "pageNum": 9223372036854775}, 0, nil},
	} {
		row.page["instanceIds"] = ids
		a := f.must(t, "DescribeInstances", row.page)
		got := a.rows("dataSet")
		if len(got) != row.rows || a.Response["totalCount"] != 100.0 {
			t.Errorf("%s: %d rows of %v, want %d of 100", row.name, len(got), a.Response["totalCount"], row.rows)
		}
		if len(got) > 0 && got[0]["instanceId"] != row.first {
			t.Errorf("%s: first row %v, want %v", row.name, got[0]["instanceId"], row.first)
		}
	}
	f.refused(t, "DescribeInstances", obj{"pageSize": 1001}, 400, "INVALID_PARAMETER_EXCEED_MAXIMUM")
	f.refused(t, "DescribeInstances", obj{"pageSize": 0}, 400, "INVALID_PARAMETER_LESS_MINIMUM")
	f.refused(t, "DescribeInstances", obj{"pageNum": 0}, 400, "INVALID_PARAMETER_LESS_MINIMUM")
	f.refused(t, "DescribeInstances", obj{"instanceIds": append(ids, "one more")}, 400, "INVALID_PARAMETER_EXCEED_LENGTH")
}

func TestUnknownIDsAndActions(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := f.create(t, nil)
	a := f.must(t, "DescribeInstances", obj{"instanceIds": []string{ids[0], "1001999999999999999"}})
	if rows := a.rows("dataSet"); len(rows) != 1 || rows[0]["instanceId"] != ids[0] || a.Response["totalCount"] != 1.0 {
		t.Errorf("DescribeInstances with an unknown id = %s, want the known one alone", a.Raw)
	}
	for _, row := range []struct{ name, service, version, action string }{
		{"action", "bmc", f.version, "BuyEverything"},
		{"action in lower case", "bmc", f.version, "describezones"},
		{"service", "toaster", f.version, "DescribeZones"},
		{"version", "bmc", "1999-12-31", "DescribeZones"},
	} {
		got := f.send(t, f.request(t, row.service, row.version, row.action, "{}"))
		if got.Status != 401 || got.Code != "AUTHFAILURE_UNAUTHORIZED_OPERATION" {
			t.Errorf("unknown %s: %d %s, want 401 AUTHFAILURE_UNAUTHORIZED_OPERATION", row.name, got.Status, got.Raw)
		}
	}
}

// history follows a machine, a step at a time, until nothing changes any more.
func history(t *testing.T, f *fixture, id string, step time.Duration) []any {
	t.Helper()
	var seen []any
	for range 200 {
		if s := f.status(t, id); len(seen) == 0 || seen[len(seen)-1] != s {
			seen = append(seen, s)
		}
		f.clock.Advance(step)
	}
	return seen
}

func TestStatusSequences(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		image bool
		fault *sim.Fault
		want  []any
	}{
		{"with an image", true, nil, []any{"PENDING", "CREATING", "INSTALLING", "RUNNING"}},
		{"bare", false, nil, []any{"PENDING", "CREATING", "RUNNING"}},
		{"creation fails", true, &sim.Fault{Do: sim.CreateFailed}, []any{"PENDING", "CREATING", "CREATE_FAILED"}},
		{"installation fails", true, &sim.Fault{Do: sim.InstallFailed}, []any{
			"PENDING", "CREATING", "INSTALLING",
			"INSTALL_FAILED",
		}},
		{"vanishes", true, &sim.Fault{Do: sim.Vanish}, []any{"PENDING", "CREATING", nil}},
		{"stuck", true, &sim.Fault{Do: sim.Stuck}, []any{"PENDING"}},
		{"unknown status", true, &sim.Fault{Do: sim.OddStatus, Word: "POLISHING"}, []any{"PENDING", "POLISHING"}},
		{
			"unknown status for a while", true, &sim.Fault{Do: sim.OddStatus, Word: "POLISHING", For: time.Minute},
			[]any{"PENDING", "POLISHING", "CREATING", "INSTALLING", "RUNNING"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{})
			if row.fault != nil {
				f.inject(t, *row.fault)
			}
			changes := obj{}
			if !row.image {
				changes["imageId"] = nil
			}
			id := f.create(t, changes)[0]
			if got := history(t, f, id, 5*time.Second); !slices.Equal(got, row.want) {
				t.Errorf("history = %v, want %v", got, row.want)
			}
		})
	}
}

func TestTerminateAfterFailure(t *testing.T) {
	t.Parallel()
	terminateAfterFailure(t, open(t, sim.Options{}), "amount")
}

// terminateAfterFailure buys three machines, of which one fails: that one is refunded, and only that one.
// amount is the parameter for how many.
func terminateAfterFailure(t *testing.T, f *fixture, amount string) {
	t.Helper()
	before := f.ledger(t).Balance
	f.inject(t, sim.Fault{Do: sim.CreateFailed, Nth: 2})
	ids := f.create(t, obj{amount: 3, "instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1}})
	paid := before.Micros - f.ledger(t).Balance.Micros
	f.refused(t, "TerminateInstance", obj{"instanceId": ids[0]}, 403, "OPERATION_DENIED_INSTANCE_CREATING")
	f.clock.Advance(time.Hour)
	for i, want := range []any{"RUNNING", "CREATE_FAILED", "RUNNING"} {
		if got := f.status(t, ids[i]); got != want {
			t.Errorf("status of machine %d = %v, want %v", i+1, got, want)
		}
	}
	if m := f.machine(t, ids[1]); m["primaryPublicIpAddress"] != nil ||
		len(m["privateIpAddresses"].([]any))+len(m["publicIpAddresses"].([]any)) != 0 {
		t.Errorf("the failed machine has addresses: %v", m)
	}
	f.must(t, "TerminateInstance", obj{"instanceId": ids[1]})
	if got := f.status(t, ids[1]); got != nil {
		t.Errorf("status after TerminateInstance = %v, want it gone", got)
	}
	if back := f.ledger(t).Balance.Micros - before.Micros + paid; paid == 0 || back*3 != paid {
		t.Errorf("paid %d for three, got %d back for one", paid, back)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	names(t, f, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED")
	if got := f.machine(t, f.create(t, nil)[0])["hostname"]; got != "hostname" {
		t.Errorf("hostname of a machine that got none = %v, want hostname", got)
	}
}

// names names a machine and renames it; malformed is the service's code for a name that cannot be.
func names(t *testing.T, f *fixture, malformed string) {
	t.Helper()
	id := f.create(t, obj{"instanceName": "server_[3,3]"})[0]
	if got := f.machine(t, id)["instanceName"]; got != "server003" {
		t.Errorf("name = %v, want server003", got)
	}
	rename := func(name string, ids ...string) obj { return obj{"instanceIds": ids, "instanceName": name} }
	f.refused(t, "ModifyInstancesAttribute", rename("x", id), 403, "OPERATION_DENIED_INSTANCE_CREATING")
	f.clock.Advance(time.Hour)
	f.refused(t, "ModifyInstancesAttribute", rename("x[1,2]", id), 400, malformed)
	f.refused(t, "ModifyInstancesAttribute", rename(strings.Repeat("x", 65), id), 400,
		"INVALID_PARAMETER_INSTANCE_NAME_EXCEED")
	f.refused(t, "ModifyInstancesAttribute", rename("x", id, "nobody"), 404, "INVALID_INSTANCE_NOT_FOUND")
	f.must(t, "ModifyInstancesAttribute", rename("SEL-DB-01", id))
	if got := f.machine(t, id)["instanceName"]; got != "SEL-DB-01" {
		t.Errorf("name after the rename = %v, want SEL-DB-01", got)
	}
}

func TestStock(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	stock := func() string {
		row := f.must(t, "DescribeAvailableResources", obj{
			"instanceChargeType": "POSTPAID", "zoneId": "SEL-A",
			"instanceTypeId": "C4Z",
		}).rows("availableResources")[0]
		return fmt.Sprint(row["qty"], " ", row["sellStatus"])
	}
	free := func() float64 {
		return f.must(t, "DescribeSubnets",
			obj{"subnetIds": []string{seoulNet}}).rows("dataSet")[0]["availableIpCount"].(float64)
	}
	step := func(what, want string) {
		t.Helper()
		if got := stock(); got != want {
			t.Errorf("stock %s = %s, want %s", what, got, want)
		}
	}
	ips := free()
	step("at first", "12 SELL")
	ids := f.create(t, obj{"instanceTypeId": "C4Z", "amount": 2, "subnetId": seoulNet})
	step("after two", "10 SELL_SHORTAGE")
	if got := free(); got != ips-2 {
		t.Errorf("free addresses after two = %v, want %v", got, ips-2)
	}
	f.create(t, obj{"instanceTypeId": "C4Z", "amount": 10})
	step("after twelve", "0 SOLD_OUT")
	f.refused(t, "CreateInstances", order(obj{"instanceTypeId": "C4Z"}), 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE")
	f.clock.Advance(time.Hour)
	f.refused(t, "ReleaseInstances", obj{"instanceIds": ids}, 403, "OPERATION_DENIED_INSTANCE_NOT_RECYCLED")
	for _, id := range ids {
		f.must(t, "TerminateInstance", obj{"instanceId": id})
	}
	step("in the bin", "0 SOLD_OUT")
	f.must(t, "ReleaseInstances", obj{"instanceIds": ids[:1]})
	step("after one release", "1 SELL_SHORTAGE")
	f.clock.Advance(24*time.Hour + time.Second)
	step("a day later", "2 SELL_SHORTAGE")
	if got := free(); got != ips {
		t.Errorf("free addresses at the end = %v, want %v", got, ips)
	}
}

// explicitNulls reports fields that are missing or not null.
func explicitNulls(t *testing.T, what string, o obj, fields ...string) {
	t.Helper()
	for _, field := range fields {
		if v, there := o[field]; !there || v != nil {
			t.Errorf("%s of %s = %v (there: %v), want an explicit null", field, what, v, there)
		}
	}
}

func TestEnvelopes(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := regexp.MustCompile(`^T[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$`)
	bare := f.create(t, obj{"imageId": nil})[0]
	m := f.machine(t, bare)
	explicitNulls(t, "a bare postpaid machine", m,
		"imageId", "imageName", "period", "expiredTime", "trafficPackageSize", "primaryPublicIpAddress", "raidConfig",
		"keyId")
	raid := f.machine(t,
		f.create(t,
			obj{"raidConfig": obj{"customRaids": []obj{{"raidType": 0, "diskSequence": []int{1}}}}})[0])["raidConfig"].(obj)
	explicitNulls(t, "custom RAID", raid, "raidType")
	price := f.must(t, "InquiryPriceCreateInstance", order(nil)).Response["instancePrice"].(obj)
	explicitNulls(t, "a postpaid price", price, "originalPrice", "discountPrice", "stepPrices")
	a := f.must(t, "ModifyInstancesAttribute", obj{"instanceIds": []string{runningMachine(t, f)}, "instanceName": "n"})
	if len(a.Response) != 1 || a.Response["requestId"] != a.RequestID || !id.MatchString(a.RequestID) {
		t.Errorf("an answer without a result = %s, want the same request id twice and nothing else", a.Raw)
	}
	bad := f.ask(t, "CreateInstances", "[]")
	if bad.Status != 400 || bad.Code != "INVALID_PARAMETER_TYPE" || strings.Contains(string(bad.Raw), `"response"`) ||
		!id.MatchString(bad.RequestID) {
		t.Errorf("a refusal = %d %s, want a flat INVALID_PARAMETER_TYPE", bad.Status, bad.Raw)
	}
}

func runningMachine(tb testing.TB, f *fixture) string {
	tb.Helper()
	id := f.create(tb, nil)[0]
	f.clock.Advance(time.Hour)
	return id
}
