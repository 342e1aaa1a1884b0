package bmc_test

import (
	"crypto/ed25519"
	"encoding/pem"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
)

func facts() provider.Known {
	m6c := provider.InstanceType{
		ID: "M6C", TotalDiskGB: 8640, RAIDLevels: []int{0, 1, 5, 10}, Subnet: true, Images: []provider.ImageID{
			ubuntu,
			win, "esx",
		},
		Disks: []provider.DiskGroup{{SizeGB: 480, Count: 2}, {SizeGB: 1920, Count: 4}},
		Stock: provider.StockPlenty, Left: new(24), NetCharges: []string{"ByBandwidth", "ByTrafficPackage"},
		MaxBandwidthMbps: 10000, FreeBandwidth: 30, FreeTrafficTB: 5,
	}
	k := provider.Known{
		Zone: &provider.Zone{ID: "SEL-A", Stock: provider.StockPlenty}, Type: &m6c, Image: &provider.Image{
			ID: ubuntu,
			OS: provider.Linux,
		},
	}
	return k.With(provider.FieldSubnet, provider.Option{
		Value: "833049815985166808", Zone: "SEL-A", Ready: true,
		Free: new(200),
	})
}

func privateKey(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatalf("GenerateKey() = %v", err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatalf("MarshalPrivateKey() = %v", err)
	}
	return string(pem.EncodeToMemory(block))
}

type change func(*provider.Spec, *provider.Known)

