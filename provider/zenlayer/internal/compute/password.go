package compute

import (
	"crypto/rand"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// The classes of characters of a password.
const (
	upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lower = "abcdefghijklmnopqrstuvwxyz"
	digit = "0123456789"
)

// Bounds of a password in characters (Zenlayer API reference, CreateInstances, password, read 2026-11).
const (
	minPassword = 8
	maxPassword = 16
)

// safeSpecials are the special characters that all of Zenlayer's products and actions take.
const safeSpecials = "!@$^*+"

// CheckPassword checks 8 to 16 characters of four classes: upper case, lower case, digits and the special characters.
// The error holds nothing of the password.
func CheckPassword(p provider.Secret, specials string) *provider.Error {
	text := p.Reveal()
	n := utf8.RuneCountInString(text)
	classes := [...]struct{ name, chars string }{{"A-Z", upper}, {"a-z", lower}, {"0-9", digit}, {specials, specials}}
	all := upper + lower + digit + specials
	var names, missing []string
	for _, c := range classes {
		names = append(names, c.name)
		if !strings.ContainsAny(text, c.chars) {
			missing = append(missing, c.name)
		}
	}
	foreign := strings.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(all, r) })
	fault := func(r provider.Rule, limit int, words []string) *provider.Error {
		e := provider.Violation(provider.FieldPassword, r)
		e.Limit, e.Allowed = limit, strings.Join(words, " ")
		return e
	}
	switch {
	case n == 0:
		return rules.Required(provider.FieldPassword)
	case foreign:
		return fault(provider.RuleCharacters, 0, names)
	case n < minPassword:
		return fault(provider.RuleTooShort, minPassword, nil)
	case n > maxPassword:
		return fault(provider.RuleTooLong, maxPassword, nil)
	case len(missing) > 0:
		return fault(provider.RuleClasses, len(classes), missing)
	}
	return nil
}

// NewPassword makes a random password of 16 characters that every product takes: about 98 bits.
func NewPassword() provider.Secret {
	all := upper + lower + digit + safeSpecials
	for {
		var b strings.Builder
		for range maxPassword {
			b.WriteByte(all[pick(len(all))])
		}
		if p := provider.NewSecret(b.String()); CheckPassword(p, safeSpecials) == nil {
			return p // drawing again until all classes are there keeps every good password equally likely
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
