package cli

import (
	"context"
	"errors"
	"time"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/serve"
)

const (
	// blindLook is how often who follows an order looks whether the journal can be read, and written, again.
	blindLook = time.Second
	// blindRead is how long one look may take.
	blindRead = 10 * time.Second
	// blindFor is for how long a journal that is damaged, lost or full is waited for. One that does not answer, or is
	// busy, is waited for as long as the wait limit allows: nothing is wrong with what it has.
	blindFor = 10 * time.Second
)

// sight is how one order is seen in a journal that may fail meanwhile. The order does not depend on it.
type sight struct {
	program *program
	id      order.ID
	last    order.View // without an ID: it was not seen yet

	failed error // why the journal cannot be read or written; nil while it can
	since  time.Time
	told   bool
}

// look reads the order, and reports whether it could. An error is that there is no such order for whoever looks.
func (s *sight) look(ctx context.Context) (seen bool, err error) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), blindRead)
	defer done()
	v, err := s.program.orders.Order(ctx, s.id)
	if _, refused := serve.RefusalOf(err); refused || errors.Is(err, order.ErrNotFound) {
		return false, err
	}
	if err != nil && s.last.ID == "" && !s.program.run.has(s.id) { // nothing was followed yet
		return false, err
	}
	failed := err
	if err == nil {
		s.last, failed = v, s.program.service.Refused()
	}
	if failed == nil {
		s.told = false
	} else if s.failed == nil {
		s.since = s.program.proc.Now()
	}
	s.failed = failed
	return err == nil, nil
}

// patience says once that the journal fails, and ends with why when it is not waited for any longer.
func (s *sight) patience(seen bool) error {
	if s.failed == nil || seen && passing(s.failed) {
		return nil
	}
	if !s.told {
		s.told = true
		warn(s.program.proc.Err, s.program.env.Text, s.failed)
		note(s.program.proc.Err, s.program.env.T("apply.blind", "Order", s.id))
	}
	if passing(s.failed) || s.program.proc.Now().Sub(s.since) < blindFor {
		return nil
	}
	s.program.blind = true
	return s.failed
}

// passing reports whether the journal may be as before by itself: its server or another program is in the way.
func passing(err error) bool {
	e, ok := errors.AsType[*journal.Error](err)
	if !ok {
		return errors.Is(err, context.DeadlineExceeded)
	}
	return e.Reason == journal.ReasonUnreachable || e.Reason == journal.ReasonBusy
}
