package board

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// leastRows is how many lines of the grid are always there, its titles and three machines, and leastEmpty when it has
// no machine.
const leastRows, leastEmpty = 4, 2

// statuses is the order in which counts are shown.
var statuses = [...]provider.Status{
	provider.StatusRunning, provider.StatusCreating, provider.StatusPending, provider.StatusFailed,
	provider.StatusVanished, provider.StatusUnknown, provider.StatusReleased,
}

// draw draws the orders' state, a bar over all machines, the counts, the machines, and the summary when all is over.
func (b *Board) draw(w, h int) (string, *tea.Cursor) {
	t := b.env.Theme
	if b.views == nil {
		l := widget.Loading{State: b.load.State(), What: b.env.T("board.what"), Tick: b.tick}
		l.Why, l.Hint = b.env.Errors().Failure(b.load.Err())
		return l.View(t, b.env.Text, w, h), nil
	}
	if len(b.views) == 0 {
		return widget.Fit(strings.Join(widget.Wrap(" "+b.env.T("board.none"), w-2), "\n"), w, h), nil
	}
	if b.page.open() && b.menu == nil {
		return b.viewPage(w, h), nil
	}
	lines := b.head(w - 2)
	var said []string
	if b.notice != "" && b.opts.Password.IsZero() {
		for _, l := range widget.Wrap(b.notice, w-2) {
			said = append(said, t.Info.Render(l))
		}
	}
	least := leastRows
	if len(b.rows.all) == 0 {
		least = leastEmpty
	}
	room := max(h-len(lines)-len(said)-least, 0)
	foot := b.foot(w-2, room)
	if len(foot) > room { // the machines stay in sight
		foot = slices.DeleteFunc(foot, func(l string) bool { return l == "" })
		if len(foot) > room {
			foot = foot[:room]
			if room > 0 {
				foot[room-1] = widget.Truncate(foot[room-1], w-4, "") + " " + t.Glyph.Ellipsis
			}
		}
	}
	foot = append(foot, said...)
	b.gridH = max(h-len(lines)-len(foot), 2)
	grid, cur := b.grid.View(w-2, b.gridH)
	if len(b.rows.all) == 0 {
		grid = widget.Fit(strings.Join(noMachines(b, w-2), "\n"), w-2, b.gridH)
	}
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+len(lines)
	}
	all := strings.Join(append(append(lines, grid), foot...), "\n")
	frame := widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: all, Width: w - 1})
	if !b.opts.Password.IsZero() && b.menu == nil {
		return widget.Overlay(frame, passwordBox(b, min(w-2, 66)), w, h), nil
	}
	if b.menu != nil {
		box, cur := b.menu.view(w, h)
		if cur != nil { // Overlay draws it in the middle
			cur.X, cur.Y = cur.X+(w-widget.Width(box))/2, cur.Y+(h-lipgloss.Height(box))/2
		}
		return widget.Overlay(frame, box, w, h), cur
	}
	return frame, cur
}

// head is the order's word and what it is about, the bar, and the counts.
func (b *Board) head(w int) []string {
	k := headKey{
		b.shown, w, b.watch(), b.age(), strings.Join(b.here, ", "), b.env.Theme.Identity(),
		b.env.Identity(),
	}
	if k != b.headKey {
		b.headKey, b.headLines = k, b.drawHead(w)
	}
	return slices.Clone(b.headLines)
}

// headKey is what the head depends on: it is the same on most frames, and words and styles are dear.
type headKey struct {
	shown int
	width int
	watch string
	age   string
	here  string
	theme theme.Identity
	words text.Identity
}

func (b *Board) drawHead(w int) []string {
	t := b.env.Theme
	var lines []string
	if b.id != "" {
		v := b.views[0]
		word := b.statusStyle(v).Render(b.env.OrderWords().Word(v.Status))
		age := b.age()
		room := w - widget.Width(word) - widget.Width(age) - 2
		about := widget.PadRight(widget.Truncate(subject(b, v, room-2), room-2, t.Glyph.Ellipsis), room)
		lines = append(lines, word+"  "+t.Dim.Render(about)+t.Text.Render(age))
	}
	if len(b.here) > 0 {
		lines = append(lines, t.Dim.Render(widget.Truncate(b.env.T("board.here", "Names", strings.Join(b.here, ", ")), w,
			t.Glyph.Ellipsis)))
	}
	lines = append(lines, b.bar(w), b.counts(w), "")
	return lines
}

