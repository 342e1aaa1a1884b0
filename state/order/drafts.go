package order

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// mostDrafts is how many drafts of a person are kept beside those that are open. The oldest give way.
const mostDrafts = 5

// draftsPatience is how long the end of a session waits for the journal. Where it does not answer, the end of the
// program frees the draft.
const draftsPatience = 2 * time.Second

// Errors of drafts.
var (
	// ErrDraftOpen means that another session has the draft open.
	ErrDraftOpen = errors.New("the draft is open elsewhere")
	// ErrNoDraft means that there is no such draft any more: it was ordered, or dropped.
	ErrNoDraft = errors.New("there is no such draft")
)

// KeptDraft is what someone has answered of an order that is not placed.
type KeptDraft struct {
	ID        ID        // of the order that it becomes: it can be placed once
	At        time.Time // of the latest answer
	Answers   string    // an order file, which holds no secrets
	Elsewhere string    // host and process of the session that has it open; "" when no other session has
	Since     time.Time // when that one opened it
}

// Drafts are the drafts of one person for one session: a run of the program, or a connection to a server. A session has
// at most one of them open, and no other session opens that one meanwhile. A draft is free again when its session ends,
// and when the program has ended in any other way: whether that one is alive is seen as with requests that are being
// sent. It is safe for concurrent use.
type Drafts struct {
	store  *journal.Store
	owners *owners
	all    *openDrafts
	person string

	mu   sync.Mutex
	open ID // "" when none is
}

// openDrafts are the drafts that the sessions of this program have open.
type openDrafts struct {
	mu sync.Mutex
	by map[ID]*Drafts
}

// take has d be the session with the draft open; false when another one is.
func (o *openDrafts) take(id ID, d *Drafts) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if by, is := o.by[id]; is && by != d {
		return false
	}
	o.by[id] = d
	return true
}

// leave ends what take began.
func (o *openDrafts) leave(id ID, d *Drafts) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.by[id] == d {
		delete(o.by, id)
	}
}

// elsewhere reports whether another session than d has the draft open.
func (o *openDrafts) elsewhere(id ID, d *Drafts) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	by, is := o.by[id]
	return is && by != d
}

// Drafts are the drafts of the person for a new session. Each person who uses the journal has a name of their own.
func (s *Service) Drafts(person string) *Drafts {
	return &Drafts{store: s.opt.Store, owners: s.owners, all: s.drafts, person: person}
}

// List returns the drafts, the latest first.
func (d *Drafts) List(ctx context.Context) (all []KeptDraft, err error) {
	err = d.store.View(ctx, func(j *journal.Snapshot) error {
		kept, err := j.Drafts.Of(d.person)
		for _, row := range kept {
			there, err := d.elsewhere(j, row)
			if err != nil {
				return err
			}
			all = append(all, draftOf(row, there))
		}
		return err
	})
	return all, err
}

// Open opens the draft, and leaves the one that was open before. The errors are [ErrNoDraft], and [ErrDraftOpen]
// with the draft.
func (d *Drafts) Open(ctx context.Context, id ID) (opened KeptDraft, err error) {
	err = d.change(ctx, id, func(tx *journal.Tx, row journal.Draft, there bool) error {
		if !there {
			return ErrNoDraft
		}
		opened = draftOf(row, false)
		return tx.Drafts.Put(d.held(tx, row))
	}, func(row journal.Draft, there bool) error {
		if !there {
			return ErrNoDraft
		}
		opened = draftOf(row, true)
		return ErrDraftOpen
	})
	return opened, err
}

// Keep keeps the answers as the draft with the id, which is then open, and leaves the one that was open before. An
// order with the id has used the draft up: it is not kept again. The error is [ErrDraftOpen] when the draft was taken
// over by another session: what is kept is that session's.
func (d *Drafts) Keep(ctx context.Context, id ID, answers string) error {
	return d.change(ctx, id, func(tx *journal.Tx, row journal.Draft, there bool) error {
		if _, placed, err := tx.Orders.Get(string(id)); placed || err != nil {
			return err
		}
		if !there {
			if err := d.tidy(tx, answers); err != nil {
				return err
			}
		}
		row = d.held(tx, row)
		row.At, row.Answers = tx.Now(), answers
		return tx.Drafts.Put(row)
	}, func(journal.Draft, bool) error { return ErrDraftOpen })
}

