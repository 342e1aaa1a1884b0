// Package rules has what the vendors' rules for answers share: their errors, and checks of single answers, which return
// the first rule that is broken, or nil.
package rules

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
)

// Required is the error for a missing answer.
func Required(f provider.Field) *provider.Error { return provider.Violation(f, provider.RuleRequired) }

// Limit is the error for a number beyond its limit.
func Limit(f provider.Field, r provider.Rule, limit, got int) *provider.Error {
	e := provider.Violation(f, r)
	e.Limit, e.Got = limit, got
	return e
}

// Words is the error for an answer that is none of the allowed ones, or not like the examples.
func Words(f provider.Field, r provider.Rule, allowed ...string) *provider.Error {
	e := provider.Violation(f, r)
	e.Allowed = strings.Join(allowed, ", ")
	return e
}

// OneOf checks that the answer word is one of those allowed.
func OneOf(f provider.Field, word string, allowed []string) *provider.Error {
	if slices.Contains(allowed, word) {
		return nil
	}
	return Words(f, provider.RuleOneOf, allowed...)
}

// PublicKey reads one line of authorized_keys without options. The error holds nothing of the text: it may be a
// private key.
func PublicKey(f provider.Field, text string) (ssh.PublicKey, *provider.Error) {
	if strings.Contains(text, "PRIVATE KEY") {
		return nil, provider.Violation(f, provider.RulePrivateKey)
	}
	key, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(text))
	if err != nil || len(options) > 0 || len(bytes.TrimSpace(rest)) > 0 || strings.Contains(strings.TrimSpace(text),
		"\n") || !keyType(key.Type()) {
		return nil, Words(f, provider.RuleFormat, "ssh-ed25519 AAAA…", "ssh-rsa AAAA…")
	}
	return key, nil
}

func keyType(t string) bool {
	return slices.Contains([]string{
		ssh.KeyAlgoRSA, ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
	}, t)
}

// Login returns the way of logging in: the chosen one, or the only one of ways that has an answer; "" when there are
// several, or none.
func Login(a provider.Access, ways ...provider.Login) provider.Login {
	if a.Login != "" {
		return a.Login
	}
	if given := Answered(a, ways...); len(given) == 1 {
		return given[0]
	}
	return ""
}

// Answered returns those of the ways of logging in that have an answer.
func Answered(a provider.Access, ways ...provider.Login) []provider.Login {
	has := map[provider.Login]bool{
		provider.LoginPassword: !a.Password.IsZero(), provider.LoginKeys: len(a.SSHKeys) > 0,
		provider.LoginKeyPair: a.KeyPair != "",
	}
	var given []provider.Login
	for _, w := range ways {
		if has[w] {
			given = append(given, w)
		}
	}
	return given
}
