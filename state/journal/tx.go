package journal

import (
	"strconv"
	"time"
)

// Tx is one change of the journal. It reads its own writes.
type Tx struct {
	Snapshot
	*change

	Orders    OrderWriter
	Batches   BatchWriter
	Instances InstanceWriter
	Resources ResourceWriter
	Watches   WatchWriter
	Approvals ApprovalWriter
	Audit     AuditWriter
	Drafts    DraftWriter
	Ignored   IgnoredWriter
	Releases  ReleaseWriter
}

func newTx(r *reader, now time.Time, dbState dbState) *Tx {
	s, c := newSnapshot(r), &change{r: r, now: now, dbState: dbState}
	return &Tx{
		Snapshot: s, change: c,
		Orders: OrderWriter{s.Orders, c}, Batches: BatchWriter{s.Batches, c}, Instances: InstanceWriter{s.Instances, c},
		Resources: ResourceWriter{s.Resources, c}, Watches: WatchWriter{s.Watches, c},
		Approvals: ApprovalWriter{s.Approvals, c}, Audit: AuditWriter{s.Audit, c}, Drafts: DraftWriter{s.Drafts, c},
		Ignored: IgnoredWriter{s.Ignored, c}, Releases: ReleaseWriter{s.Releases, c},
	}
}

// change is the transaction that the parts of a Tx write in.
type change struct {
	r       *reader
	now     time.Time
	then    []func()
	unkept  error // see [AuditWriter.Unkept]
	dbState dbState
	quiet   bool
}

func (c *change) exec(text string, args ...any) (int64, error) {
	r, err := c.r.tx.ExecContext(c.r.ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// Quiet says that the change is of no order: listeners of this program are not woken for it.
func (t *Tx) Quiet() { t.quiet = true }

// Then has f called when the change is on disk. f is not called when the change failed or its outcome is not known.
func (t *Tx) Then(f func()) { t.then = append(t.then, f) }

// Now is the time of the change.
func (t *Tx) Now() time.Time { return t.now }

// number is a truth on disk.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Times are the latest that anything of a key can be waiting for.
type Times struct{ Deadline, Settle, Look, Poll, Check time.Time }

// ClampDue moves due times that are too far in the future back to within latest: the clock that wrote them was ahead,
// or this one was put back.
func (t *Tx) ClampDue(k Key, latest Times) error {
	const of = ` where account = ?1 and product = ?2 and `
	const open = ` and state in ('intent', 'sent', 'ambiguous', 'unresolved', 'accepted')`
	for _, c := range []struct {
		text string
		at   time.Time
	}{
		{`update batches set deadline = ?3` + of + `deadline > ?3` + open, latest.Deadline},
		{`update batches set settle_at = ?3` + of + `settle_at > ?3` + open, latest.Settle},
		{`update batches set look_at = ?3` + of + `look_at > ?3` + open, latest.Look},
		{`update instances set check_at = ?3` + of + `check_at > ?3`, latest.Check},
		{`update watches set next_at = ?3` + of + `next_at > ?3`, latest.Poll},
		{`update watches set polled_at = ?3` + of + `polled_at > ?3`, t.now},
	} {
		if _, err := t.exec(c.text, k.Account, k.Product, millis(c.at)); err != nil {
			return err
		}
	}
	return nil
}

// Try writes down that the journal was just checked to be writable: a change that changes nothing does not reach the
// disk.
func (t *Tx) Try() error {
	_, err := t.exec(`insert into meta(key, value) values ('tried', ?1) on conflict (key) do update set value = `+
		`excluded.value`,
		strconv.FormatInt(millis(t.now), 10))
	return err
}