// Every row changes one thing in the full example, which is without fault.
func TestCheck(t *testing.T) {
	t.Parallel()
	type S = provider.Spec
	type K = provider.Known
	spec := func(f func(*S)) change { return func(s *S, _ *K) { f(s) } }
	login := func(a provider.Access) change { return spec(func(s *S) { s.Access = a }) }
	keys := func(k ...string) change {
		return login(provider.Access{Login: provider.LoginKeys, SSHKeys: k})
	}
	parts := func(p ...provider.Partition) change { return spec(func(s *S) { s.Storage.Partitions = p }) }
	part := func(path, fs string, gb int) provider.Partition {
		return provider.Partition{Path: path, FS: fs, SizeGB: gb}
	}
	windows := func(p ...provider.Partition) change {
		return func(s *S, k *K) {
			s.Image, s.Storage.Partitions = win, p
			k.Image = &provider.Image{ID: win, OS: provider.Windows}
			s.Access = provider.Access{Login: provider.LoginVendor}
		}
	}
	tests := []struct {
		name   string
		change change
		field  provider.Field // "" when there is no fault
		rule   provider.Rule
	}{
		{"without fault", spec(func(*S) {}), "", ""},
		{"other product", spec(func(s *S) { s.Product = "zenlayer-vm" }), provider.FieldProduct, provider.RuleOneOf},
		{"no zone", spec(func(s *S) { s.Zone = ""; s.Network.Subnet = "" }), provider.FieldZone, provider.RuleRequired},
		{"no type", spec(func(s *S) { s.Type = "" }), provider.FieldType, provider.RuleRequired},
		{
			"type sold out", func(_ *S, k *K) { k.Type.Stock = provider.StockSoldOut }, provider.FieldType,
			provider.RuleSoldOut,
		},
		{"more than are left", spec(func(s *S) { s.Count = 25 }), provider.FieldCount, provider.RuleSoldOut},
		{"facts of another type", func(s *S, k *K) { k.Type.ID = "other"; s.Count = 25 }, "", ""},
		{
			"zone sold out", func(s *S, k *K) { k.Zone.Stock, k.Type = provider.StockSoldOut, nil }, provider.FieldZone,
			provider.RuleSoldOut,
		},
		{"count not answered", spec(func(s *S) { s.Count = 0 }), provider.FieldCount, provider.RuleRequired},
		{
			"image not for the type", func(s *S, k *K) { k.Type.Images = []provider.ImageID{win} }, provider.FieldImage,
			provider.RuleUnsupported,
		},
		{"own image not in the list", func(s *S, k *K) {
			k.Type.Images, k.Image.Custom = []provider.ImageID{win},
				true
		}, "", ""},
		{"iPXE beside an image", spec(func(s *S) { s.IPXE = "netboot" }), "", ""},
		{"iPXE", spec(func(s *S) {
			s.Image, s.IPXE, s.Storage.Partitions, s.Access.Login = "", "https://x.test/a.ipxe", nil, provider.LoginVendor
		}), "", ""},
		{"iPXE that is no URL", spec(func(s *S) {
			s.Image, s.IPXE, s.Storage.Partitions, s.Access.Login = "", "boot", nil, provider.LoginVendor
		}), provider.FieldIPXE, provider.RuleFormat},

		{"no charge", spec(func(s *S) { s.Billing = provider.Billing{} }), provider.FieldCharge, provider.RuleRequired},
		{"prepaid without months", spec(func(s *S) { s.Billing.Months = 0 }), provider.FieldMonths, provider.RuleRequired},
		{"37 months", spec(func(s *S) { s.Billing.Months = 37 }), provider.FieldMonths, provider.RuleMax},

		{"no network charge", spec(func(s *S) { s.Network.Charge = "" }), provider.FieldNetCharge, provider.RuleRequired},
		{
			"network charge not for the type", spec(func(s *S) { s.Network.Charge = "ByInstanceBandwidth95" }),
			provider.FieldNetCharge, provider.RuleOneOf,
		},
		{
			"network charge of VM", func(s *S, k *K) { s.Network.Charge, k.Type = "BandwidthCluster", nil },
			provider.FieldNetCharge, provider.RuleOneOf,
		},
		{
			"too much bandwidth", spec(func(s *S) { s.Network.BandwidthMbps = 10001 }), provider.FieldBandwidth,
			provider.RuleMax,
		},
		{
			"traffic below the free package", spec(func(s *S) { s.Network.TrafficTB = new(4.0) }), provider.FieldTraffic,
			provider.RuleMin,
		},
		{"traffic NaN", spec(func(s *S) { s.Network.TrafficTB = new(math.NaN()) }), provider.FieldTraffic, provider.RuleMin},
		{"traffic ignored otherwise", spec(func(s *S) {
			s.Network.Charge, s.Network.TrafficTB = "ByBandwidth",
				new(-4.0)
		}), "", ""},
		{
			"cluster needed", func(s *S, k *K) { s.Network.Charge, k.Type = "ByBandwidthCluster", nil },
			provider.FieldCluster, provider.RuleRequired,
		},
		{
			"cluster needed for the 95th", func(s *S, k *K) { s.Network.Charge, k.Type = "ByClusterBandwidth95", nil },
			provider.FieldCluster, provider.RuleRequired,
		},
		{"type without subnets", func(_ *S, k *K) { k.Type.Subnet = false }, provider.FieldSubnet, provider.RuleUnsupported},
		{"subnet of another zone", func(_ *S, k *K) {
			*k = k.With(provider.FieldSubnet, provider.Option{Value: "833049815985166808", Zone: "FRA-B", Ready: true})
		}, provider.FieldSubnet, provider.RuleNotOffered},
		{"subnet full", func(_ *S, k *K) {
			*k = k.With(provider.FieldSubnet, provider.Option{Value: "833049815985166808", Free: new(2), Ready: true})
		}, provider.FieldSubnet, provider.RuleMax},
		{"WAN too short", spec(func(s *S) { s.Network.NIC.WAN = "wan" }), provider.FieldWAN, provider.RuleTooShort},
		{"WAN too long", spec(func(s *S) { s.Network.NIC.WAN = "wan01234567" }), provider.FieldWAN, provider.RuleTooLong},
		{"WAN begins with a digit", spec(func(s *S) { s.Network.NIC.WAN = "0wan" }), provider.FieldWAN, provider.RuleFormat},
		{"WAN with a dash", spec(func(s *S) { s.Network.NIC.WAN = "wan-0" }), provider.FieldWAN, provider.RuleCharacters},
		{"WAN begins with lan", spec(func(s *S) { s.Network.NIC.WAN = "lan9" }), provider.FieldWAN, provider.RuleFormat},
		{"LAN begins with wan", spec(func(s *S) { s.Network.NIC.LAN = "Wan9" }), provider.FieldLAN, provider.RuleFormat},
		{
			"equal names", spec(func(s *S) { s.Network.NIC = provider.NIC{WAN: "eth0", LAN: "ETH0"} }),
			provider.FieldLAN, provider.RuleConflict,
		},
		{"equal to the default of an HA model", func(s *S, k *K) {
			k.Type.HA, s.Network.NIC = true,
				provider.NIC{WAN: "bond1"}
		}, provider.FieldLAN, provider.RuleConflict},
		{"not the default of this model", spec(func(s *S) { s.Network.NIC = provider.NIC{WAN: "bond1"} }), "", ""},

		{
			"fast RAID on mixed disks",
			spec(func(s *S) { s.Storage = provider.Storage{RAID: &provider.RAID{Level: new(10)}} }),
			provider.FieldRAID, provider.RuleMixed,
		},
		{"partitions of whole disks", spec(func(s *S) {
			s.Storage = provider.Storage{Partitions: []provider.Partition{part("/", "ext4", 8640)}}
		}), "", ""},
		{"partitions that leave room without RAID", spec(func(s *S) {
			s.Storage = provider.Storage{Partitions: []provider.Partition{part("/", "ext4", 100)}}
		}), "", ""},
		{"partitions without an image", spec(func(s *S) { s.Image, s.Access.Login = "", provider.LoginVendor }), "", ""},
		{"partitions on ESXi", func(s *S, k *K) {
			s.Image, s.Access.Login, k.Image = "esx", provider.LoginVendor, &provider.Image{ID: "esx", OS: provider.ESXi}
		}, provider.FieldPartitions, provider.RuleUnsupported},
		{"too small", parts(part("/", "ext4", 479)), provider.FieldPartitions, provider.RuleSum},
		{"too large", parts(part("/", "ext4", 481)), provider.FieldPartitions, provider.RuleSum},
		{"no root", parts(part("/var", "ext4", 480)), provider.FieldPartitions, provider.RuleNeeds},
		{
			"root not first", parts(part("/var", "ext4", 100), part("/", "ext4", 380)), provider.FieldPartitions,
			provider.RuleOrder,
		},
		{
			"same path", parts(part("/", "ext4", 100), part("/", "ext4", 380)), provider.FieldPartitions,
			provider.RuleDuplicate,
		},
		{
			"relative path", parts(part("/", "ext4", 100), part("var", "ext4", 380)), provider.FieldPartitions,
			provider.RuleFormat,
		},
		{
			"path with a space", parts(part("/", "ext4", 100), part("/a b", "ext4", 380)), provider.FieldPartitions,
			provider.RuleFormat,
		},
		{"path up", parts(part("/", "ext4", 100), part("/../x", "ext4", 380)), provider.FieldPartitions, provider.RuleFormat},
		{"unknown file system", parts(part("/", "xfs", 480)), provider.FieldPartitions, provider.RuleOneOf},
		{"file system of Windows", parts(part("/", "NTFS", 480)), provider.FieldPartitions, provider.RuleOneOf},
		{"size 0", parts(part("/", "ext4", 480), part("/a", "ext4", 0)), provider.FieldPartitions, provider.RuleMin},
		{"Windows", windows(part("c", "ntfs", 100), part("D", "NTFS", 380)), "", ""},
		{
			"Windows, gap", windows(part("C", "NTFS", 100), part("E", "NTFS", 380)), provider.FieldPartitions,
			provider.RuleOrder,
		},
		{
			"Windows, C second", windows(part("D", "NTFS", 100), part("C", "NTFS", 380)), provider.FieldPartitions,
			provider.RuleOrder,
		},
		{"Windows, no C", windows(part("D", "NTFS", 480)), provider.FieldPartitions, provider.RuleNeeds},
		{
			"Windows, beyond H", windows(part("C", "NTFS", 100), part("I", "NTFS", 380)), provider.FieldPartitions,
			provider.RuleFormat,
		},
		{
			"Windows, C twice", windows(part("C", "NTFS", 100), part("c", "NTFS", 380)), provider.FieldPartitions,
			provider.RuleDuplicate,
		},
		{"Windows, ext4", windows(part("C", "ext4", 480)), provider.FieldPartitions, provider.RuleOneOf},

		{"no way in", login(provider.Access{}), provider.FieldLogin, provider.RuleRequired},
		{
			"two ways in", login(provider.Access{Password: provider.NewSecret("Aa_12345"), SSHKeys: []string{goodKey}}),
			provider.FieldLogin, provider.RuleConflict,
		},
		{"two answers, one chosen", login(provider.Access{
			Login:    provider.LoginPassword,
			Password: provider.NewSecret("Aa_12345"), SSHKeys: []string{"junk"},
		}), "", ""},
		{"unknown way", login(provider.Access{Login: "door"}), provider.FieldLogin, provider.RuleOneOf},
		{"mailed password", login(provider.Access{Login: provider.LoginVendor}), "", ""},
		{"no password", login(provider.Access{Login: provider.LoginPassword}), provider.FieldPassword, provider.RuleRequired},
		{"bad password", login(provider.Access{
			Login:    provider.LoginPassword,
			Password: provider.NewSecret("Aa#12345"),
		}), provider.FieldPassword, provider.RuleCharacters},
		{"no key pair", login(provider.Access{Login: provider.LoginKeyPair}), provider.FieldKeyPair, provider.RuleRequired},
		{"key pair on Windows", func(s *S, k *K) {
			windows()(s, k)
			s.Access = provider.Access{Login: provider.LoginKeyPair, KeyPair: "key-1"}
		}, provider.FieldLogin, provider.RuleUnsupported},
		{
			"keys without an image", spec(func(s *S) { s.Image, s.Storage.Partitions = "", nil }), provider.FieldLogin,
			provider.RuleUnsupported,
		},
		{"no keys", keys(), provider.FieldSSHKeys, provider.RuleRequired},
		{"two keys", keys(goodKey, otherKey), "", ""},
		{"six keys", keys(goodKey, otherKey, "a", "b", "c", "d"), provider.FieldSSHKeys, provider.RuleTooMany},
		{
			"same key with another comment", keys(goodKey, strings.Replace(goodKey, "ops", "dev", 1)),
			provider.FieldSSHKeys, provider.RuleDuplicate,
		},
		{"junk", keys("ssh-rsa AAAA"), provider.FieldSSHKeys, provider.RuleFormat},
		{"two keys in one", keys(goodKey + "\n" + otherKey), provider.FieldSSHKeys, provider.RuleFormat},
		{"key with options", keys(`command="x" ` + goodKey), provider.FieldSSHKeys, provider.RuleFormat},
		{"private key", keys(privateKey(t)), provider.FieldSSHKeys, provider.RulePrivateKey},
		{
			"script too big", spec(func(s *S) { s.Access.InitScript = provider.NewSecret(strings.Repeat("a", 32769)) }),
			provider.FieldInitScript, provider.RuleTooBig,
		},

		{"name", spec(func(s *S) { s.Name = "my_server" }), provider.FieldName, provider.RuleCharacters},
		{"host name", spec(func(s *S) { s.Hostname = "web[1,7]" }), provider.FieldHostname, provider.RulePattern},
		{"tags", spec(func(s *S) { s.Tags = append(s.Tags, s.Tags[0]) }), provider.FieldTags, provider.RuleDuplicate},
	}
	r := serve(t).reader("")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, k := full(), facts()
			tt.change(&s, &k)
			err := r.Check(s, k)
			all := provider.All(err)
			if tt.field == "" && err != nil {
				t.Errorf("Check() = %v, want no fault", err)
			}
			if tt.field != "" &&
				!slices.ContainsFunc(all, func(e *provider.Error) bool { return e.Field == tt.field && e.Rule == tt.rule }) {
				t.Errorf("Check() = %v, want rule %q at %s", err, tt.rule, tt.field)
			}
			if tt.field != "" && len(all) != 1 {
				t.Errorf("Check() = %v, want one fault", err)
			}
			if err != nil && strings.Contains(err.Error(), "PRIVATE KEY") {
				t.Errorf("Check() quotes a private key: %v", err)
			}
		})
	}
}

