package journal

import (
	"context"
	"database/sql"
	"time"
)

// Snapshot reads one consistent state of the journal.
type Snapshot struct {
	*reader

	Orders    Orders
	Batches   Batches
	Events    Events
	Instances Instances
	Resources Resources
	Watches   Watches
	Approvals Approvals
	Audit     Audit
	Drafts    Drafts
	Ignored   Ignored
	Releases  Releases
}

func newSnapshot(r *reader) Snapshot {
	return Snapshot{
		reader: r, Orders: Orders{r}, Batches: Batches{r}, Events: Events{r}, Instances: Instances{r},
		Resources: Resources{r}, Watches: Watches{r}, Approvals: Approvals{r}, Audit: Audit{r}, Drafts: Drafts{r},
		Ignored: Ignored{r}, Releases: Releases{r},
	}
}

// reader is the transaction that the parts of a snapshot read in.
type reader struct {
	ctx  context.Context // it lives as long as the function that the snapshot is handed to
	tx   txn
	kept *kept
}

// query scans every row of an answer.
func query[T any](s *reader, scan func(*sql.Rows) (T, error), text string, args ...any) (all []T, err error) {
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

// ofOrder is the condition for the rows of an order, by the column that has its id; none when order is "". One
// statement for both would read all rows: a database cannot use an index for a condition that may not hold.
func ofOrder(column, order string) (where string, args []any) {
	if order == "" {
		return "", nil
	}
	return " where " + column + " = ?1", []any{order}
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
