package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// openVM opens a cloud whose requests go to the service vm.
func openVM(tb testing.TB, o sim.Options) *fixture {
	tb.Helper()
	v := open(tb, o)
	v.service, v.version, v.order, v.look = "vm", "2026-04-01", vmOrder, "DescribeInstancesStatus"
	return v
}

const (
	vmUbuntu  = "img-yKK4q6XybymPgfx7ynUUqC3N8"
	vmWindows = "img-Win2019DatacenterEnglish0"
	vmNet     = "901000000000000001"
	vmTinyNet = "901000000000000018"
	vmGroup   = "701000000000000001"
	seoulCIDR = "902200114477880001"
)

// vmOrder is the vendor's own smallest example, changed by the changes; nil deletes. With more than that it has a
// login.
func vmOrder(changes obj) obj {
	o := obj{
		"zoneId": "SEL-A", "instanceType": "c.1c2g", "imageId": vmUbuntu, "instanceChargeType": "POSTPAID",
		"internetChargeType": "ByBandwidth",
	}
	_, password := changes["password"]
	_, key := changes["keyId"]
	if len(changes) > 0 && !password && !key {
		o["password"] = vmPassword
	}
	return changed(changes, o)
}

// TestVMVendorExamples sends the vendor's examples as they are printed.
func TestVMVendorExamples(t *testing.T) {
	t.Parallel()
	full := `{"zoneId":"SEL-A","imageId":"` + vmUbuntu + `","instanceType":"c.1c2g","instanceChargeType":"PREPAID",
		"instanceChargePrepaid":{"period":1},"internetChargeType":"ByTrafficPackage","trafficPackageSize":1.5,
		"internetMaxBandwidthOut":100,
		"instanceCount":2,"subnetId":"` + vmNet + `","instanceName":"web_[3,3]","keyId":"key-sIm4Ops1",
		"resourceGroupId":"` + group + `",
		"systemDisk":{"diskSize":40,"diskCategory":"SSD"},"dataDisks":[{"diskSize":100,"diskAmount":2,"diskCategory":"SSD"}],
		"enableIpv4":true,"enableIpv6":false,"cpuPassThrough":false,"initScript":"#!/bin/sh\nhostname > /root/provisioned\n",
		"networkMode":"Virtio","diskPreAllocated":false,"nic":{"wanName":"eth0","lanName":"eth1"},
		"securityGroupId":"` + vmGroup + `",
		"tags":{"tags":[{"key":"env","value":"prod"},{"key":"team","value":"edge"}]}}`
	minimal := `{"zoneId":"SEL-A","instanceType":"c.1c2g","imageId":"` + vmUbuntu +
		`","instanceChargeType":"POSTPAID","internetChargeType":"ByBandwidth"}`
	for _, version := range []string{"2023-03-13", "2026-04-01"} {
		for _, row := range []struct {
			name, body string
			names      []string
			disks      int
		}{
			{"minimal", minimal, []string{"instance"}, 0},
			{"full", full, []string{"web003", "web004"}, 2},
		} {
			t.Run(version+" "+row.name, func(t *testing.T) {
				t.Parallel()
				v := openVM(t, sim.Options{})
				v.version = version
				a := v.must(t, "CreateInstances", row.body)
				ids := a.texts("instanceIdSet")
				if len(ids) != len(row.names) || !hasOrderNumber(a) {
					t.Fatalf("CreateInstances = %s, want %d ids and an order", a.Raw, len(row.names))
				}
				rows := a.rows("instances")
				if version == "2023-03-13" {
					if rows != nil {
						t.Errorf("CreateInstances of the older version = %s, want no instances", a.Raw)
					}
				} else if len(rows) != len(ids) || len(rows[0]["diskIdSet"].([]any)) != row.disks {
					t.Errorf("CreateInstances = %s, want %d disks of each machine", a.Raw, row.disks)
				}
				for i, id := range ids {
					if m := v.machine(t, id); m["instanceName"] != row.names[i] || len(m["dataDisks"].([]any)) != row.disks {
						t.Errorf("machine %d = %v, want the name %s and %d disks", i, m, row.names[i], row.disks)
					}
				}
			})
		}
	}
}

