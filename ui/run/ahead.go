package run

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term"
)

// Ahead is what a screen may show of a run that is still being opened.
type Ahead struct {
	// Env is for drawing: its accounts have no readers, and nothing can be ordered with it.
	Env *step.Env
	// Hints are those that whoever runs the program has used.
	Hints *PersonHints
	// New says that there is no journal yet, and so no order.
	New bool
}

// Begin shows a run before it is open. The context that it returns is the run's from then on. end is called when the
// run has ended, with its error, before anything else is written; it returns what the run ends with.
type Begin func(ctx context.Context, a Ahead) (run context.Context, end func(error) error)

// ahead is what can be shown before the journal is open.
func (rt *Runtime) ahead(c runOptions) Ahead {
	env := *rt.Env
	accounts := map[provider.ProductID][]step.Account{}
	for _, cred := range c.creds {
		a := cred.account()
		a.Problem = cred.Problem
		accounts[cred.Product.ID] = append(accounts[cred.Product.ID], a)
	}
	env.Accounts.Of = func(id provider.ProductID) []step.Account {
		if c.simulated() {
			return []step.Account{{Source: "sim", Simulated: true, Preferred: true}}
		}
		return accounts[id]
	}
	return Ahead{Env: &env, Hints: rt.Hints.Of(rt.Process.User), New: c.at.fresh()}
}

// fresh reports whether there is no journal yet. False says nothing: a server would have to be asked.
func (at Location) fresh() bool {
	if at.Shared() {
		return false
	}
	_, err := os.Stat(filepath.Join(at.Dir, journal.File))
	return errors.Is(err, fs.ErrNotExist)
}

// ErrLeft is the cause of a run that someone has left before it was open.
var ErrLeft = errors.New("left")

// Left is the end of such a run: that of one that was interrupted.
func Left() error {
	return report.Exit((&SignalError{syscall.SIGINT}).code(), report.NewError("cli.left"))
}

// screenPanic is err, and a panic of the screen is logged.
func (rt *Runtime) screenPanic(err error) error {
	if e, ok := errors.AsType[*term.PanicError](err); ok {
		return RecordPanic(rt.Env, rt.Log, e)
	}
	return err
}
