package sim_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// step is a request and the refusal that it gets.
type step struct {
	action string
	body   obj
	status int
	code   string
}

func (f *fixture) refusedAll(t *testing.T, rows []step) {
	t.Helper()
	for _, row := range rows {
		a := f.ask(t, row.action, row.body)
		if a.Status != row.status || a.Code != row.code {
			t.Errorf("%s(%v) = %d %s, want %d %s", row.action, row.body, a.Status, a.Raw, row.status, row.code)
		}
	}
}

// row is the first row that the action lists.
func (f *fixture) row(t *testing.T, action string, body obj) obj {
	t.Helper()
	return only(f.must(t, action, body).rows("dataSet"))
}

func TestReinstall(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := f.create(t, obj{"raidConfig": obj{"raidType": 10}})[0]
	again := func(changes obj) obj { return changed(changes, obj{"instanceId": id, "imageId": ubuntu}) }
	f.refusedAll(t, []step{
		{"ReinstallInstance", again(nil), 403, "OPERATION_DENIED_INSTANCE_CREATING"},
		{"ReinstallInstance", obj{"instanceId": "nobody"}, 404, "INVALID_INSTANCE_NOT_FOUND"},
		{"ReinstallInstance", obj{}, 400, "MISSING_PARAMETER"},
	})
	f.clock.Advance(time.Hour)
	f.refusedAll(t, []step{
		{"ReinstallInstance", again(obj{"imageId": "nobody"}), 404, "INVALID_IMAGE_NOT_FOUND"},
		{"ReinstallInstance", again(obj{"password": "short"}), 400, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED"},
		{
			"ReinstallInstance", again(obj{"password": "Password-12345~", "sshKeys": []string{sshKey}}), 400,
			"INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT",
		},
		{"ReinstallInstance", again(obj{"raidConfig": obj{"raidType": 7}}), 400, "INVALID_PARAMETER_VALUE"},
		{
			"ReinstallInstance", again(obj{"partitions": []obj{part("/", "ext4", 1)}}), 400,
			"INVALID_PARTITION_SIZE_NOT_FULL",
		},
		{"ReinstallInstance", again(obj{"hostname": "my_host"}), 400, "INVALID_PARAMETER_HOSTNAME_MALFORMED"},
		{"ReinstallInstance", again(obj{"nic": obj{"wanName": "lan7"}}), 400, "INVALID_PARAMETER_NIC_NAME_MALFORMED"},
	})
	f.must(t, "ReinstallInstance", again(obj{"imageId": windows, "hostname": "win", "raidConfig": obj{"raidType": 5}}))
	if m := f.machine(t, id); m["instanceStatus"] != "INSTALLING" || m["imageId"] != windows || m["hostname"] != "win" {
		t.Errorf("during ReinstallInstance = %v", m)
	}
	f.refusedAll(t, []step{{"ReinstallInstance", again(nil), 403, "OPERATION_DENIED_INSTANCE_STATUS_INSTALLING"}})
	f.clock.Advance(time.Hour)
	if m := f.machine(t, id); m["instanceStatus"] != "RUNNING" || m["raidConfig"].(obj)["raidType"] != 5.0 ||
		m["primaryPublicIpAddress"] == nil {
		t.Errorf("after ReinstallInstance = %v", m)
	}
	f.inject(t, sim.Fault{Do: sim.InstallFailed, Action: "ReinstallInstance"})
	f.must(t, "ReinstallInstance", again(nil))
	f.clock.Advance(time.Hour)
	if got := f.status(t, id); got != "INSTALL_FAILED" {
		t.Errorf("a failed installation is %v", got)
	}
	f.must(t, "ReinstallInstance", again(nil))
	f.clock.Advance(time.Hour)
	if got := f.status(t, id); got != "RUNNING" {
		t.Errorf("the next installation is %v, want RUNNING: the fault happens once", got)
	}
	f.must(t, "TerminateInstance", obj{"instanceId": id})
	f.refusedAll(t, []step{{"ReinstallInstance", again(nil), 403, "OPERATION_DENIED_INSTANCE_RECYCLED"}})
}

func TestBandwidthChanges(t *testing.T) {
	t.Parallel()
	prepaid := obj{
		"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1},
		"internetMaxBandwidthOut": 100,
	}
	f := open(t, sim.Options{})
	id := f.create(t, prepaid)[0]
	set := func(mbps any) obj { return obj{"instanceId": id, "bandwidthOutMbps": mbps} }
	f.refusedAll(t, []step{{"ModifyInstanceBandwidth", set(200), 403, "OPERATION_DENIED_INSTANCE_NOT_RUNNING"}})
	f.clock.Advance(time.Hour)
	f.refusedAll(t, []step{
		{"ModifyInstanceBandwidth", set(0), 400, "INVALID_PARAMETER_LESS_MINIMUM"},
		{"ModifyInstanceBandwidth", set(nil), 400, "MISSING_PARAMETER"},
		{"ModifyInstanceBandwidth", set(10001), 400, "INVALID_PARAMETER_BANDWIDTH_EXCEED"},
		{"InquiryPriceInstanceBandwidth", set(10001), 400, "INVALID_PARAMETER_BANDWIDTH_EXCEED"},
		{"CancelInstanceBandwidthDowngrade", obj{"instanceId": id}, 403, "OPERATION_DENIED_DOWNGRADE_NOT_EXIST"},
	})
	price := f.must(t, "InquiryPriceInstanceBandwidth", set(200)).Response["bandwidthPrice"].([]any)[0].(obj)
	cash := f.ledger(t).Balance.Micros
	a := f.must(t, "ModifyInstanceBandwidth", set(200))
	if !hasOrderNumber(a) {
		t.Errorf("ModifyInstanceBandwidth = %s, want an order", a.Raw)
	}
	if paid := float64(cash-f.ledger(t).Balance.Micros) / 1e6; paid <= 0 || paid >= price["discountPrice"].(float64) {
		t.Errorf("paid %v of %v, want the difference for what is left of the term", paid, price)
	}
	status := func() obj { return f.must(t, "DescribeInstanceInternetStatus", obj{"instanceId": id}).Response }
	if s := status(); s["modifiedBandwidthStatus"] != "Processing" || s["modifiedInternetMaxBandwidthOut"] != 200.0 ||
		s["internetMaxBandwidthOut"] != 100.0 {
		t.Errorf("at once = %v, want it on its way from 100 to 200", s)
	}
	f.refusedAll(t, []step{{
		"ModifyInstanceBandwidth", set(300), 403,
		"OPERATION_FAILED_INSTANCE_BANDWIDTH_PROCESSING",
	}})
	f.clock.Advance(time.Minute)
	if s := status(); s["modifiedBandwidthStatus"] != "Enable" || s["internetMaxBandwidthOut"] != 200.0 ||
		f.machine(t, id)["bandwidthOutMbps"] != 200.0 {
		t.Errorf("a minute later = %v, want 200", s)
	}
	f.must(t, "ModifyInstanceBandwidth", set(50))
	if s := status(); s["modifiedBandwidthStatus"] != "WaitToEnable" || s["internetMaxBandwidthOut"] != 200.0 {
		t.Errorf("a downgrade = %v, want it to wait for the next term", s)
	}
	f.must(t, "CancelInstanceBandwidthDowngrade", obj{"instanceId": id})
	if s := status(); s["modifiedBandwidthStatus"] != "Enable" || s["internetMaxBandwidthOut"] != 200.0 {
		t.Errorf("a downgrade that was called off = %v", s)
	}
}

func TestTrafficPackageChanges(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	flat, id := runningMachine(t, f), f.create(t, obj{
		"internetChargeType": "ByTrafficPackage",
		"trafficPackageSize": 10,
	})[0]
	f.clock.Advance(time.Hour)
	set := func(tb float64) obj { return obj{"instanceId": id, "trafficPackageSize": tb} }
	f.refusedAll(t, []step{
		{
			"ModifyInstanceTrafficPackage",
			obj{"instanceId": flat, "trafficPackageSize": 10},
			403,
			"OPERATION_FILED_INSTANCE_NOT_EXIST_TRAFFIC_PACKAGE",
		},
		{"ModifyInstanceTrafficPackage", set(10.03), 400, "INVALID_PARAMETER_TRAFFIC_PACKAGE_ERROR"},
		{"ModifyInstanceTrafficPackage", set(1), 400, "INVALID_PARAMETER_TRAFFIC_PACKAGE_LESS"},
		{"InquiryPriceInstanceTrafficPackage", set(1001), 400, "INVALID_PARAMETER_TRAFFIC_PACKAGE_EXCEED"},
		{"ModifyInstanceTrafficPackage", obj{"instanceId": id}, 400, "MISSING_PARAMETER"},
	})
	if p := f.must(t, "InquiryPriceInstanceTrafficPackage",
		set(20)).Response["trafficPackagePrice"].([]any); len(p) != 2 {
		t.Errorf("InquiryPriceInstanceTrafficPackage = %v, want the package and what exceeds it", p)
	}
	a := f.must(t, "ModifyInstanceTrafficPackage", set(20.05))
	if !hasOrderNumber(a) {
		t.Errorf("ModifyInstanceTrafficPackage = %s, want an order", a.Raw)
	}
	f.refusedAll(t, []step{{
		"ModifyInstanceTrafficPackage", set(30), 403,
		"OPERATION_DENIED_INSTANCE_TRAFFIC_PACKAGE_PROCESSING",
	}})
	f.clock.Advance(time.Minute)
	if got := f.machine(t, id)["trafficPackageSize"]; got != 20.05 {
		t.Errorf("trafficPackageSize = %v, want 20.05", got)
	}
}

func TestRegroup(t *testing.T) {
	t.Parallel()
	const staging = "04948682-4233-4b55-bff9-59b7c7fda173"
	for _, f := range []*fixture{open(t, sim.Options{}), openVM(t, sim.Options{})} {
		ids := append(f.create(t, nil), f.create(t, nil)...)
		f.refusedAll(t, []step{
			{
				"ModifyInstancesResourceGroup",
				obj{"instanceIds": ids, "resourceGroupId": "nobody"},
				404,
				"OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND",
			},
			{
				"ModifyInstancesResourceGroup",
				obj{"instanceIds": append(ids[:2:2], "x"), "resourceGroupId": staging},
				404, "INVALID_INSTANCE_NOT_FOUND",
			},
			{"ModifyInstancesResourceGroup", obj{"instanceIds": ids}, 400, "MISSING_PARAMETER"},
		})
		f.must(t, "ModifyInstancesResourceGroup", obj{"instanceIds": ids, "resourceGroupId": staging})
		for _, id := range ids {
			if m := f.machine(t, id); m["resourceGroupId"] != staging || m["resourceGroupName"] != "edge-staging" {
				t.Errorf("%s: machine = %v, want it in edge-staging", f.service, m)
			}
		}
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	used := runningMachine(t, f)
	id := f.create(t, obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1}})[0]
	f.clock.Advance(time.Hour)
	f.refusedAll(t, []step{
		{"RenewInstance", obj{"instanceId": used}, 403, "OPERATION_DENIED_INSTANCE_NOT_RECYCLED"},
		{"RenewInstance", obj{"instanceId": "nobody"}, 404, "INVALID_INSTANCE_NOT_FOUND"},
	})
	f.must(t, "TerminateInstance", obj{"instanceId": used})
	f.must(t, "RenewInstance", obj{"instanceId": used})
	f.clock.Advance(48 * time.Hour)
	if got := f.status(t, used); got != "RUNNING" {
		t.Errorf("a machine that was brought back is %v", got)
	}
	before := f.machine(t, id)["expiredTime"]
	f.must(t, "TerminateInstance", obj{"instanceId": id})
	cash := f.ledger(t).Balance.Micros
	f.must(t, "RenewInstance", obj{"instanceId": id})
	if m := f.machine(t, id); m["autoRenew"] != true || m["expiredTime"] == before ||
		f.ledger(t).Balance.Micros >= cash {
		t.Errorf("renewed = %v, want another term that is paid for", m)
	}
	f.clock.Advance(45 * 24 * time.Hour)
	if got := f.status(t, id); got != "RUNNING" {
		t.Errorf("in the second term it is %v", got)
	}
}
