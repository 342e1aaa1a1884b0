package edgezone

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// makes reports whether the order makes the network of the answer.
func makes(s provider.Spec, f provider.Field) bool {
	kind := provider.ResourcePrivate
	if f == provider.FieldPublic {
		kind = provider.ResourcePublic
	}
	return s.Network.Making(kind) != nil
}

// reserves is how many IPv4 addresses the order reserves in the network of the answer.
func reserves(s provider.Spec, f provider.Field) int {
	if m := s.Network.Making(provider.ResourceIPv4); m != nil && f == provider.FieldPublic {
		return m.Count
	}
	return 0
}

// checkMakes applies the rules of what the order makes before its machines.
func (r *ruleSet) checkMakes(s provider.Spec) []*provider.Error {
	var faults []*provider.Error
	for i, m := range s.Network.Make {
		if slices.ContainsFunc(s.Network.Make[:i], func(o provider.Making) bool { return o.Kind == m.Kind }) {
			faults = append(faults, rules.Words(fieldOf(m.Kind), provider.RuleConflict, string(m.Kind)))
			continue
		}
		faults = append(faults, r.checkMaking(s, m)...)
	}
	return append(faults, checkEnough(s))
}

// fieldOf is the answer that the kind belongs to.
func fieldOf(k provider.ResourceKind) provider.Field {
	switch k {
	case provider.ResourcePrivate:
		return provider.FieldPrivate
	case provider.ResourceIPv6:
		return provider.FieldIPv6
	default:
		return provider.FieldPublic
	}
}

func (r *ruleSet) checkMaking(s provider.Spec, m provider.Making) []*provider.Error {
	one := func(e *provider.Error) []*provider.Error { return []*provider.Error{e} }
	if m.Zone != "" && m.Zone != s.Zone { // the zone was changed after it was chosen
		return one(rules.Words(fieldOf(m.Kind), provider.RuleNotOffered))
	}
	switch m.Kind {
	case provider.ResourcePrivate:
		if s.Network.Private != "" { // the vendor allows one in a zone
			return one(rules.Words(provider.FieldPrivate, provider.RuleConflict, s.Network.Private))
		}
		p := provider.PrivateNetwork{Name: m.Name, Network: m.Network, Mask: m.Mask}
		return at(provider.FieldPrivate, r.CheckPrivate(p, s.Machines()))
	case provider.ResourcePublic:
		if s.Network.Public != "" {
			return one(rules.Words(provider.FieldPublic, provider.RuleConflict, s.Network.Public))
		}
		return at(provider.FieldPublic, r.CheckPublic(provider.PublicNetwork{
			Name: m.Name, Line: m.Line, Mode: m.Mode, BandwidthMbps: m.BandwidthMbps,
		}))
	case provider.ResourceIPv4, provider.ResourceIPv6:
		public := s.Network.Making(provider.ResourcePublic)
		mode := modeStatic // of a network that exists; the vendor refuses others
		if m.In == "" && public != nil {
			mode = public.Mode
		}
		if m.In != s.Network.Public || m.In == "" && public == nil {
			return one(rules.Required(provider.FieldPublic))
		}
		if e := provider.CheckCount(m.Count); e != nil {
			return one(rules.Limit(fieldOf(m.Kind), e.Rule, e.Limit, e.Got))
		}
		if n := s.Machines(); n > 0 && m.Count > n { // nobody would use the others, and they cost money
			return one(rules.Limit(fieldOf(m.Kind), provider.RuleTooMany, n, m.Count))
		}
		return at(fieldOf(m.Kind), r.CheckAddresses(provider.PublicNetwork{Mode: mode}, m.Count,
			m.Kind == provider.ResourceIPv6))
	}
	return one(rules.Words(provider.FieldPublic, provider.RuleOneOf, string(m.Kind)))
}

// checkEnough: a static network that the order makes has no address but those that the order reserves, one for each
// machine.
func checkEnough(s provider.Spec) *provider.Error {
	public := s.Network.Making(provider.ResourcePublic)
	if public == nil || !strings.EqualFold(public.Mode, modeStatic) {
		return nil
	}
	if n := reserves(s, provider.FieldPublic); n < s.Machines() {
		return rules.Limit(provider.FieldPublic, provider.RuleMin, s.Machines(), n)
	}
	return nil
}

// at moves the errors of a form to the answer that a step owns.
func at(f provider.Field, err error) []*provider.Error {
	all := provider.All(err)
	for i, e := range all {
		moved := *e
		moved.Field = f
		all[i] = &moved
	}
	return all
}
