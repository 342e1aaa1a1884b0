package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// Each row breaks what is checked before everything that the rows above it break.
func TestEdgeBusinessChecksInOrder(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	in := f.edge.order(t, guangzhou, obj{"InstanceType": "BMD3.LARGE40", "InstanceCount": 5}) // quota 4
	for _, row := range []struct {
		name, key string
		value     any
		code, in  string
	}{
		{"quota", "InstanceCount", 5, "LimitExceeded.InstanceQuota", ""},
		{"image", "ImageId", "img-none", "InvalidParameterValue", "ImageId"},
		{"public network", "PublicNetworkId", "epn-00000000", "InvalidParameterValue", "PublicNetworkId"},
		{
			"private network", "PrivateNetworkId", f.edge.network(t, tokyo, "Private"), "InvalidParameterValue",
			"PrivateNetworkId",
		},
		{"long name", "InstanceName", strings.Repeat("字", 61), "InvalidParameterValue", "InstanceName"},
		{"no name", "InstanceName", "", "InvalidParameterValue", "InstanceName"},
		{"count too large", "InstanceCount", 51, "InvalidParameterValue", "InstanceCount"},
		{"count zero", "InstanceCount", 0, "InvalidParameterValue", "InstanceCount"},
		{"type", "InstanceType", "BMM6.3XLARGE96", "InvalidParameterValue", "InstanceType"},
		{"zone of another region", "Zone", tokyo, "InvalidParameterValue", "Zone"},
		{"zone", "Zone", "nowhere", "InvalidParameterValue", "Zone"},
		{"revision B", "Password", "Aa123456!", "UnknownParameter", "Password"},
	} {
		in[row.key] = row.value
		a := f.edge.ask(t, "ap-guangzhou", "CreateInstances", in)
		if a.Code != row.code || !strings.Contains(a.Message, row.in) {
			t.Errorf("%s: CreateInstances(%v) = %s, want %s about %s", row.name, in, a.Raw, row.code, row.in)
		}
	}
	if l := f.ledger(t); len(l.Machines)+len(l.Purchases) != 0 {
		t.Errorf("ledger = %+v, want nothing bought", l)
	}
	f.edge.refused(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, obj{"InstanceName": nil}),
		"MissingParameter")
}

func TestEdgeStockAndQuota(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	gpu := obj{"InstanceType": "BMS5.XLARGE52", "InstanceCount": 9} // stock 12, quota 10
	if got := f.edge.buy(t, guangzhou, gpu); len(got) != 9 {
		t.Fatalf("InstanceIdSet = %v, want 9", got)
	}
	gpu["InstanceCount"] = 2
	f.edge.refused(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, gpu), "LimitExceeded.InstanceQuota")
	f.edge.refused(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou,
		obj{"InstanceType": "BMA2.MEDIUM80"}), "ResourceInsufficient")

	// stock 24
	part := f.edge.must(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou,
		obj{"InstanceType": "BM.S6.LARGE32", "InstanceCount": 30}))
	if len(part.texts("InstanceIdSet")) != 24 || part.Response["FailedCount"] != 6.0 {
		t.Errorf("CreateInstances of 30 with a stock of 24 = %s, want 24 and FailedCount 6", part.Raw)
	}
	whole := f.edge.must(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, nil))
	if _, there := whole.Response["FailedCount"]; there {
		t.Errorf("CreateInstances = %s, want no FailedCount when all went well", whole.Raw)
	}
	if l := f.ledger(t); len(l.Purchases) != 3 || l.Purchases[1].Wanted != 30 || len(l.Purchases[1].IDs) != 24 {
		t.Errorf("purchases = %+v, want three", l.Purchases)
	}
}

