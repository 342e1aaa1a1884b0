package edgezone

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
)

// Suggest fills in the product's defaults, and the zone's networks once they have been read.
func (r *ruleSet) Suggest(s provider.Spec, k provider.Known) provider.Spec {
	s = defaults(s)
	if s.Zone != "" {
		seen := r.networkCache.of(s.Zone)
		s.Network.Private = cmp.Or(s.Network.Private, offered(s, k, provider.FieldPrivate, privateOptions(s.Zone, seen)))
		s.Network.Public = cmp.Or(s.Network.Public, offered(s, k, provider.FieldPublic, publicOptions(s.Zone, seen)))
	}
	if r.revision == revisionA && s.Access.Password.IsZero() && len(s.Access.SSHKeys) == 0 {
		s.Access.Login = cmp.Or(s.Access.Login, provider.LoginVendor)
	}
	return s
}

// offered is the only network of the zone, by what was looked up for the answer or by the last list.
func offered(s provider.Spec, k provider.Known, f provider.Field, seen []provider.Option) string {
	if o, ok := k.Chosen[f]; ok && o.Zone == s.Zone {
		return o.Value
	}
	if len(seen) == 1 {
		return seen[0].Value
	}
	return ""
}

// suggestName makes a name of text that leaves room for the token.
func suggestName(text string) string {
	text = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, strings.ToLower(text))
	for utf8.RuneCountInString(text) > roomForName() {
		text = text[:len(text)-1]
	}
	return strings.Trim(text, "-")
}
