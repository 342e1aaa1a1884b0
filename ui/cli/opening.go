package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/wizard"
)

// screen is the local terminal of a run that shows pages. It has its first frame before the run is open: until then it
// shows the wizard where that is known to come, and else an empty frame.
type screen struct {
	flags  run.Flags
	wizard bool // the first page is the wizard if there are no orders

	process run.Process
	app     *app.App
	standIn app.Page
	// Of the run once it is open; nil before. They are used in the program's loop.
	leave, stay func()

	send    func(tea.Msg) // once started
	started chan struct{}
	kill    context.CancelCauseFunc
	opened  atomic.Bool // there is a page to show, or there never will be
	release func()      // of the error stream
	gone    chan struct{}
	left    bool  // it ended before it was opened; once gone
	err     error // of [term.Run]; once gone
}

// attach has the run of p begin with the screen, where it has one of its own.
func (s *screen) attach(p *run.Process) {
	if p.Screen && p.Session == nil {
		s.process = *p
		p.Begin = s.begin
	}
}

// begin draws the first frame while the run is opened.
func (s *screen) begin(parent context.Context, a run.Ahead) (context.Context, func(error) error) {
	ctx, cancel := context.WithCancelCause(parent)
	var shown context.Context
	shown, s.kill = context.WithCancelCause(parent)
	s.release = func() {}
	if e, ok := s.process.Err.(*report.Stream); ok {
		s.release = e.Hold()
	}
	s.standIn = &blank{a.Env}
	if s.wizard && a.New {
		s.standIn = wizard.New(a.Env, steps.All(), step.Draft{}, wizard.Options{})
	}
	ao := app.Options{
		ASCII: s.flags.ASCII, Mouse: s.flags.Mouse, Keys: s.flags.Keys, Opening: true,
		OnLeave: func() { s.leave() }, OnStay: func() { s.stay() },
	}
	if a.Hints != nil {
		ao.Hints = a.Hints
	}
	s.app = app.New(a.Env, s.standIn, ao)
	s.started, s.gone = make(chan struct{}), make(chan struct{})
	o := terminalOptions(s.process, s.flags)
	o.AskLater = true
	o.OnStart = func(send func(tea.Msg)) {
		s.send = send
		close(s.started)
	}
	go func() {
		defer close(s.gone)
		s.err = runTerminal(shown, s.app, o)
		if s.left = !s.opened.Swap(true); s.left {
			cancel(run.ErrLeft)
		}
	}()
	return ctx, func(err error) error {
		s.quit()
		cancel(nil)
		switch {
		case !s.left || parent.Err() != nil:
			return err
		case s.err != nil:
			return s.err
		default:
			return run.Left()
		}
	}
}

// runTerminal is [term.Run] for a goroutine of its own.
func runTerminal(ctx context.Context, m tea.Model, o term.Options) (err error) {
	defer func() {
		if e := term.NewPanic(recover()); e != nil {
			err = e
		}
	}()
	return term.Run(ctx, m, o)
}

// post sends a message unless the screen is gone.
func (s *screen) post(msg tea.Msg) {
	select {
	case <-s.started:
		s.send(msg)
	case <-s.gone:
	}
}

// quit ends the screen, if it is still there.
func (s *screen) quit() {
	s.opened.Store(true)
	s.post(app.Quit{})
	<-s.gone
	s.release()
	s.kill(nil)
}

// show shows pages of the run, which is open now, until the screen is left.
func (s *screen) show(ctx context.Context, rt *run.Runtime, first func() app.Page) error {
	if rt.Process.Session != nil {
		return showSession(ctx, rt, s.flags, first())
	}
	target, err := notifyOptions(rt, s.flags.Notify)
	if err != nil {
		return err
	}
	defer notifyBeside(ctx, rt, target, s.post)()
	defer context.AfterFunc(ctx, func() { s.kill(context.Cause(ctx)) })()
	run.FreeOpening()
	s.opened.Store(true)
	s.post(app.Open{From: s.standIn, Page: func() app.Page {
		// The first ctrl+c starts no further request; who stays continues.
		s.leave, s.stay = rt.Service.StopStarting, rt.Service.StartAgain
		return first()
	}})
	s.post(term.Ask{})
	defer s.warn(ctx, rt)()
	<-s.gone
	s.release()
	noteUnfinished(context.WithoutCancel(ctx), rt)
	if e, ok := errors.AsType[*term.PanicError](s.err); ok {
		return panicked(rt, e, s.app.Page())
	}
	saveOpenDraft(rt, s.app.Page())
	return s.err
}

// warn says which passwords may be lost, and which order is not released or will be soon. It returns a function
// that waits until it has.
func (s *screen) warn(ctx context.Context, rt *run.Runtime) (wait func()) {
	var asked sync.WaitGroup
	asked.Go(func() {
		if text := rt.Env.Join().Sentences(unsavedPasswords(ctx, rt), nextRelease(ctx, rt)); text != "" {
			s.post(app.Notice{Text: text})
		}
	})
	return asked.Wait
}

// unsavedPasswords says of how many machines that are there the password may be lost; "" where that is not known: the
// pages say why the journal cannot be read.
func unsavedPasswords(ctx context.Context, rt *run.Runtime) string {
	all, err := rt.Service.Audit.Unsaved(ctx)
	if err != nil {
		return ""
	}
	n, first := 0, order.ID("")
	for _, id := range all {
		v, err := rt.Orders.Order(ctx, id)
		if err == nil && v.CountThere() > 0 { // or it was removed for its age
			n, first = n+v.CountThere(), cmp.Or(first, id)
		}
	}
	if n == 0 {
		return ""
	}
	return rt.Env.T("password_unsaved.start", "Count", n, "Order", first)
}

// nextRelease says which order is not released as it was to be, or which one is released next, where that is soon.
func nextRelease(ctx context.Context, rt *run.Runtime) string {
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		return ""
	}
	for _, v := range views {
		if v.Attention == order.AttentionRelease && !v.Forgotten {
			return rt.Env.T("release_later.start_held", "Order", v.ID, "Why", rt.Env.Releases().Planned(v))
		}
	}
	soon := slices.DeleteFunc(views, func(v order.View) bool {
		return !v.Later.Soon(rt.Env.Now()) || v.CountThere() == 0
	})
	if len(soon) == 0 {
		return ""
	}
	v := slices.MinFunc(soon, func(a, b order.View) int { return a.Later.At.Compare(b.Later.At) })
	return rt.Env.T("release_later.start", "Order", v.ID, "Time", v.Later.At.UTC().Format("2006-01-02 15:04 UTC"))
}

// blank is the page of a run that is not open and of which nothing is known.
type blank struct{ env *step.Env }

// Init starts nothing.
func (b *blank) Init() tea.Cmd { return nil }

// Update takes nothing.
func (b *blank) Update(tea.Msg) tea.Cmd { return nil }

// View is empty.
func (b *blank) View(int, int) (string, *tea.Cursor) { return "", nil }

// Head says what is known: whether the accounts are simulated.
func (b *blank) Head() app.Head {
	return app.Head{Simulated: b.env.Accounts.AllSimulated(b.env.Products)}
}

// Keys are none.
func (b *blank) Keys() []key.Binding { return nil }

// Editing is never.
func (b *blank) Editing() bool { return false }

// Backs is never: nothing is before it.
func (b *blank) Backs() bool { return false }

// Back leads nowhere.
func (b *blank) Back() (tea.Cmd, bool) { return nil, false }

// Leave is never asked: who leaves leaves at once.
func (b *blank) Leave() string { return "" }

// Close ends nothing.
func (b *blank) Close() {}
