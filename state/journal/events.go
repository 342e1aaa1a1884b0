package journal

import (
	"database/sql"
	"slices"
)

// Events reads the histories of batches, which [BatchWriter] writes.
type Events struct{ *reader }

// Of returns the history of a batch.
func (s Events) Of(batch string) ([]Event, error) {
	return query(s.reader, scanEvent, `select batch, version, at, kind, detail from events
		where batch = ?1 order by version`, batch)
}

// Last returns the newest n events of a batch that are of one of two kinds, the oldest of them first.
func (s Events) Last(batch string, n int, kind, other string) ([]Event, error) {
	all, err := query(s.reader, scanEvent, `select batch, version, at, kind,
		detail from events where batch = ?1 and kind in (?2, ?3)
		order by version desc limit ?4`, batch, kind, other, n)
	slices.Reverse(all)
	return all, err
}

// Moves hands every state that every batch has been in to see, those of one batch after each other in their order.
func (s Events) Moves(see func(Event)) error {
	_, err := query(s.reader, func(r *sql.Rows) (struct{}, error) {
		e, err := scanEvent(r)
		if err == nil {
			see(e)
		}
		return struct{}{}, err
	}, `select batch, version, at, kind, detail from events where kind in (`+batchStates()+`) order by batch, version`)
	return err
}

// OfOrder returns the history of all batches of an order, in the order in which it happened.
func (s Events) OfOrder(order string) ([]Event, error) {
	return query(s.reader, scanEvent, `select e.batch, e.version, e.at, e.kind, e.detail from events e
		join batches b on b.id = e.batch where b.order_id = ?1 order by e.at, b.n, e.version`, order)
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
