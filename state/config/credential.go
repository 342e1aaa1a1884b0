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
	Source string // the variable of the key id
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
	return provider.Account{KeyID: c.KeyID, Secret: c.Secret, Token: c.Token, Endpoint: endpoint}
}

// EnvironmentCredential returns the credential for p from the environment: the first of its families that is complete.
// The parts of different families are never mixed. The [*Error] says that there is none ([ReasonNoKey]), that there is
// half of one ([ReasonIncomplete]), or that two name different keys ([ReasonClash]).
func EnvironmentCredential(p *provider.Product, env Lookup) (Credential, error) {
	var (
		found   []Credential
		names   []string // that would be read
		missing []string // halves of families
	)
	for _, f := range p.KeyNames {
		names = append(names, f.ID)
		id, secret := value(env, f.ID), value(env, f.Secret)
		switch {
		case id != "" && secret != "":
			c := Credential{KeyID: id, Secret: provider.NewSecret(secret), Origin: OriginEnvironment, Source: f.ID}
			if f.Token != "" {
				c.Token = provider.NewSecret(value(env, f.Token))
			}
			found = append(found, c)
		case id != "":
			missing = append(missing, f.Secret)
		case secret != "":
			missing = append(missing, f.ID)
		}
	}
	if len(found) == 0 && len(missing) > 0 {
		return Credential{}, &Error{Reason: ReasonIncomplete, Names: missing}
	}
	if len(found) == 0 {
		return Credential{}, &Error{Reason: ReasonNoKey, Names: names}
	}
	for _, c := range found[1:] {
		if c.KeyID != found[0].KeyID {
			return Credential{}, &Error{Reason: ReasonClash, Names: []string{found[0].Source, c.Source}}
		}
	}
	return found[0], nil
}

func value(env Lookup, name string) string {
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