// subject is what the order is about, its price and its account. Where w cells are too few, the price comes first or
// not at all: it is never cut.
func subject(b *Board, v order.View, w int) string {
	about, bullet := aboutOrder(b, v), " "+b.env.Theme.Glyph.Bullet+" "
	var price, account string
	if v.Quote.Known() {
		price = b.env.Prices().Going(v)
	}
	if v.Profile != "" {
		account = bullet + b.env.Clean(v.Profile)
	}
	switch {
	case price == "":
		return about + account
	case widget.Width(about+bullet+price) <= w:
		return about + bullet + price + account
	case widget.Width(price) <= w:
		return price + bullet + about + account
	}
	return about + account
}

// aboutOrder is how many machines of which kind the order is about: those that are left, once some were released.
func aboutOrder(b *Board, v order.View) string {
	id, left := "board.about", v.Going().Count
	if left < v.Wanted && order.Released(v) > 0 {
		id = "board.about_left"
	}
	return b.env.T(id, "Count", v.Wanted, "Left", left, "Type", string(v.Spec.Type), "Zone",
		string(v.Spec.Zone))
}

func (b *Board) counts(w int) string {
	t := b.env.Theme
	var parts []string
	sum := &b.rows.sum
	for at, s := range statuses {
		n := sum.statuses[at]
		if n == 0 {
			continue
		}
		mark, style := t.Status(s)
		text := mark + " " + b.env.T("board.count", "Count", n, "Status", b.env.OrderWords().Status(s))
		if s == provider.StatusRunning && sum.ready > 0 { // they are among those that run
			text += " " + b.env.T("board.count_ready", "Count", sum.ready, "Status", b.env.T("ready.word"))
		}
		parts = append(parts, style.Render(text))
	}
	if sum.unmade > 0 {
		parts = append(parts, t.Bad.Render(t.Glyph.Fail+" "+b.env.T("board.count_unmade", "Count", sum.unmade)))
	}
	if sum.wrong > 0 {
		parts = append(parts, t.Warn.Render(t.Glyph.Warn+" "+b.env.T("board.count", "Count", sum.wrong, "Status",
			b.env.T("board.mismatch_word"))))
	}
	if sum.stuck > 0 {
		parts = append(parts, t.Warn.Render(t.Glyph.Warn+" "+b.env.T("board.count_stuck", "Count", sum.stuck)))
	}
	line := strings.Join(parts, "  ")
	if watch := b.watch(); watch != "" {
		room := w - widget.Width(line) - 2
		line += "  " + t.Dim.Render(widget.PadLeft(widget.Truncate(watch, room, t.Glyph.Ellipsis), max(room, 0)))
	}
	return line
}

// watch says how fresh the board is. It speaks in steps of five seconds, so that it does not cost a frame each second.
func (b *Board) watch() string {
	for _, v := range b.views {
		switch w := v.Watch; {
		case !v.Open || v.Status == order.Waiting:
			continue
		case w.Err != "":
			return b.env.T("board.watch_failed", "Why", w.Err)
		case !w.Opened:
			return b.env.T("board.not_watched")
		case order.LastLook(v).IsZero():
			return b.env.T("board.first_look")
		default:
			age := b.now.Sub(order.LastLook(v)).Truncate(5 * time.Second)
			return b.env.T("board.polled", "Age", step.Elapsed(age))
		}
	}
	return ""
}

// statusStyle is how an order's status looks.
func (b *Board) statusStyle(v order.View) lipgloss.Style {
	t := b.env.Theme
	switch v.Status {
	case order.Done:
		return t.Good
	case order.Failed, order.Rejected:
		return t.Bad
	case order.Ambiguous, order.Partial:
		return t.Warn
	default:
		return t.Accent
	}
}

