package cli

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/board"
	"github.com/metalwright/metalwright/ui/orders"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/wizard"
)

// terminalOptions are those of the terminal that shows the screens.
func terminalOptions(p run.Process, f run.Flags) term.Options {
	o := term.Options{
		In: p.In, Out: report.Terminal(p.Out), Env: p.Env, Width: p.Width, Height: p.Height, Resize: p.Resize,
	}
	if r := report.RecordingOf(p.Out); r != nil {
		o.Copy = r
	}
	switch f.Color {
	case "never":
		o.Profile = new(colorprofile.Ascii)
	case "always":
		o.Profile = new(colorprofile.TrueColor)
	}
	return o
}

// showSession shows the screens of someone who is signed in over SSH, until they are left. That stops nothing that the
// server does.
func showSession(ctx context.Context, rt *run.Runtime, f run.Flags, first app.Page) error {
	target, err := notifyOptions(rt, f.Notify)
	if err != nil {
		return err
	}
	o, end := terminalOptions(rt.Process, f), func() {}
	o.OnStart = func(send func(tea.Msg)) { end = notifyBeside(ctx, rt, target, send) }
	defer func() { end() }()
	ao := app.Options{ASCII: f.ASCII, Mouse: f.Mouse}
	if h := rt.Hints.Of(rt.Process.User); h != nil {
		ao.Hints = h
	}
	if rt.Env.Secrets.Recorded() {
		ao.Notice = rt.Env.T("serve.recorded")
	}
	m := app.New(rt.Env, first, ao)
	err = rt.Process.Session.Show(ctx, m, o)
	saveOpenDraft(rt, m.Page()) // also after a panic, which the server has logged
	return err
}

// newWizard is a new wizard page with nothing answered. back makes the page before it; nil: there is none.
func newWizard(rt *run.Runtime, back func() app.Page) app.Page {
	return wizard.New(wizardEnv(rt), steps.All(), step.Draft{}, wizardOptions(rt, back))
}

// wizardEnv is what wizards of this run may use: they can also begin with what is there already.
func wizardEnv(rt *run.Runtime) *step.Env {
	own := *rt.Env
	own.Files.Edit = editor(rt.Process)
	own.Starts = func(ctx context.Context) []step.Start { return starts(ctx, rt) }
	return &own
}

// wizardOptions is where orders of this run go, and what is around the wizard.
func wizardOptions(rt *run.Runtime, back func() app.Page) wizard.Options {
	o := wizard.Options{
		Orders: rt.Orders, Board: boardOpener(rt), Back: back,
		List: func(back func() app.Page) app.Page { return ordersPage(rt, back) },
	}
	if rt.Newcomer {
		o.Tour = rt.Process.Tour
		o.Keys = func(back func() app.Page) app.Page { return wizard.NewKeys(rt.Env, back) }
	}
	if rt.Drafts != nil {
		o.Drafts = &drafts{rt: rt}
	}
	return o
}

// boardOpener opens the board of an order.
func boardOpener(rt *run.Runtime) func(order.ID, provider.Secret) app.Page {
	return func(id order.ID, made provider.Secret) app.Page { return boardPage(rt, id, made) }
}

// boardPage shows an order, and once the password that was made for it.
func boardPage(rt *run.Runtime, id order.ID, made provider.Secret) app.Page {
	o := boardOptions(rt)
	o.Password = made
	return board.New(rt.Env, rt.Orders, id, o)
}

// boardOptions is what every board of this run needs.
func boardOptions(rt *run.Runtime) board.Options {
	return board.Options{
		Simulated: rt.SimulatedAccount, Again: wizardOpener(rt), List: func() app.Page { return ordersPage(rt, nil) },
		Access: boardAccess(rt), Shared: rt.Boards,
		Watch: watchers(rt), Tick: boardTick(rt), After: rt.Process.After,
		May: func(v order.View, a policy.Action) bool { return may(rt, v, a) },
	}
}

// ordersPage is the list of orders. back makes the page before it; nil: there is none.
func ordersPage(rt *run.Runtime, back func() app.Page) app.Page { return ordersPageOf(rt, back, nil) }

