package journal

import (
	"database/sql"
	"errors"
	"time"
)

// Draft is what someone has answered of an order that is not placed.
type Draft struct {
	At      time.Time // of the latest answer
	Answers string    // an order file, which holds no secrets
}

// Drafts reads drafts.
type Drafts struct{ *reader }

// DraftWriter reads and changes drafts.
type DraftWriter struct {
	Drafts
	*change
}

// Get returns the draft of the owner, and false when there is none.
func (s Drafts) Get(owner string) (Draft, bool, error) {
	var at int64
	var d Draft
	err := s.tx.QueryRowContext(s.ctx, "select at, answers from drafts where owner = ?1", owner).Scan(&at, &d.Answers)
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, false, nil
	}
	d.At = fromMillis(at)
	return d, err == nil, err
}

// Put keeps answers as the draft of the owner, in place of an earlier one. They must hold no secrets.
func (t DraftWriter) Put(owner, answers string) error {
	_, err := t.exec(`insert into drafts(owner, at, answers) values (?1, ?2, ?3)
		on conflict (owner) do update set at = excluded.at, answers = excluded.answers`, owner, millis(t.now), answers)
	return err
}

// Delete removes the draft of the owner and reports whether there was one.
func (t DraftWriter) Delete(owner string) (bool, error) {
	n, err := t.exec("delete from drafts where owner = ?1", owner)
	return n > 0, err
}
