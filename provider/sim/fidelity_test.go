package sim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

func TestInternetStatusNamesTheMachine(t *testing.T) {
	t.Parallel()
	for _, f := range []*fixture{open(t, sim.Options{}), openVM(t, sim.Options{})} {
		id := f.create(t, obj{"instanceName": "web"})[0]
		a := f.must(t, "DescribeInstanceInternetStatus", obj{"instanceId": id}).Response
		if a["instanceId"] != id || a["instanceName"] != "web" {
			t.Errorf("%s: DescribeInstanceInternetStatus = %v, want the id and the name", f.service, a)
		}
	}
}

// TestPriceMembers: prices have members since 2026 that they had not before (Zenlayer API reference, Price, read
// 2026-11).
func TestPriceMembers(t *testing.T) {
	t.Parallel()
	prices := func(f *fixture, order obj) (flat, first obj) {
		t.Helper()
		p := f.must(t, "InquiryPriceCreateInstance", order).Response
		if _, there := p["primaryIpPrice"]; there != (f.version == "2026-02-01") {
			t.Errorf("%s %s: the answer has primaryIpPrice: %v", f.service, f.version, there)
		}
		return p["instancePrice"].(obj), p["bandwidthPrice"].([]any)[0].(obj)
	}
	newer := []string{"amountUnit", "excessUnitPrice", "excessDiscountUnitPrice", "excessAmountUnit", "category"}
	vmPrice := func(changes obj) obj {
		return vmOrder(changed(changes, obj{"instanceCount": 1, "systemDisk": obj{"diskSize": 40}}))
	}
	for _, row := range []struct {
		service, version string
		order            func(obj) obj
		newer            bool
	}{{"bmc", "2022-11-20", order, false}, {"bmc", "2026-02-01", order, true}, {
		"vm", "2023-03-13", vmPrice,
		false,
	}, {"vm", "2026-04-01", vmPrice, true}} {
		f := open(t, sim.Options{})
		f.service, f.version = row.service, row.version
		machine, flat := prices(f, row.order(obj{"internetMaxBandwidthOut": 100}))
		for _, name := range newer {
			if _, there := machine[name]; there != row.newer {
				t.Errorf("%s %s: the price has %s: %v, want %v", row.service, row.version, name, there, row.newer)
			}
		}
		if !row.newer {
			continue
		}
		if flat["amountUnit"] != "Mbps" || machine["amountUnit"] != nil || flat["excessUnitPrice"] != nil {
			t.Errorf("%s: flat rate = %v and machine = %v, want it per Mbps and the machine per nothing", row.service,
				flat, machine)
		}
		_, traffic := prices(f, row.order(obj{"internetChargeType": "ByTrafficPackage", "trafficPackageSize": 20}))
		if traffic["excessUnitPrice"] != 0.08 || traffic["excessDiscountUnitPrice"] != 0.08 ||
			traffic["excessAmountUnit"] != "GB" {
			t.Errorf("%s: the package's price = %v, want what exceeds it at 0.08 a GB", row.service, traffic)
		}
	}
}

func TestClustersTellTheirGroup(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.service, f.version = "traffic", "2024-03-26"
	g := f.must(t, "DescribeBandwidthClusters", obj{}).rows("dataSet")[0]["resourceGroup"].(obj)
	if _, other := g["name"]; other || g["resourceGroupName"] == nil || g["resourceGroupId"] == nil {
		t.Errorf("resourceGroup = %v, want resourceGroupId and resourceGroupName", g)
	}
}

// TestBlocksCount: a block has fewer addresses left when a virtual machine takes one, and names it.
func TestBlocksCount(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	block := func() obj {
		t.Helper()
		return v.send(t, v.request(t, "bmc", "2026-02-01", "DescribeCidrBlocks",
			obj{"cidrBlockIds": []string{seoulCIDR}})).rows("dataSet")[0]
	}
	before := block()["availableIpCount"].(float64)
	ids := v.create(t, obj{"instanceCount": 3, "subnetId": vmNet, "cidrBlockId": seoulCIDR})
	if b := block(); b["availableIpCount"] != before-3 || !slices.Equal(elements[string](b["instanceIds"]), ids) {
		t.Errorf("after three machines the block is %v, want %v addresses less and %v", b, 3, ids)
	}
	v.clock.Advance(time.Hour)
	v.must(t, "TerminateInstance", obj{"instanceId": ids[0]})
	v.clock.Advance(time.Hour)
	v.must(t, "ReleaseInstances", obj{"instanceIds": ids[:1]})
	v.clock.Advance(time.Hour)
	if b := block(); b["availableIpCount"] != before-2 || !slices.Equal(elements[string](b["instanceIds"]), ids[1:]) {
		t.Errorf("after one is gone the block is %v, want one address more", b)
	}
}

