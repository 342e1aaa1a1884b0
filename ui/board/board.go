// Package board is the live view of one order, or of all: every machine from PENDING to RUNNING, what it costs, what
// went wrong and what to do about it. It reads the journal and asks no vendor.
package board

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// lookAgain is the longest that the board stays without a look at the journal.
const lookAgain = 10 * time.Second

// Board is the page of one order, or of all. It belongs to one session. Make it with [New].
type Board struct {
	env    *step.Env
	orders step.Orders
	id     order.ID // "" for all orders
	opts   Options

	load     *widget.Load[*reading]
	common   *common         // the order, as it was read for all boards that show it
	leave    func()          // says that this one shows it no more
	changes  <-chan struct{} // from before the first look, so that no change is missed
	stop     func()
	views    []order.View
	history  order.History // of the one order
	book     *estimate.Book
	rows     rows
	machines machineWords
	requests requestWords
	cols     []int // what each column of the grid shows
	fit      fit   // and how wide some of them are
	fitKey   fitKey
	page     machinePage // of one machine, when it is open
	grid     *widget.Grid
	moved    bool // the operator has taken the cursor: it stays on its machine
	now      time.Time
	tick     int
	ticks    bool // the next second has been asked for
	notice   string
	closing  bool    // escape was pressed at the password, and closes it when it is pressed again
	menu     *menu   // nil unless it is open
	over     overlay // nil unless something else is open above the board
	others   <-chan []string
	left     func()
	here     []string               // who else looks at the order
	money    billing                // what the orders cost
	folds    map[order.ID]bool      // orders that someone has folded or opened
	several  bool                   // accounts that paid: each machine has to say which
	shown    int                    // counts the views that were read
	asked    map[order.ID]time.Time // the last look at the orders that someone wants looked at again
	dearer   *dearer                // a price that has risen, which is asked about as soon as nothing else is open
	offers   bool                   // a person has to decide, and the menu opens as soon as nothing else is open

	headKey   headKey // of headLines
	headLines []string
	gridH     int    // lines of the grid when it was drawn last
	ageKey    ageKey // of ageText
	ageText   string
	price     priceNow // of an order that waits
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
	b := &Board{env: env, orders: s, id: id, opts: o, load: &widget.Load[*reading]{}}
	b.requests = requestWords{env}
	b.machines = machineWords{env, func(i order.InstanceView) bool { return binned(b, i) }}
	setTime(b)
	b.changes, b.stop = s.Changes()
	b.common, b.leave = o.Shared.join(env.Ctx, id)
	if o.Watch != nil && id != "" {
		b.others, b.left = o.Watch(id)
		select {
		case b.here = <-b.others:
		default:
		}
	}
	b.rows, b.fit = rows{board: b}, fitOf(nil, 0)
	b.grid = widget.NewGrid(env.Theme, env.Text, b.columns(), &b.rows)
	return b
}

// second is the time going on for one board: that of another one that was left has nothing to say to it.
type second struct{ board *Board }

// next asks for the next second; nil while nothing on the board depends on the time, so that it costs nothing then.
func (b *Board) next() tea.Cmd {
	if b.ticks = b.views == nil || slices.ContainsFunc(b.views, timed); !b.ticks {
		return nil
	}
	every := cmp.Or(b.opts.Tick, time.Second)
	if b.opts.After == nil {
		return tea.Tick(every, func(time.Time) tea.Msg { return second{b} })
	}
	over := b.opts.After(every)
	return func() tea.Msg {
		select {
		case <-over:
			return second{b}
		case <-b.env.Ctx.Done():
			return nil
		}
	}
}

// timed reports whether what is shown of the order depends on the time.
func timed(v order.View) bool {
	return v.Unfinished() || slices.ContainsFunc(v.Instances, func(i order.InstanceView) bool {
		return i.Running.IsZero() && !i.Status.Terminal()
	})
}

// goOn starts the seconds again when the orders that were read need them.
func (b *Board) goOn() tea.Cmd {
	if b.ticks {
		return nil
	}
	setTime(b)
	return b.next()
}

// Init reads the journal and starts the seconds.
func (b *Board) Init() tea.Cmd { return tea.Batch(b.next(), b.meet(), b.read(false)) }

// Loading reports whether there is nothing to show yet.
func (b *Board) Loading() bool { return b.views == nil && b.load.Err() == nil }

// Update takes changes of the journal, the seconds, then keys.
func (b *Board) Update(msg tea.Msg) tea.Cmd {
	if b.load.Update(msg) {
		if b.load.Err() == nil {
			b.history, b.book = b.load.Value().history, b.load.Value().book
			b.show(b.load.Value().views)
		}
		return tea.Batch(reprice(b), b.goOn(), b.read(true))
	}
	switch msg := msg.(type) {
	case second:
		if msg.board != b {
			return nil
		}
		setTime(b)
		b.tick++
		b.offer()
		return b.next()
	case presence:
		if msg.board != b {
			return nil
		}
		b.here = msg.others
		return b.meet()
	case priceNow:
		if msg.board == b && msg.digest == b.price.digest {
			b.price = msg
			b.shown++
			if b.menu != nil {
				b.menu.reread()
			}
		}
		return nil
	case dearer:
		b.askPrice(msg)
		return nil
	case done:
		b.notice = msg.notice
		return nil
	case sshEnded:
		msg.ended()
	case exported:
		msg.show(b)
	case tea.KeyPressMsg, tea.PasteMsg:
		if b.menu != nil {
			cmd, closed := b.menu.update(msg)
			if closed {
				b.menu = nil
				b.offer()
			}
			return cmd
		}
		if k, ok := msg.(tea.KeyPressMsg); ok {
			return b.press(k)
		}
		if !b.page.open() && b.over == nil {
			b.grid.Update(msg)
		}
	case tea.MouseMsg:
		if b.menu == nil && b.over == nil && !b.page.open() {
			b.grid.Update(msg)
		}
	case tea.BackgroundColorMsg:
		b.grid.SetTheme(b.env.Theme)
	case app.Language:
		b.notice, b.menu, b.over = "", nil, nil
		b.grid.SetColumns(b.columns())
		b.show(b.views)
	}
	return nil
}

