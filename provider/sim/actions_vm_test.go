package sim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// stoppedVM buys a machine with some disks, and stops it.
func stoppedVM(t *testing.T, v *fixture) string {
	t.Helper()
	id := v.create(t, obj{
		"instanceCount": 1, "subnetId": vmNet,
		"dataDisks": []obj{{"diskSize": 20, "diskAmount": 2}},
	})[0]
	v.clock.Advance(time.Hour)
	v.power(t, id, "StopInstances", "STOPPING", "STOPPED")
	return id
}

func TestVMReset(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	running, id := runningMachine(t, v), stoppedVM(t, v)
	reset := func(changes obj) obj { return changed(changes, obj{"instanceId": id, "password": vmPassword}) }
	v.refusedAll(t, []step{
		{"ResetInstance", reset(obj{"instanceId": running}), 403, "OPERATION_DENIED_INSTANCE_NOT_STOPPED"},
		{"ResetInstance", reset(obj{"instanceId": "nobody"}), 404, "INVALID_INSTANCE_NOT_FOUND"},
		{"ResetInstance", reset(obj{"password": nil}), 400, "MISSING_PARAMETER"},
		{"ResetInstance", reset(obj{"keyId": "key-sIm4Ops1"}), 400, "INVALID_PARAMETER_VALUE"},
		{"ResetInstance", reset(obj{"password": "short"}), 400, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED"},
		{"ResetInstance", reset(obj{"imageId": "img-nobody"}), 404, "INVALID_IMAGE_NOT_FOUND"},
		{"ResetInstance", reset(obj{"imageId": vmWindows}), 400, "INVALID_SYSTEM_DISK_SIZE"},
		{"ResetInstance", reset(obj{"wanName": "Eth0"}), 400, "INVALID_PARAMETER_PATTERN_ERROR"},
		{"ResetInstance", reset(obj{"instanceName": "a[1,2]"}), 400, "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED"},
	})
	v.must(t, "ResetInstance",
		reset(obj{"password": nil, "keyId": "key-sIm4Ops1", "instanceName": "again", "wanName": "uplink0"}))
	if m := v.machine(t, id); m["instanceStatus"] != "REBUILDING" || m["instanceName"] != "again" ||
		m["keyId"] != "key-sIm4Ops1" {
		t.Errorf("during ResetInstance = %v", m)
	}
	v.clock.Advance(10 * time.Minute)
	if m := v.machine(t, id); m["instanceStatus"] != "RUNNING" || m["nic"].(obj)["wanName"] != "uplink0" {
		t.Errorf("after ResetInstance = %v", m)
	}
}

func TestVMResetPassword(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	running, id := runningMachine(t, v), stoppedVM(t, v)
	set := func(password any, ids ...string) obj {
		return changed(obj{"password": password}, obj{"instanceIds": ids})
	}
	v.refusedAll(t, []step{
		{"ResetInstancesPassword", set("Example+123", running, id), 403, "OPERATION_DENIED_INSTANCE_NOT_STOPPED"},
		{"ResetInstancesPassword", set("Example-123", id), 400, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED"},
		{"ResetInstancesPassword", set(nil, id), 400, "MISSING_PARAMETER"},
		{"ResetInstancesPassword", set("Example+123"), 400, "MISSING_PARAMETER"},
	})
	v.must(t, "ResetInstancesPassword", set("Example+123", id))
	if got := v.status(t, id); got != "BOOTING" {
		t.Errorf("after ResetInstancesPassword = %v, want it to start", got)
	}
	v.clock.Advance(time.Minute)
	if got := v.status(t, id); got != "RUNNING" {
		t.Errorf("a minute later = %v", got)
	}
}

func TestVMBandwidthAndSubnet(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	id := runningMachine(t, v)
	v.refusedAll(t, []step{
		{
			"ModifyInstanceBandwidth",
			obj{"instanceId": id, "internetMaxBandwidthOut": 501},
			400,
			"INVALID_PARAMETER_BANDWIDTH_EXCEED",
		},
		{"ModifyInstanceBandwidth", obj{"instanceId": id, "bandwidthOutMbps": 20}, 400, "MISSING_PARAMETER"},
		{"DeleteSubnet", obj{"subnetId": vmNet}, 403, "OPERATION_DENIED_SUBNET_EXIST_INSTANCE"},
		{"DeleteSubnet", obj{"subnetId": "1"}, 404, "INVALID_SUBNET_NOT_FOUND"},
	})
	v.must(t, "ModifyInstanceBandwidth", obj{"instanceId": id, "internetMaxBandwidthOut": 20})
	v.clock.Advance(time.Minute)
	if got := v.machine(t, id)["internetMaxBandwidthOut"]; got != 20.0 {
		t.Errorf("internetMaxBandwidthOut = %v, want 20", got)
	}
	net := v.must(t, "CreateSubnet", obj{
		"zoneId": "SEL-A", "cidrBlock": "10.99.0.0/24",
		"subnetName": "gone",
	}).Response["subnetId"]
	v.clock.Advance(time.Minute)
	v.must(t, "DeleteSubnet", obj{"subnetId": net})
	v.clock.Advance(time.Minute)
	if rows := v.must(t, "DescribeSubnets", obj{"subnetIds": []any{net}}).rows("dataSet"); len(rows) != 0 {
		t.Errorf("a deleted subnet = %v", rows)
	}
}

func ruleOf(changes obj) obj {
	return changed(changes, obj{
		"direction": "ingress", "ipProtocol": "tcp", "portRange": "80/80",
		"cidrIp": "0.0.0.0/0",
	})
}

func TestVMSecurityGroups(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	group := func(changes obj) obj {
		return changed(changes, obj{"securityGroupName": "new", "ruleInfos": []obj{ruleOf(nil)}})
	}
	bad := func(changes obj) obj { return group(obj{"ruleInfos": []obj{ruleOf(changes)}}) }
	v.refusedAll(t, []step{
		{"CreateSecurityGroup", group(obj{"securityGroupName": nil}), 400, "MISSING_PARAMETER"},
		{"CreateSecurityGroup", group(obj{"securityGroupName": "a_b"}), 400, "INVALID_PARAMETER_PATTERN_ERROR"},
		{"CreateSecurityGroup", bad(obj{"policy": "drop"}), 400, "INVALID_PARAMETER_SECURITY_GROUP_POLICY"},
		{"CreateSecurityGroup", bad(obj{"portRange": "80"}), 400, "INVALID_PARAMETER_SECURITY_GROUP_PORT_RANGE"},
		{"CreateSecurityGroup", bad(obj{"ipProtocol": "icmp"}), 400, "INVALID_PARAMETER_SECURITY_GROUP_PORT_RANGE"},
		{"CreateSecurityGroup", bad(obj{"priority": 101}), 400, "INVALID_PARAMETER_SECURITY_GROUP_PRIORITY"},
		{"CreateSecurityGroup", bad(obj{"cidrIp": "all"}), 400, "INVALID_PARAMETER_SECURITY_GROUP_SOURCE_CIDR_IP"},
		{"CreateSecurityGroup", bad(obj{"direction": "up"}), 400, "INVALID_PARAMETER_VALUE"},
		{
			"CreateSecurityGroup", group(obj{"ruleInfos": []obj{ruleOf(nil), ruleOf(nil)}}), 403,
			"OPERATION_DENIED_SECURITY_GROUP_EXIST_REPEAT_RULE",
		},
		{"DeleteSecurityGroup", obj{"securityGroupId": "1"}, 404, "INVALID_SECURITY_GROUP_NOT_FOUND"},
		{
			"DeleteSecurityGroup",
			obj{"securityGroupId": "701000000000000002"},
			403,
			"OPERATION_DENIED_DEFAULT_SECURITY_GROUP_NOT_SUPPORT",
		},
	})
	id := v.must(t, "CreateSecurityGroup", group(nil)).Response["securityGroupId"]
	rules := func() []any {
		t.Helper()
		return v.row(t, "DescribeSecurityGroups", obj{"securityGroupIds": []any{id}})["ruleInfos"].([]any)
	}
	v.must(t, "AuthorizeSecurityGroupRules", obj{
		"securityGroupId": id,
		"ruleInfos":       []obj{ruleOf(obj{"portRange": "443/443"})},
	})
	v.must(t, "AuthorizeSecurityGroupRule",
		ruleOf(obj{"securityGroupId": id, "ipProtocol": "icmp", "portRange": "-1/-1"}))
	if got := rules(); len(got) != 3 || got[2].(obj)["portRange"] != "-1/-1" {
		t.Errorf("after adding two rules = %v", got)
	}
	v.must(t, "RevokeSecurityGroupRules", obj{"securityGroupId": id, "ruleInfos": []obj{ruleOf(nil)}})
	if got := rules(); len(got) != 2 || got[0].(obj)["portRange"] != "443/443" {
		t.Errorf("after taking one away = %v", got)
	}
	v.must(t, "ConfigureSecurityGroupRules", obj{"securityGroupId": id, "ruleInfos": []obj{ruleOf(obj{"priority": 7})}})
	if got := rules(); len(got) != 1 || got[0].(obj)["priority"] != 7.0 {
		t.Errorf("after setting them = %v", got)
	}
	v.must(t, "ModifySecurityGroupsAttribute", obj{"securityGroupIds": []any{id}, "securityGroupName": "newer"})
	half := obj{"securityGroupIds": []any{id, "1"}, "securityGroupName": "half"}
	v.refused(t, "ModifySecurityGroupsAttribute", half, 404, "INVALID_SECURITY_GROUP_NOT_FOUND")
	if got := v.row(t, "DescribeSecurityGroups", obj{"securityGroupIds": []any{id}}); got["securityGroupName"] != "newer" {
		t.Errorf("a refused change of two groups left %v", got)
	}
	machine := runningMachine(t, v)
	member := obj{"securityGroupId": id, "instanceId": machine}
	free := v.must(t, "DescribeInstanceAvailableSecurityGroupResources", obj{"instanceId": machine})
	rows := free.rows("instanceAvailableSecurityGroups")
	if !slices.ContainsFunc(rows, func(r obj) bool { return r["securityGroupName"] == "newer" }) {
		t.Errorf("groups for the machine = %v, want the new one", rows)
	}
	v.must(t, "AssociateSecurityGroupInstance", member)
	if got := v.machine(t, machine)["securityGroupIds"].([]any); len(got) != 2 || got[1] != id {
		t.Errorf("the machine's groups = %v, want the default one and %v", got, id)
	}
	v.refusedAll(t, []step{
		{
			"AssociateSecurityGroupInstance",
			obj{"securityGroupId": vmGroup, "instanceId": machine},
			403,
			"OPERATION_DENIED_INSTANCE_SECURITY_GROUP_EXCEED_LIMIT",
		},
		{"DeleteSecurityGroup", obj{"securityGroupId": id}, 403, "OPERATION_DENIED_SECURITY_GROUP_EXIST_INSTANCE"},
	})
	const standard = "701000000000000002"
	v.must(t, "UnAssociateSecurityGroupInstance", obj{"securityGroupId": standard, "instanceId": machine})
	v.must(t, "UnAssociateSecurityGroupInstance", member)
	if got := v.machine(t, machine)["securityGroupIds"].([]any); len(got) != 1 || got[0] != standard {
		t.Errorf("a machine that left its last group is in %v, want the default one", got)
	}
	v.must(t, "DeleteSecurityGroup", obj{"securityGroupId": id})
	v.refusedAll(t, []step{{
		"DeleteSecurityGroup",
		obj{"securityGroupId": id},
		404,
		"INVALID_SECURITY_GROUP_NOT_FOUND",
	}})
}

func TestVMDisks(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	machine := stoppedVM(t, v)
	own := v.machine(t, machine)["dataDisks"].([]any)[0].(obj)["diskId"]
	buy := func(changes obj) obj {
		return changed(changes, obj{"diskName": "db", "diskSize": 100, "chargeType": "POSTPAID", "zoneId": "SEL-A"})
	}
	v.refusedAll(t, []step{
		{"CreateDisks", buy(obj{"diskName": nil}), 400, "MISSING_PARAMETER"},
		{"CreateDisks", buy(obj{"zoneId": nil}), 400, "MISSING_PARAMETER"},
		{"CreateDisks", buy(obj{"diskSize": 19}), 400, "INVALID_DISK_SIZE_LESS_MINIMUM"},
		{"CreateDisks", buy(obj{"diskSize": 2001}), 400, "INVALID_DISK_SIZE_EXCEED_MAXIMUM"},
		{"CreateDisks", buy(obj{"diskAmount": 51}), 400, "INVALID_PARAMETER_EXCEED_MAXIMUM"},
		{"CreateDisks", buy(obj{"zoneId": "BKK-A", "diskCategory": "SSD"}), 400, "INVALID_DISK_ZONE_NO_SELL"},
		{
			"CreateDisks", buy(obj{"instanceId": machine, "diskAmount": 9}), 403,
			"OPERATION_DENIED_INSTANCE_DISK_EXCEED_LIMIT",
		},
		{"CreateDisks", buy(obj{"diskName": "-db"}), 400, "INVALID_PARAMETER_PATTERN_ERROR"},
		{"DetachDisks", obj{"diskIds": []any{own}}, 403, "OPERATION_DENIED_DISK_NOT_PORTABLE"},
		{"TerminateDisk", obj{"diskId": "1"}, 404, "INVALID_DISK_NOT_FOUND"},
	})
	if p := v.must(t, "InquiryPriceCreateDisks", buy(nil)).Response["dataDiskPrice"].(obj); p["unitPrice"] == nil {
		t.Errorf("InquiryPriceCreateDisks = %v, want a price by the hour", p)
	}
	ids := v.must(t, "CreateDisks",
		buy(obj{"diskAmount": 2, "tags": obj{"tags": []obj{{"key": "a", "value": "b"}}}})).texts("diskIds")
	disk := func(id string) obj {
		return v.row(t, "DescribeDisks", obj{"diskIds": []string{id}, "tagKeys": []string{"a"}})
	}
	if d := disk(ids[0]); d["diskStatus"] != "CREATING" || d["portable"] != true {
		t.Errorf("a new disk = %v", d)
	}
	attach := obj{"diskIds": ids, "instanceId": machine}
	v.refusedAll(t, []step{{"AttachDisks", attach, 403, "OPERATION_DENIED_DISK_STATUS_NOT_SUPPORT"}})
	v.clock.Advance(time.Minute)
	v.must(t, "AttachDisks", attach)
	v.clock.Advance(time.Minute)
	if d := disk(ids[1]); d["diskStatus"] != "IN_USE" || d["instanceId"] != machine ||
		len(v.machine(t, machine)["dataDisks"].([]any)) != 4 {
		t.Errorf("an attached disk = %v", d)
	}
	v.refusedAll(t, []step{
		{"TerminateDisk", obj{"diskId": ids[0]}, 403, "OPERATION_DENIED_DISK_STATUS_NOT_SUPPORT"},
		{"ResizeDisk", obj{"diskId": ids[0], "diskSize": 100}, 400, "INVALID_DISK_SIZE_LESS_MINIMUM"},
	})
	v.must(t, "ResizeDisk", obj{"diskId": ids[0], "diskSize": 120})
	v.clock.Advance(time.Minute)
	v.must(t, "ModifyDisksAttributes", obj{"diskIds": ids[:1], "diskName": "larger"})
	if d := disk(ids[0]); d["diskSize"] != 120.0 || d["diskName"] != "larger" || d["diskStatus"] != "IN_USE" {
		t.Errorf("a larger disk = %v", d)
	}
	v.must(t, "DetachDisks", obj{"diskIds": ids})
	v.clock.Advance(time.Minute)
	v.must(t, "TerminateDisk", obj{"diskId": ids[0]})
	v.must(t, "ReleaseDisk", obj{"diskId": ids[0]})
	if d := disk(ids[0]); d != nil {
		t.Errorf("a released disk = %v", d)
	}
}

// TestCommitment: a machine that was promised to be kept for months cannot be ended before.
func TestCommitment(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	id := v.create(t, obj{"instanceChargePostpaid": obj{"period": 2}})[0]
	v.clock.Advance(59 * 24 * time.Hour)
	v.refused(t, "TerminateInstance", obj{"instanceId": id}, 403, "OPERATION_DENIED_POSTPAID_PROMISE")
	v.clock.Advance(2 * 24 * time.Hour)
	v.must(t, "TerminateInstance", obj{"instanceId": id})
}
