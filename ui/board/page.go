package board

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// machinePage is all that there is to know of one machine. The zero value is not open.
type machinePage struct {
	key  string // of the machine's row
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

// openPage opens the machine under the cursor.
func (b *Board) openPage() {
	if i, ok := b.grid.Row(); ok && i < len(b.rows.all) && b.rows.all[i].head != nil {
		fold(b, *b.rows.all[i].head)
	} else if ok {
		b.page = machinePage{key: b.rows.Key(i)}
		b.moved = true // the cursor stays on it
	}
}

// viewPage draws the machine, w by h.
func (b *Board) viewPage(w, h int) string {
	at := slices.IndexFunc(b.rows.all, func(r row) bool { return rowKey(r) == b.page.key })
	if at < 0 {
		b.page = machinePage{}
		return widget.Fit("", w, h)
	}
	lines := b.describe(b.rows.all[at], w-2)
	if b.notice != "" {
		h--
	}
	b.page.h, b.page.last = h, max(len(lines)-h, 0)
	b.page.from = max(min(b.page.from, b.page.last), 0)
	lines = lines[b.page.from:min(b.page.from+h, len(lines))]
	for len(lines) < h {
		lines = append(lines, "")
	}
	if b.page.from < b.page.last {
		lines[h-1] = b.env.Theme.Dim.Render(b.env.Theme.Glyph.Down + " " + b.env.T("board.below"))
	}
	if b.notice != "" {
		lines = append(lines, b.env.Theme.Info.Render(widget.Truncate(b.notice, w-2, b.env.Theme.Glyph.Ellipsis)))
		h++
	}
	return widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: strings.Join(lines, "\n"), Width: w - 1})
}

// sheet collects the lines of a page.
type sheet struct {
	b     *Board
	w     int
	lines []string
}

func (s *sheet) add(style lipgloss.Style, text string) {
	for _, l := range widget.Wrap(text, s.w) {
		s.lines = append(s.lines, style.Render(l))
	}
}

// head begins a part of the page.
func (s *sheet) head(id string) {
	s.lines = append(s.lines, "")
	s.add(s.b.env.Theme.Header, s.b.env.T(id))
}

// labelWidth is the cells of a label; in a narrow window the value is below it.
const labelWidth = 22

// row is a label and its value; nothing when there is no value.
func (s *sheet) row(label, value string) {
	if value = s.b.env.Clean(value); value == "" {
		return
	}
	t, room := s.b.env.Theme, s.w-labelWidth
	if room < 24 {
		s.add(t.Dim, label)
		s.add(t.Text, "  "+value)
		return
	}
	for n, l := range widget.Wrap(value, room) {
		if n > 0 {
			label = ""
		}
		s.lines = append(s.lines, t.Dim.Render(widget.PadRight(label, labelWidth))+t.Text.Render(l))
	}
}

// describe is the page of a machine: what it is, what happened, how to reach it, where it came from, and what can be
// done.
func (b *Board) describe(r row, w int) []string {
	e, t := b.env, b.env.Theme
	s := &sheet{b: b, w: w}
	at := slices.IndexFunc(b.views, func(v order.View) bool { return v.ID == r.order })
	if at < 0 {
		return nil
	}
	v := b.views[at]
	mark, style := b.machines.look(*r.InstanceView)
	title := mark + " " + b.env.OrderWords().Machine(*r.InstanceView)
	s.lines = append(s.lines, style.Render(title)+"  "+
		t.Title.Render(widget.Truncate(b.machines.name(*r.InstanceView), w-widget.Width(title)-2, t.Glyph.Ellipsis)))
	if advice := b.machines.advice(*r.InstanceView); advice != "" {
		s.add(style, strings.ToUpper(advice[:1])+advice[1:])
	}
	if !r.Status.Terminal() {
		text, late, _ := s.b.env.Estimates(s.b.book).Machine(v, *r.InstanceView, s.b.now)
		style := t.Dim
		if late {
			style = t.Warn
		}
		s.add(style, text)
		if text := b.env.Estimates(b.book).Stage(v, *r.InstanceView); text != "" {
			s.add(t.Dim, text)
		}
	}
	b.way(s, r)

	access(s, v, r)

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
	metered(s, v, r)
	s.row(e.T("machine.seen"), stamp(r.Seen))
	b.from(s, v, r)

	for n, a := range b.actions(v) {
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
func access(s *sheet, v order.View, r row) {
	if r.Status == provider.StatusReleased {
		return
	}
	e := s.b.env
	s.head("machine.reach")
	s.row(e.T("machine.public"), joined(r.Public))
	s.row(e.T("machine.private"), joined(r.Private))
	if len(r.Public)+len(r.Private) == 0 {
		s.add(e.Theme.Dim, e.T("machine.no_address"))
	}
	s.row(e.Fields().Label(provider.FieldHostname), r.Hostname)
	logins(s, v, r)
}

// way is what happened to the machine: a bar to scale, and when it was seen with which status for how long.
func (b *Board) way(s *sheet, r row) {
	e, t := b.env, b.env.Theme
	s.head("machine.way")
	spans := b.spans(*r.InstanceView)
	_, style := b.machines.look(*r.InstanceView)
	took := r.Elapsed(b.now)
	if way := phase.Arrival(spans); len(way) > 0 && took > 0 {
		s.lines = append(s.lines, style.Render(timeline(t, spans, spans[0].From, way[len(way)-1].To.Sub(spans[0].From),
			min(s.w, 60))))
	}
	stages := b.history.Stages[r.ID]
	if !r.ReadyAt.IsZero() {
		s.row(e.T("ready.since"), stamp(r.ReadyAt))
	}
	if len(stages) == 0 {
		s.row(e.T("machine.accepted"), stamp(r.Accepted))
		s.row(e.T("machine.running"), stamp(r.Running))
	}
	for n, g := range stages {
		until, lasted := b.now, ""
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

// from is the request that made the machine.
func (b *Board) from(s *sheet, v order.View, r row) {
	e := b.env
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