// foot says what a person should know or do, and sums up when all is over; what it all costs only as far as that is
// whole in so many lines.
func (b *Board) foot(w, room int) []string {
	var lines []string
	add := func(style lipgloss.Style, s string) {
		for _, l := range widget.Wrap(s, w) {
			lines = append(lines, style.Render(l))
		}
	}
	below := b.beneath(add)
	if b.id == "" { // the machine under the cursor says which order it is about
		if v, ok := b.current(); ok {
			b.needs(v, below, add)
		}
	}
	for _, v := range b.views {
		if b.id == "" {
			break
		}
		b.needs(v, below, add)
		if !v.Open {
			lines = append(lines, b.summary(v, w)...)
		}
	}
	money := billed(b)
	if money.warning != "" {
		add(b.env.Theme.Warn, b.env.Theme.Glyph.Warn+" "+money.warning)
	}
	said := len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l == "" }))
	for n := len(money.costs); n > 0; n-- { // a sum is never cut
		text := b.env.Join().Sentences(money.costs[:n]...)
		if said+len(widget.Wrap(text, w)) <= room {
			add(b.env.Theme.Dim, text)
			break
		}
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// beneath says what is up with the machine under the cursor, and returns the attention that it has drawn so.
func (b *Board) beneath(add func(lipgloss.Style, string)) order.Attention {
	m, ok := b.machine()
	if !ok {
		return ""
	}
	advice := b.machines.advice(*m.InstanceView)
	if advice == "" {
		if v, ok := b.viewOf(m.order); ok && !m.Status.Terminal() {
			text, late, known := b.env.Estimates(b.book).Machine(v, *m.InstanceView, b.now)
			switch line := b.env.T("board.row", "Name", b.machines.name(*m.InstanceView), "Advice", text); {
			case late:
				add(b.env.Theme.Warn, b.env.Theme.Glyph.Warn+" "+line)
			case known:
				add(b.env.Theme.Dim, line)
			}
		}
		return ""
	}
	mark, style := b.machines.look(*m.InstanceView)
	add(style, mark+" "+b.env.T("board.row", "Name", b.machines.name(*m.InstanceView), "Advice", advice))
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
func (b *Board) needs(v order.View, said order.Attention, add func(lipgloss.Style, string)) {
	t := b.env.Theme
	if s := b.env.OrderWords().Approval(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	for _, s := range b.env.OrderWords().Dismissed(v) {
		add(t.Text, s)
	}
	if v.Status == order.Waiting {
		for _, l := range b.env.OrderWords().Script(v) {
			add(t.Dim, l)
		}
	}
	if s := b.env.OrderWords().Shortfall(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	if v.Status == order.Ambiguous && v.Attention != order.AttentionUndecided {
		add(t.Warn, t.Glyph.Warn+" "+b.env.T("board.ambiguous"))
	}
	if v.Attention == order.AttentionRelease { // what is there says more
		said = v.Attention
	}
	if v.Attention != "" && v.Attention != said {
		add(t.Warn, t.Glyph.Warn+" "+b.env.T("attention."+string(v.Attention)))
	}
	if s := b.env.Releases().Planned(v); s != "" && (v.Later.Soon(b.now) || v.Later.Held != "") {
		add(t.Warn, t.Glyph.Warn+" "+s)
	} else if s != "" {
		add(t.Text, s)
	}
	if lost(b, v) {
		add(t.Warn, t.Glyph.Warn+" "+b.env.OrderWords().Unsaved(v))
	}
	if left := v.Left(); len(left) > 0 {
		add(t.Dim, b.env.T("board.made", "What", b.env.Releases().Left(left)))
	}
	b.looks(v, add)
	for _, x := range v.Batches {
		if n := len(x.Evidence); n > 0 && x.State == order.BatchUnresolved {
			add(t.Warn, t.Glyph.Warn+" "+b.env.T("board.evidence", "Count", n))
		}
	}
	if n := order.Unmade(v); n > 0 {
		add(t.Bad, t.Glyph.Fail+" "+b.env.T("board.unmade", "Count", n, "Wanted", v.Wanted))
	}
	if e := v.Refusal(); e != nil {
		add(t.Bad, t.Glyph.Fail+" "+b.env.Errors().Why(e))
		add(t.Text, "  "+b.env.Errors().Advice(e))
		add(t.Dim, "  "+b.env.Errors().Trace(e))
	}
}

// summary is how an order ended: how many came up, how long it took, and what failed; nothing where nothing was bought.
func (b *Board) summary(v order.View, w int) []string {
	if v.Status == order.Rejected {
		return nil
	}
	t := b.env.Theme
	running := order.CameUp(v)
	took := step.Elapsed(v.Took(b.now))
	style, mark := t.Good, t.Glyph.Done
	if running < v.Wanted {
		style, mark = t.Warn, t.Glyph.Warn
	}
	var lines []string
	now := v.Count(provider.StatusRunning)
	said := b.env.T("board.summary", "Running", running, "Wanted", v.Wanted, "Took", took)
	if running > now {
		said = b.env.T("board.summary_released", "Came", running, "Wanted", v.Wanted, "Took", took, "Released", running-now)
	}
	for _, l := range widget.Wrap(mark+" "+said, w) {
		lines = append(lines, style.Render(l))
	}
	if c := step.FirstLogin(v); c != "" && v.Status == order.Done {
		for _, l := range widget.Wrap(b.env.T("arrived.login", "Command", c, "Count", now), w) {
			lines = append(lines, t.Text.Render(l))
		}
	}
	under, _ := b.machine()
	for n := range v.Instances {
		i := &v.Instances[n]
		if (i.Status == provider.StatusFailed || i.Status == provider.StatusVanished) && i.ID != under.ID {
			s := b.env.T("board.failed", "Name", i.Name, "Status", b.env.OrderWords().Status(i.Status), "Vendor",
				i.VendorStatus, "ID", string(i.ID))
			lines = append(lines, t.Bad.Render(widget.Truncate(t.Glyph.Fail+" "+s, w, t.Glyph.Ellipsis)))
		}
		if len(lines) > 4 {
			break
		}
	}
	return lines
}
