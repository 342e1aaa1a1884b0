package order

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// lookAll does the look-ups that are due. A look-up that finds machines is proof. One that finds none proves nothing,
// however often it is repeated: the settle window only decides when a person is asked.
func (w *watcher) lookAll(ctx context.Context) error {
	var due []journal.Batch
	err := w.store.View(ctx, func(s *journal.Snapshot) (err error) {
		due, err = s.DueLooks(w.key, w.now())
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
func (w *watcher) look(ctx context.Context, b journal.Batch) error {
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
func (w *watcher) lookTogether(ctx context.Context, due []journal.Batch) error {
	if err := w.spend(ctx); err != nil {
		return nil //nolint:nilerr // the program ends; what is left is due at the next start
	}
	listed, failed := request(ctx, w, w.operator().Ours)
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
func (w *watcher) looked(ctx context.Context, b journal.Batch, found []provider.Instance, failed error,
	seen zones,
) error {
	if failed != nil {
		return w.lookFailed(ctx, b, failed)
	}
	w.point("before look recorded")
	err := w.update(ctx, func(tx *journal.Tx) error { return w.conclude(tx, b.ID, found) })
	w.point("after look recorded")
	if err != nil {
		return err
	}
	return w.evidence(ctx, b.ID, seen)
}

// lookFailed writes that the vendor could not be asked, and when it is asked again.
func (w *watcher) lookFailed(ctx context.Context, b journal.Batch, failed error) error {
	w.log.Warn("look-up failed", "token", b.Token, "error", failed)
	at := w.now().Add(max(lookPause(b.Looks+1), retryAfter(failed)))
	return w.update(ctx, func(tx *journal.Tx) error {
		return errors.Join(tx.Change(b.ID, journal.Patch{LookAt: &at}), logLook(tx, b, eventLookFailed, failed.Error()))
	})
}

// expire ends the waiting for an answer at the deadline, which comes at once when the sender has ended
// ([failover.takeOver]). A later answer still counts.
func (w *watcher) expire(ctx context.Context, b journal.Batch) error {
	now := w.now()
	if now.Before(b.Deadline) { // someone asked to look earlier than an answer can be given up
		return w.update(ctx, func(tx *journal.Tx) error {
			return tx.Change(b.ID, journal.Patch{LookAt: &b.Deadline})
		})
	}
	settle := now.Add(settleWindow(w.operator().Product()))
	return w.update(ctx, func(tx *journal.Tx) error {
		_, err := move(tx, b.ID, eventExpire, "no answer until the deadline", journal.Patch{LookAt: &now, SettleAt: &settle})
		return err
	})
}

// find asks the vendor for the machines that carry the token of b.
func (w *watcher) find(ctx context.Context, b journal.Batch) ([]provider.Instance, error) {
	var o journal.Order
	err := w.store.View(ctx, func(s *journal.Snapshot) error {
		var (
			ok  bool
			err error
		)
		if o, ok, err = s.Order(b.Order); err == nil && !ok {
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
	rows, err := request(ctx, w, func(ctx context.Context) ([]provider.Instance, error) {
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

// conclude is W4, and applies the look-up's result to the batch. The row is read again: it may have changed.
func (w *watcher) conclude(tx *journal.Tx, batch string, found []provider.Instance) error {
	b, ok, err := tx.Batch(batch)
	if err != nil || !ok {
		return err
	}
	now := w.now()
	n, err := adoptAll(tx, b, found, journal.SourceFound, now, w.operator().Product())
	if err != nil {
		return err
	}
	if len(found) > 0 {
		if err := tx.Wake(b.Key, now); err != nil {
			return err
		}
	}
	if err := logLook(tx, b, eventLooked, strconv.Itoa(n)); err != nil {
		return err
	}
	p := journal.Patch{LookedAt: &now, Looks: new(b.Looks + 1), LookAt: new(time.Time{})}
	if n > b.Wanted {
		p.Attention = new(string(attentionMore))
	}
	switch b.State {
	case journal.Ambiguous:
		return w.concludeAmbiguous(tx, b, n, p)
	case journal.Intent:
		if n > 0 { // the journal is an older copy of the truth
			return accept(tx, b, eventFind, n, p)
		}
		_, err := move(tx, b.ID, eventUnsent, "never sent", p)
		return err
	case journal.Accepted:
		p.Shortfall = new(max(b.Wanted-n, 0))
		if err := tx.Change(b.ID, p); err != nil {
			return err
		}
		return finish(tx, b.ID)
	case journal.Unresolved, journal.Rejected, journal.NotSent, journal.Closed:
		return w.concludeSweep(tx, b, n, len(found) > 0, p)
	default:
		return w.concludeSent(tx, b, n, p)
	}
}

// concludeSent leaves a batch that waits for its answer to its sender. The exception is a batch whose machines are all
// there and whose sender is not known to be alive: a living sender would lose its further batches.
func (w *watcher) concludeSent(tx *journal.Tx, b journal.Batch, n int, p journal.Patch) error {
	if n < b.Wanted {
		return nil
	}
	sender, err := w.owners.look(&tx.Snapshot, b.Owner)
	if err != nil || sender == vitalAlive {
		return err
	}
	return accept(tx, b, eventFind, n, p)
}

func (w *watcher) concludeAmbiguous(tx *journal.Tx, b journal.Batch, n int, p journal.Patch) error {
	now := w.now()
	settled := !now.Before(b.SettleAt)
	switch {
	case n >= b.Wanted, n > 0 && settled:
		return accept(tx, b, eventFind, n, p)
	case settled:
		p.LookAt = new(now.Add(sweepOpen))
		_, err := move(tx, b.ID, eventGiveUp, "looked for long enough, nothing found", p)
		return err
	default: // more may appear
		at := now.Add(lookPause(b.Looks + 1))
		if at.After(b.SettleAt) { // a person is asked then, and not a pause later
			at = b.SettleAt
		}
		p.LookAt = &at
		return tx.Change(b.ID, p)
	}
}

// concludeSweep handles batches that were thought to have bought nothing. changed is whether the vendor listed any
// machine.
func (w *watcher) concludeSweep(tx *journal.Tx, b journal.Batch, n int, changed bool, p journal.Patch) error {
	now := w.now()
	if changed && (n > b.Wanted-b.Shortfall || b.State != journal.Closed) {
		return surprise(tx, b, n, p)
	}
	switch {
	case b.State == journal.Unresolved:
		p.LookAt = new(now.Add(sweepOpen))
	case now.Sub(b.Changed) < sweepFor:
		p.LookAt = new(now.Add(sweepDaily))
	}
	return tx.Change(b.ID, p)
}

// surprise accepts machines that turned up late. If they were bought again in the meantime, a person must see that. A
// forgotten order is shown again.
func surprise(tx *journal.Tx, b journal.Batch, n int, p journal.Patch) error {
	if err := tx.Recall(b.Order); err != nil {
		return err
	}
	p.Attention = new(string(attentionLate))
	siblings, err := tx.Batches(b.Order)
	if err != nil {
		return err
	}
	if boughtAgain(siblings, b.ID) {
		p.Attention = new(string(attentionTwice))
	}
	return accept(tx, b, eventSurprise, n, p)
}

// accept moves b to accepted with n machines.
func accept(tx *journal.Tx, b journal.Batch, e event, n int, p journal.Patch) error {
	p.Shortfall = new(max(b.Wanted-n, 0))
	if _, err := move(tx, b.ID, e, "found by its token", p); err != nil {
		return err
	}
	return finish(tx, b.ID)
}

// adoptAll writes the machines of found that are new, and returns how many b has then.
func adoptAll(tx *journal.Tx, b journal.Batch, found []provider.Instance, src journal.Source, now time.Time,
	p *provider.Product,
) (int, error) {
	known, err := tx.InBatch(b.ID)
	if err != nil {
		return 0, err
	}
	have := map[provider.InstanceID]bool{}
	for _, k := range known {
		have[k.ID] = true
	}
	for _, i := range found {
		if have[i.ID] {
			continue
		}
		row := journal.Instance{
			Instance: i, Key: b.Key, Batch: b.ID, Position: len(have), Source: src, Accepted: now, Changed: now, Seen: now,
		}
		if row.Zone == "" {
			row.Zone = b.Zone
		}
		if row.Status == "" {
			row.Status = provider.StatusUnknown
		}
		if row.Status == provider.StatusRunning {
			row.Running = now
		}
		if err := inspect(tx, p, &row); err != nil {
			return 0, err
		}
		mine, err := tx.PutInstance(row)
		if err != nil {
			return 0, err
		}
		if mine {
			have[i.ID] = true
		}
	}
	return len(have), nil
}
