package identity_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/state/identity"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"a", "0", "o-k7q2m9x4", "web-2026.11_a", strings.Repeat("a", identity.MaxLength)} {
		if err := identity.Check(good); err != nil || identity.Shown(good) != good {
			t.Errorf("Check(%q) = %v, Shown() = %s, want an id", good, err, identity.Shown(good))
		}
	}
	for _, bad := range []string{
		"", "-a", ".a", "_a", "A", "a b", " a", "a ", "a\n", "a\r", "a\t", "a\x00", "a\x1b]0;P\x07", "a\x7f",
		"a\u0085", "a\u009b", "a\u200b",
		"a\u202e", "\ufeffa", "é", "ａ", "a/b", `a\b`, "..", "a:b", strings.Repeat("a", identity.MaxLength+1), "a\xff",
	} {
		if err := identity.Check(bad); !errors.Is(err, identity.Err) {
			t.Errorf("Check(%q) = %v, want %v", bad, err, identity.Err)
		}
		shown := identity.Shown(bad)
		if strings.ContainsFunc(shown, func(r rune) bool { return r < ' ' || r > '~' }) || len(shown) > 200 {
			t.Errorf("Shown(%q) = %q, want short and printable", bad, shown)
		}
	}
}

func TestNumbered(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", identity.MaxLength)
	seen := map[string]bool{}
	for _, base := range []string{"web", long, long[:63] + "b", long[:60]} {
		for n := 1; n <= 1000; n++ {
			id := identity.Numbered(base, n)
			if err := identity.Check(id); err != nil || seen[id] || n == 1 && id != base {
				t.Fatalf("Numbered(%s, %d) = %s, %v, taken %v, want an id of its own", base, n, id, err, seen[id])
			}
			seen[id] = true
		}
	}
	if got := identity.Numbered("web", 2); got != "web-2" {
		t.Errorf("Numbered(web, 2) = %s, want web-2", got)
	}
}

// The ids of earlier versions, as journals have them.
func TestFormer(t *testing.T) {
	t.Parallel()
	level := 1
	for _, c := range []struct {
		want string
		spec provider.Spec
	}{
		{"o-5zwg83ex", provider.Spec{Product: bmc.ID, Zone: "SEL-A", Type: "M6C", Name: "one-[1,3]"}},
		{"o-5zwg83ex", provider.Spec{Product: bmc.ID, Zone: "SEL-A", Type: "M6C", Name: "one-[1,3]", Count: 1}},
		{"o-2dwe0sea", provider.Spec{
			Product: bmc.ID, Zone: "SEL-A",
			Storage: provider.Storage{RAID: &provider.RAID{Level: &level}, DataDisks: []provider.Disk{{SizeGB: 1}}},
		}},
	} {
		if got := identity.Former(c.spec, "acme"); got != c.want {
			t.Errorf("Former(%+v) = %s, want %s", c.spec, got, c.want)
		}
	}
}

// What another answer switches off, and what is no part of a request, is no part of an identity; the account is.
func TestOf(t *testing.T) {
	t.Parallel()
	for _, p := range all.Products() {
		s := p.Defaults(provider.Spec{Product: p.ID, Zone: "z", Type: "t"})
		id := identity.Of(p, s, "acme")
		for name, change := range map[string]func(*provider.Spec){
			"region":   func(s *provider.Spec) { s.Region = "ap-east" },
			"consent":  func(s *provider.Spec) { s.Billing.Consent = true },
			"password": func(s *provider.Spec) { s.Access.Password = provider.NewSecret("x") },
			"no count": func(s *provider.Spec) { s.Count = 0 },
		} {
			other := s.Clone()
			change(&other)
			if got := identity.Of(p, other, "acme"); got != id {
				t.Errorf("%s: Of() with another %s = %s, want %s", p.ID, name, got, id)
			}
		}
		if identity.Of(p, s, "other") == id {
			t.Errorf("%s: Of() at another account = %s, want another id", p.ID, id)
		}
		stored := s.Clone()
		s.Access.InitScript = provider.NewSecret("#!/bin/sh")
		if got := identity.OfStored(p, stored, "acme", identity.ScriptHash(s)); got != identity.Of(p, s, "acme") {
			t.Errorf("%s: OfStored() = %s, want that of Of()", p.ID, got)
		}
		if err := identity.Check(id); err != nil || !strings.HasPrefix(id, "o-") || len(id) != len("o-k7q2m9x4") {
			t.Errorf("%s: Of() = %s, want an id", p.ID, id)
		}
	}
}
