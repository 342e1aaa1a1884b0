package config_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
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
	if !ok || !alice.Has(config.RoleOperator) || alice.Has(config.RoleViewer) || !alice.OwnOnly || alice.PerDay != 3 ||
		alice.Limits.Instances != 5 || alice.Limits.PerOrder["USD"] != (provider.Money{Micros: 1e9, Currency: "USD"}) {
		t.Errorf("Find(alice) = %+v, %v", alice, ok)
	}
	if !alice.Uses("prod") || alice.Uses("lab") {
		t.Errorf("alice uses prod %v and lab %v, want only prod", alice.Uses("prod"), alice.Uses("lab"))
	}
	bob, _ := p.Find("bob")
	if !bob.Has(config.RoleOperator, config.RoleApprover) || bob.Has(config.RoleOperator) || !bob.Uses("lab") {
		t.Errorf("Find(bob) = %+v, want an approver of all profiles who is no operator", bob)
	}
	if root, _ := p.Find("root"); !root.Has(config.RoleOperator) || !root.Uses("lab") {
		t.Errorf("Find(root) = %+v, want all roles and profiles", root)
	}
	if x, ok := p.Find("mallory"); ok || x.Has(config.RoleViewer) {
		t.Errorf("Find(mallory) = %+v, %v, want nobody", x, ok)
	}
}

func TestParsePeopleProblems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"unknown key", "people:\n  a:\n    roles: [viewer]\n    rolls: [x]\n", "people.yaml:4:5: people.a.rolls: unknown key"},
		{"unknown role", "people:\n  a:\n    roles: [operater]\n", "did you mean operator?"},
		{"no role", "people:\n  a:\n    orders: own\n", "people.a.roles: the key is missing"},
		{"somebody twice", "people:\n  a: {roles: [viewer]}\n  a: {roles: [admin]}\n", "people.yaml:3:3: people.a: the key stands there twice"},
		{"a name that is none", "people:\n  ../a: {roles: [viewer]}\n", "does not look like alice"},
		{"no limit", "people:\n  a: {roles: [viewer], limits: {orders_per_day: 0}}\n", "at least 1"},
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
