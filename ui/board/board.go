// Package board is the live view of one order, or of all: every machine from PENDING to RUNNING, what it costs, what
// went wrong and what to do about it. It reads the journal and asks no vendor.
package board

import (
	"slices"
	"strconv"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// Board is the page of one order, or of all. It belongs to one session. Make it with [New].
type Board struct {
	env      *step.Env
	opts     Options
	model    *model
	source   *source
	clock    *clock
	viewers  *viewers
	list     *list
	header   *header
	footer   *footer
	page     *machinePage
	pricing  *pricing
	offers   *offers
	dialogs  *dialogs
	commands *commands
	checks   *checks
	reach    *reach
	input    *input
	password *password
	notice   *notice
}

// Options are what a board needs besides the journal. Simulated is required, and what is zero is left out.
type Options struct {
	Simulated func(account string) bool // whether an account is at the simulated cloud
	Again     func() app.Page           // a new wizard, for the key that orders more; nil offers none
	List      func() app.Page           // the list of orders, behind esc; nil: nothing is behind the board
	// May says what may be done with an order: nothing else is offered. nil: everything.
	May func(order.View, policy.Action) bool
	// Watch says that an order is looked at: others receives who else does so, whenever that changes; done ends it, and
	// closes others. nil: nobody else can.
	Watch func(order.ID) (others <-chan []string, done func())
	Tick  time.Duration // between two steps of the clocks; 0: a second
	// After is a timer where the time of the program is not that of the system: its clocks step by it; nil: there is
	// none.
	After    func(time.Duration) <-chan time.Time
	Password provider.Secret // made by the program for these machines: shown once, then gone
	Decide   bool            // begin with what can be done about the order
	Access   Access          // how people get into the machines
	Shared   *Shared         // with the boards of others; nil: with nobody
}

// New returns the board of one order, or of all for the empty id.
func New(env *step.Env, s step.Orders, id order.ID, o Options) *Board {
	m := &model{env: env, id: id, simulated: o.Simulated, allowed: o.May}
	m.setTime()
	said := &notice{}
	machines, requests := &machineWords{env, m.binned}, &requestWords{env}
	b := &Board{
		env: env, opts: o, model: m, source: newSource(m, s, o.Shared), clock: newClock(m, o), viewers: viewersOf(m, o),
		list: newList(m, machines), pricing: &pricing{model: m, orders: s}, notice: said,
		password: &password{env: env, notice: said, secret: o.Password},
	}
	sum := &b.list.rows.sum
	b.header = &header{model: m, sum: sum, viewers: b.viewers}
	b.footer = &footer{
		env: env, model: m, list: b.list, machines: machines, requests: requests, password: b.password,
		money: &billing{model: m, sum: sum},
	}
	b.offers = &offers{
		env: env, model: m, list: b.list, machines: machines, requests: requests, pricing: b.pricing, password: b.password,
	}
	b.page = &machinePage{model: m, list: b.list, words: machines, offers: b.offers, notice: said}
	b.commands = &commands{model: m, orders: s, page: b}
	b.checks = &checks{model: m, requests: requests, commands: b.commands, notice: said}
	b.dialogs = &dialogs{
		model: m, list: b.list, offers: b.offers, commands: b.commands, notice: said, password: b.password,
		begins: o.Decide,
	}
	b.reach = &reach{
		model: m, list: b.list, words: machines, page: b.page, commands: b.commands, notice: said, access: o.Access,
	}
	b.input = &input{
		env: env, model: m, list: b.list, page: b.page, offers: b.offers, dialogs: b.dialogs, commands: b.commands,
		checks: b.checks, reach: b.reach, password: b.password, notice: said, again: o.Again,
	}
	return b
}

// Init reads the journal and starts the seconds.
func (b *Board) Init() tea.Cmd {
	return tea.Batch(b.clock.next(), b.viewers.meet(b.env.Ctx), b.source.read(false))
}

// Loading reports whether there is nothing to show yet.
func (b *Board) Loading() bool { return b.model.views == nil && b.source.load.Err() == nil }

// Update takes changes of the journal, the seconds, then keys.
func (b *Board) Update(msg tea.Msg) tea.Cmd {
	if load := b.source.load; load.Update(msg) {
		if load.Err() == nil {
			b.model.history, b.model.book = load.Value().history, load.Value().book
			b.show(load.Value().views)
		}
		return tea.Batch(b.pricing.ask(), b.clock.goOn(), b.source.read(true))
	}
	switch msg := msg.(type) {
	case second:
		if msg.clock != b.clock {
			return nil
		}
		b.clock.step()
		b.dialogs.offer()
		return b.clock.next()
	case presence:
		if msg.viewers != b.viewers {
			return nil
		}
		b.viewers.names = msg.names
		return b.viewers.meet(b.env.Ctx)
	case priceNow:
		if b.pricing.take(msg) {
			b.model.shown++
			b.dialogs.reread()
		}
	case dearer:
		b.dialogs.askPrice(msg)
	case done:
		b.notice.say(msg.notice)
	case sshEnded:
		msg.ended()
	case exported:
		if text := b.reach.shown(msg); text != nil && b.dialogs.menu == nil && b.dialogs.over == nil {
			b.dialogs.over = text
		}
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseMsg:
		return b.input.update(msg)
	case tea.BackgroundColorMsg:
		b.list.grid.SetTheme(b.env.Theme)
	case app.Language:
		b.notice.say("")
		b.dialogs.drop()
		b.list.retitle()
		b.show(b.model.views)
	}
	return nil
}

// show shows orders that were read.
func (b *Board) show(views []order.View) {
	was := b.model.views
	b.model.views = views
	b.model.shown++
	b.checks.answered()
	b.list.show(b.dialogs.menu != nil)
	b.dialogs.follow(was)
}

// Editing reports whether the filter is being typed.
func (b *Board) Editing() bool {
	return b.list.grid.Typing() || b.dialogs.menu != nil && b.dialogs.menu.form != nil
}

// Back closes the menu or the filter, or goes to the list of orders.
func (b *Board) Back() (tea.Cmd, bool) {
	if b.input.back() {
		return nil, true
	}
	if b.opts.List != nil {
		return func() tea.Msg { return app.Open{From: b, Page: b.opts.List} }, true
	}
	return nil, false
}

// Backs reports whether Escape leads somewhere.
func (b *Board) Backs() bool { return b.input.backs() || b.opts.List != nil }

// Keys are the bindings of the board.
func (b *Board) Keys() []key.Binding { return b.input.keys() }

// Leave says that the order continues.
func (b *Board) Leave() string {
	if b.password.open() {
		return b.env.T("board.leave_password")
	}
	if at := slices.IndexFunc(b.model.views, func(v order.View) bool { return v.Status == order.Sending }); at >= 0 {
		v := b.model.views[at]
		return b.env.T("board.leave_sending", "Bought", v.Bought, "Wanted", v.Wanted)
	}
	if b.model.open() {
		return b.env.T("board.leave_open")
	}
	return b.env.T("board.leave")
}

// Close stops looking on.
func (b *Board) Close() {
	b.source.close()
	b.viewers.close()
}

// Head names the order.
func (b *Board) Head() app.Head {
	m := b.model
	h := app.Head{Title: b.env.T("board.all"), Place: string(m.id), Simulated: m.allSimulated()}
	if len(m.views) == 0 {
		h.Live = !h.Simulated && b.env.Accounts.AnyReal(b.env.Products)
		return h
	}
	if v, one := m.one(); one {
		h.Title = string(v.Product)
		if p := m.product(v.Product); p != nil {
			h.Title = p.Vendor + " " + p.Name
		}
		h.Progress = strconv.Itoa(b.list.rows.sum.of(provider.StatusRunning)) + "/" + strconv.Itoa(v.Wanted) + " " +
			b.env.OrderWords().Word(v.Status)
	}
	if h.Live = !h.Simulated; h.Live && order.Profiles(m.views) == 1 {
		h.Account = m.views[0].ProfileName()
	}
	return h
}
