package compute_test

import (
	"math"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

func check(t *testing.T, call string, got *provider.Error, want provider.Rule) {
	t.Helper()
	switch {
	case got == nil && want == "":
	case got == nil:
		t.Errorf("%s = nil, want rule %q", call, want)
	case got.Rule != want:
		t.Errorf("%s = %v, want rule %q", call, got, want)
	}
}

func TestPassword(t *testing.T) {
	t.Parallel()
	const bmc, vm = "~!@$^*-_=+", "!@#$%^&*`~()-+="
	tests := []struct {
		name, specials, password string
		want                     provider.Rule
	}{
		{"documented for both", bmc, "Password-12345~", ""},
		{"documented for BMC", bmc, "Aa_12345", ""},
		{"documented for VM", vm, "Example+123", ""},
		{"VM forbids the underscore", vm, "Aa_12345", provider.RuleCharacters},
		{"BMC forbids #", bmc, "Aa#12345", provider.RuleCharacters},
		{"BMC forbids %", bmc, "Aa%12345", provider.RuleCharacters},
		{"BMC forbids &", bmc, "Aa&12345", provider.RuleCharacters},
		{"BMC forbids brackets", bmc, "Aa(12345)", provider.RuleCharacters},
		{"BMC forbids the backtick", bmc, "Aa`12345", provider.RuleCharacters},
		{"dot", bmc, "Aa.12345", provider.RuleCharacters},
		{"space", bmc, "Aa_ 12345", provider.RuleCharacters},
		{"not ASCII", bmc, "Aa_12345é", provider.RuleCharacters},
		{"7", bmc, "Aa_1234", provider.RuleTooShort},
		{"8", bmc, "Aa_12345", ""},
		{"16", bmc, "Aa_1234567890123", ""},
		{"17", bmc, "Aa_12345678901234", provider.RuleTooLong},
		{"no upper case", bmc, "aa_12345", provider.RuleClasses},
		{"no lower case", bmc, "AA_12345", provider.RuleClasses},
		{"no digit", bmc, "Aa_bcdef", provider.RuleClasses},
		{"no special", bmc, "Aab12345", provider.RuleClasses},
		{"empty", bmc, "", provider.RuleRequired},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := compute.CheckPassword(provider.NewSecret(tt.password), tt.specials)
			check(t, "Password("+tt.password+")", e, tt.want)
			if e != nil && tt.password != "" && strings.Contains(e.Error(), tt.password) {
				t.Errorf("Password(%q) = %v, which has the password in it", tt.password, e)
			}
		})
	}
}

func TestNewPassword(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 200 {
		p := compute.NewPassword()
		for _, specials := range []string{"~!@$^*-_=+", "!@#$%^&*`~()-+="} {
			check(t, "Password(NewPassword())", compute.CheckPassword(p, specials), "")
		}
		seen[p.Reveal()] = true
	}
	if len(seen) != 200 {
		t.Errorf("NewPassword() made %d different of 200", len(seen))
	}
}

func TestName(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in string
		count    int
		want     provider.Rule
	}{
		{"default", "", 2, ""},
		{"64", strings.Repeat("a", 58) + "[0,6]", 1, ""},
		{"65", strings.Repeat("a", 59) + "[0,6]", 1, provider.RuleTooLong},
		{"the separator is free", strings.Repeat("a", 60) + "_[1,4]", 1, ""},
		{"65 when expanded", strings.Repeat("a", 63) + "[9,1]", 2, provider.RuleTooLong},
		{"underscore", "my_server", 1, provider.RuleCharacters},
		{"seven digits", "web[1,7]", 1, provider.RulePattern},
		{"more digits than reserved", "web[9,1]", 3, ""},
		{"first number too large for a second batch", "web[99999,5]", 101, provider.RuleOverflow},
		{"first number large, one batch", "web[99999,5]", 100, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, "Name("+tt.in+")", compute.CheckName(provider.FieldName, tt.in, tt.count, 100), tt.want)
		})
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		tags []provider.Tag
		want provider.Rule
	}{
		{"none", nil, ""},
		{"two", []provider.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "edge"}}, ""},
		{"same key", []provider.Tag{{Key: "env", Value: "a"}, {Key: "env", Value: "b"}}, provider.RuleDuplicate},
		{"our key", []provider.Tag{{Key: "metalwright", Value: "x"}}, provider.RuleDuplicate},
		{"no key", []provider.Tag{{Value: "a"}}, provider.RuleTooShort},
		{"no value", []provider.Tag{{Key: "a"}}, provider.RuleTooShort},
		{"128 characters", []provider.Tag{{Key: strings.Repeat("é", 128), Value: "a"}}, ""},
		{"129 characters", []provider.Tag{{Key: "a", Value: strings.Repeat("a", 129)}}, provider.RuleTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, "Tags", compute.CheckTags(tt.tags, 128), tt.want)
		})
	}
}

