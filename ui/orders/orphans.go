package orders

import (
	"context"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Orphans is the page of what no order uses: machines, networks, addresses, and orders whose machines are gone. It
// holds nothing that can buy; what it changes goes through [order.Service.Do].
type Orphans struct {
	env    *step.Env
	orders step.Orders
	opts   OrphanOptions
	load   *widget.Load[listed]
	grid   *widget.Grid
	rows   *orphanRows
	failed error // why some accounts are not among them
	loaded bool
	asks   *question // nil: nothing is asked
	notice string
	tick   int
}

// OrphanOptions is what the page needs beside the orders.
type OrphanOptions struct {
	Board func(order.ID) app.Page
	Back  func() app.Page // the page before it; nil: there is none
}

// listed is what was found, and what could not be asked.
type listed struct {
	all    []order.Orphan
	failed error
}

// NewOrphans makes the page. It asks the accounts when it is shown.
func NewOrphans(env *step.Env, s step.Orders, o OrphanOptions) *Orphans {
	p := &Orphans{env: env, orders: s, opts: o, load: &widget.Load[listed]{}, rows: &orphanRows{env: env}}
	p.grid = widget.NewGrid(env.Theme, env.Text, p.rows.columns(), p.rows).Whole()
	return p
}

// Init asks what there is.
func (p *Orphans) Init() tea.Cmd { return tea.Batch(step.Tick(), p.read()) }

func (p *Orphans) read() tea.Cmd {
	s := p.orders
	return p.load.Start(p.env.Ctx, func(ctx context.Context) (listed, error) {
		all, err := s.Orphans(ctx, order.OrphansPriced)
		if ctx.Err() != nil {
			return listed{}, ctx.Err()
		}
		return listed{all, err}, nil
	})
}

// changed is what came of something that was asked for.
type changed struct{ notice string }

// Update handles keys and answers.
func (p *Orphans) Update(msg tea.Msg) tea.Cmd {
	if p.load.Update(msg) {
		if p.load.Err() == nil {
			p.rows.found, p.failed, p.loaded = p.load.Value().all, p.load.Value().failed, true
			p.arrange()
		}
		return nil
	}
	switch msg := msg.(type) {
	case step.TickMsg:
		if !p.loaded {
			p.tick++
			return step.Tick()
		}
	case changed:
		p.notice = msg.notice
		return p.read()
	case tea.KeyPressMsg:
		p.notice = ""
		if p.asks == nil {
			return p.press(msg)
		}
		if p.asks.answered(msg) {
			yes := p.asks.yes
			p.asks = nil
			return yes
		}
	case tea.PasteMsg:
		if p.asks != nil {
			p.asks.form.Update(msg)
			return nil
		}
		p.grid.Update(msg)
	case tea.MouseMsg:
		p.grid.Update(msg)
	case tea.BackgroundColorMsg:
		p.grid.SetTheme(p.env.Theme)
	case app.Language:
		p.grid.SetColumns(p.rows.columns())
		p.asks = nil
	}
	return nil
}

// arrange shows what is found, or was asked for; the cursor stays where it is.
func (p *Orphans) arrange() {
	p.rows.arrange()
	p.grid.Refresh()
}

func (p *Orphans) press(k tea.KeyPressMsg) tea.Cmd {
	if p.grid.Typing() {
		p.grid.Update(k)
		return nil
	}
	o, ok := p.current()
	switch k.String() {
	case "q":
		return func() tea.Msg { return app.Quit{} }
	case "r":
		return p.read()
	case "v":
		p.rows.hidden = !p.rows.hidden
		p.arrange()
	case "enter":
		if ok && o.Order != "" {
			return func() tea.Msg { return app.Open{From: p, Page: func() app.Page { return p.opts.Board(o.Order) }} }
		}
	case "a":
		if ok && o.Kind == order.OrphanMachine {
			return p.do(p.env.T("orphans.taken"), func() error { return p.orders.Do(p.env.Ctx, takeOver(o)) })
		}
	case "i":
		if ok {
			c := order.Ignore{Orphan: o, Undo: !o.Ignored.IsZero()}
			return p.do("", func() error { return p.orders.Do(p.env.Ctx, c) })
		}
	case "x":
		if ok && releasable(o) {
			yes := p.do(p.env.T("action.done"), func() error { return release(p.env, p.orders, o) })
			about := p.env.T("orphan_release."+string(o.Kind), "ID", o.ID)
			p.asks = newQuestion(p.env, p.env.T("orphans.release"), about, word(o), yes)
		}
	default:
		p.grid.Update(k)
	}
	return nil
}

// do does something that was asked for, and reads anew.
func (p *Orphans) do(notice string, f func() error) tea.Cmd {
	return func() tea.Msg {
		if err := f(); err != nil {
			return changed{p.env.T("action.failed", "Why", p.env.ErrorText(err))}
		}
		return changed{notice}
	}
}

func (p *Orphans) current() (order.Orphan, bool) {
	i, ok := p.grid.Row()
	if !ok || i >= len(p.rows.shown) {
		return order.Orphan{}, false
	}
	return p.rows.shown[i], true
}

// roomForIDs is how wide a window is that shows ids and prices.
const roomForIDs = 64

// View is the list, and below it what the row under the cursor is and what can be done about it.
func (p *Orphans) View(w, h int) (string, *tea.Cursor) {
	t := p.env.Theme
	if !p.loaded {
		v := widget.Loading{State: p.load.State(), What: p.env.T("orphans.loading"), Tick: p.tick}
		v.Why, v.Hint = p.env.Failure(p.load.Err())
		return v.View(t, p.env.Text, w, h), nil
	}
	if narrow := w < roomForIDs; narrow != p.rows.narrow {
		p.rows.narrow = narrow
		p.grid.SetColumns(p.rows.columns())
	}
	lines := []string{t.Title.Render(widget.Truncate(p.rows.title(), w-2, t.Glyph.Ellipsis)), ""}
	foot := p.detail(w - 2)
	foot = foot[:min(len(foot), max(h-len(lines)-3, 0))]
	room := max(h-len(lines)-len(foot), 2)
	grid, cur := "", (*tea.Cursor)(nil)
	if len(p.rows.shown) > 0 {
		grid, cur = p.grid.View(w-2, room)
	}
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+len(lines)
	}
	all := strings.Join(append(append(lines, grid), foot...), "\n")
	page := widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: all, Width: w - 1})
	if p.asks == nil {
		return page, cur
	}
	return p.asks.view(page, w, h)
}

