package journal

import (
	"database/sql"
	"time"
)

// Ignore is something at a vendor that someone does not want to be warned of any more.
type Ignore struct {
	Key      Key
	Kind, ID string
	At       time.Time
	By       string // "" when it is not known
}

// Ignored reads what is ignored.
type Ignored struct{ *reader }

// IgnoredWriter reads and changes what is ignored.
type IgnoredWriter struct {
	Ignored
	*change
}

// List returns everything that is ignored.
func (s Ignored) List() ([]Ignore, error) {
	return query(s.reader, func(r *sql.Rows) (Ignore, error) {
		var (
			i  Ignore
			at int64
		)
		err := r.Scan(&i.Key.Account, &i.Key.Product, &i.Kind, &i.ID, &at, &i.By)
		i.At = fromMillis(at)
		return i, err
	}, `select account, product, kind, id, at, ignored_by from ignored order by account, product, kind, id`)
}

// Put ignores i from now on, whatever its time says. What is ignored already stays as it is.
func (t IgnoredWriter) Put(i Ignore) error {
	_, err := t.exec(`insert into ignored(account, product, kind, id, at, ignored_by) values (?1, ?2, ?3, ?4, ?5, ?6)
		on conflict (account, product, kind, id) do nothing`, i.Key.Account, i.Key.Product, i.Kind, i.ID, millis(t.now),
		i.By)
	return err
}

// Delete ends that i is ignored.
func (t IgnoredWriter) Delete(i Ignore) error {
	_, err := t.exec(`delete from ignored where account = ?1 and product = ?2 and kind = ?3 and id = ?4`,
		i.Key.Account, i.Key.Product, i.Kind, i.ID)
	return err
}
