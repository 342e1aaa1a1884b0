package order

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/delivery"
)

// TestMismatch has machines delivered with another image and without their tags: they run, and are marked as what they
// are; the others are not.
func TestMismatch(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	for _, f := range []sim.Fault{
		{Do: sim.WrongImage, Nth: 1}, {Do: sim.NoTag, Word: "env", Nth: 2}, {Do: sim.NoRAID, Nth: 2},
	} {
		if err := v.Inject(f); err != nil {
			t.Fatal(err)
		}
	}
	w := v.bmc(t, nil)
	c := w.confirmed(t, 3)
	c.Spec.Tags = []provider.Tag{{Key: "env", Value: "prod"}}
	id := w.place(t, c)
	w.drive(t, 3*time.Hour)
	o := w.order(t, id)
	var fields []provider.Field
	for _, i := range o.Mismatched() {
		if i.OrderedImage == "" || i.ImageName == i.OrderedImage && i.Image != c.Spec.Image {
			t.Errorf("the image that was ordered is called %q, the one of %s %q", i.OrderedImage, i.ID, i.ImageName)
		}
		for _, m := range i.Mismatches {
			fields = append(fields, m.Field)
			if m.Field == provider.FieldImage && (m.Ordered != string(c.Spec.Image) || m.Delivered == m.Ordered) {
				t.Errorf("mismatch = %+v, want the image that was ordered and another one", m)
			}
			if m.Field == provider.FieldTags && (m.Ordered != "env=prod" || m.Delivered != "") {
				t.Errorf("mismatch = %+v, want the tag that was ordered", m)
			}
		}
	}
	for _, f := range []provider.Field{provider.FieldImage, provider.FieldTags} {
		if !slices.Contains(fields, f) {
			t.Errorf("mismatches at %v, want one at %s", fields, f)
		}
	}
	if n := len(o.Mismatched()); o.Status != Done || o.Attention != AttentionMismatch || n != 2 {
		t.Errorf("the order is %s, attention %q, %d machines differ; want DONE, mismatch and 2", o.Status, o.Attention, n)
	}
}

// TestRightDelivery wants no machine of any product marked that was delivered as ordered.
func TestRightDelivery(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.open(t, p.ID, t.TempDir(), newClock(start), nil)
			id := w.place(t, w.confirmed(t, 2))
			w.drive(t, 3*time.Hour)
			if o := w.order(t, id); o.Status != Done || len(o.Mismatched()) > 0 {
				t.Errorf("the order is %s, and differs at %+v", o.Status, o.Mismatched())
			}
		})
	}
}

// base are values of a row that the machines of the test lack, and other what the vendor says instead of any value.
var (
	base = map[string]any{
		"raidConfig":          map[string]any{"raidType": 1, "customRaids": nil},
		"partitions":          []any{map[string]any{"fsPath": "/", "fsType": "ext4", "size": 100}},
		"nic":                 map[string]any{"wanName": "wan0", "lanName": "lan0"},
		"tags":                map[string]any{"tags": []any{map[string]any{"key": "env", "value": "prod"}}},
		"subnetIds":           []any{"s-1"},
		"ipv6Addresses":       []any{"2001:db8::1"},
		"publicIpv6Addresses": []any{"2001:db8::1"},
		"securityGroupIds":    []any{"g-1"},
		"dataDisks":           []any{map[string]any{"diskSize": 40, "diskCategory": "Standard NVMe SSD"}},
		"period":              3, "trafficPackageSize": 2.5, "keyId": "key-1", "ipxeUrl": "netboot", "subnetId": "s-1",
		"PublicIpV6": "2001:db8::1", "VersionNumber": "v1", "PublicNetworkId": "n-1",
	}
	other = map[string]any{
		"raidConfig":    map[string]any{"raidType": 5, "customRaids": nil},
		"partitions":    []any{map[string]any{"fsPath": "/", "fsType": "xfs", "size": 100}},
		"nic":           map[string]any{"wanName": "wan1", "lanName": "lan0"},
		"tags":          map[string]any{"tags": []any{map[string]any{"key": "env", "value": "test"}}},
		"ipv6Addresses": []any{}, "publicIpv6Addresses": []any{}, "publicIpAddresses": []any{}, "PublicIpV6": "",
		"systemDisk":         map[string]any{"diskSize": 1, "diskCategory": "none"},
		"dataDisks":          []any{},
		"instanceChargeType": "ANOTHER",
	}
	// unequal are what nobody orders, or what is not a part of the delivery, with why.
	unequal = map[string]string{
		"MachineId":    "the vendor's",
		"instanceName": "may be changed", "InstanceName": "may be changed", "hostname": "the order has a pattern",
		"instanceType": "says again what instanceTypeId says", "imageName": "says again what imageId says",
		"cpuCount": "comes with the type", "memory": "comes with the type", "Cpu": "comes with the type",
		"Memory": "comes with the type", "CpuType": "comes with the type", "InstanceFamily": "comes with the type",
		"InstanceFamilyName": "comes with the type", "FileSystemType": "comes with the image",
		"primaryPublicIpAddress": "any address will do", "primaryPublicIPv6Address": "any address will do",
		"ipv6Addresses": "any address will do", "publicIpAddresses": "any address will do",
		"privateIpAddresses": "any address will do",
		"PrivateIp":          "any address will do", "PublicIp": "any address will do", "PrivateIpV6": "any address will do",
		"createTime": "the vendor's", "CreatedTime": "the vendor's", "expiredTime": "follows from the term",
		"resourceGroupName": "says again what the id says", "instanceStatus": "no delivery", "InstanceStatus": "no delivery",
		"OperateStatus": "no delivery", "autoRenew": "is not ordered",
	}
)