func TestCharge(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		b    provider.Billing
		want provider.Rule
	}{
		{"nothing", provider.Billing{}, provider.RuleRequired},
		{"postpaid", provider.Billing{Charge: provider.Postpaid}, ""},
		{"postpaid ignores months", provider.Billing{Charge: provider.Postpaid, Months: 99}, ""},
		{"prepaid without months", provider.Billing{Charge: provider.Prepaid}, provider.RuleRequired},
		{"prepaid -1", provider.Billing{Charge: provider.Prepaid, Months: -1}, provider.RuleMin},
		{"prepaid 1", provider.Billing{Charge: provider.Prepaid, Months: 1}, ""},
		{"prepaid 36", provider.Billing{Charge: provider.Prepaid, Months: 36}, ""},
		{"prepaid 37", provider.Billing{Charge: provider.Prepaid, Months: 37}, provider.RuleMax},
		{"barter", provider.Billing{Charge: "barter"}, provider.RuleOneOf},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, "Charge", compute.CheckCharge(tt.b), tt.want)
		})
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		got  *provider.Error
		want provider.Rule
	}{
		{"bandwidth not answered", compute.CheckBandwidth(0, 100), ""},
		{"bandwidth negative", compute.CheckBandwidth(-1, 100), provider.RuleMin},
		{"bandwidth at most", compute.CheckBandwidth(100, 100), ""},
		{"bandwidth above", compute.CheckBandwidth(101, 100), provider.RuleMax},
		{"bandwidth without a known limit", compute.CheckBandwidth(1e6, 0), ""},
		{"traffic not answered", compute.CheckTraffic(nil, 5), ""},
		{"traffic free package", compute.CheckTraffic(new(5.0), 5), ""},
		{"traffic below the free package", compute.CheckTraffic(new(4.5), 5), provider.RuleMin},
		{"traffic negative", compute.CheckTraffic(new(-0.1), 0), provider.RuleMin},
		{"traffic NaN", compute.CheckTraffic(new(math.NaN()), 0), provider.RuleMin},
		{"traffic infinite", compute.CheckTraffic(new(math.Inf(1)), 0), provider.RuleMin},
		{"script of 32 KB", compute.CheckScript(provider.NewSecret(strings.Repeat("é", 16384))), ""},
		{"script of more", compute.CheckScript(provider.NewSecret(strings.Repeat("é", 16384) + "a")), provider.RuleTooBig},
		{
			"subnet elsewhere", compute.CheckSubnet(provider.Option{Zone: "FRA-A", Ready: true}, "SEL-A", 1),
			provider.RuleNotOffered,
		},
		{"subnet not ready", compute.CheckSubnet(provider.Option{Status: "CREATING"}, "SEL-A", 1), provider.RuleUnsupported},
		{"subnet full", compute.CheckSubnet(provider.Option{Ready: true, Free: new(2)}, "SEL-A", 3), provider.RuleMax},
		{"subnet with room", compute.CheckSubnet(provider.Option{Ready: true, Free: new(3), Zone: "SEL-A"}, "SEL-A", 3), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, tt.name, tt.got, tt.want)
		})
	}
}
