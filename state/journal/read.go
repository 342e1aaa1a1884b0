package journal

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Snapshot reads one consistent state of the journal.
type Snapshot struct {
	ctx  context.Context // it lives as long as the function that the snapshot is handed to
	tx   txn
	kept *kept
}

const orderColumns = `id, profile, account, product, spec, quote, script_bytes, script_sha256, created_at, created_by,
	recovered, forgotten_at`

// Orders returns all orders that were not forgotten, the newest first.
func (s *Snapshot) Orders() ([]Order, error) {
	return query(s, scanOrder, `select `+orderColumns+` from orders where forgotten_at = 0
		order by created_at desc, id`)
}

// Forgotten are the orders that were forgotten, the newest first.
func (s *Snapshot) Forgotten() ([]Order, error) {
	return query(s, scanOrder, `select `+orderColumns+` from orders where forgotten_at <> 0
		order by created_at desc, id`)
}

// AllOrders are those of [Snapshot.Orders] and the forgotten ones.
func (s *Snapshot) AllOrders() ([]Order, error) {
	return query(s, scanOrder, `select `+orderColumns+` from orders order by created_at desc, id`)
}

// Order returns one order, forgotten or not; false when it does not exist.
func (s *Snapshot) Order(id string) (Order, bool, error) {
	return first(query(s, scanOrder, `select `+orderColumns+` from orders where id = ?1`, id))
}

func scanOrder(r *sql.Rows) (Order, error) {
	var (
		o                  Order
		spec, quote        string
		created, forgotten int64
		recovered          int
	)
	err := r.Scan(&o.ID, &o.Profile, &o.Key.Account, &o.Key.Product, &spec, &quote, &o.ScriptBytes, &o.ScriptSHA256,
		&created, &o.By, &recovered, &forgotten)
	if err != nil {
		return o, err
	}
	o.Created, o.Forgotten, o.Recovered = fromMillis(created), fromMillis(forgotten), recovered != 0
	if err := json.Unmarshal([]byte(spec), &o.Spec); err != nil {
		return o, fmt.Errorf("spec of order %s: %w", o.ID, err)
	}
	if err := json.Unmarshal([]byte(quote), &o.Quote); err != nil {
		return o, fmt.Errorf("quote of order %s: %w", o.ID, err)
	}
	return o, nil
}

const batchColumns = `id, order_id, n, account, product, zone, token, name, first_no, wanted, state, version, owner,
	retry_of, created_at, sent_at, deadline, settle_at, looked_at, look_at, looks, order_number, request_id,
	vendor_code, vendor_message, error, shortfall, attention, changed_at, cost_micros, cost_currency, evidence, make,
	seen_before`

// Batches returns the batches of an order, or of all orders when order is "", by number.
func (s *Snapshot) Batches(order string) ([]Batch, error) {
	return query(s, scanBatch, `select `+batchColumns+` from batches where ?1 = '' or order_id = ?1
		order by order_id, n`, order)
}

// Batch returns one batch; false when it does not exist.
func (s *Snapshot) Batch(id string) (Batch, bool, error) {
	return first(query(s, scanBatch, `select `+batchColumns+` from batches where id = ?1`, id))
}

// BatchOf returns the batch with the token; false when no batch has it.
func (s *Snapshot) BatchOf(token string) (Batch, bool, error) {
	return first(query(s, scanBatch, `select `+batchColumns+` from batches where token = ?1`, token))
}

// DueLooks returns the batches of k whose look-up is due, the longest waiting first.
func (s *Snapshot) DueLooks(k Key, now time.Time) ([]Batch, error) {
	return query(s, scanBatch, `select `+batchColumns+` from batches
		where account = ?1 and product = ?2 and look_at > 0 and look_at <= ?3 order by look_at, id`,
		k.Account, k.Product, millis(now))
}

// NextLook is when the next look-up of k is due; zero when none is.
func (s *Snapshot) NextLook(k Key) (time.Time, error) {
	var at sql.NullInt64
	err := s.tx.QueryRowContext(s.ctx, `select min(look_at) from batches
		where account = ?1 and product = ?2 and look_at > 0`, k.Account, k.Product).Scan(&at)
	return fromMillis(at.Int64), err
}

