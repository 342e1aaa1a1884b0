package config

import (
	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

func roles() []string {
	var names []string
	for _, r := range policy.Roles() {
		names = append(names, string(r))
	}
	return names
}

// userName is the form of a user's name, which is written in journals, logs and files.
var userName = pattern.Lazy(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$`)

// IsUser reports whether name is allowed as the name of a user.
func IsUser(name string) bool { return userName().MatchString(name) }

// ParsePeople reads a file of people, YAML or JSON. The error is a [*FileError].
func ParsePeople(data []byte, path string) (policy.People, error) {
	doc, problems := strict.Read(data, peopleTable(), MaxFile)
	r := reader{doc: doc, path: path, problems: problems}
	all := policy.People{
		Known: map[string]policy.Person{}, Rules: approvalRules(&r, doc.Value), Recording: recording(doc.Value),
	}
	for name, x := range object(doc.Value, "people") {
		v, _ := x.(map[string]any)
		if !IsUser(name) {
			r.fault("people."+name, problem{
				Reason: strict.ReasonFormat, Got: strict.Shown(name),
				Allowed: "alice (letters, digits, . _ -; 64 at most)",
			})
		}
		for _, key := range []string{"per_order", "per_day"} {
			r.currencies("people."+name+".limits."+key, object(object(v, "limits"), key))
		}
		all.Known[name] = person(name, v)
	}
	decidable(all, &r)
	if err := strict.Fail(path, r.problems); err != nil {
		return policy.People{}, err
	}
	return all, nil
}

func person(name string, v map[string]any) policy.Person {
	p := policy.Person{Name: name, OwnOnly: str(v, "orders") == "own", Limits: limits(v)}
	for _, r := range texts(v, "roles") {
		p.Roles = append(p.Roles, policy.Role(r))
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
		{Name: "limits", Doc: "Limits on their orders", Kind: strict.Map, Keys: append(limitKeys(), strict.Key{
			Name: string(policy.OrdersPerDay), Doc: "The most orders on one UTC day", Kind: strict.Integer, Min: 1, Least: true,
		})},
	}}
	return &strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
		approvalKey(), recordingKey(),
		{
			Name: "people", Doc: "Who may use the server, by the name that they sign in with", Kind: strict.Map, Required: true,
			Elem: &one,
		},
	}}
}
