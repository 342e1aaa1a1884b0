package compute

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// ParseNameAt reads the name that answers f; an empty one is otherwise, the vendor's default. The error is at f.
func ParseNameAt(f provider.Field, text, otherwise string) (NamePattern, *provider.Error) {
	if text == "" {
		text = otherwise
	}
	p, e := ParseName(text)
	if e != nil {
		e.Field = f
	}
	return p, e
}

// NameFrom is the name for the machines from number first on. What is no pattern stays as it is.
func NameFrom(name string, first int) string {
	if p, e := ParseName(name); e == nil && first > 0 && p.Begin() >= 0 {
		return p.Shift(first)
	}
	return name
}

// prefixOf is what all names begin with that text makes, "" when nothing can be said. An empty text is otherwise.
func prefixOf(text, otherwise string) string {
	p, e := ParseNameAt("", text, otherwise)
	if e != nil {
		return ""
	}
	return p.Prefix()
}

// NumberedName makes a numbered name of text: lower case, with what names may hold, and short enough.
func NumberedName(text string) string {
	const number = "-[1,3]"
	text = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			return c
		}
		return '-'
	}, strings.ToLower(text))
	text = strings.Trim(text[:min(len(text), MaxName-len(number))], "-.")
	return text + number
}
