// Package rules holds the rules for answers that the vendors share. Each function looks at one answer and returns the
// first rule that it breaks, or nil.
package rules

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
)

// Required is the fault of an answer that is missing.
func Required(f provider.Field) *provider.Error { return provider.Fault(f, provider.RuleRequired) }

// Limit is the fault of a number against its limit.
func Limit(f provider.Field, r provider.Rule, limit, got int) *provider.Error {
	e := provider.Fault(f, r)
	e.Limit, e.Got = limit, got
	return e
}

// Words is the fault of an answer against words: what is allowed, or an example.
func Words(f provider.Field, r provider.Rule, allowed ...string) *provider.Error {
	e := provider.Fault(f, r)
	e.Allowed = strings.Join(allowed, ", ")
	return e
}

// OneOf checks a word that is answered.
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
		return nil, provider.Fault(f, provider.RulePrivateKey)
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

// Login is the way in: the chosen one, or the only one of ways that has an answer; "" when that is not clear.
func Login(a provider.Access, ways ...provider.Login) provider.Login {
	if a.Login != "" {
		return a.Login
	}
	if given := Answered(a, ways...); len(given) == 1 {
		return given[0]
	}
	return ""
}

// Answered are those of the ways in that have an answer.
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