func scanBatch(r *sql.Rows) (Batch, error) {
	var (
		b                                                      Batch
		created, sent, deadline, settle, looked, look, changed int64
		code, message, failure, evidence, request, before      string
	)
	err := r.Scan(&b.ID, &b.Order, &b.N, &b.Key.Account, &b.Key.Product, &b.Zone, &b.Token, &b.Name, &b.First, &b.Wanted,
		&b.State, &b.Version, &b.Owner, &b.RetryOf, &created, &sent, &deadline, &settle, &looked, &look, &b.Looks,
		&b.OrderNumber, &b.RequestID, &code, &message, &failure, &b.Shortfall, &b.Attention, &changed,
		&b.Cost.Micros, &b.Cost.Currency, &evidence, &request, &before)
	if err != nil {
		return b, err
	}
	if err := readMaking(&b, request, before); err != nil {
		return b, err
	}
	if evidence != "" {
		if err := json.Unmarshal([]byte(evidence), &b.Evidence); err != nil {
			return b, fmt.Errorf("evidence of batch %s: %w", b.ID, err)
		}
	}
	b.Created, b.Sent, b.Deadline = fromMillis(created), fromMillis(sent), fromMillis(deadline)
	b.SettleAt, b.LookedAt, b.LookAt = fromMillis(settle), fromMillis(looked), fromMillis(look)
	b.Changed = fromMillis(changed)
	b.Err, err = decodeFailure(failure, code, message, b.RequestID)
	return b, err
}

// Events returns the history of a batch.
func (s *Snapshot) Events(batch string) ([]Event, error) {
	return query(s, scanEvent, `select batch, version, at, kind, detail from events where batch = ?1 order by version`,
		batch)
}

// LastEvents returns the newest n events of a batch that are of one of two kinds, the oldest of them first.
func (s *Snapshot) LastEvents(batch string, n int, kind, other string) ([]Event, error) {
	all, err := query(s, scanEvent, `select batch, version, at, kind,
		detail from events where batch = ?1 and kind in (?2, ?3)
		order by version desc limit ?4`, batch, kind, other, n)
	slices.Reverse(all)
	return all, err
}

func scanEvent(r *sql.Rows) (Event, error) {
	var (
		e  Event
		at int64
	)
	err := r.Scan(&e.Batch, &e.Version, &at, &e.Kind, &e.Detail)
	e.At = fromMillis(at)
	return e, err
}

const instanceColumns = `i.product, i.account, i.id, i.batch, i.position, i.zone, i.type, i.image, i.name, i.hostname,
	i.status, i.vendor_status, i.public, i.private, i.token, i.source, i.vendor_at, i.misses, i.accepted_at,
	i.running_at, i.changed_at, i.seen_at, i.check_at, i.release_at, i.replaced_by, i.mismatches,
	i.image_name, i.ready_at`

// Instances returns the machines of an order, or of all orders when order is "", by batch and position.
func (s *Snapshot) Instances(order string) ([]Instance, error) {
	return query(s, scanInstance, `select `+instanceColumns+` from instances i join batches b on b.id = i.batch
		where ?1 = '' or b.order_id = ?1 order by b.order_id, b.n, i.position, i.id`, order)
}

// InBatch returns the machines of one batch, by position.
func (s *Snapshot) InBatch(batch string) ([]Instance, error) {
	return query(s, scanInstance, `select `+instanceColumns+` from instances i where i.batch = ?1
		order by i.position, i.id`, batch)
}

// ToPoll returns the machines of k that are not at their end, or whose check is due.
func (s *Snapshot) ToPoll(k Key, now time.Time) ([]Instance, error) {
	return query(s, scanInstance, `select `+instanceColumns+` from instances i
		where i.account = ?1 and i.product = ?2
		and (i.status not in (`+terminal()+`) or (i.check_at > 0 and i.check_at <= ?3))
		order by i.batch, i.position, i.id`, k.Account, k.Product, millis(now))
}

// Waiting reports how many machines of k are not at their end, and when the next check of one that vanished is due.
func (s *Snapshot) Waiting(k Key) (open int, check time.Time, err error) {
	var (
		n  sql.NullInt64
		at sql.NullInt64
	)
	err = s.tx.QueryRowContext(s.ctx, `select
		sum(case when status not in (`+terminal()+`) then 1 else 0 end),
		min(case when check_at > 0 then check_at end)
		from instances where account = ?1 and product = ?2`, k.Account, k.Product).Scan(&n, &at)
	return int(n.Int64), fromMillis(at.Int64), err
}

// terminal lists the status words at which an instance has reached its end.
func terminal() string {
	var words []string
	for _, w := range []provider.Status{
		provider.StatusPending, provider.StatusCreating, provider.StatusRunning, provider.StatusFailed,
		provider.StatusVanished, provider.StatusUnknown, provider.StatusReleased,
	} {
		if w.Terminal() {
			words = append(words, "'"+string(w)+"'")
		}
	}
	return strings.Join(words, ", ")
}

