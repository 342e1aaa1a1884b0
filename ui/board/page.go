package board

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// machinePage is all that there is to know of one machine. It is not open at first.
type machinePage struct {
	model  *model
	list   *list
	words  *machineWords
	offers *offers
	notice *notice

	key  string // of the machine's row; "" when it is not open
	from int    // the first line that is shown
	last int    // the most that from can be
	h    int    // lines of the window
}

func (p *machinePage) open() bool { return p.key != "" }

// scrolled moves the window and reports whether the key was one of those that do.
func (p *machinePage) scrolled(key string) bool {
	switch key {
	case "up", "k":
		p.from--
	case "down", "j":
		p.from++
	case "pgup":
		p.from -= p.h
	case "pgdown", "space":
		p.from += p.h
	case "home", "g":
		p.from = 0
	case "end", "G":
		p.from = p.last
	case "enter", "/", "s":
	default:
		return false
	}
	p.from = max(min(p.from, p.last), 0)
	return true
}

// enter opens the machine under the cursor, or has the order fold whose head it is on.
func (p *machinePage) enter() {
	r, i, ok := p.list.under()
	switch {
	case ok && r.head != nil:
		p.list.fold(*r.head)
	case ok:
		p.key, p.from = p.list.rows.Key(i), 0
		p.list.moved = true // the cursor stays on it
	}
}

func (p *machinePage) close() { p.key = "" }

// view draws the machine, w by h.
func (p *machinePage) view(w, h int) string {
	e, all := p.model.env, p.list.rows.all
	at := slices.IndexFunc(all, func(r row) bool { return rowKey(r) == p.key })
	if at < 0 {
		p.close()
		return widget.Fit("", w, h)
	}
	lines := p.describe(all[at], w-2)
	if p.notice.text != "" {
		h--
	}
	p.h, p.last = h, max(len(lines)-h, 0)
	p.from = max(min(p.from, p.last), 0)
	lines = lines[p.from:min(p.from+h, len(lines))]
	for len(lines) < h {
		lines = append(lines, "")
	}
	if p.from < p.last {
		lines[h-1] = e.Theme.Dim.Render(e.Theme.Glyph.Down + " " + e.T("board.below"))
	}
	if p.notice.text != "" {
		lines = append(lines, e.Theme.Info.Render(widget.Truncate(p.notice.text, w-2, e.Theme.Glyph.Ellipsis)))
		h++
	}
	return widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: strings.Join(lines, "\n"), Width: w - 1})
}

// describe is the page of a machine: what it is, what happened, how to reach it, where it came from, and what can be
// done.
func (p *machinePage) describe(r row, w int) []string {
	e, t := p.model.env, p.model.env.Theme
	s := &sheet{env: e, w: w}
	v, ok := p.model.view(r.order)
	if !ok {
		return nil
	}
	mark, style := p.words.look(*r.InstanceView)
	title := mark + " " + e.OrderWords().Machine(*r.InstanceView)
	s.lines = append(s.lines, style.Render(title)+"  "+
		t.Title.Render(widget.Truncate(p.words.name(*r.InstanceView), w-widget.Width(title)-2, t.Glyph.Ellipsis)))
	if advice := p.words.advice(*r.InstanceView); advice != "" {
		s.add(style, strings.ToUpper(advice[:1])+advice[1:])
	}
	if !r.Status.Terminal() {
		text, late, _ := e.Estimates(p.model.book).Machine(v, *r.InstanceView, p.model.now)
		style := t.Dim
		if late {
			style = t.Warn
		}
		s.add(style, text)
		if text := e.Estimates(p.model.book).Stage(v, *r.InstanceView); text != "" {
			s.add(t.Dim, text)
		}
	}
	p.way(s, r)

	p.access(s, v, r)

	s.head("machine.is")
	s.row(e.T("machine.ident"), string(r.ID))
	s.row(e.Fields().Label(provider.FieldType), string(r.Type))
	s.row(e.Fields().Label(provider.FieldZone), string(r.Zone))
	s.row(e.Fields().Label(provider.FieldImage), strings.TrimSpace(r.ImageName+"  "+string(r.Image)))
	if v.Quote.Known() {
		s.row(e.T("machine.price"), e.Prices().Each(v.Quote, v.Spec.Billing.Months))
	} else {
		s.row(e.T("machine.price"), e.T("review.unpriced"))
	}
	p.metered(s, v, r)
	s.row(e.T("machine.seen"), stamp(r.Seen))
	p.request(s, v, r)

	for n, a := range p.offers.all(v) {
		if n == 0 {
			s.head("machine.can")
		}
		style := t.Text
		if a.risky() {
			style = t.Warn
		}
		s.add(style, t.Glyph.Bullet+" "+e.T("action."+a.id))
	}
	return s.lines
}

