package journal

import (
	"database/sql"
	"time"
)

// Watches reads how the watching of keys goes.
type Watches struct{ *reader }

// WatchWriter reads and changes that.
type WatchWriter struct {
	Watches
	*change
}

// All returns how the watching of every key goes.
func (s Watches) All() ([]Watch, error) {
	return query(s.reader, scanWatch, `select account, product, polled_at, next_at, error, swept_at, swept_line
		from watches`)
}

// Get returns how the watching of k goes; its zero value when it never was.
func (s Watches) Get(k Key) (Watch, error) {
	w, ok, err := first(query(s.reader, scanWatch, `select account, product, polled_at, next_at, error, swept_at,
		swept_line from watches
		where account = ?1 and product = ?2`, k.Account, k.Product))
	if !ok {
		w.Key = k
	}
	return w, err
}

// SetSwept writes that a sweep of k is complete, of the server's history line.
func (t WatchWriter) SetSwept(k Key, line string) error {
	_, err := t.exec(`insert into watches(account, product, swept_at, swept_line) values (?1, ?2, ?3, ?4)
		on conflict (account, product) do update set swept_at = excluded.swept_at, swept_line = excluded.swept_line`,
		k.Account, k.Product, millis(t.now), line)
	return err
}

// Put writes how the watching of a key goes.
func (t WatchWriter) Put(w Watch) error {
	_, err := t.exec(`insert into watches(account, product, polled_at, next_at, error) values (?1, ?2, ?3, ?4, ?5)
		on conflict (account, product) do update set polled_at = excluded.polled_at, next_at = excluded.next_at,
			error = excluded.error`, w.Key.Account, w.Key.Product, millis(w.Polled), millis(w.Next), w.Err)
	return err
}

// Wake makes the next poll of k due at, if it is not due earlier.
func (t WatchWriter) Wake(k Key, at time.Time) error {
	_, err := t.exec(`insert into watches(account, product, next_at) values (?1, ?2, ?3)
		on conflict (account, product) do update set next_at = excluded.next_at
		where watches.next_at = 0 or watches.next_at > excluded.next_at`, k.Account, k.Product, millis(at))
	return err
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