func scanInstance(r *sql.Rows) (Instance, error) {
	var (
		i                                                                Instance
		public, private, mismatches                                      string
		created, accepted, running, changed, seen, check, release, ready int64
	)
	err := r.Scan(&i.Key.Product, &i.Key.Account, &i.ID, &i.Batch, &i.Position, &i.Zone, &i.Type, &i.Image, &i.Name,
		&i.Hostname, &i.Status, &i.VendorStatus, &public, &private, &i.Token, &i.Source, &created, &i.Misses, &accepted,
		&running, &changed, &seen, &check, &release, &i.ReplacedBy, &mismatches, &i.ImageName, &ready)
	if err != nil {
		return i, err
	}
	i.Public, i.Private = toAddrs(public), toAddrs(private)
	i.Created, i.Accepted, i.Running = fromMillis(created), fromMillis(accepted), fromMillis(running)
	i.Changed, i.Seen, i.CheckAt = fromMillis(changed), fromMillis(seen), fromMillis(check)
	i.ReleaseAt, i.Ready = fromMillis(release), fromMillis(ready)
	i.Mismatches, err = toMismatches(mismatches)
	return i, err
}

// Watches returns how the watching of every key goes.
func (s *Snapshot) Watches() ([]Watch, error) {
	return query(s, scanWatch, `select account, product, polled_at, next_at, error, swept_at, swept_line from watches`)
}

// Watch returns how the watching of k goes; its zero value when it never was.
func (s *Snapshot) Watch(k Key) (Watch, error) {
	w, ok, err := first(query(s, scanWatch, `select account, product, polled_at, next_at, error, swept_at,
		swept_line from watches
		where account = ?1 and product = ?2`, k.Account, k.Product))
	if !ok {
		w.Key = k
	}
	return w, err
}

func scanWatch(r *sql.Rows) (Watch, error) {
	var (
		w                   Watch
		polled, next, swept int64
	)
	err := r.Scan(&w.Key.Account, &w.Key.Product, &polled, &next, &w.Err, &swept, &w.Line)
	w.Polled, w.Next, w.Swept = fromMillis(polled), fromMillis(next), fromMillis(swept)
	return w, err
}

// query scans every row of an answer.
func query[T any](s *Snapshot, scan func(*sql.Rows) (T, error), text string, args ...any) (all []T, err error) {
	rows, err := s.tx.QueryContext(s.ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is rows.Err
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// first returns the first of all, and whether there is one.
func first[T any](all []T, err error) (T, bool, error) {
	if err != nil || len(all) == 0 {
		var zero T
		return zero, false, err
	}
	return all[0], true, nil
}

// TokenTaken reports whether a batch has the token, or one had it whose order was removed for its age.
func (s *Snapshot) TokenTaken(token string) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select (select count(*) from batches where token = ?1) +
		(select count(*) from pruned where token = ?1)`, token).Scan(&n)
	return n > 0, err
}

// Known reports whether some batch of k has the machine.
func (s *Snapshot) Known(k Key, id provider.InstanceID) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from instances where product = ?1 and account = ?2 and id = ?3`,
		k.Product, k.Account, id).Scan(&n)
	return n > 0, err
}

// Unresolved reports whether a batch of k waits for a person's decision.
func (s *Snapshot) Unresolved(k Key) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from batches where account = ?1 and product = ?2 and state = ?3`,
		k.Account, k.Product, Unresolved).Scan(&n)
	return n > 0, err
}

// SentElsewhere reports whether a program other than the owner, named as its batches name it, has sent a request of k
// whose outcome is not known yet.
func (s *Snapshot) SentElsewhere(k Key, owner string) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from batches where account = ?1 and product = ?2 and state = ?3
		and owner <> ?4`, k.Account, k.Product, Sent, owner).Scan(&n)
	return n > 0, err
}

// Uncertain returns the batches of k in the zone whose machines may exist without being listed yet.
func (s *Snapshot) Uncertain(k Key, zone provider.ZoneID) ([]Batch, error) {
	return query(s, scanBatch, `select `+batchColumns+` from batches where account = ?1 and product = ?2 and zone = ?3
		and kind = '' and state in ('intent', 'sent', 'ambiguous', 'unresolved') order by created_at, id`,
		k.Account, k.Product, zone)
}

// BatchesOf returns the machines by the batches that have them.
func (s *Snapshot) BatchesOf(k Key, ids []provider.InstanceID) (map[string][]provider.InstanceID, error) {
	of := map[string][]provider.InstanceID{}
	for _, id := range ids {
		batch, ok, err := first(query(s, scanText, `select batch from instances where product = ?1 and account = ?2
			and id = ?3`, k.Product, k.Account, id))
		if err != nil {
			return nil, err
		}
		if ok {
			of[batch] = append(of[batch], id)
		}
	}
	return of, nil
}

func scanText(r *sql.Rows) (string, error) {
	var text string
	err := r.Scan(&text)
	return text, err
}

// Created is when the journal was made; zero when an older version made it, which did not record that.
func (s *Snapshot) Created() (time.Time, error) {
	var at int64
	err := s.tx.QueryRowContext(s.ctx,
		`select coalesce((select cast(value as bigint) from meta where key = '`+keyCreated+`'), 0)`).Scan(&at)
	return fromMillis(at), err
}

// CountOrders counts all orders, forgotten ones included.
func (s *Snapshot) CountOrders() (int, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from orders`).Scan(&n)
	return n, err
}