func TestCheckNewerVersion(t *testing.T) {
	t.Parallel()
	err := serve(t).reader("2026-02-01").Check(full(), facts())
	if all := provider.All(err); len(all) != 1 || all[0].Field != provider.FieldLogin ||
		all[0].Rule != provider.RuleUnsupported {
		t.Errorf("Check() of text keys in the newer version = %v, want them unsupported", err)
	}
}

// A spec with nothing in it names everything that is missing.
func TestCheckNothing(t *testing.T) {
	t.Parallel()
	var got []string
	for _, e := range provider.All(serve(t).reader("").Check(provider.Spec{}, provider.Known{})) {
		got = append(got, string(e.Field)+" "+string(e.Rule))
	}
	want := []string{
		"zone required", "type required", "billing.charge required", "network.charge required",
		"access.login required", "count required",
	}
	if !slices.Equal(got, want) {
		t.Errorf("Check() of nothing = %q, want %q", got, want)
	}
}

func TestSuggest(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	k := facts()
	got := r.Suggest(provider.Spec{Zone: "SEL-A", Type: "M6C"}, k)
	if err := r.Check(got, k); err != nil {
		t.Errorf("Check(Suggest()) = %v, want no fault in %+v", err, got)
	}
	if got.Name != "sel-a-m6c-[1,3]" || got.Hostname != got.Name || got.Network.Charge != "ByBandwidth" ||
		got.Network.BandwidthMbps != 30 ||
		got.Billing.Charge != provider.Postpaid || got.Access.Login != provider.LoginVendor || got.Count != 1 {
		t.Errorf("Suggest() = %+v", got)
	}
	answered := full()
	body := func(s provider.Spec) string { return string(r.Body(provider.Batch{Spec: s})) }
	if after := r.Suggest(answered, k); body(after) != body(answered) {
		t.Errorf("Suggest() changed answers: %s", body(after))
	}
	k.Type.NetCharges, k.Type.FreeBandwidth, k.Type.MaxBandwidthMbps = []string{
		"ByBandwidthCluster",
		"ByInstanceBandwidth95",
	}, 0, 5
	odd := r.Suggest(provider.Spec{Zone: "SEL A_1/" + provider.ZoneID(strings.Repeat("z", 80)), Type: "M6C"}, k)
	if odd.Network.Charge != "ByInstanceBandwidth95" || odd.Network.BandwidthMbps != 5 {
		t.Errorf("Suggest() = %+v, want what needs no cluster, and 5 Mbps", odd.Network)
	}
	if err := r.Check(odd, provider.Known{}); err != nil {
		t.Errorf("Check() of an odd zone's suggestion = %v, want no fault in %q", err, odd.Name)
	}
}

