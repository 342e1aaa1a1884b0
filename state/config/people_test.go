package config_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/policy"
)

const people = `
people:
  alice:
    roles: [operator]
    profiles: [prod]
    orders: own
    limits:
      instances: 5
      per_order: {USD: 1000}
      orders_per_day: 3
      instances_per_day: 7
  bob:
    roles: [viewer, approver]
  root:
    roles: [admin]
    profiles: [prod]
`

func TestParsePeople(t *testing.T) {
	t.Parallel()
	p, err := config.ParsePeople([]byte(people), "people.yaml")
	if err != nil || p.Len() != 3 {
		t.Fatalf("ParsePeople() = %d people, %v, want 3", p.Len(), err)
	}
	alice, ok := p.Find("alice")
	if !ok || !slices.Equal(alice.Roles, []policy.Role{policy.Operator}) || !alice.OwnOnly ||
		alice.Limits.OrdersPerDay != 3 ||
		alice.Limits.Instances != 5 || alice.Limits.InstancesPerDay != 7 ||
		alice.Limits.PerOrder["USD"] != (provider.Money{Micros: 1e9, Currency: "USD"}) {
		t.Errorf("Find(alice) = %+v, %v", alice, ok)
	}
	if !alice.Uses("prod") || alice.Uses("lab") {
		t.Errorf("alice uses prod %v and lab %v, want only prod", alice.Uses("prod"), alice.Uses("lab"))
	}
	bob, _ := p.Find("bob")
	if !bob.May(policy.Approve, "alice") || bob.Ever(policy.Order) || !bob.Uses("lab") {
		t.Errorf("Find(bob) = %+v, want an approver of all profiles who is no operator", bob)
	}
	if root, _ := p.Find("root"); !root.May(policy.Release, "alice") || !root.Uses("lab") {
		t.Errorf("Find(root) = %+v, want all roles and profiles", root)
	}
	if x, ok := p.Find("mallory"); ok || x.Ever(policy.Look) {
		t.Errorf("Find(mallory) = %+v, %v, want nobody", x, ok)
	}
}

func TestApproval(t *testing.T) {
	t.Parallel()
	p, err := config.ParsePeople([]byte(`
approval:
  - {above: {price: {USD: 1000}}, hours: 48}
  - {profiles: [prod], above: {instances: 5}}
  - {profiles: [vault], above: {instances: 0}, hours: 1}
people:
  bob: {roles: [approver]}
`), "people.yaml")
	if err != nil {
		t.Fatalf("ParsePeople() = %v", err)
	}
	usd := func(v float64) provider.Quote {
		return provider.Quote{Priced: true, Count: 1, Month: provider.Amount(v, "USD")}
	}
	for _, c := range []struct {
		name, profile string
		quote         provider.Quote
		n             int
		want          time.Duration
	}{
		{"below everything", "lab", usd(999), 100, 0},
		{"at the price", "lab", usd(1000), 1, 0},
		{"above the price", "lab", usd(1000.01), 1, 48 * time.Hour},
		{"at the number", "prod", usd(1), 5, 0},
		{"above the number", "prod", usd(1), 6, 24 * time.Hour},
		{"above both", "prod", usd(5000), 6, 24 * time.Hour},
		{"every order", "vault", usd(1), 1, time.Hour},
		{"no price is stated", "lab", provider.Quote{Count: 1}, 1, 48 * time.Hour},
		{
			"another currency", "lab",
			provider.Quote{Priced: true, Count: 1, Month: provider.Amount(1, "CNY")},
			1,
			48 * time.Hour,
		},
	} {
		if got := p.Approval(c.profile, c.quote, c.n); got != c.want {
			t.Errorf("%s: Approval(%s, %+v, %d) = %v, want %v", c.name, c.profile, c.quote, c.n, got, c.want)
		}
	}
	if got := (policy.People{}).Approval("prod", usd(1e6), 1000); got != 0 {
		t.Errorf("Approval() without rules = %v, want 0", got)
	}
}

