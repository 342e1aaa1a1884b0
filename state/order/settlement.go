package order

import (
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// settlement applies what the vendor has listed for a batch to its rows, in one transaction.
type settlement struct {
	*watchEnv
	tx *journal.Tx
}

// machines is W4, and applies the look-up's result to the batch. The row is read again: it may have changed.
func (c *settlement) machines(batch string, found []provider.Instance) error {
	b, ok, err := c.tx.Batches.Get(batch)
	if err != nil || !ok {
		return err
	}
	now := c.now()
	n, err := adoptAll(c.tx, b, found, journal.SourceFound, now, c.operator().Product())
	if err != nil {
		return err
	}
	if len(found) > 0 {
		if err := c.tx.Watches.Wake(b.Key, now); err != nil {
			return err
		}
	}
	if err := logLook(c.tx, b, eventLooked, strconv.Itoa(n)); err != nil {
		return err
	}
	p := journal.Patch{LookedAt: &now, Looks: new(b.Looks + 1), LookAt: new(time.Time{})}
	if n > b.Wanted {
		p.Attention = new(string(attentionMore))
	}
	switch b.State {
	case journal.Ambiguous:
		return c.ambiguous(b, n, p)
	case journal.Intent:
		if n > 0 { // the journal is an older copy of the truth
			return accept(c.tx, b, eventFind, n, p)
		}
		_, err := move(c.tx, b.ID, eventUnsent, "never sent", p)
		return err
	case journal.Accepted:
		p.Shortfall = new(max(b.Wanted-n, 0))
		if err := c.tx.Batches.Change(b.ID, p); err != nil {
			return err
		}
		return finish(c.tx, b.ID)
	case journal.Unresolved, journal.Rejected, journal.NotSent, journal.Closed:
		return c.swept(b, n, len(found) > 0, p)
	default:
		return c.sent(b, n, p)
	}
}

// sent leaves a batch that waits for its answer to its sender. The exception is a batch whose machines are all
// there and whose sender is not known to be alive: a living sender would lose its further batches.
func (c *settlement) sent(b journal.Batch, n int, p journal.Patch) error {
	if n < b.Wanted {
		return nil
	}
	sender, err := c.owners.look(&c.tx.Snapshot, b.Owner)
	if err != nil || sender == vitalAlive {
		return err
	}
	return accept(c.tx, b, eventFind, n, p)
}

func (c *settlement) ambiguous(b journal.Batch, n int, p journal.Patch) error {
	now := c.now()
	settled := !now.Before(b.SettleAt)
	switch {
	case n >= b.Wanted, n > 0 && settled:
		return accept(c.tx, b, eventFind, n, p)
	case settled:
		p.LookAt = new(now.Add(sweepOpen))
		_, err := move(c.tx, b.ID, eventGiveUp, "looked for long enough, nothing found", p)
		return err
	default: // more may appear
		at := now.Add(lookPause(b.Looks + 1))
		if at.After(b.SettleAt) { // a person is asked then, and not a pause later
			at = b.SettleAt
		}
		p.LookAt = &at
		return c.tx.Batches.Change(b.ID, p)
	}
}

// swept handles batches that were thought to have bought nothing. changed is whether the vendor listed any
// machine.
func (c *settlement) swept(b journal.Batch, n int, changed bool, p journal.Patch) error {
	now := c.now()
	if changed && (n > b.Wanted-b.Shortfall || b.State != journal.Closed) {
		return settleLate(c.tx, b, n, p)
	}
	switch {
	case b.State == journal.Unresolved:
		p.LookAt = new(now.Add(sweepOpen))
	case now.Sub(b.Changed) < sweepFor:
		p.LookAt = new(now.Add(sweepDaily))
	}
	return c.tx.Batches.Change(b.ID, p)
}

// settleLate accepts machines that turned up late. If they were bought again in the meantime, a person must see that. A
// forgotten order is shown again.
func settleLate(tx *journal.Tx, b journal.Batch, n int, p journal.Patch) error {
	if err := tx.Orders.Unhide(b.Order); err != nil {
		return err
	}
	if err := attendLate(tx, b, &p); err != nil {
		return err
	}
	return accept(tx, b, eventLate, n, p)
}

// accept moves b to accepted with n machines.
func accept(tx *journal.Tx, b journal.Batch, e event, n int, p journal.Patch) error {
	p.Shortfall = new(max(b.Wanted-n, 0))
	if _, err := move(tx, b.ID, e, whyFound, p); err != nil {
		return err
	}
	return finish(tx, b.ID)
}

// adoptAll writes the machines of found that are new, and returns how many b has then.
func adoptAll(tx *journal.Tx, b journal.Batch, found []provider.Instance, src journal.Source, now time.Time,
	p *provider.Product,
) (int, error) {
	known, err := tx.Instances.InBatch(b.ID)
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
		mine, err := tx.Instances.Put(row)
		if err != nil {
			return 0, err
		}
		if mine {
			have[i.ID] = true
		}
	}
	return len(have), nil
}

// attendLate has a person look at an order of which something turned up late: it may have been bought twice by then.
// While nobody has decided about b, and it was not refused, that is what was waited for.
func attendLate(tx *journal.Tx, b journal.Batch, p *journal.Patch) error {
	if b.State != journal.Unresolved {
		p.Attention = new(string(attentionLate))
	}
	siblings, err := tx.Batches.Of(b.Order)
	if err == nil && boughtAgain(siblings, b.ID) {
		p.Attention = new(string(attentionTwice))
	}
	return err
}
