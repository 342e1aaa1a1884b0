package order

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// errPanic is the error of a batch whose sending panicked. The details are in the log.
var errPanic = errors.New("internal error")

// panicked is what is known about a batch whose sending panics: either that it was not sent, or nothing at all.
func panicked(e event) answer {
	outcome := provider.Ambiguous
	if e == eventUnsent {
		outcome = provider.NotSent
	}
	return answer{event: e, err: &provider.Error{Kind: provider.KindProtocol, Outcome: outcome, Err: errPanic}}
}

// survive writes down what is known about b after a panic, so that the deadline need not pass first, and starts no
// further batch. It returns an error when b was not sent. If survive panics as well, the row stays as it is, and the
// watcher takes the batch over.
func (s *sender) survive(ctx context.Context, b journal.Batch, known answer, words string) error {
	s.log.Error("purchase panicked", "token", b.Token, "event", known.event, "panic", words, "stack",
		string(debug.Stack()))
	s.persist(ctx, b, known, func() error {
		_, err := s.settle(ctx, b, known, nil)
		return err
	})
	if known.event == eventUnsent {
		return errPanic
	}
	return nil
}

// guard calls f so that a panic in it ends neither the program nor the sessions of its other users: the panic is
// logged, and f is called again when its next call would have been due.
func guard(log *slog.Logger, what string, f func()) {
	defer func() {
		if p := recover(); p != nil { // its own words are left out: they may quote an answer
			log.Error("panic", "while", what, "type", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
		}
	}()
	f()
}
