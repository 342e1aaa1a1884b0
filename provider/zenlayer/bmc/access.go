package bmc

import (
	"bytes"
	"slices"

	"golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// specials are the special characters of a password (Zenlayer API reference, BMC CreateInstances, password, read
// 2026-11).
const specials = "~!@$^*-_=+"

// maxKeys is how many SSH keys a machine takes (Zenlayer API reference, BMC CreateInstances, sshKeys, read 2026-11).
const maxKeys = 5

// checkLogin: one way in is chosen, and the image takes it. Answers kept for other ways do not matter once one is
// chosen.
func (r *ruleSet) checkLogin(s provider.Spec, k known) *provider.Error {
	way := login(s.Access)
	switch {
	case way == "" && len(rules.Answered(s.Access, ways()...)) > 1:
		return rules.Words(provider.FieldLogin, provider.RuleConflict, words(rules.Answered(s.Access, ways()...))...)
	case way == "":
		return rules.Required(provider.FieldLogin)
	}
	all := words(append([]provider.Login{provider.LoginVendor}, ways()...))
	if e := rules.OneOf(provider.FieldLogin, string(way), all); e != nil {
		return e
	}
	if allowed := logins(r.conn.Service.Version, s, k.Image); !slices.Contains(allowed, way) {
		return rules.Words(provider.FieldLogin, provider.RuleUnsupported, words(allowed)...)
	}
	return nil
}

func words(logins []provider.Login) []string {
	out := make([]string, len(logins))
	for i, l := range logins {
		out[i] = string(l)
	}
	return out
}

func checkSSHKeys(s provider.Spec) *provider.Error {
	const f = provider.FieldSSHKeys
	keys := s.Access.SSHKeys
	switch {
	case login(s.Access) != provider.LoginKeys:
		return nil
	case len(keys) == 0:
		return rules.Required(f)
	case len(keys) > maxKeys:
		return rules.Limit(f, provider.RuleTooMany, maxKeys, len(keys))
	}
	var seen [][]byte
	for _, text := range keys {
		key, e := rules.PublicKey(f, text)
		if e != nil {
			return e
		}
		blob := key.Marshal()
		if slices.ContainsFunc(seen, func(b []byte) bool { return bytes.Equal(b, blob) }) {
			return rules.Words(f, provider.RuleDuplicate, ssh.FingerprintSHA256(key))
		}
		seen = append(seen, blob)
	}
	return nil
}
