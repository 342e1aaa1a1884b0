package network

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/widget"
)

// own asks for the networks of products that have their own in each zone: it shows what is there, and what the order
// makes of what is missing. It asks the vendor for nothing but lists.
type own struct {
	making
	load *widget.Load[provider.Networks]
	tick int
}

func ownScreen(e *step.Env, d step.Draft, fault error, rules provider.Networker) step.Screen {
	o := &own{making: making{rules}, load: &widget.Load[provider.Networks]{}}
	fields := []provider.Field{provider.FieldPrivate, provider.FieldPublic, provider.FieldIPv6}
	return sheet.New(e, d, fault, sheet.Config{
		ID: "network", Fields: fields,
		Started: func(step.Draft, provider.Field) bool { return false },
		Lines:   o.lines, Update: o.update, Init: o.init, Close: o.close, Head: o.head, Keys: o.keys,
		Busy: o.busy,
	})
}

func (o *own) init(s *sheet.Screen) tea.Cmd {
	zone := s.Now.Spec.Zone
	return tea.Batch(step.Tick(), o.load.Start(s.Env.Ctx, func(ctx context.Context) (provider.Networks, error) {
		return o.rules.Networks(ctx, zone)
	}))
}

func (o *own) close() { o.load.Cancel() }

// busy reports whether the vendor is being asked for something.
func (o *own) busy() bool { return o.load.State() == widget.LoadBusy }

func (o *own) update(s *sheet.Screen, msg tea.Msg) (tea.Cmd, bool) {
	if o.load.Update(msg) {
		if o.load.Err() == nil {
			o.choose(s)
		}
		s.Rebuild()
		return nil, true
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
		s.Now.Forget()
		return o.init(s), true
	}
	return nil, false
}

// choose answers with what the zone has: there is at most one network of each kind. The order makes none of a kind that
// is there, nor anything for another zone or another network.
func (o *own) choose(s *sheet.Screen) {
	n := o.load.Value()
	d := &s.Now
	net := d.Spec.Network
	net.Private, net.Public = "", ""
	d.Known = d.Known.Without(provider.FieldPrivate).Without(provider.FieldPublic)
	if len(n.Private) > 0 {
		p := n.Private[0]
		net.Private = p.ID
		net = net.MakesNo(provider.ResourcePrivate)
		d.Known = d.Known.With(provider.FieldPrivate, provider.Option{Value: p.ID, Label: p.Name, Free: p.Free, Ready: true})
	}
	if len(n.Public) > 0 {
		p := n.Public[0]
		net.Public = p.ID
		net = net.MakesNo(provider.ResourcePublic)
		d.Known = d.Known.With(provider.FieldPublic, provider.Option{Value: p.ID, Label: p.Name, Free: p.Free, Ready: true})
	}
	for _, m := range slices.Clone(net.Make) {
		if m.Zone != d.Spec.Zone || m.Kind.Address() && m.In != net.Public {
			net = net.MakesNo(m.Kind)
		}
	}
	d.Spec.Network = net
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
			Text:  sheet.Radio(s.Env, on, s.Env.Fields().Label(provider.FieldIPv6), s.Env.T("answer."+strconv.FormatBool(on))),
			Field: provider.FieldIPv6, Switch: true, Press: func() {
				s.Now.Spec.Network.IPv6 = new(!on)
				if on { // none are needed any more
					s.Now.Spec.Network = s.Now.Spec.Network.MakesNo(provider.ResourceIPv6)
				}
			},
		})
	}
	return lines
}

func (o *own) privateLines(s *sheet.Screen) []sheet.Line {
	e, n := s.Env, o.load.Value()
	lines := []sheet.Line{{Text: e.Fields().Label(provider.FieldPrivate), Head: true}}
	if m := s.Now.Spec.Network.Making(provider.ResourcePrivate); m != nil {
		return append(lines, sheet.Line{
			Text: "  " + e.Answers().Making(*m), Field: provider.FieldPrivate, Press: func() { o.openPrivate(s) },
		})
	}
	if len(n.Private) == 0 {
		return append(lines, sheet.Line{
			Open: true, Text: "+ " + e.T("networks.make_private"), Field: provider.FieldPrivate,
			Press: func() { o.openPrivate(s) },
		})
	}
	for _, p := range n.Private {
		text := p.Name + "  " + p.Network + "/" + strconv.Itoa(p.Mask)
		if p.Free != nil {
			text += "  " + e.T("option.free", "Count", *p.Free)
		}
		lines = append(lines, sheet.Line{Text: "  " + text, Field: provider.FieldPrivate})
	}
	return lines
}

