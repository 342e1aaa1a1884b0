package zenlayer

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxName is the longest name, in characters.
const MaxName = 64

// What can be wrong with a name.
var (
	ErrNameMalformed = errors.New("malformed name")
	ErrNameTooLong   = errors.New("name too long")
)

// part is a literal text, or with digits above 0 a number.
type part struct {
	text          string
	begin, digits int
}

// ExpandName returns the names of n machines for a name with patterns [begin,digits] (Zenlayer API reference,
// CreateInstances, instanceName, read 2026-11). An underscore right before a pattern belongs to it and is not printed.
func ExpandName(pattern string, n int) ([]string, error) {
	parts, err := splitName(pattern)
	if err != nil {
		return nil, err
	}
	length := 0
	for _, p := range parts {
		length += len(p.text) + p.digits
	}
	if length > MaxName {
		return nil, ErrNameTooLong
	}
	names := make([]string, n)
	for i := range names {
		var b strings.Builder
		for _, p := range parts {
			if p.digits == 0 {
				b.WriteString(p.text)
			} else {
				fmt.Fprintf(&b, "%0*d", p.digits, p.begin+i)
			}
		}
		if names[i] = b.String(); len(names[i]) > MaxName {
			return nil, ErrNameTooLong
		}
	}
	return names, nil
}

func splitName(pattern string) ([]part, error) {
	var parts []part
	for rest := pattern; rest != ""; {
		rest = strings.Replace(rest, "_[", "[", prefixed(rest, "_["))
		if rest[0] != '[' {
			end := strings.IndexAny(rest, "[_")
			if end < 0 {
				end = len(rest)
			}
			if end == 0 || !plainName(rest[:end]) {
				return nil, ErrNameMalformed
			}
			parts, rest = append(parts, part{text: rest[:end]}), rest[end:]
			continue
		}
		inside, after, closed := strings.Cut(rest[1:], "]")
		p, err := numberPart(inside)
		if !closed || err != nil {
			return nil, ErrNameMalformed
		}
		parts, rest = append(parts, p), after
	}
	return parts, nil
}

// prefixed is 1 when text starts with prefix, otherwise 0.
func prefixed(text, prefix string) int {
	if strings.HasPrefix(text, prefix) {
		return 1
	}
	return 0
}

// numberPart reads "begin,digits"; either may be left out.
func numberPart(inside string) (part, error) {
	p := part{digits: 6}
	begin, digits, _ := strings.Cut(inside, ",")
	var err error
	if begin != "" {
		if p.begin, err = decimal(begin, 5); err != nil {
			return p, err
		}
	}
	if digits != "" {
		if p.digits, err = decimal(digits, 1); err != nil {
			return p, err
		}
	}
	if p.digits < 1 || p.digits > 6 {
		return p, ErrNameMalformed
	}
	return p, nil
}

func decimal(text string, most int) (int, error) {
	if len(text) > most || strings.Trim(text, "0123456789") != "" {
		return 0, ErrNameMalformed
	}
	return strconv.Atoi(text)
}

// plainName reports whether text has only letters, digits, hyphens and periods.
func plainName(text string) bool {
	for _, c := range []byte(text) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// CheckPlainName refuses what is no literal name: a rename takes no patterns.
func CheckPlainName(name string) error {
	switch {
	case !plainName(name):
		return ErrNameMalformed
	case len(name) > MaxName:
		return ErrNameTooLong
	}
	return nil
}