func TestEdgeLife(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := f.edge.buy(t, sanPaolo, obj{"InstanceCount": 2, "ImageId": "img-centos-7.9", "VersionNumber": "7.9.2009"})
	m := f.edge.machine(t, sanPaolo, ids[0])
	for key, want := range map[string]any{
		"InstanceName": "web-mwk7q2m9x4", "InstanceType": "BMS5.MEDIUM8", "Zone": sanPaolo,
		"ImageId": "img-centos-7.9", "VersionNumber": "7.9.2009",
		"InstanceStatus": "allocating", "OperateStatus": "normal", "PrivateIp": "", "PublicIp": "", "PublicIpV6": "",
		"CreatedTime": "2026-11-20T12:00:00Z",
	} {
		if m[key] != want {
			t.Errorf("at once: %s = %v, want %v", key, m[key], want)
		}
	}
	f.edge.refused(t, "sa-saopaulo", "TerminateInstances", obj{"InstanceIds": ids[:1]},
		"UnsupportedOperation.InvalidInstanceState")
	var seen []string
	for range 300 {
		m = f.edge.machine(t, sanPaolo, ids[0])
		seen = append(seen, fmt.Sprintf("%v %v %v", m["InstanceStatus"], m["PrivateIp"] != "", m["PublicIp"] != ""))
		f.clock.Advance(2 * time.Second)
	}
	want := []string{"allocating false false", "allocating true true", "running true true"}
	if got := slices.Compact(seen); !slices.Equal(got, want) {
		t.Errorf("life = %v, want %v", got, want)
	}
	if other := f.edge.machine(t, sanPaolo, ids[1]); m["PrivateIp"] != "10.50.0.1" ||
		other["PrivateIp"] != "10.50.0.2" || m["PublicIp"] == other["PublicIp"] {
		t.Errorf("machines = %v, %v, want the lowest private addresses and different public ones", m, other)
	}
	public := f.edge.network(t, sanPaolo, "Public")
	inUse := f.edge.must(t, "sa-saopaulo", "DescribePublicIps", obj{
		"NetworkInstanceId": []any{public},
		"State":             []string{"inuse"},
	}).rows("IpInfoSet")
	if len(inUse) != 2 || inUse[0]["Type"] != "Ipv4" || inUse[0]["State"] != "InUse" ||
		!slices.Contains(ids, fmt.Sprint(inUse[0]["InstanceId"])) {
		t.Errorf("DescribePublicIps = %v, want two in use by the machines", inUse)
	}
}

// A machine without an address fails, as does one that a fault hits.
func TestEdgeFails(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := f.edge.buy(t, sanPaolo, obj{"InstanceCount": 7}) // six addresses
	in := f.edge.order(t, guangzhou, obj{"InstanceCount": 8})
	f.inject(t, sim.Fault{Do: sim.InstallFailed, Nth: 2}, sim.Fault{Do: sim.Stuck, Nth: 3},
		sim.Fault{Do: sim.OddStatus, Nth: 4, Word: "isolating"},
		sim.Fault{Do: sim.OddStatus, Nth: 5, Word: "melting", For: time.Hour}, sim.Fault{Do: sim.Vanish, Nth: 6},
		sim.Fault{Do: sim.CreateFailed, Nth: 7},
		sim.Fault{Do: sim.Hide, Nth: 8, Polls: 1})
	struck := f.edge.must(t, "ap-guangzhou", "CreateInstances", in).texts("InstanceIdSet")
	if got := f.edge.machine(t, guangzhou, struck[7]); got != nil {
		t.Errorf("the hidden machine = %v, want it to be missing once", got)
	}
	f.clock.Advance(time.Hour)
	status := func(zone, id string) any { return f.edge.machine(t, zone, id)["InstanceStatus"] }
	for i, id := range ids {
		if got := status(sanPaolo, id); got != map[bool]any{true: "running", false: "error"}[i < 6] {
			t.Errorf("machine %d of 7 with 6 addresses is %v", i+1, got)
		}
	}
	for i, want := range []any{"running", "error", "allocating", "isolating", "melting", nil, "error", "running"} {
		if got := status(guangzhou, struck[i]); got != want {
			t.Errorf("machine %d is %v, want %v", i+1, got, want)
		}
	}
	f.clock.Advance(time.Hour)
	if got := status(guangzhou, struck[4]); got != "running" {
		t.Errorf("the machine with an odd status for an hour is %v later, want running", got)
	}
	f.edge.refused(t, "ap-guangzhou", "TerminateInstances", obj{"InstanceIds": struck[3:4]},
		"UnsupportedOperation.InvalidInstanceState")
	f.edge.must(t, "ap-guangzhou", "TerminateInstances", obj{"InstanceIds": struck[1:2]}) // what failed can be ended
}