func TestNamesAndParts(t *testing.T) {
	t.Parallel()
	r := serve(t).reader("")
	s := provider.Spec{Count: 250, Name: "web-[1,3]"}
	all, err := r.Names(s, 0)
	if err != nil || len(all) != 250 || all[249] != (provider.Name{Instance: "web-250", Hostname: "hostname"}) {
		t.Fatalf("Names() = %v, %v", all, err)
	}
	var parts []provider.Name
	for first := 0; first < 250; first += 100 {
		names, err := r.Names(r.Part(s, first, min(100, 250-first)), 0)
		if err != nil {
			t.Fatalf("Names(Part(%d)) = %v", first, err)
		}
		parts = append(parts, names...)
	}
	if !slices.Equal(parts, all) {
		t.Error("the names of the parts are not the names of the whole")
	}
	if few, err := r.Names(s, 2); err != nil || len(few) != 2 {
		t.Errorf("Names(2) = %v, %v, want 2", few, err)
	}
	if over, err := r.Names(provider.Spec{Count: 3, Name: "web[9,1]"}, 0); err != nil ||
		over[2].Instance != "web11" || !over[2].Overflow || over[0].Overflow {
		t.Errorf("Names() = %v, %v, want web11 to overflow", over, err)
	}
	_, err = r.Names(provider.Spec{Hostname: "a b"}, 0)
	if all := provider.All(err); len(all) != 1 || all[0].Field != provider.FieldHostname {
		t.Errorf("Names() of a bad host name = %v, want a fault there", err)
	}
}

func TestRefusalRows(t *testing.T) {
	t.Parallel()
	p := serve(t).reader("").Product()
	if len(p.Codes) < 29 {
		t.Errorf("%d rows, want the 29 of the vendor's page and more", len(p.Codes))
	}
	for _, c := range p.Codes {
		if !p.Has(c.Field) {
			t.Errorf("row %s: no field %q", c.Code, c.Field)
		}
	}
}