// ordersPageOf is the same, which shows views until it has read them; nil: nothing.
func ordersPageOf(rt *run.Runtime, back func() app.Page, views []order.View) app.Page {
	again := func(v order.View) app.Page {
		s, _ := orderStart(rt.Env.Ctx, rt, v) // the list asks only for those whose answers are known
		return wizard.Begin(wizardEnv(rt), steps.All(), s, wizardOptions(rt, func() app.Page { return ordersPage(rt, nil) }))
	}
	if !mayOrder(rt) {
		again = nil
	}
	return orders.New(rt.Env, rt.Orders, orders.Options{
		Orphans: func() app.Page { return orphansPage(rt) }, Renewals: func() app.Page { return renewalsPage(rt) },
		Board: func(id order.ID) app.Page { return boardPage(rt, id, provider.Secret{}) }, New: wizardOpener(rt),
		Again: again, Back: back, Simulated: rt.SimulatedAccount, Views: views,
		Decide: func(id order.ID) app.Page {
			o := boardOptions(rt)
			o.Decide = true
			return board.New(rt.Env, rt.Orders, id, o)
		},
	})
}

// orphansPage is the list of what no order uses.
func orphansPage(rt *run.Runtime) app.Page {
	return orders.NewOrphans(rt.Env, rt.Orders, orders.OrphanOptions{
		Board: func(id order.ID) app.Page { return boardPage(rt, id, provider.Secret{}) },
		Back:  func() app.Page { return ordersPage(rt, nil) },
	})
}

// renewalsPage is the list of when prepaid machines are renewed.
func renewalsPage(rt *run.Runtime) app.Page {
	return orders.NewRenewals(rt.Env, rt.Orders, orders.RenewalOptions{
		Board: func(id order.ID) app.Page { return boardPage(rt, id, provider.Secret{}) },
		Back:  func() app.Page { return ordersPage(rt, nil) },
		May:   func(v order.View, a policy.Action) bool { return may(rt, v, a) },
	})
}

// wizardOpener opens a new wizard; nil for those who may not order.
func wizardOpener(rt *run.Runtime) func() app.Page {
	if !mayOrder(rt) {
		return nil
	}
	return func() app.Page { return newWizard(rt, func() app.Page { return ordersPage(rt, nil) }) }
}

// mayOrder reports whether a new order can be started at all.
func mayOrder(rt *run.Runtime) bool {
	return rt.Process.Session == nil || rt.Process.Session.Person().Ever(policy.Order)
}

// may reports what the one who runs this may do with an order. Who runs the program themselves is bound by no role, but
// approves no order of their own.
func may(rt *run.Runtime, v order.View, a policy.Action) bool {
	mine := v.By == rt.Process.User || v.Approval != nil && v.Approval.By == rt.Process.User
	if mine && (a == policy.Approve || a == policy.Deny) {
		return false
	}
	return rt.Process.Session == nil || rt.Process.Session.Person().May(a, v.By)
}

// watchers returns who else looks at an order; nil where nobody else can.
func watchers(rt *run.Runtime) func(order.ID) (<-chan []string, func()) {
	if rt.Process.Session == nil {
		return nil
	}
	return rt.Process.Session.Watch
}

// sessionTick is how often a board's clocks advance over SSH: a changed frame costs a millisecond of the server's core.
const sessionTick = 2 * time.Second

// boardTick is how often a board's clocks advance; 0 is the board's own pace.
func boardTick(rt *run.Runtime) time.Duration {
	if rt.Process.Session == nil {
		return 0
	}
	return sessionTick
}

// maxUnfinished is how many orders are named when the screens are left.
const maxUnfinished = 5

// noteUnfinished says in the shell what continues when the screens have been left.
func noteUnfinished(ctx context.Context, rt *run.Runtime) {
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		return // the screens have shown what there is
	}
	for _, v := range views {
		if text := rt.Env.OrderWords().Arrived(v); text != "" && rt.Purchases.Has(v.ID) {
			report.Note(rt.Process.Err, text)
		}
	}
	sending := rt.Service.Sending() // the end of the run says what came of those
	views = slices.DeleteFunc(views, func(v order.View) bool { return !v.Unfinished() || slices.Contains(sending, v.ID) })
	for _, v := range views[:min(len(views), maxUnfinished)] {
		report.Note(rt.Process.Err, report.ExitSummary(rt.Env, v))
	}
	if n := len(views) - maxUnfinished; n > 0 {
		report.Note(rt.Process.Err, rt.Env.T("exit_summary.more", "Count", n))
	}
}