// access is how to get into the machine; nothing once it was released.
func (p *machinePage) access(s *sheet, v order.View, r row) {
	if r.Status == provider.StatusReleased {
		return
	}
	e := s.env
	s.head("machine.reach")
	s.row(e.T("machine.public"), joined(r.Public))
	s.row(e.T("machine.private"), joined(r.Private))
	if len(r.Public)+len(r.Private) == 0 {
		s.add(e.Theme.Dim, e.T("machine.no_address"))
	}
	s.row(e.Fields().Label(provider.FieldHostname), r.Hostname)
	p.logins(s, v, r)
}

// logins are the lines of the machine's page on how to log in.
func (p *machinePage) logins(s *sheet, v order.View, r row) {
	e := s.env
	w := login.Of(v.Spec, r.Instance)
	system := string(w.System)
	if id := "login.system_" + system; e.Has(id) {
		system = e.T(id)
	}
	s.row(e.T("login.user"), e.T("login.user_of", "User", w.User, "System", e.Clean(system)))
	by := "login.by_" + string(w.By)
	if !e.Has(by) {
		by = "login.by_nobody"
	}
	s.row(e.Fields().Label(provider.FieldLogin), e.T(by, "Count", len(v.Spec.Access.SSHKeys), "Name",
		v.Spec.Access.KeyPair))
	switch {
	case w.Command() != "":
		s.row(e.T("login.command"), w.Command())
	case w.Address.IsValid():
		s.row(e.T("login.command"), e.T("login.rdp", "Address", w.Endpoint().String(), "User", w.User))
	}
	if of := p.model.product(v.Product); of != nil && of.Console != "" && !p.model.simulated(v.Account) {
		s.lines = append(s.lines, e.Theme.Dim.Render(widget.PadRight(e.T("login.console"), min(labelWidth, s.w)))+
			widget.Link(of.Console, e.Theme.Text.Render(widget.Truncate(of.Console, max(s.w-labelWidth, 8),
				e.Theme.Glyph.Ellipsis))))
	}
}

// way is what happened to the machine: a bar to scale, and when it was seen with which status for how long.
func (p *machinePage) way(s *sheet, r row) {
	e, t := s.env, s.env.Theme
	s.head("machine.way")
	spans := p.model.spans(*r.InstanceView)
	_, style := p.words.look(*r.InstanceView)
	took := r.Elapsed(p.model.now)
	if way := phase.Arrival(spans); len(way) > 0 && took > 0 {
		s.lines = append(s.lines, style.Render(timeline(t, spans, spans[0].From, way[len(way)-1].To.Sub(spans[0].From),
			min(s.w, 60))))
	}
	stages := p.model.history.Stages[r.ID]
	if !r.ReadyAt.IsZero() {
		s.row(e.T("ready.since"), stamp(r.ReadyAt))
	}
	if len(stages) == 0 {
		s.row(e.T("machine.accepted"), stamp(r.Accepted))
		s.row(e.T("machine.running"), stamp(r.Running))
	}
	for n, g := range stages {
		until, lasted := p.model.now, ""
		if n+1 < len(stages) {
			until = stages[n+1].At
		}
		if n+1 < len(stages) || !g.Status.Terminal() {
			lasted = step.Elapsed(until.Sub(g.At))
		}
		mark, style := t.Status(g.Status)
		word := e.OrderWords().Status(g.Status)
		if g.VendorStatus != string(g.Status) {
			word = e.Join().Aside(word, e.Clean(g.VendorStatus))
		}
		at := g.At.UTC().Format("15:04:05")
		if s.w >= 60 {
			at = stamp(g.At)
		}
		wide := max(min(22, s.w-len(at)-12), 8)
		s.lines = append(s.lines, widget.Truncate(t.Dim.Render(at)+"  "+style.Render(mark+" "+
			widget.PadRight(widget.Truncate(word, wide, t.Glyph.Ellipsis), wide))+t.Text.Render(widget.PadLeft(lasted, 8)),
			s.w, ""))
	}
}

// request is the one that made the machine.
func (p *machinePage) request(s *sheet, v order.View, r row) {
	e := s.env
	at := slices.IndexFunc(v.Batches, func(x order.BatchView) bool { return x.N == r.Batch })
	if at < 0 {
		return
	}
	x := v.Batches[at]
	s.head("machine.from")
	s.row(e.T("machine.order"), string(v.ID))
	s.row(e.T("machine.request"), e.T("machine.request_of", "N", x.N, "Of", len(v.Batches), "Time", stamp(x.Sent)))
	s.row(e.T("machine.mark"), x.Token)
	s.row(e.T("machine.request_id"), x.RequestID)
	s.row(e.T("machine.number"), x.OrderNumber)
	if x.Fault() != nil {
		s.row(e.T("machine.error"), e.Errors().Why(x.Err)+" "+e.Errors().Trace(x.Err))
	}
}

func joined(all []netip.Addr) string { return strings.Join(texts(all), ", ") }

// texts are addresses in words.
func texts(all []netip.Addr) []string {
	parts := make([]string, len(all))
	for n, a := range all {
		parts[n] = a.String()
	}
	return parts
}

// stamp is a time in UTC; "" for none.
func stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.DateTime) + " UTC"
}
