package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

func TestVPCChanges(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	vpc := func(changes obj) obj {
		return changed(changes, obj{"vpcRegionId": "SEL1", "cidrBlock": "10.77.0.0/16", "vpcName": "new"})
	}
	f.refusedAll(t, []step{
		{"CreateVpc", vpc(obj{"vpcName": nil}), 400, "MISSING_PARAMETER"},
		{"CreateVpc", vpc(obj{"vpcName": "a_b"}), 400, "INVALID_PARAMETER_PATTERN_ERROR"},
		{"CreateVpc", vpc(obj{"vpcRegionId": "XXX1"}), 404, "INVALID_VPC_REGION_NOT_FOUND"},
		{"CreateVpc", vpc(obj{"cidrBlock": "ten"}), 400, "INVALID_PARAMETER_VPC_CIDR_BLOCK"},
		{"CreateVpc", vpc(obj{"cidrBlock": "10.0.0.0/8"}), 400, "INVALID_PARAMETER_VPC_LAN_IP_NETMASK"},
		{"CreateVpc", vpc(obj{"cidrBlock": "8.8.0.0/16"}), 400, "INVALID_PARAMETER_VPC_LAN_IP"},
		{"CreateVpc", vpc(obj{"resourceGroupId": "nobody"}), 404, "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND"},
		{"DeleteVpc", obj{"vpcId": "nobody"}, 404, "INVALID_VPC_NOT_FOUND"},
		{"DeleteVpc", obj{"vpcId": "811402233187450112"}, 403, "OPERATION_DENIED_VPC_EXIST_SUBNET_ASSIGN"},
		{"DeleteVpc", obj{"vpcId": "811402233187450115"}, 403, "OPERATION_DENIED_VPC_STATUS_NOT_SUPPORT"},
	})
	id := f.must(t, "CreateVpc", vpc(obj{"tags": obj{"tags": []obj{{"key": "a", "value": "b"}}}})).Response["vpcId"]
	read := func() obj { return f.row(t, "DescribeVpcs", obj{"vpcIds": []any{id}, "tagKeys": []string{"a"}}) }
	if v := read(); v["vpcStatus"] != "CREATING" || v["vpcRegionName"] == "" || v["cidrBlock"] != "10.77.0.0/16" {
		t.Errorf("a new VPC = %v", v)
	}
	f.clock.Advance(time.Minute)
	net := f.must(t, "CreateSubnet", obj{
		"zoneId": "SEL-A", "cidrBlock": "10.77.1.0/24", "subnetName": "n",
		"vpcId": id,
	}).Response["subnetId"]
	f.clock.Advance(time.Minute)
	f.refusedAll(t, []step{{"DeleteVpc", obj{"vpcId": id}, 403, "OPERATION_DENIED_VPC_EXIST_SUBNET_ASSIGN"}})
	f.must(t, "DeleteSubnet", obj{"subnetId": net})
	if n := f.row(t, "DescribeSubnets", obj{"subnetIds": []any{net}}); n["subnetStatus"] != "DELETING" {
		t.Errorf("a subnet that is deleted = %v", n)
	}
	f.refusedAll(t, []step{{"DeleteSubnet", obj{"subnetId": net}, 403, "OPERATION_DENIED_SUBNET_STATUS_NOT_SUPPORT"}})
	f.clock.Advance(time.Minute)
	f.must(t, "DeleteVpc", obj{"vpcId": id})
	f.clock.Advance(time.Minute)
	if v := read(); v != nil {
		t.Errorf("a deleted VPC = %v", v)
	}
	// A subnet without a VPC joins one.
	alone := f.must(t, "CreateSubnet", obj{
		"zoneId": "SEL-A", "cidrBlock": "10.0.200.0/24",
		"subnetName": "alone",
	}).Response["subnetId"]
	far := f.must(t, "CreateSubnet", obj{
		"zoneId": "SEL-A", "cidrBlock": "172.31.0.0/24",
		"subnetName": "far",
	}).Response["subnetId"]
	join := func(net, vpc any) obj { return obj{"subnetId": net, "vpcId": vpc} }
	f.refusedAll(t, []step{{
		"AssociateVpcSubnet", join(alone, "811402233187450112"), 403,
		"OPERATION_DENIED_SUBNET_STATUS_NOT_SUPPORT",
	}})
	f.clock.Advance(time.Minute)
	f.refusedAll(t, []step{
		{"AssociateVpcSubnet", join("nobody", "811402233187450112"), 404, "INVALID_SUBNET_NOT_FOUND"},
		{"AssociateVpcSubnet", join(alone, "nobody"), 404, "INVALID_VPC_NOT_FOUND"},
		{"AssociateVpcSubnet", join(alone, "811402233187450113"), 403, "OPERATION_DENIED_ZONE_NOT_BELONG_VPC"},
		{"AssociateVpcSubnet", join(far, "811402233187450112"), 400, "INVALID_PARAMETER_SUBNET_CIDR_NOT_BELONG_VPC"},
		{
			"AssociateVpcSubnet", join(seoulNet, "811402233187450113"), 403,
			"OPERATION_DENIED_SUBNET_ASSOCIATED_OTHER_VPC",
		},
	})
	f.must(t, "AssociateVpcSubnet", join(alone, "811402233187450112"))
	if n := f.row(t, "DescribeSubnets", obj{"subnetIds": []any{alone}}); n["vpcId"] != "811402233187450112" ||
		n["vpcName"] != "core-seoul" {
		t.Errorf("a subnet that joined = %v", n)
	}
}

