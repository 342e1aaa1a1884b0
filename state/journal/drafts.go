package journal

import (
	"database/sql"
	"errors"
	"time"
)

// Draft is what someone has answered of an order that is not placed.
type Draft struct {
	ID      string    // of the order that it becomes
	Owner   string    // the person
	At      time.Time // of the latest answer
	Answers string    // an order file, which holds no secrets
	Holder  string    // the program that has it open; "" when none has
	Held    time.Time // since when; zero when no program has it open
}

// Drafts reads drafts.
type Drafts struct{ *reader }

// DraftWriter reads and changes drafts.
type DraftWriter struct {
	Drafts
	*change
}

const draftColumns = "select id, owner, at, answers, holder, held_at from drafts "

// Of returns the drafts of the owner, the latest first.
func (s Drafts) Of(owner string) ([]Draft, error) {
	return query(s.reader, func(r *sql.Rows) (Draft, error) { return scanDraft(r) },
		draftColumns+"where owner = ?1 order by at desc, id", owner)
}

// Get returns the draft with the id, and false when there is none.
func (s Drafts) Get(id string) (Draft, bool, error) {
	d, err := scanDraft(s.tx.QueryRowContext(s.ctx, draftColumns+"where id = ?1", id))
	if errors.Is(err, sql.ErrNoRows) {
		return Draft{}, false, nil
	}
	return d, err == nil, err
}

// Put keeps d in place of an earlier one with its id. Its answers must hold no secrets.
func (t DraftWriter) Put(d Draft) error {
	_, err := t.exec(`insert into drafts(id, owner, at, answers, holder, held_at) values (?1, ?2, ?3, ?4, ?5, ?6)
		on conflict (id) do update set owner = excluded.owner, at = excluded.at, answers = excluded.answers,
		holder = excluded.holder, held_at = excluded.held_at`,
		d.ID, d.Owner, millis(d.At), d.Answers, d.Holder, millis(d.Held))
	return err
}

// Release says that the holder has the draft open no more. It changes nothing when another program has it open.
func (t DraftWriter) Release(id, holder string) error {
	_, err := t.exec("update drafts set holder = '', held_at = 0 where id = ?1 and holder = ?2", id, holder)
	return err
}

// Delete removes the draft with the id and reports whether there was one.
func (t DraftWriter) Delete(id string) (bool, error) {
	n, err := t.exec("delete from drafts where id = ?1", id)
	return n > 0, err
}

func scanDraft(r interface{ Scan(to ...any) error }) (d Draft, err error) {
	var at, held int64
	err = r.Scan(&d.ID, &d.Owner, &at, &d.Answers, &d.Holder, &held)
	d.At, d.Held = fromMillis(at), fromMillis(held)
	return d, err
}
