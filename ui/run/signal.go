package run

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/metalwright/metalwright/ui/report"
)

// SignalError is the cause of a context that a signal has ended.
type SignalError struct{ Signal syscall.Signal }

func (e *SignalError) Error() string { return e.Signal.String() }

// code is the exit code that shells know for the signal.
func (e *SignalError) code() int { return 128 + int(e.Signal) }

// Signals returns a context that ends when the process is interrupted, terminated, or loses its terminal; its cause
// says which. A closed pipe does not end the process from now on. The function ends the listening.
func Signals(parent context.Context) (context.Context, func()) {
	h := &hangupListener{c: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancelCause(context.WithValue(parent, hangupKey{}, h))
	got := make(chan os.Signal, 1)
	signal.Notify(got, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	// A reader that goes away is an error of the write, as with a full disk: it does not end the program between a
	// purchase and its answer. The channel is never read; other programs that are started do not inherit this, as
	// they would an ignored signal.
	unread := make(chan os.Signal, 1)
	signal.Notify(unread, syscall.SIGPIPE)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case came := <-got:
				s, ok := came.(syscall.Signal)
				if ok && h.receive(s) {
					continue
				}
				signal.Reset(syscall.SIGINT) // who presses ctrl+c again wants the end, and the journal can bear it
				if ok {
					cancel(&SignalError{s})
				}
			case <-ctx.Done():
			}
			return
		}
	})
	return ctx, func() {
		signal.Stop(got)
		signal.Stop(unread)
		cancel(nil)
		wg.Wait()
	}
}

// hangupListener is who wants to know of SIGHUP instead of being ended by it.
type hangupListener struct {
	wanted atomic.Bool
	c      chan struct{}
}

// receive reports whether the signal is one that someone waits for.
func (h *hangupListener) receive(s syscall.Signal) bool {
	if s != syscall.SIGHUP || !h.wanted.Load() {
		return false
	}
	select {
	case h.c <- struct{}{}:
	default: // it has not been fetched yet
	}
	return true
}

// Hangups receives each SIGHUP, which does not end the run from now on. ctx is that of [Signals]; of another one it is
// nil.
func Hangups(ctx context.Context) <-chan struct{} {
	h, ok := ctx.Value(hangupKey{}).(*hangupListener)
	if !ok {
		return nil
	}
	h.wanted.Store(true)
	return h.c
}

type hangupKey struct{}

// signalCode is the exit code of a run whose context a signal has ended.
func signalCode(ctx context.Context) int {
	if e, ok := errors.AsType[*SignalError](context.Cause(ctx)); ok {
		return e.code()
	}
	return report.ExitOther
}
