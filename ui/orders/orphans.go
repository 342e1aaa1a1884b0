package orders

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Orphans is the page of what no order uses: machines, networks, addresses, and orders whose machines are gone. It
// holds nothing that can buy; what it changes goes through [order.Service.Do].
type Orphans struct {
	listPage

	orders step.Orders
	opts   OrphanOptions
	load   *widget.Load[listed]
	rows   *orphanRows
	failed error // why some accounts are not among them
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
	doubts string // what is not known of the orders
}

// NewOrphans makes the page. It asks the accounts when it is shown.
func NewOrphans(env *step.Env, s step.Orders, o OrphanOptions) *Orphans {
	p := &Orphans{
		listPage: listPage{env: env, before: o.Back}, orders: s, opts: o, load: &widget.Load[listed]{},
		rows: &orphanRows{env: env},
	}
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
		views, unread := s.Orders(ctx)
		if unread != nil {
			return listed{}, unread
		}
		return listed{all, err, p.env.OrderWords().Doubts(views)}, nil
	})
}

// changed is what came of something that was asked for.
type changed struct{ notice string }

// outcome is for the page, or for who has left it: what came of something that was asked for there.
func outcome(p app.Page, notice string) app.Outcome {
	return app.Outcome{Of: p, Msg: changed{notice}, Words: notice}
}

// Update handles keys and answers.
func (p *Orphans) Update(msg tea.Msg) tea.Cmd {
	if p.load.Update(msg) {
		if p.load.Err() == nil {
			p.rows.found, p.failed, p.loaded = p.load.Value().all, p.load.Value().failed, true
			p.rows.doubts = p.load.Value().doubts
			p.arrange()
		}
		return nil
	}
	cmd := p.take(msg, p.rows.columns, p.press)
	if _, acted := msg.(changed); acted {
		return p.read()
	}
	return cmd
}

// arrange shows what is found, or was asked for; the cursor stays where it is.
func (p *Orphans) arrange() {
	p.rows.arrange()
	p.grid.Refresh()
}

func (p *Orphans) press(k tea.KeyPressMsg) tea.Cmd {
	o, ok := p.current()
	switch k.String() {
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
			p.asks = newQuestion(p.env, p.env.T("orphans.release"), about, word(o), "board_key.release", yes)
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
			return outcome(p, p.env.T("action.failed", "Why", p.env.Errors().Text(err)))
		}
		return outcome(p, notice)
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
	if !p.loaded {
		return p.waiting(p.load.State(), p.load.Err(), "orphans.loading", w, h)
	}
	if narrow := w < roomForIDs; narrow != p.rows.narrow {
		p.rows.narrow = narrow
		p.grid.SetColumns(p.rows.columns())
	}
	return p.page(p.rows.title(p.failed == nil), len(p.rows.shown), p.about(), w, h)
}

func (p *Orphans) about() (all []passage) {
	t := p.env.Theme
	if p.failed != nil {
		all = append(all, passage{
			t.Warn, t.Glyph.Warn + " " + p.env.T("orphans.incomplete", "Why", p.env.Errors().Text(p.failed)),
		})
	}
	if p.rows.doubts != "" && len(p.rows.shown) > 0 {
		all = append(all, passage{t.Warn, t.Glyph.Warn + " " + p.rows.doubts})
	}
	if o, ok := p.current(); ok {
		all = append(all, passage{t.Text, p.env.T("orphan_about." + string(o.Kind))})
		if !o.Ignored.IsZero() {
			at := o.Ignored.UTC().Format("2006-01-02 15:04")
			all = append(all, passage{t.Dim, p.env.T("orphans.ignored", "Time", at)})
		}
	}
	if n := p.rows.ignored(); n > 0 && !p.rows.hidden {
		all = append(all, passage{t.Dim, p.env.T("orphans.hidden", "Count", n)})
	}
	return all
}

// Head names the page.
func (p *Orphans) Head() app.Head { return p.head("orphans.title") }

// Keys are those that do something now.
func (p *Orphans) Keys() []key.Binding { return p.keys(len(p.rows.shown), p.actions) }

func (p *Orphans) actions() (keys []key.Binding) {
	if o, ok := p.current(); ok {
		if o.Order != "" {
			keys = append(keys, p.bind("enter", "key.watch"))
		}
		if o.Kind == order.OrphanMachine {
			keys = append(keys, p.bind("a", "orphans.key_adopt"))
		}
		if releasable(o) {
			keys = append(keys, p.bind("x", "orphans.key_release"))
		}
		if o.Ignored.IsZero() {
			keys = append(keys, p.bind("i", "orphans.key_ignore"))
		} else {
			keys = append(keys, p.bind("i", "orphans.key_notice"))
		}
	}
	keys = append(keys, p.bind("r", "key.refresh"))
	if p.rows.ignored() > 0 {
		keys = append(keys, p.bind("v", "orphans.key_ignored"))
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

// Back closes the question, ends the filter, or leads to the page before.
func (p *Orphans) Back() (tea.Cmd, bool) { return p.back(p) }

// Close stops the asking.
func (p *Orphans) Close() { p.load.Cancel() }
