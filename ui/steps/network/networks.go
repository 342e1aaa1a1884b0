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

// own asks for the networks of products that have their own in each zone: it shows what is there, and makes what the
// machines need, each thing only after a yes of its own.
type own struct {
	maker provider.Networker
	load  *widget.Load[provider.Networks]
	work  *widget.Load[made]

	making         string                   // what the vendor is making now, in words; "" is nothing
	held           bool                     // the operator wanted to leave while it is
	failed         error                    // why the last wish did not come true
	private        *provider.PrivateNetwork // made here; the vendor's list may not have it yet
	public         *provider.PublicNetwork
	addrs4, addrs6 []string // reserved here
	tick           int
}

func ownScreen(e *step.Env, d step.Draft, fault error, maker provider.Networker) step.Screen {
	o := &own{maker: maker, load: &widget.Load[provider.Networks]{}, work: &widget.Load[made]{}}
	fields := []provider.Field{provider.FieldPrivate, provider.FieldPublic, provider.FieldIPv6}
	return sheet.New(e, d, fault, sheet.Config{
		ID: "network", Fields: fields,
		Started: func(step.Draft, provider.Field) bool { return false },
		Lines:   o.lines, Update: o.update, Init: o.init, Close: o.close, Back: o.back, Head: o.head, Keys: o.keys,
		Busy: o.busy,
	})
}

func (o *own) init(s *sheet.Screen) tea.Cmd {
	zone := s.Now.Spec.Zone
	return tea.Batch(step.Tick(), o.load.Start(s.Env.Ctx, func(ctx context.Context) (provider.Networks, error) {
		return o.maker.Networks(ctx, zone)
	}))
}

// close ends the asking, and nothing that is being made.
func (o *own) close() { o.load.Cancel() }

// back keeps the operator here while something is being made: what became of it is shown here alone.
func (o *own) back(*sheet.Screen) bool {
	o.held = o.making != ""
	return o.held
}

// busy reports whether the vendor is being asked for something.
func (o *own) busy() bool { return o.load.State() == widget.LoadBusy || o.making != "" }

// networks are those of the zone, and those that were made here.
func (o *own) networks() provider.Networks {
	n := o.load.Value()
	if len(n.Private) == 0 && o.private != nil {
		n.Private = []provider.PrivateNetwork{*o.private}
	}
	if len(n.Public) == 0 && o.public != nil {
		n.Public = []provider.PublicNetwork{*o.public}
	}
	if len(n.Public) > 0 && len(o.addrs4)+len(o.addrs6) > 0 {
		p := n.Public[0]
		p.Unbound4, p.Unbound6 = with(p.Unbound4, o.addrs4), with(p.Unbound6, o.addrs6)
		p.Free = new(len(p.Unbound4))
		n.Public = append([]provider.PublicNetwork{p}, n.Public[1:]...)
	}
	return n
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
		m := o.work.Value()
		s.Now.Made = slices.Delete(s.Now.Made, len(s.Now.Made)-1, len(s.Now.Made)) // the one that was in the making
		o.making, o.held, o.failed = "", false, m.err
		if m.what != "" {
			s.Now.Made = append(s.Now.Made, m.what)
		}
		if m.unsure != "" {
			s.Now.Unsure = append(slices.Clone(s.Now.Unsure), m.unsure)
		}
		if m.private != nil {
			o.private = m.private
		}
		if m.v6 {
			o.addrs6 = append(o.addrs6, m.addrs...)
		} else {
			o.addrs4 = append(o.addrs4, m.addrs...)
		}
		if m.public != nil {
			o.public = m.public
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
		o.failed = nil
		s.Now.Forget()
		return o.init(s), true
	}
	return nil, false
}

// with is the listed addresses and those of mine that the list does not have yet.
func with(listed, mine []string) []string {
	out := slices.Clone(listed)
	for _, a := range mine {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// choose answers with what the zone has: there is at most one network of each kind.
func (o *own) choose(s *sheet.Screen) {
	n := o.networks()
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
	for _, m := range s.Now.Made {
		lines = append(lines, sheet.Line{Text: s.Env.T("networks.stays", "What", m), Warn: true})
	}
	return lines
}

func (o *own) privateLines(s *sheet.Screen) []sheet.Line {
	e, n := s.Env, o.networks()
	lines := []sheet.Line{{Text: e.Label(provider.FieldPrivate), Head: true}}
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
	e, n := s.Env, o.networks()
	lines := []sheet.Line{{Text: e.Label(provider.FieldPublic), Head: true}}
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
	switch {
	case !p.Apply && len(p.Blocks) == 0:
		return sheet.Line{Text: "  " + e.T("networks.no_block"), Field: provider.FieldPublic}
	case !p.Apply:
		return sheet.Line{
			Text:  "  " + e.T("networks.block", "Blocks", strings.Join(p.Blocks, ", ")),
			Field: provider.FieldPublic,
		}
	}
	text := e.T("networks.addresses", "Kind", kind, "Free", len(free), "Count", want)
	missing := want - len(free)
	switch {
	case missing <= 0:
		return sheet.Line{Text: "  " + text, Field: provider.FieldPublic}
	case slices.Contains(s.Now.Unsure, p.ID): // a lost answer is never asked for again
		return sheet.Line{Text: "  " + text + "  " + e.T("networks.unsure"), Field: provider.FieldPublic, Warn: true}
	}
	return sheet.Line{
		Open: true, Text: "+ " + text + "  " + e.T("networks.apply", "Count", missing), Field: provider.FieldPublic,
		Press: func() { o.openAddresses(s, p, missing, v6) },
	}
}

// head says what the vendor is asked, and what it refused.
func (o *own) head(s *sheet.Screen, w int) []string {
	e, t := s.Env, s.Env.Theme
	var out []string
	if o.failed != nil {
		out = append(out, e.FaultLines(o.failed, w)...)
	}
	l := widget.Loading{State: o.load.State(), What: e.T("network.what"), Tick: o.tick}
	if o.making != "" {
		l.State, l.What = widget.LoadBusy, ""
		out = append(out, t.Text.Render(widget.Truncate(e.T("networks.making", "What", o.making), w, t.Glyph.Ellipsis)))
	}
	if o.held {
		for _, line := range widget.Wrap(t.Glyph.Warn+" "+e.T("networks.wait"), w) {
			out = append(out, t.Warn.Render(line))
		}
	}
	lines := map[widget.LoadState]int{widget.LoadBusy: 1, widget.LoadFailed: 4}[l.State]
	if lines == 0 {
		return out
	}
	l.Why, l.Hint = e.Failure(o.load.Err())
	return append(out, strings.Split(l.View(t, e.Text, w, lines), "\n")...)
}

func (o *own) keys(s *sheet.Screen) []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("r"), key.WithHelp("r", s.Env.T("key.reload")))}
}
