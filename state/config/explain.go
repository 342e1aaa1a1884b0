package config

import (
	"net/url"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Fact is a setting, or a part of a credential, and where it came from. A secret is reduced to its last four characters.
type Fact struct {
	Name   string // "output", "credential.zenlayer-bmc.key_id"
	Text   string // "" when nothing is set
	Origin Origin
	Source string
}

// Resolved is what was found for a product.
type Resolved struct {
	Product    provider.ProductID
	Profile    string // "" when no profile named it
	Credential Credential
}

// Explain lists every setting, then the credentials, with where each came from.
func Explain(s Settings, creds []Resolved) []Fact {
	var facts []Fact
	for _, v := range s.All() {
		text := v.Text
		if v.Name == State {
			text = hidePassword(text)
		}
		facts = append(facts, Fact{string(v.Name), text, v.Origin, v.Source})
	}
	for _, r := range creds {
		prefix := "credential." + string(r.Product) + "."
		c := r.Credential
		facts = append(facts,
			Fact{prefix + "key_id", LastFour(c.KeyID), c.Origin, c.Source}, Fact{prefix + "secret", LastFour(c.Secret.Reveal()), c.Origin, c.Source},
		)
		if !c.Token.IsZero() {
			facts = append(facts, Fact{prefix + "token", LastFour(c.Token.Reveal()), c.Origin, c.Source})
		}
		if r.Profile != "" {
			facts = append(facts, Fact{prefix + "profile", r.Profile, OriginProfile, r.Profile})
		}
	}
	return facts
}

// LastFour is the end of a secret, by which a person recognises it, and nothing of a short one.
func LastFour(text string) string {
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
