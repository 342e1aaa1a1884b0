package order

import (
	"context"
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// lookups look up the batches whose outcome is not certain.
type lookups struct{ *watchEnv }

// lookAll does the look-ups that are due. A look-up that finds machines is proof. One that finds none proves nothing,
// however often it is repeated: the settle window only decides when a person is asked.
func (w *lookups) lookAll(ctx context.Context) error {
	var due []journal.Batch
	err := w.store.View(ctx, func(s *journal.Snapshot) (err error) {
		due, err = s.Batches.Due(w.key, w.now())
		return err
	})
	if err != nil {
		return err
	}
	if len(due) > fewLooks {
		return w.lookTogether(ctx, due)
	}
	for _, b := range due[:min(len(due), looksPerPass)] {
		if err := w.look(ctx, b); err != nil {
			return err
		}
		if ended(ctx) { // the rest is due at the next start
			return nil
		}
	}
	return nil
}

// look looks one batch up and records the result. Its error is one of the journal.
func (w *lookups) look(ctx context.Context, b journal.Batch) error {
	if b.State == journal.Sent {
		return w.expire(ctx, b)
	}
	if b.Make != nil {
		return w.lookMade(ctx, b)
	}
	found, err := w.find(ctx, b)
	switch {
	case ended(ctx): // which is no failure of the vendor's
		return nil
	case errors.Is(err, errTakenOver), errors.Is(err, errHopeless):
		return err
	}
	return w.looked(ctx, b, found, err, zones{})
}

// lookTogether looks up many batches with one list of all machines of metalwright: one request for each would take the
// budget that polling needs.
func (w *lookups) lookTogether(ctx context.Context, due []journal.Batch) error {
	if err := w.spend(ctx); err != nil {
		return nil //nolint:nilerr // the program ends; what is left is due at the next start
	}
	listed, failed := request(ctx, w.watchEnv, w.operator().Ours)
	seen := zones{}
	for _, b := range due {
		if ended(ctx) {
			return nil
		}
		var err error
		switch {
		case b.State == journal.Sent:
			err = w.expire(ctx, b)
		case b.Make != nil:
			err = w.lookMade(ctx, b)
		default:
			err = w.looked(ctx, b, ours(listed, b), failed, seen)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// looked writes what the vendor's answer to a look-up means. seen are the zones that were listed for it before.
func (w *lookups) looked(ctx context.Context, b journal.Batch, found []provider.Instance, failed error,
	seen zones,
) error {
	if failed != nil {
		return w.lookFailed(ctx, b, failed)
	}
	w.point("before look recorded")
	err := w.update(ctx, func(tx *journal.Tx) error { return (&settlement{w.watchEnv, tx}).machines(b.ID, found) })
	w.point("after look recorded")
	if err != nil {
		return err
	}
	return w.evidence(ctx, b.ID, seen)
}

// lookFailed writes that the vendor could not be asked, and when it is asked again.
func (w *lookups) lookFailed(ctx context.Context, b journal.Batch, failed error) error {
	w.log.Warn("look-up failed", "token", b.Token, "error", failed)
	at := w.now().Add(max(lookPause(b.Looks+1), retryAfter(failed)))
	return w.update(ctx, func(tx *journal.Tx) error {
		return errors.Join(tx.Batches.Change(b.ID, journal.Patch{LookAt: &at}),
			logLook(tx, b, eventLookFailed, failed.Error()))
	})
}

// expire ends the waiting for an answer at the deadline, which comes at once when the sender has ended
// ([failover.takeOver]). A later answer still counts.
func (w *lookups) expire(ctx context.Context, b journal.Batch) error {
	now := w.now()
	if now.Before(b.Deadline) { // someone asked to look earlier than an answer can be given up
		return w.update(ctx, func(tx *journal.Tx) error {
			return tx.Batches.Change(b.ID, journal.Patch{LookAt: &b.Deadline})
		})
	}
	settle := now.Add(settleWindow(w.operator().Product()))
	return w.update(ctx, func(tx *journal.Tx) error {
		_, err := move(tx, b.ID, eventExpire, whyExpired, journal.Patch{LookAt: &now, SettleAt: &settle})
		return err
	})
}

// find asks the vendor for the machines that carry the token of b.
func (w *lookups) find(ctx context.Context, b journal.Batch) ([]provider.Instance, error) {
	var o journal.Order
	err := w.store.View(ctx, func(s *journal.Snapshot) error {
		var (
			ok  bool
			err error
		)
		if o, ok, err = s.Orders.Get(b.Order); err == nil && !ok {
			err = errors.New("a batch without an order")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := w.spend(ctx); err != nil {
		return nil, err
	}
	r := w.operator()
	rows, err := request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Instance, error) {
		return r.Find(ctx, provider.Batch{Token: b.Token, Spec: r.Part(o.Spec, b.First, b.Wanted)})
	})
	return ours(rows, b), err
}

// ours are those machines that b has bought.
func ours(rows []provider.Instance, b journal.Batch) []provider.Instance {
	var of []provider.Instance
	for _, i := range rows {
		if carries(i, b) {
			of = append(of, i)
		}
	}
	return of
}

// carries reports whether i is a machine of b: its tag equals, or its name contains, the token, and its zone is right.
func carries(i provider.Instance, b journal.Batch) bool {
	if i.Zone != "" && b.Zone != "" && i.Zone != b.Zone {
		return false
	}
	return i.Token == b.Token || strings.Contains(i.Name, b.Token) || strings.Contains(i.Hostname, b.Token)
}
