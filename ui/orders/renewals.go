package orders

import (
	"context"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Renewals is the page of all prepaid machines: when each term ends, and what it is renewed for. Its one action cancels
// a renewal. It belongs to one session; make it with [NewRenewals].
type Renewals struct {
	env     *step.Env
	orders  step.Orders
	opts    RenewalOptions
	load    *widget.Load[[]order.View]
	changes <-chan struct{}
	stop    func()
	grid    *widget.Grid
	rows    *renewalRows
	loaded  bool
	asks    *question // nil: nothing is asked
	notice  string
	tick    int
}

// renewalsKey is the key of the list of orders that opens the page.
const renewalsKey = "d"

// RenewalOptions is what the page needs beside the orders.
type RenewalOptions struct {
	Board func(order.ID) app.Page
	Back  func() app.Page // the page before it; nil: there is none
	// May says what may be done with an order: nothing else is offered. nil: everything.
	May func(order.View, policy.Action) bool
}

// NewRenewals makes the page. It reads the orders when it is shown.
func NewRenewals(env *step.Env, s step.Orders, o RenewalOptions) *Renewals {
	p := &Renewals{env: env, orders: s, opts: o, load: &widget.Load[[]order.View]{}, rows: &renewalRows{env: env}}
	p.changes, p.stop = s.Changes()
	p.grid = widget.NewGrid(env.Theme, env.Text, p.rows.columns(), p.rows).Whole()
	return p
}

// Init reads the orders.
func (p *Renewals) Init() tea.Cmd { return tea.Batch(step.Tick(), p.read(false)) }

// read gets all orders, the forgotten ones, too: they are renewed as well. With wait it does so after the next change.
func (p *Renewals) read(wait bool) tea.Cmd {
	s, changes := p.orders, p.changes
	return p.load.Start(p.env.Ctx, func(ctx context.Context) ([]order.View, error) {
		if wait {
			select {
			case <-changes:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		views, err := s.Orders(ctx)
		if err != nil {
			return nil, err
		}
		hidden, err := s.Forgotten(ctx)
		return slices.Concat(views, hidden), err
	})
}

// Update handles keys and answers.
func (p *Renewals) Update(msg tea.Msg) tea.Cmd {
	if p.load.Update(msg) {
		if p.load.Err() == nil {
			p.show(p.load.Value())
		}
		return p.read(true)
	}
	switch msg := msg.(type) {
	case step.TickMsg:
		if !p.loaded {
			p.tick++
			return step.Tick()
		}
	case changed:
		p.notice = msg.notice
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

func (p *Renewals) show(views []order.View) {
	p.rows.all, p.loaded = order.Renewals(views, p.env.Now()), true
	p.rows.now = p.env.Now()
	p.rows.serial++
	p.grid.Refresh()
}

func (p *Renewals) press(k tea.KeyPressMsg) tea.Cmd {
	if p.grid.Typing() {
		p.grid.Update(k)
		return nil
	}
	r, ok := p.current()
	switch k.String() {
	case "q":
		return func() tea.Msg { return app.Quit{} }
	case "enter":
		if ok {
			return func() tea.Msg { return app.Open{From: p, Page: func() app.Page { return p.opts.Board(r.Order.ID) }} }
		}
	case "x":
		if ok && p.cancels(r) {
			about := p.env.Text.Join().Sentences(p.rows.about(r), p.env.Releasing(r.Order))
			p.asks = newQuestion(p.env, p.env.T("renewal_page.cancel"), about, string(r.Machine.ID), cancelRenewal(p, r))
		}
	default:
		p.grid.Update(k)
	}
	return nil
}

// cancels reports whether the renewal can be cancelled by who looks.
func (p *Renewals) cancels(r order.Renewal) bool {
	return !r.Ends && (p.opts.May == nil || p.opts.May(r.Order, policy.Release))
}

// cancelRenewal has the vendor release the machine, which ends its renewal by the vendor's rule.
func cancelRenewal(p *Renewals, r order.Renewal) tea.Cmd {
	return func() tea.Msg {
		c := order.Release{ID: r.Order.ID, Machines: []provider.InstanceID{r.Machine.ID}}
		if err := p.orders.Do(p.env.Ctx, c); err != nil {
			return changed{p.env.T("action.failed", "Why", p.env.ErrorText(err))}
		}
		return changed{p.env.T("renewal_page.cancelled", "Name", renewalName(r))}
	}
}

func (p *Renewals) current() (order.Renewal, bool) {
	i, ok := p.grid.Row()
	if !ok || i >= len(p.rows.all) {
		return order.Renewal{}, false
	}
	return p.rows.all[i], true
}

// View is the list, and below it what happens to the machine under the cursor.
func (p *Renewals) View(w, h int) (string, *tea.Cursor) {
	t := p.env.Theme
	if !p.loaded {
		v := widget.Loading{State: p.load.State(), What: p.env.T("renewal_page.loading"), Tick: p.tick}
		v.Why, v.Hint = p.env.Failure(p.load.Err())
		return v.View(t, p.env.Text, w, h), nil
	}
	lines := []string{t.Title.Render(widget.Truncate(p.rows.title(), w-2, t.Glyph.Ellipsis)), ""}
	foot := p.detail(w - 2)
	foot = foot[:min(len(foot), max(h-len(lines)-3, 0))]
	grid, cur := "", (*tea.Cursor)(nil)
	if len(p.rows.all) > 0 {
		grid, cur = p.grid.View(w-2, max(h-len(lines)-len(foot), 2))
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

func (p *Renewals) detail(w int) []string {
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
	if r, ok := p.current(); ok {
		style := t.Text
		if r.Soon(p.rows.now) {
			style = t.Warn
		}
		add(style, p.rows.about(r))
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// Head names the page.
func (p *Renewals) Head() app.Head {
	h := app.Head{Title: p.env.T("renewal_page.title")}
	h.Simulated = p.env.AllSimulated()
	h.Live = !h.Simulated && p.env.AnyReal()
	return h
}

// Keys are those that do something now.
func (p *Renewals) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, p.env.T(id))) }
	switch {
	case p.asks != nil:
		return []key.Binding{bind("enter", "key.next")}
	case p.grid.Typing():
		return []key.Binding{bind("enter", "key.keep_filter")}
	}
	var keys []key.Binding
	if r, ok := p.current(); ok {
		keys = append(keys, bind("enter", "key.watch"))
		if p.cancels(r) {
			keys = append(keys, bind("x", "renewal_page.key_cancel"))
		}
	}
	keys = append(keys, bind("q", "key.quit"))
	if len(p.rows.all) > 1 {
		keys = append(keys, bind("/", "key.filter"), bind("s", "key.sort"))
	}
	return keys
}

// Editing reports whether letters are text.
func (p *Renewals) Editing() bool { return p.asks != nil || p.grid.Typing() }

// Back closes the question, ends the filter, or leads to the page before.
func (p *Renewals) Back() (tea.Cmd, bool) {
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
func (p *Renewals) Leave() string { return p.env.T("orders.leave") }

// Close stops looking on.
func (p *Renewals) Close() {
	p.load.Cancel()
	p.stop()
}

// renewalName is what the machine is called.
func renewalName(r order.Renewal) string {
	if r.Machine.Name == "" {
		return string(r.Machine.ID)
	}
	return r.Machine.Name
}

// renewalDay is how dates of renewals are written.
func renewalDay(at time.Time) string { return at.UTC().Format(time.DateOnly) }
