package journal

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Orders reads orders.
type Orders struct{ *reader }

// OrderWriter reads and changes orders.
type OrderWriter struct {
	Orders
	*change
}

// List returns all orders that were not hidden, the newest first.
func (s Orders) List() ([]Order, error) {
	return query(s.reader, scanOrder, `select `+orderColumns+` from orders where forgotten_at = 0
		order by created_at desc, id`)
}

// Hidden are the orders that were hidden, the newest first.
func (s Orders) Hidden() ([]Order, error) {
	return query(s.reader, scanOrder, `select `+orderColumns+` from orders where forgotten_at <> 0
		order by created_at desc, id`)
}

// All are those of [Orders.List] and the hidden ones.
func (s Orders) All() ([]Order, error) {
	return query(s.reader, scanOrder, `select `+orderColumns+` from orders order by created_at desc, id`)
}

// Get returns one order, hidden or not; false when it does not exist.
func (s Orders) Get(id string) (Order, bool, error) {
	return first(query(s.reader, scanOrder, `select `+orderColumns+` from orders where id = ?1`, id))
}

// Count counts all orders, hidden ones included.
func (s Orders) Count() (int, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from orders`).Scan(&n)
	return n, err
}

// Add writes a new order; false when its ID is taken, also by one that was removed.
func (t OrderWriter) Add(o Order) (bool, error) {
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

// Hide hides an order.
func (t OrderWriter) Hide(order string) error {
	_, err := t.exec(`update orders set forgotten_at = ?2 where id = ?1`, order, millis(t.now))
	return err
}

// Unhide shows an order again that was hidden.
func (t OrderWriter) Unhide(order string) error {
	_, err := t.exec(`update orders set forgotten_at = 0 where id = ?1`, order)
	return err
}

// SetQuote replaces the quote of an order by the one that a person has agreed to.
func (t OrderWriter) SetQuote(order string, q provider.Quote) error {
	text, err := json.Marshal(q)
	if err != nil {
		return err
	}
	due := dueOf(q)
	_, err = t.exec(`update orders set quote = ?2, quote_micros = ?3, currency = ?4 where id = ?1`,
		order, string(text), due.Micros, due.Currency)
	return err
}

// Fingerprint is the SHA-256 of what never changes about an order from when it was placed, in hexadecimal; "" when it
// is not there.
func (s Orders) Fingerprint(order string) (string, error) {
	return s.fingerprint(order, `id, profile, account, product, spec, wanted, script_bytes, script_sha256, created_at,
		created_by, recovered`)
}

// PriceFingerprint is the SHA-256 of the quote of an order, and of what limits count it as, in hexadecimal; "" when the
// order is not there.
func (s Orders) PriceFingerprint(order string) (string, error) {
	return s.fingerprint(order, `id, quote, quote_micros, currency`)
}

func (s Orders) fingerprint(order, columns string) (string, error) {
	text, _, err := first(query(s.reader, func(r *sql.Rows) ([]byte, error) {
		values := make([]any, strings.Count(columns, ",")+1)
		to := make([]any, len(values))
		for i := range values {
			to[i] = &values[i]
		}
		if err := r.Scan(to...); err != nil {
			return nil, err
		}
		return json.Marshal(values)
	}, `select `+columns+` from orders where id = ?1`, order))
	if err != nil || text == nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Removed returns the record that remains of the order with the id; false when no such order was removed.
func (s Orders) Removed(id string) (Removed, bool, error) {
	return first(query(s.reader, func(r *sql.Rows) (Removed, error) {
		var (
			o           Removed
			created, at int64
		)
		err := r.Scan(&o.ID, &o.Key.Account, &o.Key.Product, &o.Profile, &o.By, &o.State, &created, &at)
		o.Created, o.At = fromMillis(created), fromMillis(at)
		return o, err
	}, `select id, account, product, profile, created_by, state, created_at, removed_at from removed where id = ?1`, id))
}

// Named returns the ids of the orders that are known by the name, including removed ones: the order with that id, and
// the orders for which the name was written down. They are sorted by id.
func (s Orders) Named(name string) ([]string, error) {
	return query(s.reader, func(r *sql.Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, `select id from orders where id = ?1 union select id from removed where id = ?1
		union select order_id from names where name = ?1 order by 1`, name)
}

// Names returns what the order is known by beside its id, sorted.
func (s Orders) Names(order string) ([]string, error) {
	return query(s.reader, scanText, `select name from names where order_id = ?1 order by 1`, order)
}

// Recovered returns the ids of the orders of a product that were found at the vendor by tokens that begin with prefix,
// removed ones included. Of several accounts with the same machines, as of profiles with one key, any may have found
// them.
func (s Orders) Recovered(product provider.ProductID, prefix string) ([]string, error) {
	return query(s.reader, scanText, `select o.id from orders o join batches b on b.order_id = o.id
			where o.product = ?1 and o.recovered = 1 and substr(b.token, 1, ?2) = ?3
		union select r.id from removed r join pruned p on p.order_id = r.id
			where r.product = ?1 and substr(p.token, 1, ?2) = ?3
		order by 1`, product, len(prefix), prefix)
}

// Unnamed returns the orders of k that no name was written down for: an earlier version placed them.
func (s Orders) Unnamed(k Key) ([]Order, error) {
	return query(s.reader, scanOrder, `select `+orderColumns+` from orders where account = ?1 and product = ?2
		and not exists (select 1 from names n where n.order_id = orders.id) order by created_at, id`, k.Account, k.Product)
}

// AddNames writes down what else the order is known by. A name that it has already is kept.
func (t OrderWriter) AddNames(order string, names ...string) error {
	for _, name := range names {
		if _, err := t.exec(`insert into names(name, order_id) values (?1, ?2) on conflict do nothing`, name,
			order); err != nil {
			return err
		}
	}
	return nil
}

const orderColumns = `id, profile, account, product, spec, quote, script_bytes, script_sha256, created_at, created_by,
	recovered, forgotten_at`

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

// dueOf is the known part of an order's price; it has no currency when no price is known.
func dueOf(q provider.Quote) provider.Money {
	due, err := q.Due()
	if err != nil {
		return provider.Money{}
	}
	return due
}
