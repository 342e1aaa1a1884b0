package journal

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Tx is one change of the journal. It reads its own writes.
type Tx struct {
	Snapshot
	now      time.Time
	then     []func()
	unkept   error // see [Tx.Unkept]
	standing standing
	quiet    bool
}

// Quiet says that the change is of no order: listeners of this program are not woken for it.
func (t *Tx) Quiet() { t.quiet = true }

// Then has f called when the change is on disk. f is not called when the change failed or its outcome is not known.
func (t *Tx) Then(f func()) { t.then = append(t.then, f) }

// AddOrder writes a new order; false when its ID is taken, also by one that was removed.
func (t *Tx) AddOrder(o Order) (bool, error) {
	if _, was, err := t.Removed(o.ID); was || err != nil {
		return false, err
	}
	spec, err := json.Marshal(o.Spec)
	if err != nil {
		return false, err
	}
	quote, err := json.Marshal(o.Quote)
	if err != nil {
		return false, err
	}
	due := dueOf(o.Quote)
	n, err := t.exec(`insert into orders(id, profile, account, product, spec, quote, quote_micros, currency, wanted,
			script_bytes, script_sha256, created_at, created_by, recovered)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) on conflict do nothing`,
		o.ID, o.Profile, o.Key.Account, o.Key.Product, string(spec), string(quote), due.Micros, due.Currency,
		o.Spec.Machines(), o.ScriptBytes, o.ScriptSHA256, millis(o.Created), o.By, number(o.Recovered))
	return n == 1, err
}

// dueOf is the known part of an order's price; it has no currency when no price is known.
func dueOf(q provider.Quote) provider.Money {
	due, err := q.Due()
	if err != nil {
		return provider.Money{}
	}
	return due
}

// number is a truth on disk.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Forget hides an order.
func (t *Tx) Forget(order string) error {
	_, err := t.exec(`update orders set forgotten_at = ?2 where id = ?1`, order, millis(t.now))
	return err
}

// Recall shows an order again that was forgotten.
func (t *Tx) Recall(order string) error {
	_, err := t.exec(`update orders set forgotten_at = 0 where id = ?1`, order)
	return err
}

// AddBatch writes a new batch as [Intent], with its first event, and with what it replaces.
func (t *Tx) AddBatch(b Batch) error {
	kind, text, err := making(b)
	if err != nil {
		return err
	}
	now := millis(t.now)
	_, err = t.exec(`insert into batches(id, order_id, n, zone, account, product, token, name, first_no, wanted, state,
			owner, retry_of, created_at, look_at, changed_at, cost_micros, cost_currency, kind, make)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?14, ?16, ?17, ?18, ?19)`,
		b.ID, b.Order, b.N, b.Zone, b.Key.Account, b.Key.Product, b.Token, b.Name, b.First, b.Wanted, Intent, b.Owner,
		b.RetryOf, now, millis(b.LookAt), b.Cost.Micros, b.Cost.Currency, kind, text)
	if err != nil {
		return err
	}
	for _, id := range b.Replaces {
		if _, err := t.exec(`update instances set replaced_by = ?4 where product = ?1 and account = ?2 and id = ?3`,
			b.Key.Product, b.Key.Account, id, b.ID); err != nil {
			return err
		}
	}
	return t.event(b.ID, string(Intent), b.Token)
}

// Widen sets how many machines a batch is about, where only the vendor knows.
func (t *Tx) Widen(batch string, wanted int) error {
	_, err := t.exec(`update batches set wanted = ?2 where id = ?1`, batch, wanted)
	return err
}

// Patch changes the fields of a batch other than its state. A nil field stays.
type Patch struct {
	Owner                                      *string
	Sent, Deadline, SettleAt, LookedAt, LookAt *time.Time
	Looks, Shortfall                           *int
	OrderNumber, RequestID, Attention          *string
	Err                                        *provider.Error
	Evidence                                   *Evidence
	Before                                     *[]string // see [Batch.Before]
}

// Move puts a batch into the state to, with p, if and only if it is in one of from, and records why. False means that
// someone else was first; that is an answer, not an error.
func (t *Tx) Move(batch string, from []State, to State, why string, p Patch) (bool, error) {
	set := newSetter(batch)
	set.add("state", to)
	set.add("changed_at", millis(t.now))
	if err := set.patch(p); err != nil {
		return false, err
	}
	words := make([]string, 0, len(from))
	for _, f := range from {
		words = append(words, "'"+string(f)+"'")
	}
	n, err := t.exec(`update batches set version = version + 1, `+set.columns()+`
		where id = ?1 and state in (`+strings.Join(words, ", ")+`)`, set.args...)
	if err != nil || n == 0 {
		return false, err
	}
	return true, t.event(batch, string(to), why)
}