func (p *Orphans) detail(w int) []string {
	t := p.env.Theme
	var lines []string
	add := func(style lipgloss.Style, s string) {
		for _, x := range widget.Wrap(s, w) {
			lines = append(lines, style.Render(x))
		}
	}
	if p.notice != "" {
		add(t.Accent, p.notice)
	}
	if p.failed != nil {
		add(t.Warn, t.Glyph.Warn+" "+p.env.T("orphans.incomplete", "Why", p.env.ErrorText(p.failed)))
	}
	if o, ok := p.current(); ok {
		add(t.Text, p.env.T("orphan_about."+string(o.Kind)))
		if !o.Ignored.IsZero() {
			add(t.Dim, p.env.T("orphans.ignored", "Time", o.Ignored.UTC().Format("2006-01-02 15:04")))
		}
	}
	if n := p.rows.ignored(); n > 0 && !p.rows.hidden {
		add(t.Dim, p.env.T("orphans.hidden", "Count", n))
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// Head names the page.
func (p *Orphans) Head() app.Head {
	h := app.Head{Title: p.env.T("orphans.title")}
	h.Simulated = p.env.AllSimulated()
	h.Live = !h.Simulated && p.env.AnyReal()
	return h
}

// Keys are those that do something now.
func (p *Orphans) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, p.env.T(id))) }
	switch {
	case p.asks != nil:
		return []key.Binding{bind("enter", "key.next")}
	case p.grid.Typing():
		return []key.Binding{bind("enter", "key.keep_filter")}
	}
	var keys []key.Binding
	if o, ok := p.current(); ok {
		if o.Order != "" {
			keys = append(keys, bind("enter", "key.watch"))
		}
		if o.Kind == order.OrphanMachine {
			keys = append(keys, bind("a", "orphans.key_adopt"))
		}
		if releasable(o) {
			keys = append(keys, bind("x", "orphans.key_release"))
		}
		if o.Ignored.IsZero() {
			keys = append(keys, bind("i", "orphans.key_ignore"))
		} else {
			keys = append(keys, bind("i", "orphans.key_notice"))
		}
	}
	keys = append(keys, bind("r", "key.refresh"))
	if p.rows.ignored() > 0 {
		keys = append(keys, bind("v", "orphans.key_ignored"))
	}
	keys = append(keys, bind("q", "key.quit"))
	if len(p.rows.shown) > 1 {
		keys = append(keys, bind("/", "key.filter"), bind("s", "key.sort"))
	}
	return keys
}

// Explain says what is listed here.
func (p *Orphans) Explain() []app.Passage {
	var all []app.Passage
	for _, k := range []order.OrphanKind{
		order.OrphanMachine, order.OrphanResource, order.OrphanOrder, order.OrphanForeign,
	} {
		all = append(all, app.Passage{
			Title: p.env.T("orphan." + string(k)), Text: p.env.T("orphan_about." + string(k)),
		})
	}
	return all
}

// Editing reports whether letters are text.
func (p *Orphans) Editing() bool { return p.asks != nil || p.grid.Typing() }

// Back closes the question, ends the filter, or leads to the page before.
func (p *Orphans) Back() (tea.Cmd, bool) {
	if p.asks != nil {
		p.asks = nil
		return nil, true
	}
	if p.grid.Typing() || p.grid.Filter() != "" {
		p.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		return nil, true
	}
	if p.opts.Back != nil {
		return func() tea.Msg { return app.Open{From: p, Page: p.opts.Back} }, true
	}
	return nil, false
}

// Leave says that nothing is lost.
func (p *Orphans) Leave() string { return p.env.T("orders.leave") }

// Close stops the asking.
func (p *Orphans) Close() { p.load.Cancel() }
