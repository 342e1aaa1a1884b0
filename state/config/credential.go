package config

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/metalwright/metalwright/provider"
)

// Credential is one key of one account, whole from one place.
type Credential struct {
	KeyID  string
	Secret provider.Secret
	Token  provider.Secret
	Origin Origin
	Source string // the variable of the key ID
	// Regions are the ones that the vendor's own tool would use with the credential: first from its files, then from
	// the environment.
	Regions []string
}

// Hint is the end of the key id, by which a person recognises it.
func (c Credential) Hint() string {
	const shown = 4
	if len(c.KeyID) <= shown {
		return ""
	}
	return c.KeyID[len(c.KeyID)-shown:]
}

// Account is c as an account at endpoint; "" is the product's own.
func (c Credential) Account(endpoint string) provider.Account {
	return provider.Account{KeyID: c.KeyID, Secret: c.Secret, Token: c.Token, Endpoint: endpoint, Regions: c.Regions}
}

// EnvironmentCredential returns the credential for p from the environment: the first of its families that is complete.
// It never mixes parts of different families. The [*Error] says that there is no credential ([ReasonNoKey]), that one
// is incomplete ([ReasonIncomplete]), that two families name different keys ([ReasonClash]), or that a variable holds
// characters that no key has ([ReasonKeySigns]).
func EnvironmentCredential(p *provider.Product, env Lookup) (Credential, error) {
	var (
		found   []Credential
		names   []string // that would be read
		missing []string // the other halves
		half    []string // the key ids of halves; "" of those without
	)
	for _, f := range p.KeyNames {
		names = append(names, f.ID)
		id, secret, token := value(env, f.ID), value(env, f.Secret), value(env, f.Token)
		if name := oddVariable(env, f); name != "" {
			return Credential{}, &Error{Reason: ReasonKeySigns, Names: []string{name}}
		}
		switch {
		case id != "" && secret != "":
			found = append(found, Credential{
				KeyID: id, Secret: provider.NewSecret(secret), Token: provider.NewSecret(token), Origin: OriginEnvironment,
				Source: f.ID,
			})
		case id != "":
			missing, half = append(missing, f.Secret), append(half, id)
		case secret != "":
			missing, half = append(missing, f.ID), append(half, "")
		}
	}
	if len(found) == 0 && len(missing) == 0 {
		return Credential{}, tokenAlone(p.KeyNames, env, &Error{Reason: ReasonNoKey, Names: names})
	}
	for i, id := range half {
		if len(found) == 0 || id != found[0].KeyID { // it may be another account's
			return Credential{}, &Error{Reason: ReasonIncomplete, Names: missing[i:]}
		}
	}
	for _, c := range found[1:] {
		if c.KeyID != found[0].KeyID {
			return Credential{}, &Error{Reason: ReasonClash, Names: []string{found[0].Source, c.Source}}
		}
	}
	return found[0], nil
}

// oddVariable is the first variable of f with characters that no key has; "" when all are plausible.
func oddVariable(env Lookup, f provider.CredentialEnv) string {
	for _, name := range []string{f.ID, f.Secret, f.Token} {
		if !keySigns(value(env, name)) {
			return name
		}
	}
	return ""
}

// tokenAlone is the error of a token without a key; otherwise it returns none.
func tokenAlone(all []provider.CredentialEnv, env Lookup, none *Error) *Error {
	for _, f := range all {
		if value(env, f.Token) != "" {
			return &Error{Reason: ReasonIncomplete, Names: []string{f.ID, f.Secret}}
		}
	}
	return none
}

// value is the variable name; "" is no variable.
func value(env Lookup, name string) string {
	if name == "" {
		return ""
	}
	v, _ := env(name)
	return v
}

// AccountName is what the journal calls the account of a key: label when the profile has one, else the start of a hash
// of the key id, so that two profiles with one key are one account.
func AccountName(label, keyID string) string {
	if label != "" {
		return label
	}
	sum := sha256.Sum256([]byte(keyID))
	return "key-" + hex.EncodeToString(sum[:4])
}
