package orders

import (
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

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
	listPage

	orders  step.Orders
	opts    RenewalOptions
	load    *widget.Load[[]order.View]
	changes <-chan struct{}
	stop    func()
	rows    *renewalRows
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
	p := &Renewals{
		listPage: listPage{env: env, before: o.Back}, orders: s, opts: o, load: &widget.Load[[]order.View]{},
		rows: &renewalRows{env: env},
	}
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
	return p.take(msg, p.rows.columns, p.press)
}

func (p *Renewals) show(views []order.View) {
	p.rows.all, p.loaded = order.Renewals(views, p.env.Now()), true
	p.rows.now = p.env.Now()
	p.rows.serial++
	p.grid.Refresh()
}

func (p *Renewals) press(k tea.KeyPressMsg) tea.Cmd {
	r, ok := p.current()
	switch k.String() {
	case "enter":
		if ok {
			return func() tea.Msg { return app.Open{From: p, Page: func() app.Page { return p.opts.Board(r.Order.ID) }} }
		}
	case "x":
		if ok && p.cancels(r) {
			about := p.env.Join().Sentences(p.rows.about(r), p.env.Releases().How(r.Order, 1))
			p.asks = newQuestion(p.env, p.env.T("renewal_page.cancel"), about, string(r.Machine.ID), "board_key.cancel",
				cancelRenewal(p, r))
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
			return outcome(p, p.env.T("action.failed", "Why", p.env.Errors().Text(err)))
		}
		return outcome(p, p.env.T("renewal_page.cancelled", "Name", renewalName(r)))
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
	if !p.loaded {
		return p.waiting(p.load.State(), p.load.Err(), "renewal_page.loading", w, h)
	}
	var below []passage
	if r, ok := p.current(); ok {
		style := p.env.Theme.Text
		if r.Soon(p.rows.now) {
			style = p.env.Theme.Warn
		}
		below = append(below, passage{style, p.rows.about(r)})
	}
	return p.page(p.rows.title(), len(p.rows.all), below, w, h)
}

// Head names the page.
func (p *Renewals) Head() app.Head { return p.head("renewal_page.title") }

// Keys are those that do something now.
func (p *Renewals) Keys() []key.Binding {
	return p.keys(len(p.rows.all), func() (keys []key.Binding) {
		if r, ok := p.current(); ok {
			keys = append(keys, p.bind("enter", "key.watch"))
			if p.cancels(r) {
				keys = append(keys, p.bind("x", "renewal_page.key_cancel"))
			}
		}
		return keys
	})
}

// Back closes the question, ends the filter, or leads to the page before.
func (p *Renewals) Back() (tea.Cmd, bool) { return p.back(p) }

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
