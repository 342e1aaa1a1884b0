package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
)

// TestFilled completes order files by defaults. Image and iPXE script exclude each other, and traffic needs a charge.
func TestFilled(t *testing.T) {
	t.Parallel()
	p := &provider.Product{Fields: []provider.Field{
		provider.FieldZone, provider.FieldRegion, provider.FieldType, provider.FieldImage, provider.FieldImageVersion,
		provider.FieldIPXE,
		provider.FieldCharge, provider.FieldMonths, provider.FieldCommitment, provider.FieldNetCharge,
		provider.FieldTraffic, provider.FieldCount,
		provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair, provider.FieldIPv6,
	}}
	excluded := func(s provider.Spec) int {
		n := 0
		if s.Image != "" && s.IPXE != "" {
			n++
		}
		if s.Network.TrafficTB != nil && s.Network.Charge != "package" {
			n++
		}
		return n
	}
	secret := provider.NewSecret("x")
	no := false
	for _, c := range []struct {
		name     string
		defaults string // KEY=VALUE
		file     provider.Spec
		want     string // the keys that are taken
	}{
		{"nothing", "", provider.Spec{}, ""},
		{"all that is open", "zone=A type=T count=3", provider.Spec{Type: "U"}, "zone count"},
		{"a no is an answer", "network.ipv6=true", provider.Spec{Network: provider.Network{IPv6: &no}}, ""},
		{"what the product does not ask", "network.subnet=s zone=A", provider.Spec{}, "zone"},
		{"paid terms", "billing.months=12 billing.commitment=12 billing.charge=prepaid", provider.Spec{}, "billing.charge"},
		{
			"one that needs another behind it", "network.traffic_tb=4 network.charge=package",
			provider.Spec{},
			"network.charge network.traffic_tb",
		},
		{
			"one that needs another answer", "network.traffic_tb=4 network.charge=package",
			provider.Spec{Network: provider.Network{Charge: "flat"}},
			"",
		},
		{"two that exclude each other", "image=I ipxe_url=U", provider.Spec{}, "image"},
		{"the version of another image", "image=I image_version=1", provider.Spec{Image: "J"}, ""},
		{"an image beside a script", "image=I image_version=1", provider.Spec{IPXE: "U"}, ""},
		{"the region of another zone", "zone=A region=R", provider.Spec{Zone: "B"}, ""},
		{
			"another way in", "access.login=password access.key_pair=k",
			provider.Spec{Access: provider.Access{SSHKeys: []string{"k"}}},
			"",
		},
		{
			"a way in beside a password", "access.login=ssh_keys access.ssh_keys=k",
			provider.Spec{Access: provider.Access{Password: secret}},
			"",
		},
		{"a way in", "access.login=ssh_keys access.ssh_keys=k", provider.Spec{}, "access.login access.ssh_keys"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var answers config.Answers
			for pair := range strings.FieldsSeq(c.defaults) {
				key, value, _ := strings.Cut(pair, "=")
				answers = append(answers, config.Answer{Field: provider.Field(key), Text: value, Source: "c.yaml:1"})
			}
			before := c.file.Clone()
			full, taken := answers.Filled(p, c.file, excluded)
			var keys []string
			for _, x := range taken {
				keys = append(keys, string(x.Field))
				if b, ok := provider.TextFor(x.Field); !ok || b.Get(&full) != x.Text {
					t.Errorf("Filled() says that it took %s, and the answer is %q", x.Field, b.Get(&full))
				}
			}
			if got := strings.Join(keys, " "); got != c.want {
				t.Errorf("Filled() took %q, want %q", got, c.want)
			}
			for _, f := range p.Fields {
				b, ok := provider.LineFor(f)
				if ok && !slices.Contains(keys, string(f)) && (b.Get(&full) != b.Get(&before) || b.Get(&c.file) != b.Get(&before)) {
					t.Errorf("Filled() changed %s to %q", f, b.Get(&full))
				}
			}
		})
	}
}

// TestSuggested begins with all that is open, paid terms too: a person sees them.
func TestSuggested(t *testing.T) {
	t.Parallel()
	p := &provider.Product{Fields: []provider.Field{provider.FieldZone, provider.FieldType, provider.FieldMonths}}
	answers := config.Answers{
		{Field: provider.FieldZone, Text: "A"},
		{Field: provider.FieldMonths, Text: "12"},
		{Field: provider.FieldType, Text: "T"},
		{Field: provider.FieldSubnet, Text: "s"},
	}
	got := answers.Suggested(p, provider.Spec{Type: "U"})
	if got.Zone != "A" || got.Billing.Months != 12 || got.Type != "U" || got.Network.Subnet != "" {
		t.Errorf("Suggested() = %+v, want zone A, type U and 12 months", got)
	}
}
