package vm_test

import (
	"math"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// facts are those behind the full example.
func facts() provider.Known {
	return provider.Known{
		Zone: &provider.Zone{ID: "SEL-A", Facts: provider.ZoneFacts{
			SecurityGroup: new(true), IPv6: new(true),
			Passthrough: new(true),
		}},
		Type: &provider.InstanceType{
			ID: "c.1c2g", NetCharges: []string{"ByBandwidth", "ByTrafficPackage"},
			MaxBandwidthMbps: 500,
		},
		Image: &provider.Image{ID: ubuntu, OS: provider.Linux, MinDiskGB: 30},
		Chosen: map[provider.Field]provider.Option{
			provider.FieldSubnet:        {Value: "901000000000000001", Ready: true, Free: new(240), Zone: "SEL-A"},
			provider.FieldSecurityGroup: {Value: "701000000000000001", Ready: true},
		},
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	type spec = provider.Spec
	type known = provider.Known
	no := func(*known) {}
	disks := func(list ...provider.Disk) func(*spec) { return func(s *spec) { s.Storage.DataDisks = list } }
	system := func(gb int, category string) func(*spec) {
		return func(s *spec) { s.Storage.SystemDisk = &provider.Disk{SizeGB: gb, Category: category} }
	}
	password := func(text string) func(*spec) {
		return func(s *spec) { s.Access.Login, s.Access.Password = provider.LoginPassword, provider.NewSecret(text) }
	}
	tests := []struct {
		name   string
		change func(*spec)
		know   func(*known)
		want   string
	}{
		{"full example", func(*spec) {}, no, ""},
		{"nothing known", func(*spec) {}, func(k *known) { *k = known{} }, ""},
		{
			"nothing answered", func(s *spec) { *s = spec{} }, func(k *known) { *k = known{} },
			"zone:required type:required image:required billing.charge:required network.charge:required " +
				"network.subnet:required access.login:required count:required",
		},
		{"other product", func(s *spec) { s.Product = "zenlayer-bmc" }, no, "product:one_of"},
		{
			"zone sold out", func(*spec) {}, func(k *known) { k.Zone.Stock, k.Type = provider.StockSoldOut, nil },
			"zone:sold_out",
		},
		{"type sold out", func(*spec) {}, func(k *known) { k.Type.Stock = provider.StockSoldOut }, "type:sold_out"},
		{"term", func(s *spec) { s.Billing.Months = 37 }, no, "billing.months:max"},
		{
			"promise", func(s *spec) { s.Billing = provider.Billing{Charge: provider.Postpaid, Commitment: -1} }, no,
			"billing.commitment:min",
		},
		{"promise means nothing with a term", func(s *spec) { s.Billing.Commitment = -1 }, no, ""},
		{
			"network charge not here", func(s *spec) { s.Network.Charge = "ByClusterBandwidth95" }, no,
			"network.charge:one_of network.cluster:required",
		},
		{
			"network charge of bare metal", func(s *spec) { s.Network.Charge = "ByBandwidthCluster" },
			func(k *known) { k.Type = nil }, "network.charge:one_of",
		},
		{
			"cluster", func(s *spec) { s.Network.Charge = "BandwidthCluster" }, func(k *known) { k.Type = nil },
			"network.cluster:required",
		},
		{"bandwidth", func(s *spec) { s.Network.BandwidthMbps = 501 }, no, "network.bandwidth_mbps:max"},
		{
			"bandwidth that cannot be capped", func(*spec) {}, func(k *known) { k.Type.MaxBandwidthMbps = -1 },
			"network.bandwidth_mbps:unsupported",
		},
		{
			"no bandwidth where it cannot be capped", func(s *spec) { s.Network.BandwidthMbps = 0 },
			func(k *known) { k.Type.MaxBandwidthMbps = -1 }, "",
		},
		{"traffic", func(s *spec) { s.Network.TrafficTB = new(-0.5) }, no, "network.traffic_tb:min"},
		{"traffic NaN", func(s *spec) { s.Network.TrafficTB = new(math.NaN()) }, no, "network.traffic_tb:min"},
		{"traffic means nothing with another charge", func(s *spec) {
			s.Network.Charge,
				s.Network.TrafficTB = "ByBandwidth", new(-0.5)
		}, no, ""},
		{"subnet elsewhere", func(*spec) {}, func(k *known) {
			*k = k.With(provider.FieldSubnet, provider.Option{Value: "901000000000000001", Ready: true, Zone: "FRA-A"})
		}, "network.subnet:not_offered"},
		{"subnet that is not ready", func(*spec) {}, func(k *known) {
			*k = k.With(provider.FieldSubnet,
				provider.Option{Value: "901000000000000001"})
		}, "network.subnet:unsupported"},
		{"subnet too small", func(s *spec) { s.Count = 241 }, no, "network.subnet:max"},
		{
			"security group not in the zone", func(*spec) {}, func(k *known) { k.Zone.Facts.SecurityGroup = new(false) },
			"network.security_group:unsupported",
		},
		{"security group broken", func(*spec) {}, func(k *known) {
			*k = k.With(provider.FieldSecurityGroup, provider.Option{Value: "701000000000000001", Status: "CREATE_FAILED"})
		}, "network.security_group:unsupported"},
		{
			"IPv6 not in the zone", func(s *spec) { s.Network.IPv6 = new(true) },
			func(k *known) { k.Zone.Facts.IPv6 = new(false) }, "network.ipv6:unsupported",
		},
		{"IPv6 not stated", func(s *spec) { s.Network.IPv6 = new(true) }, func(k *known) { k.Zone.Facts.IPv6 = nil }, ""},
		{
			"passthrough not in the zone", func(s *spec) { s.Passthrough = new(true) },
			func(k *known) { k.Zone.Facts.Passthrough = new(false) }, "cpu_passthrough:unsupported",
		},
		{"network mode in another case", func(s *spec) { s.Network.Mode = "VF" }, no, "network.mode:one_of"},
		{"first address without a block", func(s *spec) { s.Network.CIDRStart = "192.0.2.9" }, no, ""},
		{
			"first address", func(s *spec) { s.Network.CIDRBlock, s.Network.CIDRStart = "b", "::1" }, no,
			"network.cidr_start:format",
		},
		{"range for a block", func(s *spec) { s.Network.CIDRBlock = "10.0.0.0/24" }, no, "network.cidr_block:characters"},
		{"block", func(s *spec) { s.Network.CIDRBlock, s.Network.CIDRStart = "b", "192.0.2.9" }, no, ""},
		{"interface of 3", func(s *spec) { s.Network.NIC.WAN = "eth" }, no, "network.nic.wan:too_short"},
		{"interface of 16", func(s *spec) { s.Network.NIC.LAN = "abcdefghijklmnop" }, no, "network.nic.lan:too_long"},
		{"interface of 15", func(s *spec) { s.Network.NIC.LAN = "abcdefghijklmno" }, no, ""},
		{"interface in upper case", func(s *spec) { s.Network.NIC.WAN = "Eth0" }, no, "network.nic.wan:characters"},
		{"interface with a digit first", func(s *spec) { s.Network.NIC.WAN = "0eth" }, no, "network.nic.wan:format"},
		{"no system disk", func(s *spec) { s.Storage.SystemDisk = nil }, no, ""},
		{"system disk of 45", system(45, "SSD"), no, "storage.system_disk:multiple"},
		{"system disk below the image", system(20, "SSD"), no, "storage.system_disk:min"},
		{"system disk as large as the image", system(30, "STANDARD"), no, ""},
		{
			"system disk below an odd image", system(30, "SSD"), func(k *known) { k.Image.MinDiskGB = 31 },
			"storage.system_disk:min",
		},
		{"system disk of nothing", system(0, "SSD"), func(k *known) { k.Image = nil }, "storage.system_disk:min"},
		{"system disk of tape", system(40, "TAPE"), no, "storage.system_disk:one_of"},
		{"data disk of 19", disks(provider.Disk{SizeGB: 19}), no, "storage.data_disks:min"},
		{"data disks of 20 and 2000", disks(provider.Disk{SizeGB: 20}, provider.Disk{SizeGB: 2000}), no, ""},
		{"data disk of 2001", disks(provider.Disk{SizeGB: 2001}), no, "storage.data_disks:max"},
		{"ten data disks", disks(provider.Disk{SizeGB: 20, Count: 9}, provider.Disk{SizeGB: 30}), no, ""},
		{
			"eleven data disks", disks(provider.Disk{SizeGB: 20, Count: 9}, provider.Disk{SizeGB: 30, Count: 2}), no,
			"storage.data_disks:too_many",
		},
		{"very many data disks", disks(provider.Disk{SizeGB: 20, Count: math.MaxInt}, provider.Disk{
			SizeGB: 30,
			Count:  2,
		}), no, "storage.data_disks:too_many"},
		{"fewer than no data disks", disks(provider.Disk{SizeGB: 20, Count: -1}), no, "storage.data_disks:min"},
		{"password", password("Example+123"), no, ""},
		{"password of both products", password("Password-12345~"), no, ""},
		{"password with an underscore", password("Aa_12345"), no, "access.password:characters"},
		{"password with all specials", password("Aa1!@#$%^&*`~()"), no, ""},
		{"password with the other specials", password("Aa1-+=12"), no, ""},
		{"password too short", password("Aa1-+=1"), no, "access.password:too_short"},
		{"password without a digit", password("Example+abc"), no, "access.password:classes"},
		{
			"both ways in", func(s *spec) { s.Access.Login, s.Access.Password = "", provider.NewSecret("Example+123") },
			no, "access.login:conflict",
		},
		{"one of two ways is chosen", func(s *spec) { s.Access.Password = provider.NewSecret("x") }, no, ""},
		{"no key pair", func(s *spec) { s.Access.KeyPair = "" }, no, "access.key_pair:required"},
		{"keys as text", func(s *spec) { s.Access.Login = provider.LoginKeys }, no, "access.login:one_of"},
		{"key pair on Windows", func(*spec) {}, func(k *known) { k.Image.OS = provider.Windows }, "access.login:unsupported"},
		{"script of 32768 bytes", func(s *spec) {
			s.Access.InitScript = provider.NewSecret(strings.Repeat("é",
				16384))
		}, no, ""},
		{"script of 32770 bytes", func(s *spec) {
			s.Access.InitScript = provider.NewSecret(strings.Repeat("é",
				16385))
		}, no, "access.init_script:too_big"},
		{"name", func(s *spec) { s.Name = "my_server" }, no, "name:characters"},
		{"tag of 64", func(s *spec) { s.Tags = []provider.Tag{{Key: strings.Repeat("k", 64), Value: "v"}} }, no, ""},
		{
			"tag of 65", func(s *spec) { s.Tags = []provider.Tag{{Key: strings.Repeat("k", 65), Value: "v"}} }, no,
			"tags:too_long",
		},
		{"our tag", func(s *spec) { s.Tags = []provider.Tag{{Key: "metalwright", Value: "v"}} }, no, "tags:duplicate"},
	}
	r := serve(t).reader("")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, k := full(), facts()
			tt.change(&s)
			tt.know(&k)
			if got := providertest.Rules(r.Check(s, k)); got != tt.want {
				t.Errorf("Check() = %q, want %q", got, tt.want)
			}
		})
	}
}

