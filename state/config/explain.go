package config

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// Fact is a setting, a limit, an answer of the profile, or a part of a credential, and where it came from. A secret is
// reduced to its last four characters.
type Fact struct {
	Name   string // "output", "limits.instances", "credential.zenlayer-bmc.key_id"
	Text   string // "" when it is not set
	Origin Origin
	Source string
}

// Resolved is what was found for a product.
type Resolved struct {
	Product    provider.ProductID
	Profile    string // "" when no profile named it
	Beside     bool   // other accounts come first: its facts are shown with the profile's name
	Credential Credential
}

// Name is what its facts are called by.
func (r Resolved) Name() string {
	name := "credential." + string(r.Product)
	if r.Beside {
		return "profiles." + r.Profile + "." + name
	}
	return name
}

// Explain lists every setting, then what only the file and its profile in use have, then the credentials, with where
// each came from.
func Explain(s Settings, f *File, creds []Resolved) []Fact {
	var facts []Fact
	for _, v := range s.All() {
		text := v.Text
		if v.Name == State {
			text = hidePassword(text)
		}
		facts = append(facts, Fact{string(v.Name), text, v.Origin, v.Source})
	}
	facts = append(facts, f.facts(s.Value(UseProfile).Text)...) // with several profiles those of none
	for _, r := range creds {
		prefix := r.Name() + "."
		c := r.Credential
		facts = append(facts,
			Fact{prefix + "key_id", lastFour(c.KeyID), c.Origin, c.Source}, Fact{
				prefix + "secret",
				lastFour(c.Secret.Reveal()), c.Origin, c.Source,
			},
		)
		if !c.Token.IsZero() {
			facts = append(facts, Fact{prefix + "token", lastFour(c.Token.Reveal()), c.Origin, c.Source})
		}
		if r.Profile != "" && !r.Beside {
			facts = append(facts, Fact{prefix + "profile", r.Profile, OriginProfile, r.Profile})
		}
	}
	return facts
}

// facts are those of the file's own keys and of the profile's, set or not.
func (f *File) facts(profile string) []Fact {
	own := *table()
	var used strict.Key
	all := map[string]any{}
	if f.doc != nil {
		all = f.doc.Value
	}
	for _, k := range own.Keys {
		if k.Name == "profiles" {
			used = *k.Elem
		}
	}
	facts := f.below(OriginFile, "", "", own, all)
	if profile == "" {
		return facts
	}
	at, v := "profiles."+profile+".", object(object(all, "profiles"), profile)
	for _, k := range used.Keys {
		if k.Name == "limits" { // the file has some, too: each is shown with its whole name
			facts = append(facts, f.below(OriginProfile, at+"limits.", at+"limits.", k, object(v, "limits"))...)
			continue
		}
		facts = append(facts, f.below(OriginProfile, at, "", strict.Key{Keys: []strict.Key{k}}, v)...)
	}
	return facts
}

// below returns the facts of the keys of a map, which are written in the file after prefix and named after name.
// Settings are explained by their layers.
func (f *File) below(o Origin, prefix, name string, k strict.Key, v map[string]any) []Fact {
	var facts []Fact
	keys := slices.Clone(k.Keys)
	if k.Elem != nil && len(keys) == 0 {
		for free := range v {
			e := *k.Elem
			e.Name = free
			keys = append(keys, e)
		}
		slices.SortFunc(keys, func(a, b strict.Key) int { return f.doc.Compare(prefix+a.Name, prefix+b.Name) })
	}
	for _, m := range keys {
		if name == "" && !explained(m.Name) {
			continue
		}
		members, _ := v[m.Name].(map[string]any)
		if m.Kind == strict.Map && (len(members) > 0 || len(m.Keys) > 0) {
			facts = append(facts, f.below(o, prefix+m.Name+".", name+m.Name+".", m, members)...)
			continue
		}
		if name == "keys." && v[m.Name] == nil { // it is as usual
			continue
		}
		fact := Fact{Name: name + m.Name, Text: shown(name+m.Name, v[m.Name]), Origin: OriginDefault}
		if v[m.Name] != nil && m.Kind != strict.Map {
			line, _ := f.doc.Place(prefix + m.Name)
			fact.Origin, fact.Source = o, f.Path+":"+strconv.Itoa(line)
		}
		facts = append(facts, fact)
	}
	return facts
}

// explained reports whether [File.facts] covers a key of the file, or of a profile.
func explained(name string) bool {
	isSetting := slices.ContainsFunc(settingKeys(), func(k strict.Key) bool { return k.Name == name })
	return !isSetting && name != "$schema" && name != string(UseProfile) && name != "profiles"
}

// shown is a value of the file for people.
func shown(name string, v any) string {
	switch v := v.(type) {
	case string:
		return shownChannel(name, v)
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return v.String()
	}
	return ""
}

// lastFour is the end of a secret, by which a person recognises it; "" for a short one.
func lastFour(text string) string {
	const shown, least = 4, 16
	switch {
	case text == "":
		return ""
	case len(text) < least:
		return "…"
	}
	return "…" + text[len(text)-shown:]
}

// hidePassword is a DSN without its password.
func hidePassword(dsn string) string {
	if !strings.Contains(dsn, "://") {
		if (Value{Text: dsn}).HasPassword() || !plainPath(dsn) && strings.Contains(dsn, "@") {
			return "…"
		}
		return dsn
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "…"
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(strings.ToLower(name), "password") {
			q.Set(name, "x")
			u.RawQuery = q.Encode()
		}
	}
	return u.Redacted()
}