// Change applies p to a batch in whatever state.
func (t *Tx) Change(batch string, p Patch) error {
	set := newSetter(batch)
	if err := set.patch(p); err != nil || len(set.names) == 0 {
		return err
	}
	_, err := t.exec(`update batches set `+set.columns()+` where id = ?1`, set.args...)
	return err
}

// Note records an event of a batch that does not change its state.
func (t *Tx) Note(batch, kind, detail string) error {
	if _, err := t.exec(`update batches set version = version + 1 where id = ?1`, batch); err != nil {
		return err
	}
	return t.event(batch, kind, detail)
}

// WakeLooks makes the look-ups of those batches of k due now that are in one of the states, lack machines, and changed
// after since.
func (t *Tx) WakeLooks(k Key, since time.Time, states ...State) error {
	words := make([]string, 0, len(states))
	for _, f := range states {
		words = append(words, "'"+string(f)+"'")
	}
	_, err := t.exec(`update batches set look_at = ?3 where account = ?1 and product = ?2 and changed_at > ?4
		and state in (`+strings.Join(words, ", ")+`)
		and (kind <> '' or wanted > (select count(*) from instances i where i.batch = batches.id))`,
		k.Account, k.Product, millis(t.now), millis(since))
	return err
}

// PutInstance writes a machine, new or changed. False means that it belongs to another batch, which keeps it, or that i
// was seen while it was to be given back, which has been taken back. A request to give the machine back that i does not
// know of stays.
func (t *Tx) PutInstance(i Instance) (bool, error) {
	n, err := t.exec(`insert into instances(product, account, id, batch, position, zone, type, image, name, hostname,
			status, vendor_status, public, private, token, source, vendor_at, misses, accepted_at, running_at,
			changed_at, seen_at, check_at, release_at, mismatches, image_name)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
			?23, ?24, ?25, ?26)
		on conflict (product, account, id) do update set zone = excluded.zone, type = excluded.type,
			image = excluded.image, name = excluded.name, hostname = excluded.hostname, status = excluded.status,
			vendor_status = excluded.vendor_status, public = excluded.public, private = excluded.private,
			token = excluded.token, vendor_at = excluded.vendor_at, misses = excluded.misses,
			running_at = excluded.running_at, mismatches = excluded.mismatches, image_name = excluded.image_name,
			changed_at = excluded.changed_at, seen_at = excluded.seen_at,
			check_at = case when instances.release_at = excluded.release_at then excluded.check_at
				else instances.check_at end
		where instances.batch = excluded.batch
			and (excluded.release_at = 0 or excluded.release_at = instances.release_at)`,
		i.Key.Product, i.Key.Account, i.ID, i.Batch, i.Position, i.Zone, i.Type, i.Image, i.Name, i.Hostname,
		i.Status, i.VendorStatus, fromAddrs(i.Public), fromAddrs(i.Private), i.Token, i.Source, millis(i.Created),
		i.Misses, millis(i.Accepted), millis(i.Running), millis(i.Changed), millis(i.Seen), millis(i.CheckAt),
		millis(i.ReleaseAt), fromMismatches(i.Mismatches), i.ImageName)
	if err != nil || n != 1 {
		return false, err
	}
	return true, t.stage(i.Key, i.ID)
}

// AskRelease records that a person asks to give machines of k back, and has them asked for from now on. It returns the
// machines as they were before, and the time that it wrote.
func (t *Tx) AskRelease(k Key, ids []provider.InstanceID) (before []Instance, asked time.Time, err error) {
	for _, id := range ids {
		i, ok, err := first(query(&t.Snapshot, scanInstance, `select `+instanceColumns+` from instances i
			where i.product = ?1 and i.account = ?2 and i.id = ?3`, k.Product, k.Account, id))
		if err != nil {
			return nil, asked, err
		}
		if !ok {
			continue
		}
		before = append(before, i)
		if _, err := t.exec(`update instances set release_at = ?4, check_at = ?4, misses = 0
			where product = ?1 and account = ?2 and id = ?3`, k.Product, k.Account, id, millis(t.now)); err != nil {
			return nil, asked, err
		}
	}
	return before, t.now, nil
}

// TakeBackRelease undoes what AskRelease wrote about a machine: before and asked are what that returned. What became of
// the machine meanwhile stays, and so does a later request.
func (t *Tx) TakeBackRelease(before Instance, asked time.Time) error {
	_, err := t.exec(`update instances set release_at = ?4, check_at = ?5, misses = ?6
		where product = ?1 and account = ?2 and id = ?3 and release_at = ?7 and status <> ?8`, before.Key.Product,
		before.Key.Account, before.ID, millis(before.ReleaseAt), millis(before.CheckAt), before.Misses, millis(asked),
		string(provider.StatusReleased))
	return err
}

