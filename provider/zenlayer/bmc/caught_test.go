package bmc_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

// Every code that the table calls caught is caught: by Check alone, or by Check and what was looked up. Each change
// puts one fault into an order that has none.
func TestCaughtBeforeSending(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	v.On("DescribeSubnets",
		`{"totalCount":1,"dataSet":[{"subnetId":"833049815985166808","zoneId":"SEL-A","availableIpCount":200,`+
			`"subnetStatus":"AVAILABLE"}]}`)
	v.On("DescribeResourceGroups",
		`{"resourceGroups":[{"resourceGroupId":"5a4f6519-2977-47cb-b3fc-150fd2b4de71","name":"Default"}]}`)
	v.When("DescribeAvailableResources", func(body string) (int, string) {
		if strings.Contains(body, "POSTPAID") {
			return 200, `{"requestId":"T1","response":{"availableResources":[]}}`
		}
		return 200, `{"requestId":"T1","response":{"availableResources":[{"zoneId":"SEL-A","instanceTypeId":"M6C",
			"sellStatus":"SELL",
			"internetChargeTypes":["ByBandwidth","ByTrafficPackage"],"maximumBandwidthOut":10000,"qty":24}]}}`
	})
	r := v.reader("")
	caught := faulty()
	listed := map[string]bool{}
	for _, row := range bmc.Product().Codes {
		change, ok := caught[row.Code]
		listed[row.Code] = true
		if ok != (row.Caught != provider.CaughtNever) {
			t.Errorf("%s: caught %d in the table, and %v here", row.Code, row.Caught, ok)
		}
		if !ok {
			continue
		}
		s, k := full(), facts()
		if _, err := provider.Lookup(t.Context(), r, s); err != nil || r.Check(s, k) != nil {
			t.Fatalf("the order has a fault already: %v, %v", err, r.Check(s, k))
		}
		change(&s, &k)
		_, missing := provider.Lookup(t.Context(), r, s)
		at := append([]provider.Field{row.Field}, row.Also...)
		found := append(provider.All(r.Check(s, k)), provider.All(missing)...)
		found = append(found, provider.All(r.Product().Excluded(s))...)
		if !slices.ContainsFunc(found, func(e *provider.Error) bool { return slices.Contains(at, e.Field) }) {
			t.Errorf("%s: found %v, want a fault at one of %v", row.Code, found, at)
		}
	}
	for code := range caught {
		if !listed[code] {
			t.Errorf("%s is not in the table", code)
		}
	}
}

