package order

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// sweepRetry is how long after a sweep that failed the next one comes.
const sweepRetry = time.Minute

// sweeper compares what the vendor lists with the journal, and takes over what the journal does not know.
type sweeper struct {
	*watchEnv
	started bool      // uncertain batches were made due, once since the start
	sweptAt time.Time // the last try
	sweepAt time.Time // the next sweep while no decision is pending; zero before the first
	failed  bool      // the last try
	line    string    // the server's timeline that was swept
}

// learn takes over the time of a sweep that another program has made meanwhile, or just before this one began. It does
// so only on a server, whose history shows that no row was lost since. A file may be a restored copy, so there every
// program begins with a sweep of its own.
func (w *sweeper) learn(watch journal.Watch) {
	line, now := w.store.Host().Timeline(), w.now()
	if line != w.line { // the journal may lack what was written last: as after a restored backup
		w.started, w.line = w.line == "" && w.started, line
	}
	fresh := !watch.Swept.After(now) && now.Sub(watch.Swept) < sweepDaily && watch.Line == line
	if !fresh || !w.started && line == "" || w.started && !watch.Swept.After(w.sweptAt) {
		return
	}
	w.started, w.failed, w.sweptAt, w.sweepAt = true, false, watch.Swept, watch.Swept.Add(sweepDaily)
}

// firstSweep is when a program that has just started makes its first sweep. It is at once when another program has
// sent a request and recorded no answer, when the last sweep (or, before the first, the creation of the journal) was a
// day ago, or when the last sweep belongs to another timeline of the server. Otherwise it is after a while. So a start
// asks the vendor only about open orders, and does not ask about a product that is not used. Every program that keeps
// running does sweep, because a file may be a restored copy.
func (w *sweeper) firstSweep(s *journal.Snapshot, watch journal.Watch) (time.Time, error) {
	now, last := w.now(), watch.Swept
	if open, err := s.Batches.SentElsewhere(w.key, w.owners.owner); open || err != nil {
		return now, err
	}
	if !last.IsZero() && watch.Line != w.store.Host().Timeline() {
		return now, nil
	}
	if last.IsZero() {
		made, err := s.Created()
		if err != nil {
			return now, err
		}
		last = made // zero in the journal of an older version: it may have lost orders since
	}
	if last.After(now) || now.Sub(last) >= sweepDaily { // or the clock was put back
		return now, nil
	}
	return now.Add(sweepFirst), nil
}

// nextSweep is when the machines that the vendor lists are compared with the journal again: some time after the start
// unless another host has done it, every 15 minutes while an order waits for a decision, otherwise daily.
func (w *sweeper) nextSweep(unresolved bool) time.Time {
	if unresolved && !w.failed {
		return earliest(w.sweepAt, w.sweptAt.Add(sweepOpen))
	}
	return w.sweepAt
}

// sweep lists the machines that carry a token of metalwright and takes over those that the journal does not know: the
// vendor may have been slower than the wait, or the journal may be a restored copy.
func (w *sweeper) sweep(ctx context.Context) error {
	var (
		unresolved  bool
		first, last time.Time
	)
	err := w.store.View(ctx, func(s *journal.Snapshot) (err error) {
		if unresolved, err = s.Batches.Unresolved(w.key); err != nil {
			return err
		}
		watch, err := s.Watches.Get(w.key)
		if err != nil {
			return err
		}
		w.learn(watch)
		if last = watch.Swept; !w.started {
			first, err = w.firstSweep(s, watch)
		}
		return err
	})
	if err != nil {
		return err
	}
	if !w.started {
		if err := w.wakeLooks(ctx); err != nil {
			return err
		}
		w.started, w.sweptAt, w.sweepAt = true, last, first
	}
	if w.sweepAt.IsZero() || w.now().Before(w.nextSweep(unresolved)) {
		return nil
	}
	if err := w.spend(ctx); err != nil {
		if errors.Is(err, errTakenOver) || errors.Is(err, errHopeless) {
			return err
		}
		return nil // the program ends, and the next one sweeps
	}
	listed, err := request(ctx, w.watchEnv, w.operator().Ours)
	if ended(ctx) {
		return nil
	}
	w.sweptAt, w.failed = w.now(), err != nil
	w.sweepAt = w.sweptAt.Add(sweepDaily)
	if err != nil {
		w.log.Warn("sweep failed", "product", w.key.Product, "error", err)
		w.sweepAt = w.sweptAt.Add(max(sweepRetry, retryAfter(err)))
		return nil
	}
	for token, rows := range byToken(listed) {
		if err := w.claim(ctx, token, rows, false); err != nil {
			return err
		}
	}
	return w.update(ctx, func(tx *journal.Tx) error { return tx.Watches.SetSwept(w.key, w.line) })
}

// wakeLooks makes the look-ups of uncertain batches due, once per program, when it sweeps at its start.
func (w *sweeper) wakeLooks(ctx context.Context) error {
	return w.update(ctx, func(tx *journal.Tx) error {
		return errors.Join(w.clampDue(tx), tx.Batches.WakeLooks(w.key, time.Time{}, journal.Ambiguous, journal.Unresolved))
	})
}

