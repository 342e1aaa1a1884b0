package network

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// consent is the last item of each form: nothing is made without it.
func consent(e *step.Env) widget.Item {
	return widget.Item{
		ID: "yes", Label: e.T("networks.consent"), Kind: widget.Toggle, Value: "false",
		Help: e.T("networks.consent_help"),
	}
}

// made is what became of a wish. There may be something to keep in mind beside an error.
type made struct {
	what    string // in words; "" when nothing was made
	private *provider.PrivateNetwork
	public  *provider.PublicNetwork
	addrs   []string // reserved
	v6      bool
	unsure  string // the public network in which more may have been reserved: the answer was lost
	err     error
}

// begin runs a wish at the vendor, unless a fault or a missing yes is in its way. Once it runs, nothing cuts it off:
// what is half made would be forgotten.
func (o *own) begin(s *sheet.Screen, v func(string) string, faults error, items map[provider.Field]string,
	what string, wish func(context.Context) made,
) (string, string) {
	if all := provider.All(faults); len(all) > 0 {
		return cmp.Or(items[all[0].Field], "yes"), s.Env.Why(all[0])
	}
	if v("yes") != "true" {
		return "yes", s.Env.T("networks.no_consent")
	}
	o.making, o.held, o.failed = what, false, nil
	s.Now.Made = append(slices.Clone(s.Now.Made), s.Env.T("networks.in_making", "What", what))
	s.Do(tea.Batch(step.Tick(), o.work.Start(s.Env.Ctx, func(ctx context.Context) (made, error) {
		return wish(context.WithoutCancel(ctx)), nil
	})))
	return "", ""
}

func (o *own) openPrivate(s *sheet.Screen) {
	e, zone, n := s.Env, s.Now.Spec.Zone, s.Now.Spec.Machines()
	d := o.maker.DraftPrivate(zone, n)
	items := []widget.Item{
		{ID: "name", Label: e.Label(provider.FieldPrivateName), Kind: widget.Input, Value: d.Name},
		{
			ID: "cidr", Label: e.Label(provider.FieldPrivateNetwork), Kind: widget.Input,
			Value: d.Network + "/" + strconv.Itoa(d.Mask), Help: e.T("networks.cidr_help"),
		},
		consent(e),
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
		what := func(p provider.PrivateNetwork) string { return e.T("networks.private", "Name", p.Name) }
		return o.begin(s, v, o.maker.CheckPrivate(p, n), at, what(p), func(ctx context.Context) made {
			got, err := o.maker.CreatePrivate(ctx, zone, p)
			if err != nil || got.ID == "" {
				return made{err: err}
			}
			return made{what: what(got), private: &got}
		})
	})
}

func (o *own) openPublic(s *sheet.Screen) {
	e, zone := s.Env, s.Now.Spec.Zone
	d := o.maker.DraftPublic(zone)
	_, modes := o.maker.NetworkChoices()
	lines, _ := o.maker.NetworkChoices()
	options := make([]widget.Option, len(modes))
	for i, m := range modes {
		options[i] = widget.Option{Value: m}
	}
	mbps := ""
	if d.BandwidthMbps > 0 {
		mbps = strconv.Itoa(d.BandwidthMbps)
	}
	items := []widget.Item{
		{ID: "name", Label: e.Label(provider.FieldPublicName), Kind: widget.Input, Value: d.Name},
		{
			ID: "line", Label: e.Label(provider.FieldPublicLine), Kind: widget.Input, Value: d.Line,
			Help: e.T("networks.line_help", "Lines", strings.Join(lines, ", ")),
		},
		{ID: "mode", Label: e.Label(provider.FieldPublicMode), Kind: widget.Choice, Value: d.Mode, Choices: options},
		{
			ID: "mbps", Label: e.Label(provider.FieldPublicMbps), Kind: widget.Input, Value: mbps, Unit: "Mbps",
			Help: e.T("networks.mbps_help"),
		},
		consent(e),
	}
	at := map[provider.Field]string{
		provider.FieldPublicName: "name", provider.FieldPublicLine: "line", provider.FieldPublicMode: "mode",
		provider.FieldPublicMbps: "mbps",
	}
	s.Edit(e.T("networks.make_public"), items, func(v func(string) string) (string, string) {
		p := provider.PublicNetwork{Name: strings.TrimSpace(v("name")), Line: strings.TrimSpace(v("line")), Mode: v("mode")}
		if text := strings.TrimSpace(v("mbps")); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return "mbps", e.T("rule.min", "Limit", 1, "Got", 0, "Allowed", "")
			}
			p.BandwidthMbps = n
		}
		what := func(p provider.PublicNetwork) string { return e.T("networks.public", "Name", p.Name) }
		return o.begin(s, v, o.maker.CheckPublic(p), at, what(p), func(ctx context.Context) made {
			got, err := o.maker.CreatePublic(ctx, zone, p)
			if err != nil || got.ID == "" {
				return made{err: err}
			}
			return made{what: what(got), public: &got}
		})
	})
}

func (o *own) openAddresses(s *sheet.Screen, p provider.PublicNetwork, n int, v6 bool) {
	e, zone := s.Env, s.Now.Spec.Zone
	items := []widget.Item{
		{ID: "count", Label: e.Label(provider.FieldAddresses), Kind: widget.Input, Value: strconv.Itoa(n)},
		consent(e),
	}
	s.Edit(e.T("networks.apply_title"), items, func(v func(string) string) (string, string) {
		n, err := strconv.Atoi(strings.TrimSpace(v("count")))
		if err != nil {
			return "count", e.T("rule.min", "Limit", 1, "Got", 0, "Allowed", "")
		}
		at := map[provider.Field]string{provider.FieldAddresses: "count"}
		return o.begin(s, v, o.maker.CheckAddresses(p, n, v6), at, e.T("networks.reserved", "Count", n),
			func(ctx context.Context) made {
				got, err := o.maker.ApplyAddresses(ctx, zone, p.ID, n, v6)
				m := made{addrs: got, v6: v6, err: err}
				if len(got) > 0 {
					m.what = e.T("networks.reserved", "Count", len(got))
				}
				if err != nil && provider.OutcomeOf(err) == provider.Ambiguous {
					m.unsure = p.ID
				}
				return m
			})
	})
}
