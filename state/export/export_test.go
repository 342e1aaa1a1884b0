package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/orderfile"
)

func products() []*provider.Product {
	return []*provider.Product{bmc.Product(), vm.Product(), edgezone.Product()}
}

// publicKey is a key as the vendors take it.
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1zBqyWy0uoBDZ5VzTtPkNdmFGtXfA5cqdJ8Yp8HrBk a@b"

// planted is in every secret; nothing that is written may hold it.
const planted = "Planted-secret_1"

func source(t *testing.T, spec provider.Spec) export.Source {
	t.Helper()
	if spec.Product == edgezone.ID {
		return at(t, spec, "B")
	}
	return at(t, spec, "")
}

// at is the source of an account with the version of the product's API; "" is the default.
func at(t *testing.T, spec provider.Spec, version string) export.Source {
	t.Helper()
	for _, p := range products() {
		if p.ID != spec.Product {
			continue
		}
		r, err := p.Open(provider.Account{KeyID: "AKID" + planted, Secret: provider.NewSecret(planted), Version: version})
		if err != nil {
			t.Fatal(err)
		}
		return export.Source{
			Product: p, File: orderfile.FromSpec(spec), Reader: r, OrderID: "o-k7q2m9x4", Region: "ap-singapore",
			Version: version,
		}
	}
	t.Fatalf("no product %s", spec.Product)
	return export.Source{}
}

// draft is the source of an order that has not been placed.
func draft(t *testing.T, spec provider.Spec) export.Source {
	t.Helper()
	s := source(t, spec)
	s.OrderID = ""
	return s
}

// bmcSpec is all that Terraform can express, with texts that need quotes everywhere.
func bmcSpec() provider.Spec {
	return provider.Spec{
		Product: bmc.ID, Zone: "SEL-A", Type: "M6C", Image: "img-'1' \"$x\" ${y} %{z} \\n `w`", Count: 3,
		Name: "web-[1,3]", Hostname: "web[1,3].example",
		Billing: provider.Billing{Charge: provider.Prepaid, Months: 12},
		Network: provider.Network{
			Charge: "ByTrafficPackage", BandwidthMbps: 100, TrafficTB: new(1.5), Subnet: "subnet-1",
			NIC:  provider.NIC{WAN: "wan0", LAN: "lan0"},
			IPv6: new(true), GatewayMode: new(false),
		},
		Storage: provider.Storage{
			RAID:       &provider.RAID{Arrays: []provider.Array{{Level: 1, Disks: []int{1, 2}}, {Level: 0, Disks: []int{3}}}},
			Partitions: []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 100}, {Path: "/data", FS: "ext4", SizeGB: 200}},
		},
		Access:        provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(planted)},
		ResourceGroup: "rg-1",
	}
}

func vmSpec() provider.Spec {
	return provider.Spec{
		Product: vm.ID, Zone: "SEL-A", Type: "c.1c2g", Image: "img-1", Count: 1, Name: "db",
		Billing: provider.Billing{Charge: provider.Postpaid},
		Network: provider.Network{Charge: "ByBandwidth", BandwidthMbps: 10, Subnet: "subnet-1", IPv6: new(false)},
		Storage: provider.Storage{SystemDisk: &provider.Disk{SizeGB: 40}},
		Access:  provider.Access{Login: provider.LoginKeyPair, KeyPair: "key-1"},
		Tags:    []provider.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "it's \"us\""}},
	}
}

func edgeSpec() provider.Spec {
	return provider.Spec{
		Product: edgezone.ID, Zone: "ap-singapore-tez-sg-1", Type: "BMS5.MEDIUM8", Count: 2, Name: "edge",
		Billing: provider.Billing{Consent: true}, Network: provider.Network{
			Private: "ein-1", Public: "epn-1",
			IPv6: new(false),
		},
		Access: provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(planted)},
	}
}

func write(t *testing.T, f export.Format, s export.Source) string {
	t.Helper()
	var out bytes.Buffer
	if err := export.Write(&out, f, s); err != nil {
		t.Fatalf("Write(%s, %s) = %v", f, s.Product.ID, err)
	}
	return out.String()
}

func TestOrderFile(t *testing.T) {
	t.Parallel()
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		s := source(t, spec)
		for _, f := range []export.Format{export.YAML, export.JSON} {
			text := write(t, f, s)
			back, err := orderfile.Decode([]byte(text), "", products())
			if err != nil {
				t.Fatalf("%s of %s does not read back: %v\n%s", f, spec.Product, err, text)
			}
			if !reflect.DeepEqual(back.Spec, s.File.Spec) || back.Password != s.File.Password {
				t.Errorf("%s of %s reads back as %+v, want %+v", f, spec.Product, back.Spec, s.File.Spec)
			}
		}
	}
}

func machines() []provider.Instance {
	a := netip.MustParseAddr
	return []provider.Instance{
		{
			ID: "1", Name: "web001", Zone: "SEL-A", Type: "M6C", Status: provider.StatusRunning, VendorStatus: "RUNNING",
			Public: []netip.Addr{a("203.0.113.5"), a("2001:db8::5")},
		},
		{
			ID: "2", Name: "web 002\nHost *", Zone: "SEL-A", Status: provider.StatusRunning,
			Private: []netip.Addr{a("10.0.0.2")},
		},
		{ID: "3", Name: "web001", Zone: "SEL-A", Status: provider.StatusRunning, Public: []netip.Addr{a("203.0.113.7")}},
		{ID: "4", Name: "gone", Zone: "SEL-A", Status: provider.StatusVanished, Public: []netip.Addr{a("203.0.113.8")}},
		{ID: "5", Name: "soon", Zone: "SEL-A", Status: provider.StatusPending},
	}
}

