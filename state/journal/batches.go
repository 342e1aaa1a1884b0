package journal

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// Batches reads batches.
type Batches struct{ *reader }

// BatchWriter reads and changes batches.
type BatchWriter struct {
	Batches
	*change
}

// Of returns the batches of an order, or of all orders when order is "", by number.
func (s Batches) Of(order string) ([]Batch, error) {
	where, args := ofOrder("order_id", order)
	return query(s.reader, scanBatch, `select `+batchColumns+` from batches`+where+` order by order_id, n`, args...)
}

// Get returns one batch; false when it does not exist.
func (s Batches) Get(id string) (Batch, bool, error) {
	return first(query(s.reader, scanBatch, `select `+batchColumns+` from batches where id = ?1`, id))
}

// ByToken returns the batch with the token; false when no batch has it.
func (s Batches) ByToken(token string) (Batch, bool, error) {
	return first(query(s.reader, scanBatch, `select `+batchColumns+` from batches where token = ?1`, token))
}

// Due returns the batches of k whose look-up is due, the longest waiting first.
func (s Batches) Due(k Key, now time.Time) ([]Batch, error) {
	return query(s.reader, scanBatch, `select `+batchColumns+` from batches
		where account = ?1 and product = ?2 and look_at > 0 and look_at <= ?3 order by look_at, id`,
		k.Account, k.Product, millis(now))
}

// NextLook is when the next look-up of k is due; zero when none is.
func (s Batches) NextLook(k Key) (time.Time, error) {
	var at sql.NullInt64
	err := s.tx.QueryRowContext(s.ctx, `select min(look_at) from batches
		where account = ?1 and product = ?2 and look_at > 0`, k.Account, k.Product).Scan(&at)
	return fromMillis(at.Int64), err
}

// TokenTaken reports whether a batch has the token, or one had it whose order was removed for its age.
func (s Batches) TokenTaken(token string) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select (select count(*) from batches where token = ?1) +
		(select count(*) from pruned where token = ?1)`, token).Scan(&n)
	return n > 0, err
}

// Unresolved reports whether a batch of k waits for a person's decision.
func (s Batches) Unresolved(k Key) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from batches where account = ?1 and product = ?2 and state = ?3`,
		k.Account, k.Product, Unresolved).Scan(&n)
	return n > 0, err
}

// SentElsewhere reports whether a program other than the owner, named as its batches name it, has sent a request of k
// whose outcome is not known yet.
func (s Batches) SentElsewhere(k Key, owner string) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from batches where account = ?1 and product = ?2 and state = ?3
		and owner <> ?4`, k.Account, k.Product, Sent, owner).Scan(&n)
	return n > 0, err
}

// Uncertain returns the batches of k in the zone whose machines may exist without being listed yet.
func (s Batches) Uncertain(k Key, zone provider.ZoneID) ([]Batch, error) {
	return query(s.reader, scanBatch, `select `+batchColumns+` from batches
		where account = ?1 and product = ?2 and zone = ?3 and kind = ''
			and state in ('intent', 'sent', 'ambiguous', 'unresolved') order by created_at, id`,
		k.Account, k.Product, zone)
}

// Add writes a new batch as [Intent], with its first event, and with what it replaces.
func (t BatchWriter) Add(b Batch) error {
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

// SetWanted sets how many machines a batch is about, where only the vendor knows.
func (t BatchWriter) SetWanted(batch string, wanted int) error {
	_, err := t.exec(`update batches set wanted = ?2 where id = ?1`, batch, wanted)
	return err
}

// Move puts a batch into the state to, with p, if and only if it is in one of from, and records why. False means that
// someone else was first; that is an answer, not an error.
func (t BatchWriter) Move(batch string, from []State, to State, why string, p Patch) (bool, error) {
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
func (t BatchWriter) Change(batch string, p Patch) error {
	set := newSetter(batch)
	if err := set.patch(p); err != nil || len(set.names) == 0 {
		return err
	}
	_, err := t.exec(`update batches set `+set.columns()+` where id = ?1`, set.args...)
	return err
}

// Note records an event of a batch that does not change its state.
func (t BatchWriter) Note(batch, kind, detail string) error {
	if _, err := t.exec(`update batches set version = version + 1 where id = ?1`, batch); err != nil {
		return err
	}
	return t.event(batch, kind, detail)
}

// WakeLooks makes the look-ups of those batches of k due now that are in one of the states, lack machines, and changed
// after since.
func (t BatchWriter) WakeLooks(k Key, since time.Time, states ...State) error {
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

func (t BatchWriter) event(batch, kind, detail string) error {
	n, err := t.exec(`insert into events(batch, version, at, kind, detail)
		select id, version, ?2, ?3, ?4 from batches where id = ?1`, batch, millis(t.now), kind, detail)
	if err == nil && n != 1 {
		return fmt.Errorf("event of batch %s: %d rows", batch, n)
	}
	return err
}

// Sending returns the batches whose request is about to be made, or whose answer a program waits for.
func (s Batches) Sending() ([]Batch, error) {
	return query(s.reader, scanBatch, `select `+batchColumns+` from batches where state in (?1, ?2) order by id`,
		Intent, Sent)
}

// Moved returns the orders with a batch that is not where its history says.
func (s Batches) Moved() ([]string, error) {
	return query(s.reader, scanText, `select b.order_id from batches b
		where b.version <> (select count(*) from events e where e.batch = b.id)
		or b.state <> coalesce((select e.kind from events e where e.batch = b.id and e.version =
			(select max(m.version) from events m where m.batch = b.id and m.kind in (`+batchStates()+`))), '')
		or b.changed_at <> coalesce((select e.at from events e where e.batch = b.id and e.version =
			(select max(m.version) from events m where m.batch = b.id and m.kind in (`+batchStates()+`))), 0)
		order by b.order_id`)
}

// batchStates lists the words for the states of a batch, as statements have them.
func batchStates() string {
	words := make([]string, 0, len(States()))
	for _, st := range States() {
		words = append(words, "'"+string(st)+"'")
	}
	return strings.Join(words, ", ")
}

const batchColumns = `id, order_id, n, account, product, zone, token, name, first_no, wanted, state, version, owner,
	retry_of, created_at, sent_at, deadline, settle_at, looked_at, look_at, looks, order_number, request_id,
	vendor_code, vendor_message, error, shortfall, attention, changed_at, cost_micros, cost_currency, evidence, make,
	seen_before`

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