func TestVMPageSize(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	ids := v.create(t, obj{"instanceCount": 100, "instanceName": "p[1,3]"})
	for _, action := range []string{"DescribeInstances", "DescribeInstancesStatus"} {
		for _, row := range []struct {
			page obj
			rows int
		}{
			{obj{}, 20},
			{obj{"pageSize": 100}, 100},
			{obj{"pageSize": 30, "pageNum": 4}, 10},
			{obj{"pageSize": 30, "pageNum": 5}, 0},
		} {
			row.page["instanceIds"] = ids
			a := v.must(t, action, row.page)
			if got := len(a.rows("dataSet")); got != row.rows || a.Response["totalCount"] != 100.0 {
				t.Errorf("%s(%v): %d rows of %v, want %d of 100", action, row.page, got, a.Response["totalCount"], row.rows)
			}
		}
		v.refused(t, action, obj{"pageSize": 1001}, 400, "INVALID_PARAMETER_EXCEED_MAXIMUM")
		v.refused(t, action, obj{"instanceIds": append(ids, "more")}, 400, "INVALID_PARAMETER_EXCEED_LENGTH")
	}
}

func TestVMUnknownIDsAndActions(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	id := v.create(t, nil)[0]
	for _, action := range []string{"DescribeInstances", "DescribeInstancesStatus"} {
		a := v.must(t, action, obj{"instanceIds": []string{id, "1101999999999999999"}})
		if rows := a.rows("dataSet"); len(rows) != 1 || rows[0]["instanceId"] != id || a.Response["totalCount"] != 1.0 {
			t.Errorf("%s with an unknown id = %s, want the known one alone", action, a.Raw)
		}
	}
	v.refused(t, "DescribeInstanceTypes", obj{}, 401, "AUTHFAILURE_UNAUTHORIZED_OPERATION") // which is bare metal's
	v.version = "2026-02-01"
	v.refused(t, "DescribeZones", obj{}, 401, "AUTHFAILURE_UNAUTHORIZED_OPERATION")
}

func TestVMStatusSequences(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		fault *sim.Fault
		want  []any
	}{
		{"good", nil, []any{"PENDING", "DEPLOYING", "RUNNING"}},
		{"vanishes", &sim.Fault{Do: sim.Vanish}, []any{"PENDING", "DEPLOYING", nil}},
		{"installation fails, which has no word here", &sim.Fault{Do: sim.InstallFailed}, []any{"PENDING", "DEPLOYING", nil}},
		{"creation fails, the other shape", &sim.Fault{Do: sim.CreateFailed}, []any{"PENDING", "DEPLOYING", "CREATE_FAILED"}},
		{"stuck", &sim.Fault{Do: sim.Stuck}, []any{"PENDING"}},
		{"late in the list", &sim.Fault{Do: sim.Hide, Polls: 2}, []any{nil, "PENDING", "DEPLOYING", "RUNNING"}},
		{
			"unknown status for a while", &sim.Fault{Do: sim.OddStatus, Word: "POLISHING", For: time.Minute},
			[]any{"PENDING", "POLISHING", "DEPLOYING", "RUNNING"},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := openVM(t, sim.Options{})
			if row.fault != nil {
				v.inject(t, *row.fault)
			}
			if got := history(t, v, v.create(t, nil)[0], time.Second); !slices.Equal(got, row.want) {
				t.Errorf("history = %v, want %v", got, row.want)
			}
		})
	}
}

func TestVMTerminateAfterFailure(t *testing.T) {
	t.Parallel()
	terminateAfterFailure(t, openVM(t, sim.Options{}), "instanceCount")
}

func TestVMNames(t *testing.T) {
	t.Parallel()
	names(t, openVM(t, sim.Options{}), "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED")
}

// usedAddresses is how many addresses of the default subnet are in use.
func usedAddresses(t *testing.T, v *fixture) any {
	t.Helper()
	return v.must(t, "DescribeSubnets", obj{"subnetIds": []string{vmNet}}).rows("dataSet")[0]["usageIpCount"]
}

