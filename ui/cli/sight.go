package cli

import (
	"context"
	"errors"
	"time"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/serve"
)

// orderReader is how one order is seen in a journal that may fail meanwhile. The order does not depend on it.
type orderReader struct {
	rt   *run.Runtime
	id   order.ID
	last order.View // without an ID: it was not seen yet

	failed error // why the journal cannot be read or written; nil while it can
	since  time.Time
	said   bool
}

// look reads the order, and reports whether it could. An error is that there is no such order for whoever looks.
func (s *orderReader) look(ctx context.Context) (seen bool, err error) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), run.JournalRead)
	defer done()
	v, err := s.rt.Orders.Order(ctx, s.id)
	if _, refused := serve.RefusalOf(err); refused || errors.Is(err, order.ErrNotFound) {
		return false, err
	}
	if err != nil && s.last.ID == "" && !s.rt.Purchases.Has(s.id) { // nothing was followed yet
		return false, err
	}
	failed := err
	if err == nil {
		s.last, failed = v, s.rt.Service.Refused()
	}
	if failed == nil {
		s.said = false
	} else if s.failed == nil {
		s.since = s.rt.Process.Now()
	}
	s.failed = failed
	return err == nil, nil
}

// giveUp says once that the journal fails, and ends with why when it is not waited for any longer.
func (s *orderReader) giveUp(seen bool) error {
	if s.failed == nil || seen && passing(s.failed) {
		return nil
	}
	if !s.said {
		s.said = true
		report.Warn(s.rt.Process.Err, s.rt.Env.Text, s.failed)
		report.Note(s.rt.Process.Err, s.rt.Env.T("apply.blind", "Order", s.id))
	}
	if passing(s.failed) || s.rt.Process.Now().Sub(s.since) < run.JournalPatience {
		return nil
	}
	s.rt.JournalFailed = true
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