// TestLabels: more than machines has tags, and can be looked for by them.
func TestLabels(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for _, row := range []struct{ service, version, action, id, want string }{
		{"bmc", "2026-02-01", "DescribeVpcs", "vpcId", "811402233187450112"},
		{"bmc", "2026-02-01", "DescribeEipAddresses", "eipId", "871120034455667700"},
		{"bmc", "2026-02-01", "DescribeCidrBlocks", "cidrBlockId", seoulCIDR},
		{"traffic", "2024-03-26", "DescribeBandwidthClusters", "bandwidthClusterId", "bwc-seoul-01"},
	} {
		ask := func(body obj) []obj {
			t.Helper()
			return f.send(t, f.request(t, row.service, row.version, row.action, body)).rows("dataSet")
		}
		for _, filter := range []obj{{"tags": []obj{{"key": "env", "value": "prod"}}}, {"tagKeys": []string{"env"}}} {
			rows := ask(filter)
			if len(rows) != 1 || rows[0][row.id] != row.want ||
				rows[0]["tags"].(obj)["tags"].([]any)[0].(obj)["value"] != "prod" {
				t.Errorf("%s(%v) = %v, want %s alone", row.action, filter, rows, row.want)
			}
		}
		if rows := ask(obj{"tags": []obj{{"key": "env", "value": "test"}}}); len(rows) != 0 {
			t.Errorf("%s of another tag = %v, want none", row.action, rows)
		}
		if all := ask(obj{}); len(all) < 2 || all[len(all)-1]["tags"] == nil {
			t.Errorf("%s = %v, want rows without labels to have an empty list", row.action, all)
		}
	}
}

// TestVMVersions: each version has actions of its own.
func TestVMVersions(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	for action, only := range map[string]string{
		"DescribeVmInventoryCapacity": "2026-04-01", "DescribeVpcs": "2023-03-13", "DescribeVpcSubnets": "2023-03-13",
		"DescribeKeyPairs": "2023-03-13", "DescribeSubnets": "", "DescribeZones": "",
	} {
		for _, version := range []string{"2023-03-13", "2026-04-01"} {
			want := 200
			if only != "" && only != version {
				want = 401
			}
			a := v.send(t, v.request(t, "vm", version, action, obj{}))
			if a.Status != want || want == 401 && a.Code != "AUTHFAILURE_UNAUTHORIZED_OPERATION" {
				t.Errorf("%s in %s = %d %s, want %d", action, version, a.Status, a.Code, want)
			}
		}
	}
	v.version = "2023-03-13"
	vpcs := v.must(t, "DescribeVpcs", obj{"vpcName": "core"}).rows("dataSet")
	if len(vpcs) != 1 || vpcs[0]["vpcId"] != "812000000000000001" || vpcs[0]["vpcStatus"] != "Available" {
		t.Fatalf("DescribeVpcs = %v, want one", vpcs)
	}
	nets := v.must(t, "DescribeVpcSubnets", obj{"vpcId": vpcs[0]["vpcId"]}).rows("dataSet")
	if len(nets) != 2 || nets[0]["totalIpCount"] != 253.0 {
		t.Fatalf("DescribeVpcSubnets = %v, want two", nets)
	}
	id := v.create(t, obj{"instanceCount": 1, "subnetId": nets[0]["subnetId"]})[0]
	nets = v.must(t, "DescribeVpcSubnets", obj{"subnetIds": []any{nets[0]["subnetId"]}}).rows("dataSet")
	if len(nets) != 1 || !slices.Equal(elements[string](nets[0]["instanceIdList"]), []string{id}) {
		t.Errorf("DescribeVpcSubnets = %v, want the machine in it", nets)
	}
	rows := v.must(t, "DescribeSubnets", obj{"zoneId": "SEL-A", "pageSize": 1000}).rows("dataSet")
	if len(rows) == 0 || slices.ContainsFunc(rows,
		func(r obj) bool { return r["subnetId"] == nets[0]["subnetId"] }) {
		t.Errorf("DescribeSubnets = %v, want those of the zone without the subnet of a VPC", rows)
	}
	for _, version := range []string{"2023-03-13", "2026-04-01"} {
		want := map[string]int{"2023-03-13": 401, "2026-04-01": 400}[version]
		if a := v.send(t, v.request(t, "vm", version, "ResizeDisk", obj{})); a.Status != want {
			t.Errorf("ResizeDisk in %s = %d %s, want %d", version, a.Status, a.Raw, want)
		}
	}
}

// TestStopWhileCreating: no operation is allowed while a machine is created, and stopping needs a running one.
func TestStopWhileCreating(t *testing.T) {
	t.Parallel()
	for _, f := range []*fixture{open(t, sim.Options{}), openVM(t, sim.Options{})} {
		id := f.create(t, nil)[0]
		for s := f.status(t, id); s != "RUNNING"; s = f.status(t, id) {
			f.refused(t, "StopInstances", obj{"instanceIds": []string{id}}, 403,
				"OPERATION_DENIED_INSTANCE_NOT_RUNNING")
			f.refused(t, "StartInstances", obj{"instanceIds": []string{id}}, 403,
				"OPERATION_DENIED_INSTANCE_NOT_STOPPED")
			if after := f.status(t, id); after != s {
				t.Errorf("%s: a refused StopInstances changed %v to %v", f.service, s, after)
			}
			f.clock.Advance(5 * time.Second)
		}
	}
}
