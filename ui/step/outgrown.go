package step

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
)

// Outgrown are the names of one pattern whose number has more digits than the pattern reserves. They are printed in
// full, so they are longer than the names before them and sort elsewhere.
type Outgrown struct {
	Field provider.Field // [provider.FieldName] or [provider.FieldHostname]
	Names []string       // the first one first
}

// OutgrownNames are the names and host names of s that outgrow their patterns; nil when none does, or when s cannot
// be named. A host name that is the same as the name is not listed again.
func OutgrownNames(r provider.Rules, s provider.Spec) []Outgrown {
	if r == nil {
		return nil
	}
	names, hosts := s, s
	names.Hostname, hosts.Name = "", "" // the vendor's defaults have no number
	var all []Outgrown
	if n := outgrown(r, names, func(n provider.Name) string { return n.Instance }); len(n) > 0 {
		all = append(all, Outgrown{provider.FieldName, n})
	}
	n := outgrown(r, hosts, func(n provider.Name) string { return n.Hostname })
	if len(n) > 0 && (len(all) == 0 || !slices.Equal(n, all[0].Names)) {
		all = append(all, Outgrown{provider.FieldHostname, n})
	}
	return all
}

func outgrown(r provider.Rules, s provider.Spec, text func(provider.Name) string) []string {
	names, err := r.Names(s, 0)
	if err != nil {
		return nil
	}
	var all []string
	for _, n := range names {
		if n.Overflow {
			all = append(all, text(n))
		}
	}
	return all
}
