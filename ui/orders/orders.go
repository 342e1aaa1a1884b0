// Package orders lists the orders of the journal: what came of each, and which of them wait for someone.
package orders

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// List is the page of all orders. It belongs to one session. Make it with [New].
type List struct {
	env  *step.Env
	opts Options
	from source
	grid *widget.Grid
	rows *listRows
	tick int
}

// Options are what the list opens. Board, Decide and Simulated are required.
type Options struct {
	Board     func(order.ID) app.Page
	Decide    func(order.ID) app.Page   // the board, beginning with what can be done
	New       func() app.Page           // nil for those who may not order
	Again     func(order.View) app.Page // a wizard with the answers of the order; nil for those who may not order
	Orphans   func() app.Page           // what no order uses; nil: there is no such page
	Renewals  func() app.Page           // when prepaid machines are renewed; nil: there is no such page
	Back      func() app.Page           // the page before the list; nil: there is none
	Simulated func(account string) bool
	Views     []order.View // of the orders as they were read a moment ago; nil: the list reads them first
}

// New returns the list of all orders.
func New(env *step.Env, s step.Orders, o Options) *List {
	l := &List{env: env, opts: o, from: newSource(s), rows: &listRows{env: env}}
	l.rows.fits(l.Head().Simulated)
	l.grid = widget.NewGrid(env.Theme, env.Text, l.rows.columns(), l.rows).Whole()
	return l
}

// Init reads the journal.
func (l *List) Init() tea.Cmd {
	if l.opts.Views != nil {
		l.show(slices.Clone(l.opts.Views))
		return l.from.read(l.env.Ctx, false)
	}
	return tea.Batch(step.Tick(), l.from.read(l.env.Ctx, false))
}

// Loading reports whether there is nothing to show yet.
func (l *List) Loading() bool { return l.rows.views == nil && l.from.load.Err() == nil }

// Update takes changes of the journal, then keys.
func (l *List) Update(msg tea.Msg) tea.Cmd {
	if l.from.load.Update(msg) {
		if l.from.load.Err() == nil {
			now := l.from.load.Value()
			l.rows.estimates = now.estimates
			l.show(slices.Clone(now.views))
		}
		return l.from.read(l.env.Ctx, true)
	}
	switch msg := msg.(type) {
	case step.TickMsg:
		if l.rows.views == nil {
			l.tick++
			return step.Tick()
		}
	case tea.KeyPressMsg:
		return l.press(msg)
	case tea.PasteMsg, tea.MouseMsg:
		l.grid.Update(msg)
	case tea.BackgroundColorMsg:
		l.grid.SetTheme(l.env.Theme)
	case app.Language:
		l.grid.SetColumns(l.rows.columns())
		if l.rows.views != nil {
			l.show(l.rows.views)
		}
	}
	return nil
}

// show shows the orders; the cursor stays where it is.
func (l *List) show(views []order.View) {
	l.rows.set(views)
	if l.rows.fits(l.Head().Simulated) {
		l.grid.SetColumns(l.rows.columns())
	}
	l.grid.Refresh()
}

func (l *List) press(k tea.KeyPressMsg) tea.Cmd {
	if l.grid.Typing() {
		l.grid.Update(k)
		return nil
	}
	switch k.String() {
	case "q":
		return func() tea.Msg { return app.Quit{} }
	case "n":
		return openNew(l)
	case "enter":
		if v, ok := l.current(); ok {
			return func() tea.Msg { return app.Open{From: l, Page: func() app.Page { return l.opts.Board(v.ID) }} }
		}
		return nil
	case "c":
		if v, ok := l.current(); ok && l.opts.again(v) {
			return func() tea.Msg { return app.Open{From: l, Page: func() app.Page { return l.opts.Again(v) }} }
		}
		return nil
	case "x":
		if v, ok := l.current(); ok {
			return func() tea.Msg { return app.Open{From: l, Page: func() app.Page { return l.opts.Decide(v.ID) }} }
		}
		return nil
	case "p":
		if l.opts.Orphans != nil {
			return func() tea.Msg { return app.Open{From: l, Page: l.opts.Orphans} }
		}
		return nil
	case renewalsKey:
		if l.opts.Renewals != nil {
			return func() tea.Msg { return app.Open{From: l, Page: l.opts.Renewals} }
		}
		return nil
	case "l":
		if v, ok := l.current(); ok && v.Status == order.Ambiguous {
			return lookUp(l, v)
		}
		return nil
	}
	l.grid.Update(k)
	return nil
}

// openNew opens a new order, unless the one under the cursor may have been bought: that is found out first.
func openNew(l *List) tea.Cmd {
	if v, ok := l.current(); ok && v.Status == order.Ambiguous {
		return func() tea.Msg { return app.Notice{Text: l.env.T("orders.unknown_first", "Order", v.ID.String())} }
	}
	if l.opts.New == nil {
		return func() tea.Msg { return app.Notice{Text: l.env.T("orders.no_new")} }
	}
	return func() tea.Msg { return app.Open{From: l, Page: l.opts.New} }
}

