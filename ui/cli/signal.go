package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// signalError is the cause of a context that a signal has ended.
type signalError struct{ signal syscall.Signal }

func (e *signalError) Error() string { return e.signal.String() }

// code is the exit code that shells know for the signal.
func (e *signalError) code() int { return 128 + int(e.signal) }

// Signals returns a context that ends when the process is interrupted, terminated, or loses its terminal; its cause says
// which. The function ends the listening.
func Signals(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	got := make(chan os.Signal, 1)
	signal.Notify(got, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	var wg sync.WaitGroup
	wg.Go(func() {
		select {
		case s := <-got:
			if s, ok := s.(syscall.Signal); ok {
				cancel(&signalError{s})
			}
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		signal.Stop(got)
		cancel(nil)
		wg.Wait()
	}
}

// signalCode is the exit code of a run whose context a signal has ended.
func signalCode(ctx context.Context) int {
	if e, ok := errors.AsType[*signalError](context.Cause(ctx)); ok {
		return e.code()
	}
	return exitOther
}