func TestEdgeTerminate(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := f.edge.buy(t, sanPaolo, obj{"InstanceCount": 2})
	f.clock.Advance(time.Hour)
	public := f.edge.network(t, sanPaolo, "Public")
	unbound := func() int {
		return len(f.edge.must(t, "sa-saopaulo", "DescribePublicIps", obj{
			"NetworkInstanceId": []any{public},
			"State":             []string{"Unbound"},
		}).rows("IpInfoSet"))
	}
	if got := unbound(); got != 4 {
		t.Errorf("unbound addresses = %d, want 4", got)
	}
	a := f.edge.must(t, "sa-saopaulo", "TerminateInstances", obj{"InstanceIds": []string{ids[0], "epm-zz00zz00"}})
	failed := a.rows("FailedInstanceSet")
	if !slices.Equal(a.texts("InstanceIdSet"), ids[:1]) || len(failed) != 1 ||
		failed[0]["ErrorCode"] != "ResourceNotFound.Instance" {
		t.Errorf("TerminateInstances = %s, want one ended and one not found", a.Raw)
	}
	if m := f.edge.machine(t, sanPaolo, ids[0]); m["InstanceStatus"] != "terminating" || m["PublicIp"] != "" ||
		unbound() != 5 {
		t.Errorf("machine = %v, %d unbound, want its addresses released at once", m, unbound())
	}
	row := f.edge.must(t, "sa-saopaulo", "DescribePrivateNetworkInstances", obj{}).rows("PrivateNetworkInstanceSet")[0]
	if row["ServerCount"] != 1.0 || row["AvailableIpCount"] != 61.0 {
		t.Errorf("network = %v, want one server and 61 addresses", row)
	}
	f.edge.refused(t, "sa-saopaulo", "TerminateInstances", obj{"InstanceIds": ids[:1]},
		"UnsupportedOperation.InvalidInstanceState")
	f.edge.refused(t, "sa-saopaulo", "TerminateInstances", obj{"InstanceIds": []string{"epm-zz00zz00"}},
		"ResourceNotFound.Instance")
	f.edge.refused(t, "sa-saopaulo", "TerminateInstances", obj{"InstanceIds": []string{}}, "InvalidParameter")
	// another region
	f.edge.refused(t, "ap-guangzhou", "TerminateInstances", obj{"InstanceIds": ids[1:]}, "ResourceNotFound.Instance")
	f.clock.Advance(time.Hour)
	if m := f.edge.machine(t, sanPaolo, ids[0]); m != nil {
		t.Errorf("an hour later = %v, want it gone", m)
	}
}

func TestEdgeModifyInstance(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := f.edge.buy(t, sanPaolo, nil)[0]
	f.clock.Advance(time.Hour)
	f.edge.must(t, "sa-saopaulo", "ModifyInstanceAttribute", obj{"InstanceId": id, "InstanceName": "web-01"})
	unbound := f.edge.must(t, "sa-saopaulo", "DescribePublicIps", obj{"State": []string{"Unbound"}})
	free := unbound.rows("IpInfoSet")[0]["Ip"]
	f.edge.must(t, "sa-saopaulo", "ModifyInstanceAttribute", obj{"InstanceId": id, "NewPublicIp": free})
	if m := f.edge.machine(t, sanPaolo, id); m["InstanceName"] != "web-01" || m["PublicIp"] != free {
		t.Errorf("machine = %v, want web-01 at %v", m, free)
	}
	for _, in := range []obj{
		{},
		{"InstanceName": ""},
		{"InstanceName": strings.Repeat("n", 61)},
		{"NewPublicIp": "203.0.113.1"},
		{"NewPublicIp": free, "IpType": "ipv5"},
	} {
		in["InstanceId"] = id
		f.edge.refused(t, "sa-saopaulo", "ModifyInstanceAttribute", in, "InvalidParameter")
	}
	f.edge.refused(t, "sa-saopaulo", "ModifyInstanceAttribute", obj{"InstanceId": "epm-zz00zz00", "InstanceName": "a"},
		"ResourceNotFound.Instance")
}

