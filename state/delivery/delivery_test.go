package delivery_test

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/delivery"
)

// full is an order that answers all that a machine can be compared by.
func full() provider.Spec {
	yes, level, traffic := true, 5, 2.5
	return provider.Spec{
		Zone: "SEL-A", Type: "M6C", Image: "img-a", ImageVersion: "v2", IPXE: "netboot", Hostname: "web-1",
		Billing: provider.Billing{Charge: provider.Prepaid, Months: 3},
		Network: provider.Network{
			Charge: "ByBandwidth", BandwidthMbps: 10, TrafficTB: &traffic, Cluster: "c-1", Subnet: "s-1", Private: "p-1",
			Public: "q-1", IPv4: &yes, IPv6: &yes, SecurityGroup: "g-1", NIC: provider.NIC{WAN: "wan0", LAN: "lan0"},
			GatewayMode: &yes, Mode: "Virtio",
		},
		Storage: provider.Storage{
			RAID: &provider.RAID{Level: &level}, SystemDisk: &provider.Disk{SizeGB: 50, Category: "SSD"},
			Partitions: []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 100}, {Path: "/var", FS: "xfs", SizeGB: 20}},
			DataDisks:  []provider.Disk{{SizeGB: 40, Category: "SSD", Count: 2}, {SizeGB: 10}},
		},
		Access: provider.Access{KeyPair: "key-1"}, ResourceGroup: "rg-1",
		Tags: []provider.Tag{{Key: "env", Value: "prod"}},
	}
}

func stated() []provider.Field {
	var all []provider.Field
	for _, a := range provider.Answers() {
		if !a.Secret() {
			all = append(all, a.Field)
		}
	}
	return all
}

// TestCompare changes one answer after another: exactly that one is named.
func TestCompare(t *testing.T) {
	t.Parallel()
	no, level, traffic := false, 1, 3.0
	for _, c := range []struct {
		field              provider.Field
		ordered, delivered string
		change             func(*provider.Spec)
	}{
		{provider.FieldType, "M6C", "S5L", func(s *provider.Spec) { s.Type = "S5L" }},
		{provider.FieldImage, "img-a", "", func(s *provider.Spec) { s.Image = "" }},
		{provider.FieldCharge, "prepaid", "postpaid", func(s *provider.Spec) { s.Billing.Charge = provider.Postpaid }},
		{provider.FieldMonths, "3", "12", func(s *provider.Spec) { s.Billing.Months = 12 }},
		{provider.FieldBandwidth, "10", "5", func(s *provider.Spec) { s.Network.BandwidthMbps = 5 }},
		{provider.FieldTraffic, "2.5", "3", func(s *provider.Spec) { s.Network.TrafficTB = &traffic }},
		{provider.FieldSubnet, "s-1", "s-2", func(s *provider.Spec) { s.Network.Subnet = "s-2" }},
		{provider.FieldIPv4, "true", "false", func(s *provider.Spec) { s.Network.IPv4 = &no }},
		{provider.FieldIPv6, "true", "false", func(s *provider.Spec) { s.Network.IPv6 = &no }},
		{provider.FieldRAID, "RAID 5", "", func(s *provider.Spec) { s.Storage.RAID = nil }},
		{provider.FieldRAID, "RAID 5", "RAID 1", func(s *provider.Spec) { s.Storage.RAID = &provider.RAID{Level: &level} }},
		{provider.FieldRAID, "RAID 5", "RAID 1 of disks 1 2", func(s *provider.Spec) {
			s.Storage.RAID = &provider.RAID{Arrays: []provider.Array{{Level: 1, Disks: []int{2, 1}}}}
		}},
		{provider.FieldPartitions, "/ ext4 100 GB, /var xfs 20 GB", "", func(s *provider.Spec) {
			s.Storage.Partitions = nil
		}},
		{provider.FieldPartitions, "/ ext4 100 GB, /var xfs 20 GB", "/ ext4 90 GB, /var xfs 20 GB", func(s *provider.Spec) {
			s.Storage.Partitions = []provider.Partition{
				{Path: "/", FS: "ext4", SizeGB: 90}, {Path: "/var", FS: "xfs", SizeGB: 20},
			}
		}},
		{provider.FieldSystemDisk, "50 GB SSD", "50 GB HDD", func(s *provider.Spec) {
			s.Storage.SystemDisk = &provider.Disk{SizeGB: 50, Category: "HDD"}
		}},
		{provider.FieldDataDisks, "2 x 40 GB SSD, 10 GB", "40 GB SSD, 10 GB SSD", func(s *provider.Spec) {
			s.Storage.DataDisks = []provider.Disk{{SizeGB: 40, Category: "SSD"}, {SizeGB: 10, Category: "SSD"}}
		}},
		{provider.FieldKeyPair, "key-1", "", func(s *provider.Spec) { s.Access.KeyPair = "" }},
		{provider.FieldTags, "env=prod", "env=test", func(s *provider.Spec) {
			s.Tags = []provider.Tag{{
				Key:   "env",
				Value: "test",
			}}
		}},
	} {
		came := full()
		c.change(&came)
		got := delivery.Compare(full(), provider.Delivered{Spec: came, States: stated()})
		want := []provider.Mismatch{{Field: c.field, Ordered: c.ordered, Delivered: c.delivered}}
		if !slices.Equal(got, want) {
			t.Errorf("Compare() with another %s = %+v, want %+v", c.field, got, want)
		}
		if got := delivery.Compare(full(), provider.Delivered{Spec: came}); got != nil {
			t.Errorf("Compare() with another %s that nobody states = %+v, want none", c.field, got)
		}
	}
}

// TestCompareFits leaves alone what fits: the same, what the order leaves to the vendor, tags that others added, and
// what the last partition got beyond its size.
func TestCompareFits(t *testing.T) {
	t.Parallel()
	more := full()
	more.Tags = append(more.Tags, provider.Tag{Key: "metalwright", Value: "mw1"})
	more.Storage.Partitions = slices.Clone(more.Storage.Partitions)
	more.Storage.Partitions[1].SizeGB = 380
	more.Storage.DataDisks = []provider.Disk{
		{SizeGB: 10, Category: "HDD"}, {SizeGB: 40, Category: "ssd"}, {SizeGB: 40, Category: "ssd"},
	}
	vendors := full()
	vendors.Storage.RAID, vendors.Storage.DataDisks = nil, nil
	for name, c := range map[string][2]provider.Spec{
		"the same": {full(), full()}, "more": {full(), more}, "left to the vendor": {{}, vendors},
	} {
		if got := delivery.Compare(c[0], provider.Delivered{Spec: c[1], States: stated()}); got != nil {
			t.Errorf("%s: Compare() = %+v, want none", name, got)
		}
	}
}