// TestEveryFieldIsCompared walks every field of the rows in which the vendors describe a machine: another value is
// either noticed, or on the list of what nobody orders.
func TestEveryFieldIsCompared(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.open(t, p.ID, t.TempDir(), newClock(start), nil)
			id := w.place(t, w.confirmed(t, 1))
			w.drive(t, 3*time.Hour)
			machine := w.order(t, id).Instances[0]
			var row map[string]any
			read := func(change func(map[string]any)) provider.Delivered {
				t.Helper()
				a := w.account
				a.Transport = &misdelivery{a.Transport, func(r map[string]any) {
					for key, value := range base {
						if had, ok := r[key]; ok && (key == "tags" || empty(had)) {
							r[key] = value
						}
					}
					row = maps.Clone(r)
					change(r)
				}}
				reader, err := w.product.OpenOperator(a)
				if err != nil {
					t.Fatal(err)
				}
				got, err := reader.Instances(t.Context(), machine.Zone, []provider.InstanceID{machine.ID})
				if err != nil || len(got) != 1 || got[0].Delivered == nil {
					t.Fatalf("Instances() = %+v, %v, want one with what was delivered", got, err)
				}
				return *got[0].Delivered
			}
			ordered := read(func(map[string]any) {}).Spec
			keys := slices.Sorted(maps.Keys(row))
			if len(keys) < 15 {
				t.Fatalf("a row has %v, want all that the vendor documents", keys)
			}
			for _, key := range keys {
				if strings.EqualFold(key, "instanceId") { // then it is another machine
					continue
				}
				came := read(func(r map[string]any) { r[key] = another(key, r[key]) })
				why := unequal[key]
				if _, ok := row[key].(string); ok && key == "instanceType" { // of a VM it is the type itself
					why = ""
				}
				switch noticed := len(delivery.Compare(ordered, came)) > 0; {
				case noticed && why != "" && key != "publicIpAddresses":
					t.Errorf("%s is compared, although %s", key, why)
				case !noticed && why == "":
					t.Errorf("%s = %v instead of %v is not noticed", key, another(key, row[key]), row[key])
				}
			}
		})
	}
}

// another is a value other than v.
func another(key string, v any) any {
	if o, ok := other[key]; ok {
		return o
	}
	switch v := v.(type) {
	case string:
		return v + "x"
	case float64:
		return v + 1
	case int:
		return v + 1
	case bool:
		return !v
	case []any:
		return []any{"another"}
	default:
		return "another"
	}
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, inner := range v {
			if !empty(inner) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

// misdelivery changes the rows of machines in the vendor's answers.
type misdelivery struct {
	http.RoundTripper

	change func(row map[string]any)
}

func (m *misdelivery) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := m.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var answer map[string]any
	if json.Unmarshal(text, &answer) == nil {
		m.walk(answer)
		if text, err = json.Marshal(answer); err != nil {
			return nil, err
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	resp.Header.Del("Content-Length")
	return resp, nil
}

func (m *misdelivery) walk(v map[string]any) {
	for key, inner := range v {
		rows, ok := inner.([]any)
		if ok && (key == "dataSet" || key == "InstanceSet") {
			for _, r := range rows {
				if row, ok := r.(map[string]any); ok {
					m.change(row)
				}
			}
		}
		if object, ok := inner.(map[string]any); ok {
			m.walk(object)
		}
	}
}
