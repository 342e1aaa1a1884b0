package edgezone

import (
	"regexp"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// maxName is the longest name in characters. The vendor states it for renaming alone (Tencent Cloud API reference,
// edgezone ModifyInstanceAttribute, InstanceName, read 2026-11).
const maxName = 60

// separator is between the operator's name and the batch token.
const separator = "-"

// carried finds the batch token at the end of a name: "mw" and eight characters.
var carried = regexp.MustCompile(`(?:^|-)(mw[0-9a-hjkmnp-tv-z]{8})$`)

// withToken is the name that the machines of a batch get, all the same. It is what finds them again: this API has no
// tags and no idempotency token.
func withToken(name, token string) string {
	switch {
	case token == "":
		return name
	case name == "":
		return token
	}
	return name + separator + token
}

func tokenOf(name string) string {
	if m := carried.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return ""
}

// roomForName is what the token leaves of a name.
func roomForName() int { return maxName - utf8.RuneCountInString(separator+provider.TokenPlaceholder) }

func checkName(name string) *provider.Error {
	return checkLiteral(provider.FieldName, name, roomForName())
}

// Names is one name for all machines, with a placeholder for the token, which is made when the order is placed.
func (r *ruleSet) Names(s provider.Spec, limit int) ([]provider.Name, error) {
	if s.Name != "" && !printable(s.Name) {
		return nil, rules.Words(provider.FieldName, provider.RuleFormat, "web")
	}
	n := s.Machines()
	if e := provider.CheckCount(n); e != nil {
		return nil, e
	}
	if limit > 0 {
		n = min(n, limit)
	}
	out := make([]provider.Name, n)
	for i := range out {
		out[i].Instance = withToken(s.Name, provider.TokenPlaceholder)
	}
	return out, nil
}

// Part returns the spec of n machines of s; names do not count here.
func (r *ruleSet) Part(s provider.Spec, _, n int) provider.Spec {
	s = s.Clone()
	s.Count = n
	return s
}
