package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Entry is one row of the audit: who did what. It holds no secret.
type Entry struct {
	N      int               // from 1, without gaps
	At     time.Time         // to the millisecond
	Who    string            // the name that they signed in with
	What   string            // "sign_in", "order", …
	Order  string            // "" when it is about none
	Detail map[string]string // what else there is to say
	Prev   string            // Hash of the row before; "" of the first
	Hash   string            // of all of the above
}

// seal is the hash of e: SHA-256 of a JSON list of everything but the hash, in hexadecimal.
func (e Entry) seal(detail string) (string, error) {
	text, err := json.Marshal([]any{e.N, millis(e.At), e.Who, e.What, e.Order, detail, e.Prev})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Head is the end of the audit: who remembers it elsewhere knows later whether anything up to it was changed.
type Head struct {
	N    int
	Hash string
}

// String is the head as it is printed and remembered: "17:9f86d0…".
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.N, h.Hash) }

// Record adds a row to the audit. Of e only Who, What, Order and Detail are read.
func (t *Tx) Record(e Entry) (Head, error) {
	// The head is written first: whoever else wants to add a row waits from here on.
	if _, err := t.exec(`update audit_head set n = n + 1 where id = 1`); err != nil {
		return Head{}, err
	}
	head, err := t.Head()
	if err != nil {
		return head, err
	}
	detail, err := json.Marshal(e.Detail) // sorted by name
	if err != nil {
		return head, err
	}
	e.N, e.At, e.Prev = head.N, t.now, head.Hash
	e.Who, e.What, e.Order = plain(e.Who), plain(e.What), plain(e.Order) // as they will be read
	if e.Hash, err = e.seal(string(detail)); err != nil {
		return head, err
	}
	if _, err := t.exec(`insert into audit(n, at, who, what, order_id, detail, prev, hash) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
		e.N, millis(e.At), e.Who, e.What, e.Order, string(detail), e.Prev, e.Hash); err != nil {
		return head, err
	}
	_, err = t.exec(`update audit_head set hash = ?1 where id = 1`, e.Hash)
	return Head{e.N, e.Hash}, err
}

// Head returns the end of the audit as it was written down last.
func (s *Snapshot) Head() (Head, error) {
	h, _, err := first(query(s, func(r *sql.Rows) (Head, error) {
		var h Head
		err := r.Scan(&h.N, &h.Hash)
		return h, err
	}, `select n, hash from audit_head where id = 1`))
	return h, err
}

// Audit returns the rows about an order, or all when order is "", the oldest first.
func (s *Snapshot) Audit(order string) ([]Entry, error) {
	return query(s, func(r *sql.Rows) (Entry, error) {
		e, _, err := scanEntry(r)
		return e, err
	}, `select `+entryColumns+` from audit where ?1 = '' or order_id = ?1 order by n`, order)
}

const entryColumns = `n, at, who, what, order_id, detail, prev, hash`

// scanEntry also returns the detail as it is on disk.
func scanEntry(r *sql.Rows) (e Entry, detail string, err error) {
	var at int64
	if err := r.Scan(&e.N, &at, &e.Who, &e.What, &e.Order, &detail, &e.Prev, &e.Hash); err != nil {
		return e, "", err
	}
	e.At = fromMillis(at)
	if json.Unmarshal([]byte(detail), &e.Detail) != nil { // somebody else wrote it: the hash tells
		e.Detail = map[string]string{"?": detail}
	}
	return e, detail, nil
}

// Flaw is why the audit is not what was written.
type Flaw string

// The flaws. The message catalogue has their sentences below "audit.flaw_".
const (
	FlawChanged Flaw = "changed" // the row is not the one that was written
	FlawMissing Flaw = "missing" // rows are missing here, or stand elsewhere
	FlawEnd     Flaw = "end"     // rows are missing at the end, or were added by another program
	FlawHead    Flaw = "head"    // the row that somebody remembers is not there
)

// AuditError is the first row that is not what was written.
type AuditError struct {
	N    int
	Flaw Flaw
}

// Error is for logs.
func (e *AuditError) Error() string { return fmt.Sprintf("audit: row %d: %s", e.N, e.Flaw) }

// VerifyAudit goes through the whole audit. The error is an [*AuditError] when anything was changed, removed or moved.
// known is what somebody remembers of it; the zero Head is nothing.
func (s *Store) VerifyAudit(ctx context.Context, known Head) (Head, error) {
	var last Head
	err := s.View(ctx, func(j *Snapshot) error {
		last = Head{}
		seen := known.N == 0
		_, err := query(j, func(r *sql.Rows) (struct{}, error) {
			e, detail, err := scanEntry(r)
			if err != nil {
				return struct{}{}, err
			}
			if e.N != last.N+1 {
				return struct{}{}, &AuditError{last.N + 1, FlawMissing}
			}
			if hash, err := e.seal(detail); err != nil || hash != e.Hash || e.Prev != last.Hash {
				return struct{}{}, &AuditError{e.N, FlawChanged}
			}
			last = Head{e.N, e.Hash}
			seen = seen || last == known
			return struct{}{}, nil
		}, `select `+entryColumns+` from audit order by n`)
		if err != nil {
			return err
		}
		head, err := j.Head()
		switch {
		case err != nil:
			return err
		case head != last:
			return &AuditError{max(head.N, last.N), FlawEnd}
		case !seen:
			return &AuditError{known.N, FlawHead}
		}
		return nil
	})
	return last, err
}
