package vm

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// specials are the special characters of a password: others than in Bare Metal Cloud (Zenlayer API reference, VM
// CreateInstances, password, read 2026-11).
const specials = "!@#$%^&*`~()-+="

// logins are the ways in. Windows takes no key pair (Zenlayer API reference, VM CreateInstances, keyId, read 2026-11).
func logins(os provider.OS) []provider.Login {
	if os == provider.Windows {
		return []provider.Login{provider.LoginPassword}
	}
	return []provider.Login{provider.LoginPassword, provider.LoginKeyPair}
}

// login is the way in: the chosen one, or the only one that has an answer.
func login(a provider.Access) provider.Login { return rules.Login(a, logins("")...) }

// checkLogin: exactly one way in, and one that the image takes. An answer kept for the other does not matter once one
// is chosen.
func checkLogin(s provider.Spec, k known) *provider.Error {
	const f = provider.FieldLogin
	way := login(s.Access)
	switch {
	case way == "" && s.Access.KeyPair != "": // and a password
		return rules.Words(f, provider.RuleConflict, string(provider.LoginPassword), string(provider.LoginKeyPair))
	case way == "":
		return rules.Required(f)
	case !slices.Contains(logins(""), way):
		return rules.Words(f, provider.RuleOneOf, string(provider.LoginPassword), string(provider.LoginKeyPair))
	case !slices.Contains(logins(k.OS()), way):
		return rules.Words(f, provider.RuleUnsupported, string(provider.LoginPassword))
	}
	return nil
}
