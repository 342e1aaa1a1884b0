package board

import (
	"slices"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// footer is what is below the machines: what someone should know or do, how the order has ended, and what it costs.
type footer struct {
	env      *step.Env
	model    *model
	list     *list
	machines *machineWords
	requests *requestWords
	password *password
	money    *billing
}

// view says what a person should know or do, and sums up when all is over; what it all costs only as far as that is
// whole in so many lines.
func (f *footer) view(w, room int) []string {
	var lines []string
	add := func(style lipgloss.Style, s string) {
		for _, l := range widget.Wrap(s, w) {
			lines = append(lines, style.Render(l))
		}
	}
	below := f.beneath(add)
	if v, ok := f.list.current(); ok { // on the board of all the machine under the cursor says which order it is about
		f.needs(v, below, add)
		if f.model.id != "" && !v.Open {
			lines = append(lines, f.summary(v, w)...)
		}
	}
	t, money := f.env.Theme, f.money.now()
	if money.warning != "" {
		add(t.Warn, t.Glyph.Warn+" "+money.warning)
	}
	said := len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l == "" }))
	for n := len(money.costs); n > 0; n-- { // a sum is never cut
		text := f.env.Join().Sentences(money.costs[:n]...)
		if said+len(widget.Wrap(text, w)) <= room {
			add(t.Dim, text)
			break
		}
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// beneath says what is up with the machine under the cursor, and returns the attention that it has drawn so.
func (f *footer) beneath(add func(lipgloss.Style, string)) order.Attention {
	m, ok := f.list.machine()
	if !ok {
		return ""
	}
	advice := f.machines.advice(*m.InstanceView)
	if advice == "" {
		if v, ok := f.model.view(m.order); ok && !m.Status.Terminal() {
			text, late, known := f.env.Estimates(f.model.book).Machine(v, *m.InstanceView, f.model.now)
			switch line := f.env.T("board.row", "Name", f.machines.name(*m.InstanceView), "Advice", text); {
			case late:
				add(f.env.Theme.Warn, f.env.Theme.Glyph.Warn+" "+line)
			case known:
				add(f.env.Theme.Dim, line)
			}
		}
		return ""
	}
	mark, style := f.machines.look(*m.InstanceView)
	add(style, mark+" "+f.env.T("board.row", "Name", f.machines.name(*m.InstanceView), "Advice", advice))
	switch {
	case m.Mismatch():
		return order.AttentionMismatch
	case m.Stuck:
		return order.AttentionStuck
	case m.Status == provider.StatusFailed:
		return order.AttentionPaid
	case m.Status == provider.StatusVanished:
		return order.AttentionVanished
	case m.Status == provider.StatusUnknown:
		return order.AttentionStatus
	default:
		return ""
	}
}

// needs says what a person should know or do about v; what is said already is not said again.
func (f *footer) needs(v order.View, said order.Attention, add func(lipgloss.Style, string)) {
	t := f.env.Theme
	if s := f.env.OrderWords().Approval(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	for _, s := range f.env.OrderWords().Dismissed(v) {
		add(t.Text, s)
	}
	if v.Status == order.Waiting {
		for _, l := range f.env.OrderWords().Script(v) {
			add(t.Dim, l)
		}
	}
	if s := f.env.OrderWords().Shortfall(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	if v.Status == order.Ambiguous && v.Attention != order.AttentionUndecided {
		add(t.Warn, t.Glyph.Warn+" "+f.env.T("board.ambiguous"))
	}
	if v.Attention == order.AttentionRelease { // what is there says more
		said = v.Attention
	}
	if v.Attention != "" && v.Attention != said {
		add(t.Warn, t.Glyph.Warn+" "+f.env.T("attention."+string(v.Attention)))
	}
	if s := f.env.Releases().Planned(v); s != "" && (v.Later.Soon(f.model.now) || v.Later.Held != "") {
		add(t.Warn, t.Glyph.Warn+" "+s)
	} else if s != "" {
		add(t.Text, s)
	}
	if f.password.lost(v) {
		add(t.Warn, t.Glyph.Warn+" "+f.env.OrderWords().Unsaved(v))
	}
	if left := v.Left(); len(left) > 0 {
		add(t.Dim, f.env.T("board.made", "What", f.env.Releases().Left(left)))
	}
	f.looks(v, add)
	for _, x := range v.Batches {
		if n := len(x.Evidence); n > 0 && x.State == order.BatchUnresolved {
			add(t.Warn, t.Glyph.Warn+" "+f.env.T("board.evidence", "Count", n))
		}
	}
	if n := order.Unmade(v); n > 0 {
		add(t.Bad, t.Glyph.Fail+" "+f.env.T("board.unmade", "Count", n, "Wanted", v.Wanted))
	}
	if e := v.Refusal(); e != nil {
		add(t.Bad, t.Glyph.Fail+" "+f.env.Errors().Why(e))
		add(t.Text, "  "+f.env.Errors().Advice(e))
		add(t.Dim, "  "+f.env.Errors().Trace(e))
	}
}

// summary is how an order ended: how many came up, how long it took, and what failed; nothing where nothing was bought.
func (f *footer) summary(v order.View, w int) []string {
	if v.Status == order.Rejected {
		return nil
	}
	e, t := f.env, f.env.Theme
	running := order.CameUp(v)
	took := step.Elapsed(v.Took(f.model.now))
	style, mark := t.Good, t.Glyph.Done
	if running < v.Wanted {
		style, mark = t.Warn, t.Glyph.Warn
	}
	var lines []string
	now := v.Count(provider.StatusRunning)
	said := e.T("board.summary", "Running", running, "Wanted", v.Wanted, "Took", took)
	if running > now {
		said = e.T("board.summary_released", "Came", running, "Wanted", v.Wanted, "Took", took, "Released", running-now)
	}
	for _, l := range widget.Wrap(mark+" "+said, w) {
		lines = append(lines, style.Render(l))
	}
	if c := step.FirstLogin(v); c != "" && v.Status == order.Done {
		for _, l := range widget.Wrap(e.T("arrived.login", "Command", c, "Count", now), w) {
			lines = append(lines, t.Text.Render(l))
		}
	}
	under, _ := f.list.machine()
	for n := range v.Instances {
		i := &v.Instances[n]
		if (i.Status == provider.StatusFailed || i.Status == provider.StatusVanished) && i.ID != under.ID {
			s := e.T("board.failed", "Name", i.Name, "Status", e.OrderWords().Status(i.Status), "Vendor", i.VendorStatus, "ID",
				string(i.ID))
			lines = append(lines, t.Bad.Render(widget.Truncate(t.Glyph.Fail+" "+s, w, t.Glyph.Ellipsis)))
		}
		if len(lines) > 4 {
			break
		}
	}
	return lines
}