// current is the order under the cursor.
func (l *List) current() (order.View, bool) {
	i, ok := l.grid.Row()
	if !ok || i >= len(l.rows.views) {
		return order.View{}, false
	}
	return l.rows.views[i], true
}

// again reports whether the answers of v are known and may be ordered again. What may have been bought may not.
func (o Options) again(v order.View) bool {
	return o.Again != nil && !v.Recovered && v.Status != order.Ambiguous
}

// lookUp asks the vendor for what is uncertain.
func lookUp(l *List, v order.View) tea.Cmd {
	return func() tea.Msg {
		if err := l.from.orders.Do(l.env.Ctx, order.Asking(v)[0]); err != nil {
			return app.Notice{Text: l.env.T("board.refresh_failed", "Why", l.env.Errors().Text(err))}
		}
		return app.Notice{Text: l.env.T("board.refreshing")}
	}
}

// View draws the list, and what the order under the cursor needs.
func (l *List) View(w, h int) (string, *tea.Cursor) {
	t := l.env.Theme
	if l.rows.views == nil {
		v := widget.Loading{State: l.from.load.State(), What: l.env.T("orders.loading"), Tick: l.tick}
		v.Why, v.Hint = l.env.Errors().Failure(l.from.load.Err())
		return v.View(t, l.env.Text, w, h), nil
	}
	all := titles(l.rows)
	title := all[len(all)-1]
	if at := slices.IndexFunc(all, func(s string) bool { return widget.Width(s) <= w-2 }); at >= 0 {
		title = all[at]
	}
	lines := []string{t.Title.Render(widget.Truncate(title, w-2, t.Glyph.Ellipsis)), ""}
	foot := []string(nil)
	if v, ok := l.current(); ok {
		foot = l.rows.detail(v, w-2)
	}
	room := max(h-len(lines)-len(foot), 2)
	grid, cur := l.grid.View(w-2, room)
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+len(lines)
	}
	page := strings.Join(append(append(lines, grid), foot...), "\n")
	return widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: page, Width: w - 1}), cur
}

// Head names the page.
func (l *List) Head() app.Head {
	h := app.Head{Title: l.env.T("orders.title")}
	if len(l.rows.views) == 0 {
		h.Simulated = l.env.Accounts.AllSimulated(l.env.Products)
		h.Live = !h.Simulated && l.env.Accounts.AnyReal(l.env.Products)
		return h
	}
	h.Simulated = !slices.ContainsFunc(l.rows.views, func(v order.View) bool { return !l.opts.Simulated(v.Account) })
	if h.Live = !h.Simulated; h.Live && order.Profiles(l.rows.views) == 1 {
		h.Account = l.rows.views[0].ProfileName()
	}
	return h
}

// Backs reports whether Escape leads somewhere.
func (l *List) Backs() bool { return l.grid.Typing() || l.grid.Filter() != "" || l.opts.Back != nil }

// Keys are the bindings of the list.
func (l *List) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, l.env.T(id))) }
	if l.grid.Typing() {
		return []key.Binding{bind("enter", "key.keep_filter")}
	}
	var keys []key.Binding
	if v, ok := l.current(); ok {
		keys = append(keys, bind("enter", "key.watch"))
		if v.Status == order.Ambiguous {
			keys = append(keys, bind("l", "key.look_up"))
		}
		if decides(v) {
			keys = append(keys, bind("x", "key.decide"))
		}
		if l.opts.again(v) {
			keys = append(keys, bind("c", "key.again"))
		}
	}
	if v, ok := l.current(); l.opts.New != nil && (!ok || v.Status != order.Ambiguous) {
		keys = append(keys, bind("n", "key.new_order"))
	}
	if l.opts.Orphans != nil {
		keys = append(keys, bind("p", "orphans.key"))
	}
	if l.opts.Renewals != nil {
		keys = append(keys, bind(renewalsKey, "renewal_page.key"))
	}
	keys = append(keys, bind("q", "key.quit"))
	if len(l.rows.views) > 1 {
		keys = append(keys, bind("/", "key.filter"), bind("s", "key.sort"))
	}
	return keys
}

// Editing reports whether the filter is being typed.
func (l *List) Editing() bool { return l.grid.Typing() }

// Back closes the filter, or goes to the page before the list.
func (l *List) Back() (tea.Cmd, bool) {
	if l.grid.Typing() || l.grid.Filter() != "" {
		l.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		return nil, true
	}
	if l.opts.Back != nil {
		return func() tea.Msg { return app.Open{From: l, Page: l.opts.Back} }, true
	}
	return nil, false
}

// Leave says that nothing ends.
func (l *List) Leave() string { return l.env.T("orders.leave") }

// Close stops looking on.
func (l *List) Close() {
	l.from.load.Cancel()
	l.from.stop()
}
