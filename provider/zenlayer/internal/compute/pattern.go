package compute

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Limits of a name and of the numbers in it.
const (
	maxName  = 64    // characters, a number counting with its digits
	MaxBegin = 99999 // first number of a pattern
	maxBits  = 6     // digits of a number
)

// nameCharacters is what a name may hold beside its patterns, for messages.
const nameCharacters = "A-Z a-z 0-9 - ."

// NamePattern is a parsed name.
type NamePattern struct{ parts []part }

// part is literal text, or a number.
type part struct {
	text   string // of the literal; of the separator before a number
	number bool
	begin  int
	bits   int
}

// ParseName reads a name. A "_" directly before a pattern separates it and is not printed; anywhere else it is not
// allowed. The error says which rule of the name is broken, without a field.
func ParseName(name string) (NamePattern, *provider.Error) {
	var p NamePattern
	for rest := name; rest != ""; {
		n := strings.IndexFunc(rest, func(r rune) bool { return !literal(r) })
		if n < 0 {
			n = len(rest)
		}
		if n > 0 {
			p.parts = append(p.parts, part{text: rest[:n]})
			rest = rest[n:]
			continue
		}
		number, after, err := parseNumber(rest)
		if err != nil {
			return NamePattern{}, err
		}
		p.parts = append(p.parts, number)
		rest = after
	}
	return p, nil
}

// parseNumber reads "_"? "[" begin? ("," bits?)? "]" at the start of s.
func parseNumber(s string) (part, string, *provider.Error) {
	sep := ""
	if strings.HasPrefix(s, "_[") {
		sep, s = "_", s[1:]
	}
	switch {
	case s[0] == ']':
		return part{}, "", fault(provider.RulePattern, "[1,3]")
	case s[0] != '[':
		return part{}, "", fault(provider.RuleCharacters, nameCharacters)
	}
	inside, after, ok := strings.Cut(s[1:], "]")
	if !ok {
		return part{}, "", fault(provider.RulePattern, "[1,3]")
	}
	first, second, _ := strings.Cut(inside, ",")
	begin, ok1 := digitsOf(first, 0, 5)
	bits, ok2 := digitsOf(second, maxBits, 1)
	if !ok1 || !ok2 || bits < 1 || bits > maxBits {
		return part{}, "", fault(provider.RulePattern, "[1,3]")
	}
	return part{text: sep, number: true, begin: begin, bits: bits}, after, nil
}

// digitsOf reads at most digits digits; "" is the default.
func digitsOf(s string, otherwise, digits int) (int, bool) {
	if s == "" {
		return otherwise, true
	}
	if len(s) > digits || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func literal(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.'
}

func fault(r provider.Rule, allowed string) *provider.Error {
	e := provider.Violation("", r)
	e.Allowed = allowed
	return e
}

// Name is the name of machine number i, from 0. All numbers of a pattern advance together. overflow reports that a
// number needs more digits than were reserved; it is printed in full.
func (p NamePattern) Name(i int) (name string, overflow bool) {
	var b strings.Builder
	for _, part := range p.parts {
		if !part.number {
			b.WriteString(part.text)
			continue
		}
		digits := strconv.Itoa(part.begin + i)
		if len(digits) > part.bits {
			overflow = true
		}
		b.WriteString(strings.Repeat("0", max(part.bits-len(digits), 0)) + digits)
	}
	return b.String(), overflow
}

// Length is what the vendor compares with [maxName]: the literals and the digits reserved.
func (p NamePattern) Length() int {
	n := 0
	for _, part := range p.parts {
		if part.number {
			n += part.bits
		} else {
			n += len(part.text)
		}
	}
	return n
}

// Begin is the largest first number, -1 when there is no number.
func (p NamePattern) Begin() int {
	n := -1
	for _, part := range p.parts {
		if part.number {
			n = max(n, part.begin)
		}
	}
	return n
}

// Prefix is the text before the first number: what all names begin with.
func (p NamePattern) Prefix() string {
	if len(p.parts) == 0 || p.parts[0].number {
		return ""
	}
	return p.parts[0].text
}

// Shift is the pattern for the machines from number n on. A first number beyond [MaxBegin] is a pattern that the
// vendor refuses.
func (p NamePattern) Shift(n int) string {
	var b strings.Builder
	for _, part := range p.parts {
		b.WriteString(part.text)
		if part.number {
			b.WriteString("[" + strconv.Itoa(part.begin+n) + "," + strconv.Itoa(part.bits) + "]")
		}
	}
	return b.String()
}