func (o *own) publicLines(s *sheet.Screen) []sheet.Line {
	e, n := s.Env, o.load.Value()
	lines := []sheet.Line{{Text: e.Fields().Label(provider.FieldPublic), Head: true}}
	if m := s.Now.Spec.Network.Making(provider.ResourcePublic); m != nil {
		lines = append(lines, sheet.Line{
			Text: "  " + e.Answers().Making(*m), Field: provider.FieldPublic, Press: func() { o.openPublic(s) },
		})
		p := provider.PublicNetwork{Name: m.Name, Mode: m.Mode}
		if p.Apply = o.rules.CheckAddresses(p, 1, false) == nil; p.Apply {
			lines = append(lines, o.addressLines(s, p)...)
		}
		return lines
	}
	if len(n.Public) == 0 {
		return append(lines, sheet.Line{
			Open: true, Text: "+ " + e.T("networks.make_public"), Field: provider.FieldPublic, Press: func() { o.openPublic(s) },
		})
	}
	for _, p := range n.Public {
		text := strings.Join([]string{p.Name, p.Line, p.Mode}, "  ")
		if p.Free != nil {
			text += "  " + e.T("option.free", "Count", *p.Free)
		}
		lines = append(lines, sheet.Line{Text: "  " + text, Field: provider.FieldPublic})
		lines = append(lines, o.addressLines(s, p)...)
	}
	return lines
}

// addressLines say whether there is an address of each kind for each machine.
func (o *own) addressLines(s *sheet.Screen, p provider.PublicNetwork) []sheet.Line {
	e := s.Env
	switch {
	case !p.Apply && len(p.Blocks) == 0:
		return []sheet.Line{{Text: "  " + e.T("networks.no_block"), Field: provider.FieldPublic}}
	case !p.Apply:
		return []sheet.Line{{
			Text:  "  " + e.T("networks.block", "Blocks", strings.Join(p.Blocks, ", ")),
			Field: provider.FieldPublic,
		}}
	}
	lines := []sheet.Line{o.addressLine(s, p, p.Unbound4, provider.ResourceIPv4)}
	if v6 := s.Now.Spec.Network.IPv6; v6 != nil && *v6 {
		lines = append(lines, o.addressLine(s, p, p.Unbound6, provider.ResourceIPv6))
	}
	return lines
}

// addressLine says whether there is an address for each machine, and offers to reserve those that are missing.
func (o *own) addressLine(s *sheet.Screen, p provider.PublicNetwork, free []string,
	kind provider.ResourceKind,
) sheet.Line {
	e, want := s.Env, s.Now.Spec.Machines()
	word := map[provider.ResourceKind]string{provider.ResourceIPv4: "IPv4", provider.ResourceIPv6: "IPv6"}[kind]
	text := e.T("networks.addresses", "Kind", word, "Free", len(free), "Count", want)
	missing := want - len(free)
	if m := s.Now.Spec.Network.Making(kind); m != nil {
		return sheet.Line{
			Open: m.Count < missing || m.Count > want, Edits: true, Field: provider.FieldPublic,
			Text:  "  " + text + " " + e.Theme.Glyph.Arrow + " " + e.Answers().Making(*m),
			Press: func() { o.openAddresses(s, p, max(missing, 1), kind) },
		}
	}
	if missing <= 0 {
		return sheet.Line{Text: "  " + text, Field: provider.FieldPublic}
	}
	return sheet.Line{
		Open: true, Text: "+ " + text + " " + e.Theme.Glyph.Arrow + " " + e.T("networks.apply", "Count", missing),
		Field: provider.FieldPublic, Press: func() { o.openAddresses(s, p, missing, kind) },
	}
}

// head says what the vendor is asked.
func (o *own) head(s *sheet.Screen, w int) []string {
	e, t := s.Env, s.Env.Theme
	l := widget.Loading{State: o.load.State(), What: e.T("network.what"), Tick: o.tick}
	lines := map[widget.LoadState]int{widget.LoadBusy: 1, widget.LoadFailed: 4}[l.State]
	if lines == 0 {
		return nil
	}
	l.Why, l.Hint = e.Errors().Failure(o.load.Err())
	return strings.Split(l.View(t, e.Text, w, lines), "\n")
}

func (o *own) keys(s *sheet.Screen) []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("r"), key.WithHelp("r", s.Env.T("key.reload")))}
}