func TestSSHConfig(t *testing.T) {
	t.Parallel()
	s := source(t, bmcSpec())
	s.Instances, s.User = machines(), "root"
	got := map[string]string{}
	host := ""
	for line := range strings.Lines(write(t, export.SSHConfig, s)) {
		switch words := strings.Fields(line); {
		case len(words) == 2 && words[0] == "Host":
			host = words[1]
		case len(words) == 2 && words[0] == "HostName":
			got[host] = words[1]
		}
	}
	want := map[string]string{"web001": "203.0.113.5", "web-002-Host": "10.0.0.2", "web001-3": "203.0.113.7"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("ssh-config has %v, want %v", got, want)
	}
}

func TestAnsible(t *testing.T) {
	t.Parallel()
	s := source(t, bmcSpec())
	s.Instances = machines()
	var inventory struct {
		All struct {
			Children map[string]struct {
				Hosts map[string]map[string]string
			}
		}
	}
	text := write(t, export.Ansible, s)
	if err := yaml.Unmarshal([]byte(text), &inventory); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	hosts := inventory.All.Children["metalwright_o_k7q2m9x4"].Hosts
	if len(hosts) != 3 || hosts["web001"]["ansible_host"] != "203.0.113.5" ||
		hosts["web001"]["metalwright_instance"] != "1" {
		t.Errorf("ansible has %v\n%s", hosts, text)
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	s := source(t, bmcSpec())
	rows, err := csv.NewReader(strings.NewReader(write(t, export.CSV, s))).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][5] != "web-001" || rows[3][5] != "web-003" ||
		rows[1][4] != string(s.File.Spec.Image) {
		t.Errorf("csv of a spec has %q, %v, want a row for each machine", rows, err)
	}
	s.Instances = machines()
	rows, err = csv.NewReader(strings.NewReader(write(t, export.CSV, s))).ReadAll()
	if err != nil || len(rows) != 6 || rows[1][10] != "203.0.113.5 2001:db8::5" || rows[2][5] != `web 002\nHost *` ||
		rows[4][8] != "VANISHED" {
		t.Errorf("csv of machines has %q, %v, want a row for each", rows, err)
	}
}

func TestUnsupported(t *testing.T) {
	t.Parallel()
	keys := bmcSpec()
	keys.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: []string{publicKey}}
	no6 := bmcSpec()
	no6.Network.IPv6 = new(false)
	rich := vmSpec()
	rich.Storage.SystemDisk.Category = "STANDARD"
	rich.Storage.DataDisks = []provider.Disk{{SizeGB: 20}}
	rich.Network.SecurityGroup, rich.Access.InitScript = "sg-1", provider.NewSecret(planted)
	for _, c := range []struct {
		name   string
		format export.Format
		spec   provider.Spec
		want   []provider.Field
	}{
		{"another vendor's tool", export.Zeno, edgeSpec(), nil},
		{"another vendor's tool", export.TCCLI, bmcSpec(), nil},
		{"no resource", export.Terraform, edgeSpec(), nil},
		{"no flag", export.Zeno, keys, []provider.Field{provider.FieldSSHKeys}},
		{"no false", export.Zeno, no6, []provider.Field{provider.FieldIPv6}},
		{"no arguments", export.Terraform, rich, []provider.Field{
			provider.FieldSystemDisk, provider.FieldDataDisks, provider.FieldInitScript, provider.FieldSecurityGroup,
		}},
	} {
		t.Run(string(c.format)+" "+c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := export.Write(&out, c.format, draft(t, c.spec))
			e, ok := errors.AsType[*export.UnsupportedError](err)
			if !ok || !reflect.DeepEqual(e.Fields, c.want) || out.Len() > 0 {
				t.Errorf("Write(%s) = %v and %d bytes, want it to lack %v", c.format, err, out.Len(), c.want)
			}
		})
	}
	var out bytes.Buffer
	for f, want := range map[export.Format]error{
		"toml": export.ErrFormat, export.SSHConfig: export.ErrNoInstances,
		export.Ansible: export.ErrNoInstances,
	} {
		if err := export.Write(&out, f, source(t, bmcSpec())); !errors.Is(err, want) {
			t.Errorf("Write(%s) = %v, want %v", f, err, want)
		}
	}
}

// TestNoSecret: no format writes a secret, wherever it came from.
func TestNoSecret(t *testing.T) {
	t.Parallel()
	for _, spec := range []provider.Spec{bmcSpec(), vmSpec(), edgeSpec()} {
		spec.Access.Password = provider.NewSecret(planted)
		spec.Access.InitScript = provider.NewSecret("#!/bin/sh\n" + planted + "\n")
		s := source(t, spec)
		s.Instances = machines()
		s.File.Spec.Access = spec.Access // as a caller might
		s.File.InitScript = orderfile.Source{Kind: orderfile.SourceText, Text: spec.Access.InitScript}
		for _, f := range export.Formats() {
			var out bytes.Buffer
			err := export.Write(&out, f, s)
			if strings.Contains(out.String(), planted) || err != nil && strings.Contains(err.Error(), planted) {
				t.Errorf("Write(%s, %s) writes a secret: %v\n%s", f, spec.Product, err, out.String())
			}
			if strings.Contains(out.String(), "••••") {
				t.Errorf("Write(%s, %s) writes a mask that would be sent as a password\n%s", f, spec.Product, out.String())
			}
		}
	}
}

// body is what the vendor is sent for s, decoded.
func body(t *testing.T, s export.Source, spec provider.Spec) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(s.Reader.Body(provider.Batch{Spec: spec}), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