func TestVMStock(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	grades := func(want ...any) {
		t.Helper()
		for i, zone := range []string{"SEL-A", "CGK-C"} {
			if got := v.must(t, "DescribeVmInventoryCapacity",
				obj{"zoneId": zone}).rows("dataSet")[0]["capacity"]; got != want[i] {
				t.Errorf("grade of %s = %v, want %v", zone, got, want[i])
			}
		}
	}
	grades("ABUNDANT", "LIMITED")
	for range 4 {
		v.create(t, obj{"instanceCount": 100, "subnetId": "901000000000000017"})
	}
	v.create(t, obj{"instanceType": "c.2c4g", "instanceCount": 100, "subnetId": "901000000000000017"})
	v.create(t, obj{"instanceType": "m.16c128g", "instanceCount": 3, "subnetId": vmNet})
	grades("SUFFICIENT", "LIMITED")
	v.refused(t, "CreateInstances", vmOrder(obj{"instanceType": "m.16c128g"}), 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE")
}

// TestVMRecycleBin: machines in the recycle bin keep their stock and their addresses until they are released.
func TestVMRecycleBin(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	if got := v.must(t, "DescribeSubnets",
		obj{"subnetIds": []string{vmNet}}).rows("dataSet")[0]; got["totalIpCount"] != 253.0 || got["usageIpCount"] != 13.0 {
		t.Errorf("default subnet = %v, want 13 of 253 addresses in use", got)
	}
	ids := v.create(t, obj{"instanceType": "m.16c128g", "instanceCount": 3, "subnetId": vmNet})
	if got := usedAddresses(t, v); got != 16.0 {
		t.Errorf("addresses in use after three = %v, want 16", got)
	}
	v.refused(t, "ReleaseInstances", obj{"instanceIds": ids}, 403, "OPERATION_DENIED_INSTANCE_NOT_RECYCLED")
	v.clock.Advance(time.Hour)
	for _, id := range ids {
		v.must(t, "TerminateInstance", obj{"instanceId": id})
	}
	if got := v.status(t, ids[0]); got != "RECYCLING" {
		t.Errorf("status after TerminateInstance = %v, want RECYCLING", got)
	}
	v.clock.Advance(time.Minute)
	if got := v.status(t, ids[0]); got != "RECYCLE" {
		t.Errorf("status a minute later = %v, want RECYCLE", got)
	}
	v.refused(t, "CreateInstances", vmOrder(obj{"instanceType": "m.16c128g"}), 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE")
	v.must(t, "ReleaseInstances", obj{"instanceIds": ids})
	if got := v.status(t, ids[0]); got != "RELEASING" {
		t.Errorf("status after ReleaseInstances = %v, want RELEASING", got)
	}
	v.clock.Advance(time.Minute)
	if got := usedAddresses(t, v); got != 13.0 {
		t.Errorf("addresses in use at the end = %v, want 13", got)
	}
	v.create(t, obj{"instanceType": "m.16c128g"})
}

func TestVMEnvelopes(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	m := v.machine(t, v.create(t, nil)[0])
	explicitNulls(t, "a postpaid machine", m, "period", "expiredTime", "trafficPackageSize", "keyId")
	p := v.must(t, "InquiryPriceCreateInstance",
		vmOrder(obj{"instanceCount": 1, "systemDisk": obj{"diskSize": 40}})).Response
	if price := p["instancePrice"].(obj); price["discountPrice"] != nil || price["unitPrice"] == nil ||
		p["eipPrice"] != nil || p["dataDiskPrice"] != nil {
		t.Errorf("price = %v, want nulls where nothing applies", p)
	}
	bad := v.ask(t, "CreateInstances", "[]")
	if bad.Status != 400 || bad.Code != "INVALID_PARAMETER_TYPE" || strings.Contains(string(bad.Raw), `"response"`) {
		t.Errorf("a refusal = %d %s, want a flat INVALID_PARAMETER_TYPE", bad.Status, bad.Raw)
	}
}

// TestVMSwitches: what only some conditions show.
func TestVMSwitches(t *testing.T) {
	t.Parallel()
	none := openVM(t, sim.Options{NoPostpaid: true})
	if rows := none.must(t, "DescribeZoneInstanceConfigInfos", obj{
		"instanceChargeType": "POSTPAID",
		"zoneId":             "SEL-A",
	}).rows("instanceTypeQuotaSet"); len(rows) != 0 {
		t.Errorf("without postpaid %d types are sold, want none", len(rows))
	}
	v := openVM(t, sim.Options{})
	v.inject(t, sim.Fault{Do: sim.Partial, Service: "vm", Action: "CreateInstances", Keep: 2})
	if got := v.create(t, obj{"instanceCount": 5}); len(got) != 2 {
		t.Errorf("a partial purchase = %v, want 2 ids", got)
	}
	v.inject(t, sim.Fault{Do: sim.Drop, Service: "vm", Action: "CreateInstances", After: true})
	r := v.request(t, "vm", v.version, "CreateInstances",
		vmOrder(obj{"tags": obj{"tags": []obj{{"key": "metalwright", "value": "mw1"}}}}))
	if _, err := v.try(r); err == nil {
		t.Error("a dropped connection answered")
	}
	tagged := v.must(t, "DescribeInstances", obj{"tags": []obj{{"key": "metalwright", "value": "mw1"}}})
	if got := tagged.rows("dataSet"); len(got) != 1 {
		t.Errorf("machines with the token = %v, want the one that was bought", got)
	}
}