func TestSubnetMembers(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := append(f.create(t, obj{"amount": 2}), f.create(t,
		obj{"zoneId": "FRA-A", "instanceTypeId": "M6C", "imageId": nil})...)
	join := func(net string, members ...obj) obj { return obj{"subnetId": net, "subnetInstanceList": members} }
	at := func(id, ip string) obj { return obj{"instanceId": id, "privateIpAddress": ip} }
	f.refusedAll(t, []step{{
		"AssociateSubnetInstances", join(seoulNet, at(ids[0], "")), 403,
		"OPERATION_DENIED_INSTANCE_CREATING",
	}})
	f.clock.Advance(time.Hour)
	f.refusedAll(t, []step{
		{"AssociateSubnetInstances", join(seoulNet), 400, "MISSING_PARAMETER"},
		{"AssociateSubnetInstances", join("nobody", at(ids[0], "")), 404, "INVALID_SUBNET_NOT_FOUND"},
		{"AssociateSubnetInstances", join(seoulNet, at("nobody", "")), 404, "INVALID_INSTANCE_NOT_FOUND"},
		{"AssociateSubnetInstances", join(seoulNet, at(ids[2], "")), 403, "OPERATION_DENIED_DIFFERENT_ZONE"},
		{"AssociateSubnetInstances", join(seoulNet, at(ids[0], "10.9.9.9")), 400, "INVALID_PARAMETER_SUBNET_LAN_IP"},
		{
			"AssociateSubnetInstances", join(seoulNet, at(ids[0], "10.0.0.1")), 400,
			"INVALID_PARAMETER_LAN_IP_NOT_SUPPORT",
		},
		{
			"AssociateSubnetInstances", join(seoulNet, at(ids[0], "10.0.0.99"), at(ids[1], "10.0.0.99")), 400,
			"INVALID_PARAMETER_DUPLICATE_LAN_IP",
		},
		{
			"AssociateSubnetInstances", join(seoulNet, at(ids[0], "10.0.0.2")), 403,
			"OPERATION_DENIED_IP_ASSOCIATED_INSTANCE",
		},
		{
			"AssociateSubnetInstances", join(seoulNet, at(ids[0], ""), at(ids[0], "")), 403,
			"OPERATION_DENIED_SUBNET_NOT_REPEAT_INSTANCE",
		},
	})
	f.must(t, "AssociateSubnetInstances", join(seoulNet, at(ids[0], "10.0.0.99"), at(ids[1], "")))
	leave := obj{"subnetId": seoulNet, "instanceId": ids[0]}
	f.refusedAll(t, []step{
		{"UnAssociateSubnetInstance", leave, 403, "OPERATION_DENIED_SUBNET_ASSOCIATING_INSTANCE"},
		{
			"AssociateSubnetInstances", join(seoulNet, at(ids[0], "")), 403,
			"OPERATION_DENIED_SUBNET_NOT_REPEAT_INSTANCE",
		},
		{"DeleteSubnet", obj{"subnetId": seoulNet}, 403, "OPERATION_DENIED_SUBNET_EXIST_INSTANCE"},
	})
	f.clock.Advance(time.Minute)
	if m := f.machine(t, ids[0]); !slices.Equal(elements[string](m["privateIpAddresses"]), []string{"10.0.0.99"}) {
		t.Errorf("a machine that joined = %v", m)
	}
	f.must(t, "UnAssociateSubnetInstance", leave)
	if m := f.machine(t, ids[0]); len(m["privateIpAddresses"].([]any))+len(m["subnetIds"].([]any)) != 0 {
		t.Errorf("a machine that left = %v", m)
	}
}

