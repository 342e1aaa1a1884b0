package compute

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Naming is what the vendor calls machines without a name of the operator's. Hostname is "" where they have no host
// name of their own.
type Naming struct{ Name, Hostname string }

// Names expands the patterns of s, at most limit names (0: all).
func (n Naming) Names(s provider.Spec, limit int) ([]provider.Name, error) {
	name, err := parseNameAt(provider.FieldName, s.Name, n.Name)
	if err != nil {
		return nil, err
	}
	var host NamePattern
	if n.Hostname != "" {
		if host, err = parseNameAt(provider.FieldHostname, s.Hostname, n.Hostname); err != nil {
			return nil, err
		}
	}
	count := s.Machines()
	if e := provider.CheckCount(count); e != nil {
		return nil, e
	}
	if limit > 0 {
		count = min(count, limit)
	}
	out := make([]provider.Name, count)
	for i := range out {
		instance, over1 := name.Name(i)
		hostname, over2 := host.Name(i)
		out[i] = provider.Name{Instance: instance, Hostname: hostname, Overflow: over1 || over2}
	}
	return out, nil
}

// Part returns the spec of count machines of s, starting with number first.
func (n Naming) Part(s provider.Spec, first, count int) provider.Spec {
	s = s.Clone()
	s.Count, s.Name = count, nameFrom(s.Name, first)
	if n.Hostname != "" {
		s.Hostname = nameFrom(s.Hostname, first)
	}
	return s
}

// filters are DescribeInstances filters for machines whose name, or host name, begins as those of s do.
func (n Naming) filters(s provider.Spec) []map[string]any {
	var all []map[string]any
	if prefix := prefixOf(s.Name, n.Name); prefix != "" {
		all = append(all, map[string]any{"instanceName": prefix + "*"})
	}
	if n.Hostname == "" {
		return all
	}
	if prefix := prefixOf(s.Hostname, n.Hostname); prefix != "" {
		all = append(all, map[string]any{"hostname": prefix + "*"})
	}
	return all
}

// parseNameAt reads the name that answers f. otherwise, the vendor's default, replaces an empty one. The error is at f.
func parseNameAt(f provider.Field, text, otherwise string) (NamePattern, *provider.Error) {
	if text == "" {
		text = otherwise
	}
	p, e := ParseName(text)
	if e != nil {
		e.Field = f
	}
	return p, e
}

// nameFrom is the name for the machines from number first on. A name without a pattern stays as it is.
func nameFrom(name string, first int) string {
	if p, e := ParseName(name); e == nil && first > 0 && p.Begin() >= 0 {
		return p.Shift(first)
	}
	return name
}

// prefixOf is what all names made of text begin with; "" when that is not known. otherwise replaces an empty text.
func prefixOf(text, otherwise string) string {
	p, e := parseNameAt("", text, otherwise)
	if e != nil {
		return ""
	}
	return p.Prefix()
}

// numberedName makes a numbered name of text: in lower case, short enough, without characters that names cannot have.
func numberedName(text string) string {
	const number = "-[1,3]"
	text = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			return c
		}
		return '-'
	}, strings.ToLower(text))
	text = strings.Trim(text[:min(len(text), maxName-len(number))], "-.")
	return text + number
}