func (b *Board) show(views []order.View) {
	if b.id != "" && len(b.views) == 1 && len(views) == 1 {
		b.offers = b.offers || undecided(b.views[0], views[0])
	}
	b.answered(views)
	b.views = views
	b.shown++
	b.rows.fill(views)
	if several := order.Profiles(views) > 1 && !b.Head().Simulated; several != b.several {
		b.several = several
		b.grid.SetColumns(b.columns())
	}
	b.grid.Refresh()
	if !b.moved && b.menu == nil && len(b.rows.all) > 0 { // what went wrong comes first, and is seen
		b.grid.Select(b.rows.Key(0))
	}
	if b.menu != nil {
		b.menu.reread()
	}
	if b.opts.Decide {
		b.opts.Decide, b.offers = false, false
		b.openMenu()
	}
	b.offer()
}

func (b *Board) press(k tea.KeyPressMsg) tea.Cmd {
	b.notice, b.closing = "", false
	if !b.opts.Password.IsZero() {
		return pressPassword(b, k.String())
	}
	if b.over != nil {
		var cmd tea.Cmd
		cmd, b.over = b.over.press(k)
		return cmd
	}
	if b.grid.Typing() {
		b.grid.Update(k)
		return nil
	}
	if b.page.open() && b.page.scrolled(k.String()) {
		return nil
	}
	switch k.String() {
	case "enter":
		b.openPage()
		return nil
	case "q":
		return func() tea.Msg { return app.Quit{} }
	case "r":
		return b.refresh()
	case "y":
		openCopy(b)
		return nil
	case "S":
		return openSSH(b)
	case "e":
		openTools(b)
		return nil
	case "t":
		openSupport(b)
		return nil
	case laterKey:
		openLater(b)
		return nil
	case "x":
		b.openMenu()
		return nil
	case orderKey:
		b.openMissing()
		return nil
	case "n":
		return openNew(b)
	}
	if !b.page.open() {
		b.moved = b.grid.Update(k) || b.moved
	}
	return nil
}

// Editing reports whether the filter is being typed.
func (b *Board) Editing() bool { return b.grid.Typing() || b.menu != nil && b.menu.form != nil }

// Back closes the menu or the filter, or goes to the list of orders.
func (b *Board) Back() (tea.Cmd, bool) {
	if b.menu != nil {
		b.menu = nil
		b.offer()
		return nil, true
	}
	if !b.opts.Password.IsZero() {
		putAway(b)
		return nil, true
	}
	if b.over != nil {
		b.over = nil
		return nil, true
	}
	if b.page.open() {
		b.page = machinePage{}
		return nil, true
	}
	if b.grid.Typing() || b.grid.Filter() != "" {
		b.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		return nil, true
	}
	if b.opts.List != nil {
		return func() tea.Msg { return app.Open{From: b, Page: b.opts.List} }, true
	}
	return nil, false
}

// Leave says that the order continues.
func (b *Board) Leave() string {
	if !b.opts.Password.IsZero() {
		return b.env.T("board.leave_password")
	}
	if at := slices.IndexFunc(b.views, func(v order.View) bool { return v.Status == order.Sending }); at >= 0 {
		v := b.views[at]
		return b.env.T("board.leave_sending", "Bought", v.Bought, "Wanted", v.Wanted)
	}
	if slices.ContainsFunc(b.views, func(v order.View) bool { return v.Open }) {
		return b.env.T("board.leave_open")
	}
	return b.env.T("board.leave")
}

// Close stops looking on.
func (b *Board) Close() {
	b.load.Cancel()
	b.stop()
	b.leave()
	if b.left != nil {
		b.left()
	}
}

// Head names the order.
func (b *Board) Head() app.Head {
	h := app.Head{Title: b.env.T("board.all"), Place: string(b.id), Simulated: b.env.Accounts.AllSimulated(b.env.Products)}
	h.Live = !h.Simulated && b.env.Accounts.AnyReal(b.env.Products)
	if len(b.views) == 0 {
		return h
	}
	if b.id != "" {
		v := b.views[0]
		h.Title = b.product(v.Product)
		h.Progress = strconv.Itoa(b.rows.sum.of(provider.StatusRunning)) + "/" + strconv.Itoa(v.Wanted) + " " +
			b.env.OrderWords().Word(v.Status)
	}
	h.Simulated = !slices.ContainsFunc(b.views, func(v order.View) bool { return !b.opts.Simulated(v.Account) })
	if h.Live = !h.Simulated; h.Live && order.Profiles(b.views) == 1 {
		h.Account = b.views[0].ProfileName()
	}
	return h
}

func (b *Board) product(id provider.ProductID) string {
	for _, p := range b.env.Products {
		if p.ID == id {
			return p.Vendor + " " + p.Name
		}
	}
	return string(id)
}
