package network

import (
	"cmp"
	"net/netip"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// making asks by forms for what the order makes in the zone.
type making struct{ rules provider.Networker }

// plan takes what a form asks for over into the order, unless a rule is against it.
func plan(s *sheet.Screen, m provider.Making, faults error, items map[provider.Field]string) (string, string) {
	if all := provider.All(faults); len(all) > 0 {
		return items[all[0].Field], s.Env.Errors().Why(all[0])
	}
	m.Zone = s.Now.Spec.Zone
	s.Now.Spec.Network = s.Now.Spec.Network.Makes(m)
	return "", ""
}

func (o making) openPrivate(s *sheet.Screen) {
	e, n := s.Env, s.Now.Spec.Machines()
	d := o.rules.DraftPrivate(s.Now.Spec.Zone, n)
	if m := s.Now.Spec.Network.Making(provider.ResourcePrivate); m != nil {
		d.Name, d.Network, d.Mask = m.Name, m.Network, m.Mask
	}
	items := []widget.Item{
		{
			ID: "name", Label: e.Fields().Label(provider.FieldPrivateName), Kind: widget.Input, Value: d.Name,
			Help: e.T("networks.make_note"),
		},
		{
			ID: "cidr", Label: e.Fields().Label(provider.FieldPrivateNetwork), Kind: widget.Input,
			Value: d.Network + "/" + strconv.Itoa(d.Mask), Help: e.T("networks.cidr_help"),
		},
	}
	at := map[provider.Field]string{
		provider.FieldPrivateName: "name", provider.FieldPrivateNetwork: "cidr",
		provider.FieldPrivateMask: "cidr",
	}
	s.Edit(e.T("networks.make_private"), items, func(v func(string) string) (string, string) {
		addr, bits, ok := strings.Cut(strings.TrimSpace(v("cidr")), "/")
		mask, err := strconv.Atoi(bits)
		if _, bad := netip.ParseAddr(addr); !ok || err != nil || bad != nil {
			return "cidr", e.T("rule.format", "Allowed", "10.0.0.0/24", "Limit", 0, "Got", 0)
		}
		p := provider.PrivateNetwork{Name: strings.TrimSpace(v("name")), Network: addr, Mask: mask}
		m := provider.Making{Kind: provider.ResourcePrivate, Name: p.Name, Network: p.Network, Mask: p.Mask}
		return plan(s, m, o.rules.CheckPrivate(p, n), at)
	})
}

func (o making) openPublic(s *sheet.Screen) {
	e := s.Env
	d := o.rules.DraftPublic(s.Now.Spec.Zone)
	if m := s.Now.Spec.Network.Making(provider.ResourcePublic); m != nil {
		d.Name, d.Line, d.Mode, d.BandwidthMbps = m.Name, m.Line, m.Mode, m.BandwidthMbps
	}
	lines, modes := o.rules.NetworkChoices()
	options := make([]widget.Option, len(modes))
	for i, m := range modes {
		options[i] = widget.Option{Value: m}
	}
	mbps := ""
	if d.BandwidthMbps > 0 {
		mbps = strconv.Itoa(d.BandwidthMbps)
	}
	items := []widget.Item{
		{
			ID: "name", Label: e.Fields().Label(provider.FieldPublicName), Kind: widget.Input, Value: d.Name,
			Help: e.T("networks.make_note"),
		},
		{
			ID: "line", Label: e.Fields().Label(provider.FieldPublicLine), Kind: widget.Input, Value: d.Line,
			Help: e.T("networks.line_help", "Lines", strings.Join(lines, ", ")),
		},
		{ID: "mode", Label: e.Fields().Label(provider.FieldPublicMode), Kind: widget.Choice, Value: d.Mode, Choices: options},
		{
			ID: "mbps", Label: e.Fields().Label(provider.FieldPublicMbps), Kind: widget.Input, Value: mbps, Unit: "Mbps",
			Help: e.T("networks.mbps_help"),
		},
	}
	s.Edit(e.T("networks.make_public"), items, func(v func(string) string) (string, string) { return o.planPublic(s, v) })
}

// planPublic takes a public network over into the order. A network whose addresses are reserved one by one comes with
// one for each machine.
func (o making) planPublic(s *sheet.Screen, v func(string) string) (string, string) {
	at := map[provider.Field]string{
		provider.FieldPublicName: "name", provider.FieldPublicLine: "line", provider.FieldPublicMode: "mode",
		provider.FieldPublicMbps: "mbps",
	}
	p := provider.PublicNetwork{Name: strings.TrimSpace(v("name")), Line: strings.TrimSpace(v("line")), Mode: v("mode")}
	if text := strings.TrimSpace(v("mbps")); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return "mbps", s.Env.T("rule.min", "Limit", 1, "Got", 0, "Allowed", "")
		}
		p.BandwidthMbps = n
	}
	m := provider.Making{
		Kind: provider.ResourcePublic, Name: p.Name, Line: p.Line, Mode: p.Mode, BandwidthMbps: p.BandwidthMbps,
	}
	if item, why := plan(s, m, o.rules.CheckPublic(p), at); item != "" {
		return item, why
	}
	n := s.Now.Spec.Machines()
	s.Now.Spec.Network = s.Now.Spec.Network.MakesNo(provider.ResourceIPv4, provider.ResourceIPv6)
	if o.rules.CheckAddresses(p, n, false) == nil {
		reserve := provider.Making{Kind: provider.ResourceIPv4, Zone: s.Now.Spec.Zone, Count: n}
		s.Now.Spec.Network = s.Now.Spec.Network.Makes(reserve)
	}
	return "", ""
}

// openAddresses asks how many addresses the order reserves in p.
func (o making) openAddresses(s *sheet.Screen, p provider.PublicNetwork, n int, kind provider.ResourceKind) {
	e := s.Env
	items := []widget.Item{
		{
			ID: "count", Label: e.Fields().Label(provider.FieldAddresses), Kind: widget.Input, Value: strconv.Itoa(n),
			Help: e.T("networks.apply_note"),
		},
	}
	s.Edit(e.T("networks.apply_title"), items, func(v func(string) string) (string, string) {
		n, err := strconv.Atoi(strings.TrimSpace(v("count")))
		if err != nil {
			return "count", e.T("rule.min", "Limit", 1, "Got", 0, "Allowed", "")
		}
		if e := provider.CheckCount(n); n > 0 && e != nil {
			return "count", s.Env.Errors().Why(e)
		}
		if most := s.Now.Spec.Machines(); n > most {
			f := provider.Violation(provider.FieldPublic, provider.RuleTooMany)
			f.Limit, f.Got = most, n
			return "count", s.Env.Errors().Why(f)
		}
		at := map[provider.Field]string{provider.FieldAddresses: "count"}
		item, why := plan(s, provider.Making{Kind: kind, In: p.ID, Count: n},
			o.rules.CheckAddresses(p, n, kind == provider.ResourceIPv6), at)
		return cmp.Or(item, ""), why
	})
}