// faulty are the changes, by the code with which the vendor would refuse them.
func faulty() map[string]change {
	type S = provider.Spec
	type K = provider.Known
	spec := func(f func(*S)) change { return func(s *S, _ *K) { f(s) } }
	raid := func(arrays ...provider.Array) change {
		return spec(func(s *S) { s.Storage.RAID, s.Storage.Partitions = &provider.RAID{Arrays: arrays}, nil })
	}
	parts := func(p ...provider.Partition) change { return spec(func(s *S) { s.Storage.Partitions = p }) }
	subnet := func(o provider.Option) change {
		return func(s *S, k *K) {
			o.Value = s.Network.Subnet
			*k = k.With(provider.FieldSubnet, o)
		}
	}
	windows := func(s *S, k *K) {
		s.Image, k.Image = win, &provider.Image{ID: win, OS: provider.Windows}
		s.Storage.Partitions = []provider.Partition{
			{Path: "D", FS: "NTFS", SizeGB: 100},
			{Path: "C", FS: "NTFS", SizeGB: 380},
		}
	}
	return map[string]change{
		"INVALID_PARAMETER_HOSTNAME_EXCEED":                spec(func(s *S) { s.Hostname = strings.Repeat("h", 65) }),
		"INVALID_PARAMETER_HOSTNAME_MALFORMED":             spec(func(s *S) { s.Hostname = "a_b" }),
		"INVALID_PARAMETER_INSTANCE_NAME_EXCEED":           spec(func(s *S) { s.Name = strings.Repeat("n", 65) }),
		"OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT": spec(func(s *S) { s.Network.Charge = "ByInstanceBandwidth95" }),
		"INVALID_INSTANCE_BANDWIDTH_ZONE_NO_SELL":          spec(func(s *S) { s.Network.Charge = "ByInstanceBandwidth95" }),
		"INVALID_IMAGE_NOT_FOUND":                          spec(func(s *S) { s.Image = "nobody" }),
		"INVALID_ZONE_NOT_FOUND":                           spec(func(s *S) { s.Zone = "SEL--A" }),
		"INVALID_INSTANCE_TYPE_NOT_FOUND":                  spec(func(s *S) { s.Type = "X1" }),
		"INVALID_INSTANCE_TYPE_ZONE_NO_SELL":               spec(func(s *S) { s.Type = "S8I" }),
		"OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT": func(s *S, k *K) {
			s.Billing = provider.Billing{Charge: provider.Postpaid}
			k.Type.Supplies = provider.Supplies{provider.Prepaid: {Stock: provider.StockPlenty}}
		},
		"INVALID_PARTITION_IMAGE_NOT_SET":        spec(func(s *S) { s.Image = "" }),
		"INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM": spec(func(s *S) { s.Network.BandwidthMbps = 10001 }),
		"INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED": spec(func(s *S) {
			s.Access = provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret("a")}
		}),
		"INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT": spec(func(s *S) {
			s.Access.Login, s.Access.Password = "", provider.NewSecret("Aa1!aaaa")
		}),
		"INVALID_PARAMETER_SSH_KEY_MALFORMED":      spec(func(s *S) { s.Access.SSHKeys = []string{"rsa nonsense"} }),
		"INVALID_PARAMETER_SSH_KEY_DUPLICATE":      spec(func(s *S) { s.Access.SSHKeys = []string{goodKey, goodKey} }),
		"INVALID_RAID_CONFIG_FAST_CUSTOM_CONFLICT": spec(func(s *S) { s.Storage.RAID.Level = new(1) }),
		"INVALID_INSTANCE_TYPE_RAID_NOT_SUPPORT":   func(_ *S, k *K) { k.Type.RAIDLevels = []int{0} },
		"INVALID_INSTANCE_TYPE_QUICK_RAID_NOT_SUPPORT": spec(func(s *S) {
			s.Storage.RAID = &provider.RAID{Level: new(10)} // over disks of two sizes
		}),
		"INVALID_PARAMETER_VALUE_RAID_DISK_MISMATCH": raid(provider.Array{Level: 1, Disks: []int{1}}),
		"INVALID_PARAMETER_VALUE_RAID_DISK_DISORDER": raid(provider.Array{Level: 1, Disks: []int{2, 1}}),
		"INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_DUPLICATE": raid(provider.Array{Level: 1, Disks: []int{1, 2}},
			provider.Array{Level: 1, Disks: []int{2, 3}}),
		"INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_RANGE": raid(provider.Array{Level: 1, Disks: []int{6, 7}}),
		"INVALID_PARAMETER_NIC_NAME_CONFLICT": spec(func(s *S) {
			s.Network.NIC = provider.NIC{
				WAN: "eth0",
				LAN: "eth0",
			}
		}),
		"INVALID_PARAMETER_NIC_NAME_MALFORMED": spec(func(s *S) { s.Network.NIC.WAN = "w_n0" }),
		"INVALID_PARTITION_SIZE_NOT_FULL":      parts(provider.Partition{Path: "/", FS: "ext4", SizeGB: 1}),
		"INVALID_PARTITION_DUPLICATE_FILE_PATH": parts(provider.Partition{Path: "/", FS: "ext4", SizeGB: 240},
			provider.Partition{Path: "/", FS: "ext4", SizeGB: 240}),
		"INVALID_PARTITION_MISSING_REQUIRED_FILE_PATH": parts(provider.Partition{
			Path: "/var", FS: "ext4",
			SizeGB: 480,
		}),
		"INVALID_PARTITION_MALFORMED": parts(provider.Partition{Path: "/", FS: "ext4", SizeGB: 240},
			provider.Partition{Path: "var", FS: "ext4", SizeGB: 240}),
		"INVALID_PARTITION_NO_TYPE":       parts(provider.Partition{Path: "/", FS: "zfs", SizeGB: 480}),
		"INVALID_PARTITION_INVALID_ORDER": windows,
		"RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT": func(_ *S, k *K) {
			k.Zone.Stock,
				k.Type = provider.StockSoldOut, nil
		},
		"RESOURCES_SOLDOUT_INSTANCE_TYPE": func(_ *S, k *K) { k.Type.Left = new(0) },
		"INVALID_SUBNET_NOT_FOUND":        spec(func(s *S) { s.Network.Subnet = "nobody" }),
		"INVALID_SUBNET_PRIVATE_IP_INSUFFICIENT": subnet(provider.Option{
			Zone: "SEL-A", Ready: true,
			Free: new(1),
		}),
		"INVALID_SUBNET_ZONE_MISMATCH":                 subnet(provider.Option{Zone: "FRA-B", Ready: true}),
		"OPERATION_DENIED_INSTANCE_NOT_SUPPORT_SUBNET": func(_ *S, k *K) { k.Type.Subnet = false },
		"OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND":    spec(func(s *S) { s.ResourceGroup = "nobody" }),
	}
}
