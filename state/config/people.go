package config

import (
	"regexp"
	"slices"

	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// Role is a set of actions that a person may do on a server.
type Role = policy.Role

func roles() []string {
	var names []string
	for _, r := range policy.Roles() {
		names = append(names, string(r))
	}
	return names
}

// Person is a user of a server. The zero value may do nothing.
type Person struct {
	Name     string // as they sign in
	Roles    []Role
	Profiles []string      // that they may use and see the orders of; empty is all
	OwnOnly  bool          // they see no orders but their own
	Limits   policy.Limits // of what they buy
}

// Ever reports whether the person may do the action with any order at all.
func (p Person) Ever(a policy.Action) bool { return policy.Ever(p.Roles, a) }

// May reports whether the person may do the action with an order that the user by placed. Whether they may see it is a
// separate question: [Person.Sees].
func (p Person) May(a policy.Action, by string) bool { return policy.May(p.Roles, a, by == p.Name) }

// Uses reports whether the person may use the profile, or the account where there are no profiles.
func (p Person) Uses(profile string) bool {
	return len(p.Profiles) == 0 || p.Ever(policy.EveryProfile) || slices.Contains(p.Profiles, profile)
}

// Sees reports whether the person sees an order that the user by placed with the profile.
func (p Person) Sees(profile, by string) bool {
	return p.Ever(policy.Look) && p.Uses(profile) && (!p.OwnOnly || by == p.Name || p.Ever(policy.EveryProfile))
}

// People are the users of a server. The zero value has no users.
type People struct {
	list  map[string]Person
	rules []FourEyes
}

// Find returns the person of the name.
func (p People) Find(name string) (Person, bool) {
	x, ok := p.list[name]
	return x, ok
}

// Len is how many there are.
func (p People) Len() int { return len(p.list) }

// userName is the form of a user's name, which is written in journals, logs and files.
var userName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$`)

// IsUser reports whether name is allowed as the name of a user.
func IsUser(name string) bool { return userName.MatchString(name) }

// ParsePeople reads a file of people, YAML or JSON. The error is a [*FileError].
func ParsePeople(data []byte, path string) (People, error) {
	doc, problems := strict.Read(data, peopleTable(), MaxFile)
	r := reader{doc: doc, path: path, problems: problems}
	all := People{list: map[string]Person{}, rules: fourEyes(&r, doc.Value)}
	for name, x := range object(doc.Value, "people") {
		v, _ := x.(map[string]any)
		if !IsUser(name) {
			r.fault("people."+name, Problem{
				Reason: strict.ReasonFormat, Got: strict.Shown(name),
				Allowed: "alice (letters, digits, . _ -; 64 at most)",
			})
		}
		for _, key := range []string{"per_order", "per_day"} {
			r.currencies("people."+name+".limits."+key, object(object(v, "limits"), key))
		}
		all.list[name] = person(name, v)
	}
	all.decidable(&r)
	if err := strict.Fail(path, r.problems); err != nil {
		return People{}, err
	}
	return all, nil
}

func person(name string, v map[string]any) Person {
	p := Person{Name: name, OwnOnly: str(v, "orders") == "own", Limits: limits(v)}
	for _, r := range texts(v, "roles") {
		p.Roles = append(p.Roles, Role(r))
	}
	p.Profiles = texts(v, "profiles")
	return p
}

func texts(v map[string]any, key string) []string {
	list, _ := v[key].([]any)
	var out []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// peopleTable is the keys of the file of people.
func peopleTable() *strict.Key {
	one := strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "roles", Doc: "What they may do", Kind: strict.List, Required: true, Elem: &strict.Key{Words: roles()}},
		{Name: "profiles", Doc: "The profiles that they may use; left out, all", Kind: strict.List, Elem: &strict.Key{}},
		{Name: "orders", Doc: "The orders that they see", Words: []string{"all", "own"}},
		{Name: "limits", Doc: "What their orders may be at most", Kind: strict.Map, Keys: append(limitKeys(), strict.Key{
			Name: string(policy.OrdersPerDay), Doc: "The most orders on one UTC day", Kind: strict.Integer, Min: 1, Least: true,
		})},
	}}
	return &strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
		approvalKey(),
		{
			Name: "people", Doc: "Who may use the server, by the name that they sign in with", Kind: strict.Map, Required: true,
			Elem: &one,
		},
	}}
}