// PutQuote replaces the quote of an order by the one that a person has agreed to.
func (t *Tx) PutQuote(order string, q provider.Quote) error {
	text, err := json.Marshal(q)
	if err != nil {
		return err
	}
	due := dueOf(q)
	_, err = t.exec(`update orders set quote = ?2, quote_micros = ?3, currency = ?4 where id = ?1`,
		order, string(text), due.Micros, due.Currency)
	return err
}

// Swept writes that a sweep of k is complete, of the server's history line.
func (t *Tx) Swept(k Key, line string) error {
	_, err := t.exec(`insert into watches(account, product, swept_at, swept_line) values (?1, ?2, ?3, ?4)
		on conflict (account, product) do update set swept_at = excluded.swept_at, swept_line = excluded.swept_line`,
		k.Account, k.Product, millis(t.now), line)
	return err
}

// PutWatch writes how the watching of a key goes.
func (t *Tx) PutWatch(w Watch) error {
	_, err := t.exec(`insert into watches(account, product, polled_at, next_at, error) values (?1, ?2, ?3, ?4, ?5)
		on conflict (account, product) do update set polled_at = excluded.polled_at, next_at = excluded.next_at,
			error = excluded.error`, w.Key.Account, w.Key.Product, millis(w.Polled), millis(w.Next), w.Err)
	return err
}

// Wake makes the next poll of k due at, if it is not due earlier.
func (t *Tx) Wake(k Key, at time.Time) error {
	_, err := t.exec(`insert into watches(account, product, next_at) values (?1, ?2, ?3)
		on conflict (account, product) do update set next_at = excluded.next_at
		where watches.next_at = 0 or watches.next_at > excluded.next_at`, k.Account, k.Product, millis(at))
	return err
}

func (t *Tx) event(batch, kind, detail string) error {
	n, err := t.exec(`insert into events(batch, version, at, kind, detail)
		select id, version, ?2, ?3, ?4 from batches where id = ?1`, batch, millis(t.now), kind, detail)
	if err == nil && n != 1 {
		return fmt.Errorf("event of batch %s: %d rows", batch, n)
	}
	return err
}

func (t *Tx) exec(text string, args ...any) (int64, error) {
	r, err := t.tx.ExecContext(t.ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// setter collects the assignments of an update whose first argument is the row's id.
type setter struct {
	names []string
	args  []any
}

func newSetter(id string) *setter { return &setter{args: []any{id}} }

func (s *setter) add(column string, v any) {
	s.args = append(s.args, v)
	s.names = append(s.names, fmt.Sprintf("%s = ?%d", column, len(s.args)))
}

func (s *setter) columns() string { return strings.Join(s.names, ", ") }

func (s *setter) patch(p Patch) error {
	if p.Before != nil {
		text, err := json.Marshal(*p.Before)
		if err != nil {
			return err
		}
		s.add("seen_before", string(text))
	}
	for _, f := range []struct {
		column string
		v      *time.Time
	}{
		{"sent_at", p.Sent},
		{"deadline", p.Deadline},
		{"settle_at", p.SettleAt},
		{"looked_at", p.LookedAt},
		{"look_at", p.LookAt},
	} {
		if f.v != nil {
			s.add(f.column, millis(*f.v))
		}
	}
	for _, f := range []struct {
		column string
		v      *string
	}{
		{"owner", p.Owner}, {"order_number", p.OrderNumber}, {"request_id", p.RequestID}, {"attention", p.Attention},
	} {
		if f.v != nil {
			s.add(f.column, *f.v)
		}
	}
	if p.Looks != nil {
		s.add("looks", *p.Looks)
	}
	if p.Shortfall != nil {
		s.add("shortfall", *p.Shortfall)
	}
	if p.Evidence != nil {
		text, err := json.Marshal(p.Evidence)
		if err != nil {
			return err
		}
		s.add("evidence", string(text))
	}
	if p.Err == nil {
		return nil
	}
	text, err := encodeFailure(p.Err)
	s.add("error", text)
	s.add("vendor_code", p.Err.Code)
	s.add("vendor_message", p.Err.Message)
	return err
}

// Times are the latest that anything of a key can be waiting for.
type Times struct{ Deadline, Settle, Look, Poll, Check time.Time }

// Rewind moves due times that are too far in the future back to within latest: the clock that wrote them was ahead, or
// this one was put back.
func (t *Tx) Rewind(k Key, latest Times) error {
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