// Drop forgets the draft. The error is [ErrDraftOpen] when another session has it open.
func (d *Drafts) Drop(ctx context.Context, id ID) error {
	return d.store.Update(ctx, func(tx *journal.Tx) error {
		row, there, err := tx.Drafts.Get(string(id))
		if err != nil || !there || row.Owner != d.person {
			return err
		}
		if away, err := d.elsewhere(&tx.Snapshot, row); err != nil || away {
			return errors.Join(err, ErrDraftOpen)
		}
		_, err = tx.Drafts.Delete(row.ID)
		return err
	})
}

// Close leaves the draft that is open, for other sessions to open it.
func (d *Drafts) Close(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := d.open
	if id == "" {
		return nil
	}
	d.open = ""
	defer d.all.leave(id, d)
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), draftsPatience)
	defer done()
	return d.store.Update(ctx, func(tx *journal.Tx) error { return tx.Drafts.Release(string(id), d.owners.owner) })
}

// change makes a change to the draft that has it open afterwards. When another session has it open, nothing is changed,
// and the error is that of away. Both get the draft as it is, and whether it is there.
func (d *Drafts) change(ctx context.Context, id ID, do func(tx *journal.Tx, row journal.Draft, there bool) error,
	away func(row journal.Draft, there bool) error,
) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.owners.hold(ctx); err != nil { // the others see by it that this program is alive
		return err
	}
	before := d.open
	err := d.store.Update(ctx, func(tx *journal.Tx) error {
		row, there, err := tx.Drafts.Get(string(id))
		if err != nil {
			return err
		}
		if there && row.Owner != d.person {
			return ErrNoDraft
		}
		elsewhere, err := d.elsewhere(&tx.Snapshot, row)
		if err != nil {
			return err
		}
		if elsewhere || !d.all.take(id, d) {
			return away(row, there)
		}
		row.ID, row.Owner = string(id), d.person
		if err := do(tx, row, there); err != nil || before == "" || before == id {
			return err
		}
		return tx.Drafts.Release(string(before), d.owners.owner)
	})
	if err != nil {
		if before != id {
			d.all.leave(id, d)
		}
		return err
	}
	if before != id {
		d.all.leave(before, d)
	}
	d.open = id
	return nil
}

// held is row as it is while d has it open.
func (d *Drafts) held(tx *journal.Tx, row journal.Draft) journal.Draft {
	if row.Holder != d.owners.owner || d.open != ID(row.ID) {
		row.Holder, row.Held = d.owners.owner, tx.Now()
	}
	return row
}

// elsewhere reports whether another session than d has the draft open. Where hosts share a journal, a program of which
// nothing is known yet may be alive; on one machine its lock would show that.
func (d *Drafts) elsewhere(j *journal.Snapshot, row journal.Draft) (bool, error) {
	switch row.Holder {
	case "":
		return false, nil
	case d.owners.owner:
		return d.all.elsewhere(ID(row.ID), d), nil
	}
	v, err := d.owners.look(j, row.Holder)
	return v == vitalAlive || v == vitalUnknown && d.owners.shared, err
}

// tidy removes drafts before a new one with the answers is kept: the same answers are kept once, and only so many
// drafts that nobody has open.
func (d *Drafts) tidy(tx *journal.Tx, answers string) error {
	all, err := tx.Drafts.Of(d.person)
	if err != nil {
		return err
	}
	free := 0
	for _, row := range all {
		elsewhere, err := d.elsewhere(&tx.Snapshot, row)
		if err != nil {
			return err
		}
		if elsewhere {
			continue
		}
		if row.Answers != answers {
			if free++; free < mostDrafts { // the new one is one of them
				continue
			}
		}
		if _, err := tx.Drafts.Delete(row.ID); err != nil {
			return err
		}
	}
	return nil
}

// draftOf is row as screens see it.
func draftOf(row journal.Draft, elsewhere bool) KeptDraft {
	v := KeptDraft{ID: ID(row.ID), At: row.At, Answers: row.Answers}
	if elsewhere {
		place := strings.TrimSuffix(row.Holder, " "+ownerIDOf(row.Holder)) // for people, who know no ids of programs
		v.Elsewhere, v.Since = place, row.Held
	}
	return v
}