func TestEIPs(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	buy := func(changes obj) obj { return changed(changes, obj{"zoneId": "SEL-A", "eipChargeType": "POSTPAID"}) }
	f.refusedAll(t, []step{
		{"AllocateEipAddresses", buy(obj{"zoneId": nil}), 400, "MISSING_PARAMETER"},
		{"AllocateEipAddresses", buy(obj{"eipChargeType": "PREPAID"}), 400, "MISSING_PARAMETER"},
		{"AllocateEipAddresses", buy(obj{"zoneId": "FRA-A"}), 400, "INVALID_EIP_TYPE_ZONE_NO_SELL"},
		{"AllocateEipAddresses", buy(obj{"zoneId": "x"}), 404, "INVALID_ZONE_NOT_FOUND"},
		{"AllocateEipAddresses", buy(obj{"netmask": 24}), 403, "OPERATION_DENIED_UNAVAILABLE_NETMASK"},
		{"AllocateEipAddresses", buy(obj{"resourceGroupId": "x"}), 404, "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND"},
		{"AssociateEipAddress", obj{"eipId": "x", "instanceId": "y"}, 404, "INVALID_EIP_NOT_FOUND"},
	})
	if p := f.must(t, "InquiryPriceCreateEipAddress",
		buy(obj{"amount": 2})).Response["eipPrice"].(obj); p["unitPrice"] == nil {
		t.Errorf("InquiryPriceCreateEipAddress = %v, want a price by the hour", p)
	}
	ids := f.must(t, "AllocateEipAddresses",
		buy(obj{"amount": 5, "tags": obj{"tags": []obj{{"key": "a", "value": "b"}}}})).texts("eipIdSet")
	machine := runningMachine(t, f)
	far := f.create(t, obj{"zoneId": "FRA-A", "instanceTypeId": "M6C", "imageId": nil})[0]
	f.clock.Advance(time.Hour)
	addresses := map[string]bool{}
	for _, row := range f.must(t, "DescribeEipAddresses",
		obj{"eipIds": ids, "tagKeys": []string{"a"}}).rows("dataSet") {
		addresses[fmt.Sprint(row["ipAddress"])] = true
	}
	if len(addresses) != 5 || addresses[fmt.Sprint(f.machine(t, machine)["primaryPublicIpAddress"])] {
		t.Errorf("addresses = %v, want five that no machine has", addresses)
	}
	give := func(n int, to string) obj { return obj{"eipId": ids[n], "instanceId": to} }
	f.refusedAll(t, []step{{"AssociateEipAddress", give(0, far), 403, "OPERATION_DENIED_EIP_ZONE_NOT_SAME"}})
	for n := range 4 {
		f.must(t, "AssociateEipAddress", give(n, machine))
	}
	f.refusedAll(t, []step{
		{"AssociateEipAddress", give(4, machine), 403, "OPERATION_DENIED_EIP_INSTANCE_EXCEED_LIMIT"},
		{"AssociateEipAddress", give(0, machine), 403, "OPERATION_DENIED_EIP_STATUS_NOT_AVAILABLE"},
		{"UnAssociateEipAddress", obj{"eipId": ids[0]}, 403, "OPERATION_DENIED_EIP_STATUS_NOT_SUPPORT"},
	})
	f.clock.Advance(time.Minute)
	rows := f.must(t, "DescribeEipAddresses", obj{"instanceId": machine}).rows("dataSet")
	if len(rows) != 4 || rows[0]["eipStatus"] != "ASSOCIATED" || rows[0]["instanceId"] != machine ||
		rows[0]["instanceName"] != "instance" {
		t.Errorf("the machine's addresses = %v", rows)
	}
	if got := len(f.machine(t, machine)["publicIpAddresses"].([]any)); got != 5 {
		t.Errorf("the machine has %d public addresses, want its own and four", got)
	}
	f.refusedAll(t, []step{
		{"TerminateEipAddress", obj{"eipId": ids[0]}, 403, "OPERATION_DENIED_EIP_STATUS_NOT_SUPPORT"},
		{"ReleaseEipAddresses", obj{"eipIds": ids}, 403, "OPERATION_DENIED_EIP_NOT_RECYCLED"},
	})
	f.must(t, "UnAssociateEipAddress", obj{"eipId": ids[0]})
	f.clock.Advance(time.Minute)
	f.must(t, "TerminateEipAddress", obj{"eipId": ids[0]})
	f.refusedAll(t, []step{
		{"TerminateEipAddress", obj{"eipId": ids[0]}, 403, "OPERATION_DENIED_EIP_RECYCLED"},
		{"AssociateEipAddress", give(0, machine), 403, "OPERATION_FAILED_FOR_RECYCLE_RESOURCE"},
	})
	f.must(t, "RenewEipAddress", obj{"eipId": ids[0]})
	f.must(t, "TerminateEipAddress", obj{"eipId": ids[0]})
	f.must(t, "ReleaseEipAddresses", obj{"eipIds": ids[:1]})
	f.refusedAll(t, []step{{"ReleaseEipAddresses", obj{"eipIds": ids[:1]}, 404, "INVALID_EIP_NOT_FOUND"}})
	paid := f.must(t, "AllocateEipAddresses",
		buy(obj{"eipChargeType": "PREPAID", "eipChargePrepaid": obj{"period": 2}}))
	if !hasOrderNumber(paid) {
		t.Errorf("a prepaid address = %s, want an order", paid.Raw)
	}
	f.clock.Advance(time.Minute)
	f.refusedAll(t, []step{{
		"TerminateEipAddress",
		obj{"eipId": paid.texts("eipIdSet")[0]},
		403,
		"OPERATION_DENIED_EIP_SUBSCRIPTION",
	}})
}