func TestEdgeRevisionB(t *testing.T) {
	t.Parallel()
	f := edgeWith(t, `{"revision": "B", "idPrefix": "ins-"}`)
	for _, in := range []obj{{"Password": "Aa123456!"}, {"SSHKey": sshKey}, {"InstanceName": nil}} {
		if ids := f.edge.buy(t, guangzhou, in); !strings.HasPrefix(ids[0], "ins-") {
			t.Errorf("InstanceIdSet = %v, want the prefix ins-", ids)
		}
	}
	f.edge.refused(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, obj{
		"Password": "Aa123456!",
		"SSHKey":   sshKey,
	}), "InvalidParameterValue")
	m := f.edge.must(t, "ap-guangzhou", "DescribeInstances", obj{"PrivateNetworkId": f.edge.network(t, guangzhou,
		"Private")}).rows("InstanceSet")[0]
	if m["InstanceFamilyName"] != "Standard S5" || m["Cpu"] != 8.0 || m["Memory"] != 32.0 ||
		m["FileSystemType"] != "ext4" {
		t.Errorf("machine = %v, want what revision B says beside", m)
	}
	types := f.edge.must(t, "ap-guangzhou", "DescribeInstanceTypes", obj{"Limit": 2, "Offset": 1})
	if rows := types.rows("InstanceTypeQuotaSet"); len(rows) != 2 || rows[0]["InstanceFamilyName"] == nil ||
		types.Response["TotalCount"].(float64) <= 2 {
		t.Errorf("DescribeInstanceTypes = %s, want two of more", types.Raw)
	}
	f.edge.must(t, "ap-guangzhou", "CreateEdgeNodeService", obj{"Zone": guangzhou})
	f.edge.must(t, "ap-guangzhou", "CreateEdgeNodeService", obj{"Zone": guangzhou})
	f.edge.refused(t, "ap-guangzhou", "CreateEdgeNodeService", obj{"Zone": "nowhere"}, "ResourceNotFound.Zone")

	a := open(t, sim.Options{})
	a.edge.refused(t, "ap-guangzhou", "CreateEdgeNodeService", obj{"Zone": guangzhou}, "InvalidAction")
	a.edge.refused(t, "ap-guangzhou", "DescribeInstanceTypes", obj{"Limit": 2}, "UnknownParameter")
	a.edge.refused(t, "ap-guangzhou", "DescribeInstances", obj{"PublicNetworkId": "x"}, "UnknownParameter")
	if row := a.edge.must(t, "ap-guangzhou", "DescribeInstanceTypes",
		obj{"Zone": guangzhou}).rows("InstanceTypeQuotaSet")[0]; row["InstanceFamilyName"] != nil {
		t.Errorf("type = %v, want nothing of revision B", row)
	}
}

// Both revisions are served at once: the key says which. They are the same machines.
func TestEdgeRevisionOfTheKey(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	accounts := f.Accounts("tencent-edgezone")
	if len(accounts) != 2 || accounts[0].Version != "" || accounts[1].Version != "B" ||
		len(f.Accounts("zenlayer-bmc")) != 1 {
		t.Fatalf("Accounts() = %v, want one for each revision, and one of other products", accounts)
	}
	f.edge.refused(t, "ap-guangzhou", "CreateInstances", f.edge.order(t, guangzhou, obj{"SSHKey": sshKey}),
		"UnknownParameter")
	f.key = accounts[1].Credentials
	id := f.edge.buy(t, guangzhou, obj{"SSHKey": sshKey})[0]
	f.edge.must(t, "ap-guangzhou", "CreateEdgeNodeService", obj{"Zone": guangzhou})
	if m := f.edge.machine(t, guangzhou, id); m["InstanceFamilyName"] != "Standard S5" {
		t.Errorf("machine = %v, want what revision B says beside", m)
	}
	f.key = accounts[0].Credentials
	f.edge.refused(t, "ap-guangzhou", "CreateEdgeNodeService", obj{"Zone": guangzhou}, "InvalidAction")
	if m := f.edge.machine(t, guangzhou, id); m == nil || m["InstanceFamilyName"] != nil {
		t.Errorf("machine = %v, want it with nothing of revision B", m)
	}
}
