package sim_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// TestAddressesOutliveTheirMachine: an elastic address is free again when its machine is gone.
func TestAddressesOutliveTheirMachine(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	gone, next := runningMachine(t, f), runningMachine(t, f)
	const eip = "871120034455667700"
	state := func() obj { return f.row(t, "DescribeEipAddresses", obj{"eipIds": []string{eip}}) }
	f.must(t, "AssociateEipAddress", obj{"eipId": eip, "instanceId": gone})
	f.clock.Advance(time.Minute)
	f.must(t, "TerminateInstance", obj{"instanceId": gone})
	if got := state(); got["eipStatus"] != "ASSOCIATED" || got["instanceId"] != gone {
		t.Errorf("with its machine in the bin the address is %v", got)
	}
	f.must(t, "ReleaseInstances", obj{"instanceIds": []string{gone}})
	if got := state(); got["eipStatus"] != "AVAILABLE" || got["instanceId"] != nil {
		t.Errorf("without its machine the address is %v, want it free", got)
	}
	free := f.must(t, "DescribeInstanceAvailableEipResources", obj{"instanceId": next})
	if rows := free.rows("instanceEipResources"); len(rows) == 0 || rows[0]["eipId"] != eip {
		t.Errorf("addresses for another machine = %v, want %s among them", rows, eip)
	}
	f.must(t, "AssociateEipAddress", obj{"eipId": eip, "instanceId": next})
	f.clock.Advance(time.Minute)
	if got := state(); got["eipStatus"] != "ASSOCIATED" || got["instanceId"] != next {
		t.Errorf("given to another machine it is %v", got)
	}
	rows := f.must(t, "DescribeInstances", obj{"publicIpAddresses": []string{"203.0.113.240"}}).rows("dataSet")
	if len(rows) != 1 || rows[0]["instanceId"] != next {
		t.Errorf("machines with the address = %v, want %s alone", rows, next)
	}
}

// TestDisksOutliveTheirMachine: a portable disk is free again when its machine is gone.
func TestDisksOutliveTheirMachine(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	gone := runningMachine(t, v)
	id := v.must(t, "CreateDisks", obj{
		"diskName": "db", "diskSize": 100, "chargeType": "POSTPAID", "instanceId": gone,
	}).texts("diskIds")[0]
	v.clock.Advance(time.Minute)
	state := func() obj { return v.row(t, "DescribeDisks", obj{"diskIds": []string{id}}) }
	v.must(t, "TerminateInstance", obj{"instanceId": gone})
	v.clock.Advance(time.Minute)
	v.must(t, "ReleaseInstances", obj{"instanceIds": []string{gone}})
	v.clock.Advance(time.Minute)
	if got := state(); got["diskStatus"] != "AVAILABLE" || got["instanceId"] != "" {
		t.Errorf("without its machine the disk is %v, want it free", got)
	}
	v.must(t, "TerminateDisk", obj{"diskId": id})
	if got := state(); got["diskStatus"] != "RECYCLED" {
		t.Errorf("in the bin the disk is %v", got)
	}
}

// TestEdgeAddressesOutliveTheirMachine: a machine that disappears gives its public addresses back.
func TestEdgeAddressesOutliveTheirMachine(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.inject(t, sim.Fault{Do: sim.Vanish})
	a := f.edge.ask(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, nil))
	ids := a.texts("InstanceIdSet")
	if len(ids) != 1 {
		t.Fatalf("CreateInstances = %s", a.Raw)
	}
	f.clock.Advance(time.Hour)
	list := f.edge.ask(t, "ap-guangzhou", "DescribePublicIps", obj{"ZoneId": guangzhou, "Limit": 100})
	for _, ip := range list.rows("IpInfoSet") {
		if ip["InstanceId"] == ids[0] || ip["State"] != "Unbound" {
			t.Errorf("after its machine is gone the address is %v, want it unbound", ip)
		}
	}
}
