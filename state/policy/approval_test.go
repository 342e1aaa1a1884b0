package policy_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

// TestApproval asks which orders another person has to approve, and for how long the approval is valid.
func TestApproval(t *testing.T) {
	t.Parallel()
	five := 5
	quote := func(amount float64, currency string) provider.Quote {
		m := provider.Amount(amount, currency)
		return provider.Quote{Priced: true, Count: 1, Term: m, Month: m, Hour: m}
	}
	p := policy.People{Rules: []policy.ApprovalRule{
		{Machines: &five, TTL: 24 * time.Hour},
		{Profiles: []string{"live"}, Price: map[string]provider.Money{"USD": provider.Amount(100, "USD")}, TTL: time.Hour},
	}}
	for _, c := range []struct {
		name, profile string
		quote         provider.Quote
		machines      int
		want          time.Duration
	}{
		{"few and cheap", "live", quote(1, "USD"), 5, 0},
		{"many", "test", quote(1, "USD"), 6, 24 * time.Hour},
		{"dear", "live", quote(101, "USD"), 1, time.Hour},
		{"dear elsewhere", "test", quote(101, "USD"), 1, 0},
		{"another currency", "live", quote(1, "CNY"), 1, time.Hour},
		{"without a price", "live", provider.Quote{}, 1, time.Hour},
		{"both rules", "live", quote(101, "USD"), 6, time.Hour},
	} {
		if got := p.Approval(c.profile, c.quote, c.machines); got != c.want {
			t.Errorf("%s: Approval(%s, %d machines) = %v, want %v", c.name, c.profile, c.machines, got, c.want)
		}
	}
}

// TestPeople finds people, and those who may approve.
func TestPeople(t *testing.T) {
	t.Parallel()
	p := policy.People{
		Known: map[string]policy.Person{
			"ann": {Name: "ann", Roles: []policy.Role{policy.Approver}, Profiles: []string{"live"}},
			"bob": {Name: "bob", Roles: []policy.Role{policy.Operator}},
		},
		Rules: []policy.ApprovalRule{{Profiles: []string{"live"}, Script: true}},
	}
	if _, ok := p.Find("bob"); !ok || p.Len() != 2 {
		t.Errorf("Find(bob) = %v of %d people, want one of 2", ok, p.Len())
	}
	if _, ok := p.Find("eve"); ok {
		t.Error("Find(eve) = true, want false")
	}
	for profile, want := range map[string]bool{"": true, "live": true, "test": false} {
		if got := p.Approver(profile); got != want {
			t.Errorf("Approver(%q) = %v, want %v", profile, got, want)
		}
	}
	for profile, want := range map[string]bool{"live": true, "test": false} {
		if got := p.ShowsScript(profile); got != want {
			t.Errorf("ShowsScript(%q) = %v, want %v", profile, got, want)
		}
	}
	if !policy.Order.Buys() || policy.Look.Buys() {
		t.Error("Buys() is wrong about ordering or looking")
	}
}