// byToken sorts machines by the token that they carry; other people's tags are left out.
func byToken(listed []provider.Instance) map[string][]provider.Instance {
	of := map[string][]provider.Instance{}
	for _, i := range listed {
		if isToken(i.Token) && !slices.ContainsFunc(of[i.Token], func(o provider.Instance) bool { return o.ID == i.ID }) {
			of[i.Token] = append(of[i.Token], i)
		}
	}
	return of
}

// claim takes over the machines with a token if they bring a change, even those of an order that was removed for its
// age. As far as was known, none of its machines existed then; an earlier version removed orders whose machines did.
// gone says whether machines that were released make an order, too.
func (w *sweeper) claim(ctx context.Context, token string, found []provider.Instance, gone bool) error {
	return w.claimFor(ctx, token, found, gone, func(*journal.Tx) error { return nil })
}

// claimFor is claim, which calls note in the transaction that makes a change.
func (w *sweeper) claimFor(ctx context.Context, token string, found []provider.Instance, gone bool,
	note func(*journal.Tx) error,
) error {
	changed := false
	err := w.store.View(ctx, func(s *journal.Snapshot) error {
		for _, i := range found {
			known, err := s.Instances.Known(w.key, i.ID)
			if err != nil {
				return err
			}
			changed = changed || !known
		}
		return nil
	})
	if err != nil || !changed {
		return err
	}
	w.point("before claim")
	err = w.update(ctx, func(tx *journal.Tx) error {
		if err := w.take(tx, token, found, gone); err != nil {
			return err
		}
		return note(tx)
	})
	w.point("after claim")
	return err
}

// take is the change of [sweeper.claim].
func (w *sweeper) take(tx *journal.Tx, token string, found []provider.Instance, gone bool) error {
	b, ok, err := tx.Batches.ByToken(token)
	switch {
	case err != nil:
		return err
	case !ok:
		return w.recoverOrder(tx, token, found, gone)
	case b.Key != w.key:
		return nil // the same account under another name has it
	}
	if err := growBatch(tx, b, len(found)); err != nil {
		return err
	}
	return (&settlement{w.watchEnv, tx}).machines(b.ID, found)
}

// growBatch lets a recovered batch be as large as the vendor says, because there is no other source for its size.
func growBatch(tx *journal.Tx, b journal.Batch, found int) error {
	o, ok, err := tx.Orders.Get(b.Order)
	if err != nil || !ok || !o.Recovered || found <= b.Wanted {
		return err
	}
	return tx.Batches.SetWanted(b.ID, found)
}

// recoverOrder writes down an order that the journal does not know: a restored backup has lost it, another journal has
// it, or it was removed. What was released already is left alone unless gone is asked for.
func (w *sweeper) recoverOrder(tx *journal.Tx, token string, found []provider.Instance, gone bool) error {
	found = slices.DeleteFunc(slices.Clone(found), func(i provider.Instance) bool {
		return !gone &&
			i.Status == provider.StatusReleased
	})
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, func(a, b provider.Instance) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	first, now := found[0], w.now()
	if mine, err := w.missing(tx, token, len(found)); mine != nil || err != nil {
		if err != nil {
			return err
		}
		mine.ID, mine.Token, mine.Name, mine.LookAt = token, token, first.Name, now
		w.log.Warn("machines of an order found that the journal did not know", "token", token, "order", mine.Order,
			"machines", len(found))
		return errors.Join(
			tx.Orders.Unhide(mine.Order), tx.Batches.Add(*mine),
			tx.Batches.Change(mine.ID, journal.Patch{Attention: new(string(attentionRecovered))}),
			(&settlement{w.watchEnv, tx}).machines(mine.ID, found),
		)
	}
	o := journal.Order{
		ID: idPrefix + strings.TrimPrefix(token, tokenPrefix), Key: w.key, Created: now, Recovered: true,
		Spec: provider.Spec{
			Product: w.key.Product, Zone: first.Zone, Type: first.Type, Image: first.Image, Count: len(found), Name: first.Name,
			Hostname: first.Hostname,
		},
		Quote: provider.Quote{Count: len(found), At: now},
	}
	fresh, err := tx.Orders.Add(o)
	if err == nil && !fresh {
		o.ID = string(NewID())
		_, err = tx.Orders.Add(o)
	}
	if err != nil {
		return err
	}
	b := journal.Batch{
		ID: token, Order: o.ID, N: 1, Key: w.key, Zone: first.Zone, Token: token, Name: first.Name, Wanted: len(found),
		LookAt: now,
	}
	if err := tx.Batches.Add(b); err != nil {
		return err
	}
	w.log.Warn("machines of an unknown order found", "token", token, "order", o.ID, "machines", len(found))
	return (&settlement{w.watchEnv, tx}).machines(b.ID, found)
}
