package bmc

import (
	"cmp"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/pattern"
)

// freeBandwidth is the bandwidth in Mbps that is suggested where none is free.
const freeBandwidth = 10

// Suggest answers what is not answered: pay by use, flat bandwidth as far as it is free, numbered names, a password that the vendor
// makes and mails, because it needs no secret of the operator's.
func (r *Reader) Suggest(s provider.Spec, facts provider.Known) provider.Spec {
	s = s.Clone()
	k := relevant(s, facts)
	s.Product = cmp.Or(s.Product, ID)
	s.Count = cmp.Or(s.Count, 1)
	if s.Billing.Charge == "" {
		s.Billing.Charge = provider.Postpaid
		if r.noPostpaid.Load() {
			s.Billing.Charge = provider.Prepaid
		}
	}
	if s.Billing.Charge == provider.Prepaid {
		s.Billing.Months = cmp.Or(s.Billing.Months, 1)
	}
	if k.t != nil {
		suggestNetwork(&s, *k.t)
	}
	if s.Zone != "" && s.Type != "" {
		s.Name = cmp.Or(s.Name, suggestName(string(s.Zone)+"-"+string(s.Type)))
		s.Hostname = cmp.Or(s.Hostname, s.Name) // the rules of both are the same
	}
	if s.Access.Login == "" && len(answered(s.Access)) < 2 {
		s.Access.Login = cmp.Or(login(s.Access), provider.LoginVendor)
	}
	return s
}

// suggestNetwork prefers the flat rate, and else what needs no further answer.
func suggestNetwork(s *provider.Spec, t provider.InstanceType) {
	if s.Network.Charge == "" && len(t.NetCharges) > 0 {
		s.Network.Charge = t.NetCharges[0]
		for _, c := range []string{byInstance95, byTrafficPackage, byBandwidth} { // the last one that is allowed wins
			if slices.Contains(t.NetCharges, c) {
				s.Network.Charge = c
			}
		}
	}
	if s.Network.BandwidthMbps == 0 {
		s.Network.BandwidthMbps = cmp.Or(t.FreeBandwidth, freeBandwidth)
		if t.MaxBandwidthMbps > 0 {
			s.Network.BandwidthMbps = min(s.Network.BandwidthMbps, t.MaxBandwidthMbps)
		}
	}
}

// suggestName makes a numbered name of text: lower case, with what names may hold, and short enough.
func suggestName(text string) string {
	const number = "-[1,3]"
	text = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			return c
		}
		return '-'
	}, strings.ToLower(text))
	text = strings.Trim(text[:min(len(text), pattern.MaxLength-len(number))], "-.")
	return text + number
}