// TestRecording reads whose sessions are recorded, and how.
func TestRecording(t *testing.T) {
	t.Parallel()
	p, err := config.ParsePeople([]byte(
		"recording: {roles: [operator, admin], directory: /casts, addresses: masked, version: 3}\n"+people), "people.yaml")
	want := policy.Recording{
		Roles: []policy.Role{policy.Operator, policy.Admin}, Directory: "/casts", Addresses: true, Version: 3,
	}
	if err != nil || !reflect.DeepEqual(p.Recording, want) {
		t.Errorf("ParsePeople() = %+v, %v, want %+v", p.Recording, err, want)
	}
	for name, recorded := range map[string]bool{"alice": true, "bob": false, "root": true, "mallory": false} {
		if x, _ := p.Find(name); p.Recording.Of(x) != recorded {
			t.Errorf("Of(%s) = %v, want %v", name, !recorded, recorded)
		}
	}
	p, err = config.ParsePeople([]byte("recording: {roles: [viewer]}\n"+people), "people.yaml")
	if err != nil || p.Recording.Addresses || p.Recording.Directory != "" {
		t.Errorf("ParsePeople() = %+v, %v, want addresses shown, in the state directory", p.Recording, err)
	}
}

func TestParsePeopleProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{
			"unknown key", "people:\n  a:\n    roles: [viewer]\n    rolls: [x]\n",
			"people.yaml:4:5: people.a.rolls: unknown key",
		},
		{"a name with @", "people:\n  a@b: {roles: [viewer]}\n", "people.yaml:2:3: people.a@b:"},
		{
			"a name of 65 characters", "people:\n  " + strings.Repeat("a", 65) + ": {roles: [viewer]}\n",
			"does not look like alice",
		},
		{"unknown role", "people:\n  a:\n    roles: [operater]\n", "did you mean operator?"},
		{"no role", "people:\n  a:\n    orders: own\n", "people.a.roles: the key is missing"},
		{
			"someone twice", "people:\n  a: {roles: [viewer]}\n  a: {roles: [admin]}\n",
			"people.yaml:3:3: people.a: the key appears twice",
		},
		{"a name that is none", "people:\n  ../a: {roles: [viewer]}\n", "does not look like alice"},
		{"no limit", "people:\n  a: {roles: [viewer], limits: {orders_per_day: 0}}\n", "at least 1"},
		{
			"a currency that is none", "people:\n  a: {roles: [viewer], limits: {per_day: {usd: 1}}}\n",
			"people.a.limits.per_day.usd",
		},
		{
			"an approval above nothing", "approval: [{above: {}}]\npeople:\n  a: {roles: [approver]}\n",
			"people.yaml:1:13: approval[0].above: the key is missing",
		},
		{
			"an approval of nobody",
			"approval: [{above: {instances: 0}}]\npeople:\n  a: {roles: [operator]}\n  b: {roles: [approver], orders: own}\n",
			"approval[0]",
		},
		{
			"an approval of nobody for a profile",
			"approval:\n  - {profiles: [prod], above: {price: {USD: 1}}}\npeople:\n  a: {roles: [approver], profiles: [lab]}\n",
			"people.yaml:2:5: approval[0]",
		},
		{
			"a currency of an approval", "approval: [{above: {price: {usd: 1}}}]\npeople:\n  a: {roles: [approver]}\n",
			"approval[0].above.price.usd",
		},
		{
			"an approval for no time", "approval: [{above: {instances: 1}, hours: 0}]\npeople:\n  a: {roles: [approver]}\n",
			"at least 1",
		},
		{
			"a recording of nobody", "recording: {version: 3}\npeople:\n  a: {roles: [viewer]}\n",
			"recording.roles: the key is missing",
		},
		{
			"a relative directory", "recording: {roles: [viewer], directory: casts}\npeople:\n  a: {roles: [viewer]}\n",
			"people.yaml:1:41: recording.directory",
		},
		{
			"another version", "recording: {roles: [viewer], version: 1}\npeople:\n  a: {roles: [viewer]}\n",
			"recording.version",
		},
		{"nothing", "", "people: the key is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := config.ParsePeople([]byte(c.text), "people.yaml")
			if err == nil || !strings.Contains(err.Error(), c.want) || p.Len() != 0 {
				t.Errorf("ParsePeople(%q) = %d people, %v, want nobody and %q", c.text, p.Len(), err, c.want)
			}
		})
	}
}

func FuzzParsePeople(f *testing.F) {
	f.Add([]byte(people))
	f.Add([]byte(`{"people":{"a":{"roles":["viewer"],"limits":{"per_order":{"USD":1e3}}}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := config.ParsePeople(data, "people.yaml")
		if err != nil && p.Len() != 0 {
			t.Errorf("ParsePeople(%q) = %d people beside %v, want nobody", data, p.Len(), err)
		}
	})
}