// The older version knows neither promises nor blocks of addresses.
func TestCheckOlderVersion(t *testing.T) {
	t.Parallel()
	s := full()
	s.Billing = provider.Billing{Charge: provider.Postpaid, Commitment: 3}
	s.Network.CIDRBlock = "b"
	if got, want := providertest.Rules(serve(t).reader("2023-03-13").Check(s, facts())),
		"billing.commitment:unsupported network.cidr_block:unsupported"; got != want {
		t.Errorf("Check() = %q, want %q", got, want)
	}
}

// Suggestions make a valid order of a zone, a type, an image and a subnet, and change no answer.
func TestSuggest(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	r := v.reader("")
	k := facts()
	got := r.Suggest(provider.Spec{Zone: "SEL-A", Type: "c.1c2g", Image: ubuntu}, k)
	if got.Network.Subnet != "901000000000000001" || got.Network.Charge != "ByBandwidth" ||
		got.Network.BandwidthMbps != 10 || got.Network.IPv4 == nil ||
		!*got.Network.IPv4 || *got.Storage.SystemDisk != (provider.Disk{SizeGB: 40, Category: "SSD"}) ||
		got.Access.Login != provider.LoginPassword ||
		got.Billing.Charge != provider.Postpaid || got.Name != "sel-a-c.1c2g-[1,3]" || got.Count != 1 ||
		got.Product != vm.ID {
		t.Errorf("Suggest() = %+v", got)
	}
	if err := r.Check(got, k); err != nil {
		t.Errorf("Check(Suggest()) = %v, want no fault", err)
	}
	if again := r.Suggest(got, k); again.Access.Password != got.Access.Password {
		t.Error("Suggest() changes the password that it made")
	}
	pair := k.With(provider.FieldKeyPair, provider.Option{Value: "key-1", Ready: true})
	if a := r.Suggest(provider.Spec{}, pair).Access; a.Login != provider.LoginKeyPair || a.KeyPair != "key-1" ||
		!a.Password.IsZero() {
		t.Errorf("Suggest() with a key pair = %+v, want it chosen", a)
	}
	pair.Image = &provider.Image{ID: "img-win", OS: provider.Windows, MinDiskGB: 64}
	windows := r.Suggest(provider.Spec{Image: "img-win"}, pair)
	if windows.Access.Login != provider.LoginPassword || windows.Storage.SystemDisk.SizeGB != 70 {
		t.Errorf("Suggest() for Windows = %+v, want a password and 70 GB", windows)
	}
	if a := r.Suggest(provider.Spec{Access: provider.Access{Login: provider.LoginPassword}},
		k).Access; !a.Password.IsZero() {
		t.Error("Suggest() makes a password where one was asked for")
	}
	uncapped := provider.Known{Type: &provider.InstanceType{ID: "g", NetCharges: []string{
		"BandwidthCluster",
		"ByBandwidth",
	}, MaxBandwidthMbps: -1}}
	if n := r.Suggest(provider.Spec{Type: "g"}, uncapped).Network; n.BandwidthMbps != 0 || n.Charge != "ByBandwidth" {
		t.Errorf("Suggest() without a cap = %+v, want no bandwidth, and the charge that needs no cluster", n)
	}
	kept := full()
	if got := r.Suggest(kept, k); providertest.Rules(r.Check(got, k)) != "" || got.Name != kept.Name ||
		got.Billing != kept.Billing || *got.Storage.SystemDisk != *kept.Storage.SystemDisk {
		t.Errorf("Suggest() of a full spec = %+v", got)
	}
}

