package network

import (
	"cmp"
	"context"
	"net/netip"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// own asks for the networks of products that have their own in each zone: it shows what is there, and makes what the
// machines need, each thing only after a yes of its own.
type own struct {
	maker provider.Networker
	load  *widget.Load[provider.Networks]
	work  *widget.Load[string] // what was made, in words
	made  []string             // what stays in the account if the operator leaves
	tick  int
}

func ownScreen(e *step.Env, d step.Draft, fault error, maker provider.Networker) step.Screen {
	o := &own{maker: maker, load: &widget.Load[provider.Networks]{}, work: &widget.Load[string]{}}
	fields := []provider.Field{provider.FieldPrivate, provider.FieldPublic, provider.FieldIPv6}
	return sheet.New(e, d, fault, sheet.Config{
		ID: "network", Fields: fields,
		Started: func(step.Draft, provider.Field) bool { return false },
		Lines:   o.lines, Update: o.update, Init: o.init, Close: o.close, Head: o.head, Keys: o.keys,
	})
}

func (o *own) init(s *sheet.Screen) tea.Cmd {
	zone := s.Now.Spec.Zone
	return tea.Batch(step.Tick(), o.load.Start(s.Env.Ctx, func(ctx context.Context) (provider.Networks, error) {
		return o.maker.Networks(ctx, zone)
	}))
}

func (o *own) close() {
	o.load.Cancel()
	o.work.Cancel()
}

// busy reports whether the vendor is being asked for something.
func (o *own) busy() bool {
	return o.load.State() == widget.LoadBusy || o.work.State() == widget.LoadBusy
}

func (o *own) update(s *sheet.Screen, msg tea.Msg) (tea.Cmd, bool) {
	switch {
	case o.load.Update(msg):
		if o.load.Err() == nil {
			o.choose(s)
		}
		s.Rebuild()
		return nil, true
	case o.work.Update(msg):
		if o.work.Err() == nil {
			o.made = append(o.made, o.work.Value())
		}
		s.Rebuild()
		return o.init(s), true // what is there now, whatever became of the wish
	}
	if _, ok := msg.(step.TickMsg); ok {
		o.tick++
		if o.busy() {
			return step.Tick(), true
		}
		return nil, true
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	if o.busy() {
		return nil, true // nothing is answered while things change
	}
	if k.String() == "r" && !s.Editing() {
		return o.init(s), true
	}
	return nil, false
}

// choose answers with what the zone has: there is at most one network of each kind.
func (o *own) choose(s *sheet.Screen) {
	n := o.load.Value()
	d := &s.Now
	d.Spec.Network.Private, d.Spec.Network.Public = "", ""
	d.Known = d.Known.Without(provider.FieldPrivate).Without(provider.FieldPublic)
	if len(n.Private) > 0 {
		p := n.Private[0]
		d.Spec.Network.Private = p.ID
		d.Known = d.Known.With(provider.FieldPrivate, provider.Option{Value: p.ID, Label: p.Name, Free: p.Free, Ready: true})
	}
	if len(n.Public) > 0 {
		p := n.Public[0]
		d.Spec.Network.Public = p.ID
		d.Known = d.Known.With(provider.FieldPublic, provider.Option{Value: p.ID, Label: p.Name, Free: p.Free, Ready: true})
	}
}

func (o *own) lines(s *sheet.Screen) []sheet.Line {
	if !o.load.Usable() {
		return nil
	}
	lines := append(o.privateLines(s), sheet.Line{})
	lines = append(lines, o.publicLines(s)...)
	if s.Now.Product.Has(provider.FieldIPv6) {
		on := s.Now.Spec.Network.IPv6 != nil && *s.Now.Spec.Network.IPv6
		lines = append(lines, sheet.Line{}, sheet.Line{
			Text:  s.Radio(on, s.Env.Label(provider.FieldIPv6), s.Env.T("answer."+strconv.FormatBool(on))),
			Field: provider.FieldIPv6, Press: func() { s.Now.Spec.Network.IPv6 = new(!on) },
		})
	}
	for _, m := range o.made {
		lines = append(lines, sheet.Line{Text: s.Env.T("networks.stays", "What", m), Warn: true})
	}
	return lines
}

func (o *own) privateLines(s *sheet.Screen) []sheet.Line {
	e, n := s.Env, o.load.Value()
	lines := []sheet.Line{{Text: e.Label(provider.FieldPrivate), Head: true}}
	if len(n.Private) == 0 {
		return append(lines, sheet.Line{
			Open: true, Text: "+ " + e.T("networks.make_private"), Field: provider.FieldPrivate, Press: func() { o.openPrivate(s) },
		})
	}
	for _, p := range n.Private {
		text := widget.Clean(p.Name) + "  " + widget.Clean(p.Network) + "/" + strconv.Itoa(p.Mask)
		if p.Free != nil {
			text += "  " + e.T("option.free", "Count", *p.Free)
		}
		lines = append(lines, sheet.Line{Text: "  " + text, Field: provider.FieldPrivate})
	}
	return lines
}

func (o *own) publicLines(s *sheet.Screen) []sheet.Line {
	e, n := s.Env, o.load.Value()
	lines := []sheet.Line{{Text: e.Label(provider.FieldPublic), Head: true}}
	if len(n.Public) == 0 {
		return append(lines, sheet.Line{
			Open: true, Text: "+ " + e.T("networks.make_public"), Field: provider.FieldPublic, Press: func() { o.openPublic(s) },
		})
	}
	for _, p := range n.Public {
		text := strings.Join([]string{widget.Clean(p.Name), widget.Clean(p.Line), widget.Clean(p.Mode)}, "  ")
		if p.Free != nil {
			text += "  " + e.T("option.free", "Count", *p.Free)
		}
		lines = append(lines, sheet.Line{Text: "  " + text, Field: provider.FieldPublic})
		lines = append(lines, o.addressLine(s, p, p.Unbound4, false))
		if v6 := s.Now.Spec.Network.IPv6; v6 != nil && *v6 {
			lines = append(lines, o.addressLine(s, p, p.Unbound6, true))
		}
	}
	return lines
}

// addressLine says whether there is an address for each machine, and offers to reserve those that are missing.
func (o *own) addressLine(s *sheet.Screen, p provider.PublicNetwork, free []string, v6 bool) sheet.Line {
	e, want := s.Env, s.Now.Spec.Machines()
	kind := "IPv4"
	if v6 {
		kind = "IPv6"
	}
	if !p.Apply {
		return sheet.Line{Text: "  " + e.T("networks.block", "Blocks", widget.Clean(strings.Join(p.Blocks, ", "))), Field: provider.FieldPublic}
	}
	text := e.T("networks.addresses", "Kind", kind, "Free", len(free), "Count", want)
	missing := want - len(free)
	if missing <= 0 {
		return sheet.Line{Text: "  " + text, Field: provider.FieldPublic}
	}
	return sheet.Line{
		Open: true, Text: "+ " + text + "  " + e.T("networks.apply", "Count", missing), Field: provider.FieldPublic,
		Press: func() { o.openAddresses(s, p, missing, v6) },
	}
}

// consent is the last item of each form: nothing is made without it.
func consent(e *step.Env) widget.Item {
	return widget.Item{ID: "yes", Label: e.T("networks.consent"), Kind: widget.Toggle, Value: "false", Help: e.T("networks.consent_help")}
}

// begin runs a wish at the vendor, unless a fault or a missing yes is in its way.
func (o *own) begin(s *sheet.Screen, v func(string) string, faults error, items map[provider.Field]string, wish func(context.Context) (string, error)) (string, string) {
	if all := provider.All(faults); len(all) > 0 {
		return cmp.Or(items[all[0].Field], "yes"), s.Env.Why(all[0])
	}
	if v("yes") != "true" {
		return "yes", s.Env.T("networks.no_consent")
	}
	s.Do(tea.Batch(step.Tick(), o.work.Start(s.Env.Ctx, wish)))
	return "", ""
}

func (o *own) openPrivate(s *sheet.Screen) {
	e, zone, n := s.Env, s.Now.Spec.Zone, s.Now.Spec.Machines()
	d := o.maker.DraftPrivate(zone, n)
	items := []widget.Item{
		{ID: "name", Label: e.Label(provider.FieldPrivateName), Kind: widget.Input, Value: d.Name},
		{ID: "cidr", Label: e.Label(provider.FieldPrivateNetwork), Kind: widget.Input, Value: d.Network + "/" + strconv.Itoa(d.Mask), Help: e.T("networks.cidr_help")},
		consent(e),
	}
	at := map[provider.Field]string{provider.FieldPrivateName: "name", provider.FieldPrivateNetwork: "cidr", provider.FieldPrivateMask: "cidr"}
	s.Edit(e.T("networks.make_private"), items, func(v func(string) string) (string, string) {
		addr, bits, ok := strings.Cut(strings.TrimSpace(v("cidr")), "/")
		mask, err := strconv.Atoi(bits)
		if _, bad := netip.ParseAddr(addr); !ok || err != nil || bad != nil {
			return "cidr", e.T("rule.format", "Allowed", "10.0.0.0/24", "Limit", 0, "Got", 0)
		}
		p := provider.PrivateNetwork{Name: strings.TrimSpace(v("name")), Network: addr, Mask: mask}
		return o.begin(s, v, o.maker.CheckPrivate(p, n), at, func(ctx context.Context) (string, error) {
			got, err := o.maker.CreatePrivate(ctx, zone, p)
			return e.T("networks.private", "Name", widget.Clean(got.Name)), err
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
		{ID: "line", Label: e.Label(provider.FieldPublicLine), Kind: widget.Input, Value: d.Line, Help: e.T("networks.line_help", "Lines", strings.Join(lines, ", "))},
		{ID: "mode", Label: e.Label(provider.FieldPublicMode), Kind: widget.Choice, Value: d.Mode, Choices: options},
		{ID: "mbps", Label: e.Label(provider.FieldPublicMbps), Kind: widget.Input, Value: mbps, Unit: "Mbps", Help: e.T("networks.mbps_help")},
		consent(e),
	}
	at := map[provider.Field]string{
		provider.FieldPublicName: "name", provider.FieldPublicLine: "line", provider.FieldPublicMode: "mode", provider.FieldPublicMbps: "mbps",
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
		return o.begin(s, v, o.maker.CheckPublic(p), at, func(ctx context.Context) (string, error) {
			got, err := o.maker.CreatePublic(ctx, zone, p)
			return e.T("networks.public", "Name", widget.Clean(got.Name)), err
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
		return o.begin(s, v, o.maker.CheckAddresses(p, n, v6), at, func(ctx context.Context) (string, error) {
			got, err := o.maker.ApplyAddresses(ctx, zone, p.ID, n, v6)
			return e.T("networks.reserved", "Count", len(got)), err
		})
	})
}

// head says that the vendor is being asked, or what it refused.
func (o *own) head(s *sheet.Screen, w int) []string {
	e := s.Env
	if o.work.State() == widget.LoadFailed {
		return e.FaultLines(o.work.Err(), w)
	}
	state := o.load.State()
	if o.work.State() == widget.LoadBusy {
		state = widget.LoadBusy
	}
	if state != widget.LoadBusy && state != widget.LoadFailed {
		return nil
	}
	l := widget.Loading{State: state, What: e.T("network.what"), Tick: o.tick}
	l.Why, l.Hint = e.Failure(o.load.Err())
	n := 1
	if state == widget.LoadFailed {
		n = 4
	}
	return strings.Split(l.View(e.Theme, e.Text, w, n), "\n")
}

func (o *own) keys(s *sheet.Screen) []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("r"), key.WithHelp("r", s.Env.T("key.reload")))}
}
