package edgezone

import (
	"crypto/rand"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// The rule for passwords is our own, because the vendor publishes none: it is what servers usually take.
const (
	minPassword = 8
	maxPassword = 30
	minClasses  = 3 // of lower case, upper case, digits and symbols
)

// Characters of made passwords, without those that look alike.
const (
	lower   = "abcdefghijkmnopqrstuvwxyz"
	upper   = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	digits  = "23456789"
	symbols = "!@#%^*-_=+"
)

// madeLength is the length of made passwords, about 100 bits.
const madeLength = 16

// hintRevision says where credentials can be given.
const hintRevision = "revision B"

// checkLogin: revision A can set no credential, B takes exactly one.
func (r *ruleSet) checkLogin(a provider.Access) *provider.Error {
	way := login(a)
	if r.revision == revisionA {
		if a.Login != "" && a.Login != provider.LoginVendor {
			return rules.Words(provider.FieldLogin, provider.RuleUnsupported, string(provider.LoginVendor)+" ("+
				hintRevision+": "+
				string(provider.LoginPassword)+", "+string(provider.LoginKeys)+")")
		}
		return nil
	}
	switch way {
	case provider.LoginPassword, provider.LoginKeys:
		return nil
	case "":
		if !a.Password.IsZero() && len(a.SSHKeys) > 0 {
			return rules.Words(provider.FieldLogin, provider.RuleConflict, string(provider.LoginPassword),
				string(provider.LoginKeys))
		}
		return rules.Required(provider.FieldLogin)
	default:
		return rules.Words(provider.FieldLogin, provider.RuleOneOf, string(provider.LoginPassword),
			string(provider.LoginKeys))
	}
}

func (r *ruleSet) checkPassword(a provider.Access) *provider.Error {
	switch {
	case r.revision == revisionA && !a.Password.IsZero():
		return rules.Words(provider.FieldPassword, provider.RuleUnsupported, hintRevision)
	case r.revision == revisionA || login(a) != provider.LoginPassword:
		return nil
	}
	return checkPasswordText(a.Password)
}

// checkPasswordText returns an error that holds nothing of the password.
func checkPasswordText(p provider.Secret) *provider.Error {
	const f = provider.FieldPassword
	t := p.Reveal()
	var some [4]bool
	for _, c := range t {
		switch {
		case c >= 'a' && c <= 'z':
			some[0] = true
		case c >= 'A' && c <= 'Z':
			some[1] = true
		case c >= '0' && c <= '9':
			some[2] = true
		default:
			some[3] = true
		}
	}
	classes := 0
	for _, is := range some {
		if is {
			classes++
		}
	}
	n := utf8.RuneCountInString(t)
	foreign := strings.ContainsFunc(t, func(c rune) bool { return c <= ' ' || c > '~' })
	switch {
	case n == 0:
		return rules.Required(f)
	case foreign || t[0] == '/':
		return rules.Words(f, provider.RuleCharacters, "A-Z a-z 0-9 !-~")
	case n < minPassword:
		return rules.Limit(f, provider.RuleTooShort, minPassword, n)
	case n > maxPassword:
		return rules.Limit(f, provider.RuleTooLong, maxPassword, n)
	case classes < minClasses:
		e := rules.Words(f, provider.RuleClasses, "A-Z a-z 0-9 !-~")
		e.Limit, e.Got = minClasses, classes
		return e
	}
	return nil
}

// NewPassword makes a random password that our rule allows, and that starts with a letter.
func (r *ruleSet) NewPassword() provider.Secret {
	all := lower + upper + digits + symbols
	for {
		var b strings.Builder
		b.WriteByte((lower + upper)[pick(len(lower+upper))])
		for range madeLength - 1 {
			b.WriteByte(all[pick(len(all))])
		}
		if p := provider.NewSecret(b.String()); checkPasswordText(p) == nil {
			return p // drawing again keeps every good password equally likely
		}
	}
}

func pick(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand ends the program itself before this can happen
	}
	return int(i.Int64())
}

// checkSSHKeys: the parameter holds the text of one public key. The vendor's example of it is a damaged private key,
// which nobody may send.
func (r *ruleSet) checkSSHKeys(a provider.Access) *provider.Error {
	const f = provider.FieldSSHKeys
	switch {
	case r.revision == revisionA && len(a.SSHKeys) > 0:
		return rules.Words(f, provider.RuleUnsupported, hintRevision)
	case r.revision == revisionA || login(a) != provider.LoginKeys:
		return nil
	case len(a.SSHKeys) == 0:
		return rules.Required(f)
	}
	for _, key := range a.SSHKeys {
		if _, e := rules.PublicKey(f, key); e != nil {
			return e // before their number: a private key has many lines
		}
	}
	if len(a.SSHKeys) > 1 {
		return rules.Limit(f, provider.RuleTooMany, 1, len(a.SSHKeys))
	}
	return nil
}