// What was looked up is suggested: the default subnet, and the disks that the zone has.
func TestSuggestLearns(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	r := v.reader("")
	for _, z := range []provider.ZoneID{"SEL-A", "FRA-A"} {
		for _, f := range []provider.Field{provider.FieldSubnet, provider.FieldSystemDisk} {
			if _, err := r.Options(t.Context(), provider.Spec{Zone: z}, f); err != nil {
				t.Fatalf("Options(%s, %s) = %v", z, f, err)
			}
		}
	}
	s := provider.Spec{Zone: "FRA-A", Image: ubuntu, Storage: provider.Storage{DataDisks: []provider.Disk{{SizeGB: 20}}}}
	got := r.Suggest(s, facts())
	if got.Storage.SystemDisk.Category != "STANDARD" || got.Storage.DataDisks[0] != (provider.Disk{
		SizeGB:   20,
		Category: "STANDARD", Count: 1,
	}) {
		t.Errorf("Suggest() = %+v, want the disks that the zone has", got.Storage)
	}
	got.Storage.SystemDisk.Category = "SSD"
	found := providertest.Rules(r.Check(got, provider.Known{}))
	if !strings.Contains(found, "storage.system_disk:not_offered") {
		t.Errorf("Check() = %q, want the category not offered", found)
	}
	if got := r.Suggest(provider.Spec{Zone: "SEL-A"}, provider.Known{}); got.Network.Subnet != "901000000000000001" {
		t.Errorf("Suggest() = %+v, want the default subnet", got.Network)
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	got, err := r.Names(provider.Spec{Name: "web_[3,3]", Count: 2}, 0)
	if err != nil || len(got) != 2 || got[0] != (provider.Name{Instance: "web003"}) || got[1].Instance != "web004" {
		t.Errorf("Names() = %+v, %v, want web003 and web004", got, err)
	}
	if got, err := r.Names(provider.Spec{Count: 300}, 3); err != nil || len(got) != 3 || got[2].Instance != "instance" {
		t.Errorf("Names() = %+v, %v, want three times the vendor's default", got, err)
	}
	if part := r.Part(provider.Spec{Name: "web_[3,3]", Count: 200}, 100, 50); part.Name != "web_[103,3]" ||
		part.Count != 50 {
		t.Errorf("Part() = %+v", part)
	}
	if _, err := r.Names(provider.Spec{Name: "a_b"}, 0); providertest.Rules(err) != "name:characters" {
		t.Errorf("Names() = %v, want a fault of the name", err)
	}
}
