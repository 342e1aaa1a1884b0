package journal

import (
	"cmp"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Entry is one row of the audit: who did what. It holds no secret.
type Entry struct {
	N      int               // from 1, without gaps
	At     time.Time         // to the millisecond
	Who    string            // the name that they signed in with
	What   string            // "sign_in", "order", …
	Order  string            // "" when it is not about an order
	Detail map[string]string // what else there is to say
	Prev   string            // Hash of the row before; "" of the first
	Hash   string            // of all of the above
}

// digest is the hash of e: SHA-256 of a JSON list of everything but the hash, in hexadecimal.
func (e Entry) digest(detail string) (string, error) {
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

// ParseHead is its inverse; false when the text is no head of an audit with rows.
func ParseHead(text string) (Head, bool) {
	number, hash, ok := strings.Cut(text, ":")
	n, err := strconv.Atoi(number)
	return Head{n, hash}, ok && err == nil && n > 0 && hash != ""
}

// Audit reads and checks the audit.
type Audit struct{ *reader }

// AuditWriter reads the audit and adds to it.
type AuditWriter struct {
	Audit
	*change
}

// Record adds a row to the audit. Of e only Who, What, Order and Detail are read.
func (t AuditWriter) Record(e Entry) (Head, error) {
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
	if e.Hash, err = e.digest(string(detail)); err != nil {
		return head, err
	}
	if _, err := t.exec(`insert into audit(n, at, who, what, order_id, detail, prev, hash)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
		e.N, millis(e.At), e.Who, e.What, e.Order, string(detail), e.Prev, e.Hash); err != nil {
		return head, err
	}
	if _, err = t.exec(`update audit_head set hash = ?1 where id = 1`, e.Hash); err != nil {
		return head, err
	}
	end := Head{e.N, e.Hash}
	return end, t.keep(Head{head.N - 1, head.Hash}, end)
}

// Head returns the end of the audit as it was written down last.
func (s Audit) Head() (Head, error) {
	all, err := query(s.reader, func(r *sql.Rows) (Head, error) {
		var n, hash any
		if err := r.Scan(&n, &hash); err != nil {
			return Head{}, err
		}
		number, whole := n.(int64)
		text, ok := hash.(string)
		if !whole || !ok {
			return Head{}, &AuditError{Violation: ViolationNoHead}
		}
		return Head{int(number), text}, nil
	}, `select n, hash from audit_head`)
	if err != nil || len(all) != 1 {
		return Head{}, cmp.Or(malformed(err, 0, "audit_head"), error(&AuditError{Violation: ViolationNoHead}))
	}
	return all[0], nil
}

// Of returns the rows about an order, or all when order is "", the oldest first. The error is an [*AuditError] when
// they cannot be read as rows of the audit.
func (s Audit) Of(order string) ([]Entry, error) {
	var last Head
	where, args := ofOrder("order_id", order)
	all, err := query(s.reader, func(r *sql.Rows) (Entry, error) {
		e, _, err := scanEntry(r, last)
		last.N = e.N
		return e, err
	}, `select `+entryColumns+` from audit`+where+` order by n`, args...)
	return all, malformed(err, last.N+1, "audit")
}

const entryColumns = `n, at, who, what, order_id, detail, prev, hash`

// scanEntry reads a row that comes after the last one. It also returns the detail as it is on disk. If the tables were
// changed by other means, a column may hold anything: a value of the wrong type is an [*AuditError].
func scanEntry(r *sql.Rows, last Head) (e Entry, detail string, err error) {
	var n, at any
	texts := make([]any, 6)
	if err := r.Scan(&n, &at, &texts[0], &texts[1], &texts[2], &texts[3], &texts[4], &texts[5]); err != nil {
		return e, "", err
	}
	number, whole := n.(int64)
	if !whole {
		return e, "", &AuditError{N: last.N + 1, Violation: ViolationForm}
	}
	e.N = int(number)
	ms, whole := at.(int64)
	if !whole {
		return e, "", &AuditError{N: e.N, Violation: ViolationForm}
	}
	e.At = fromMillis(ms)
	for i, to := range []*string{&e.Who, &e.What, &e.Order, &detail, &e.Prev, &e.Hash} {
		text, ok := texts[i].(string)
		if !ok {
			return e, "", &AuditError{N: e.N, Violation: ViolationForm}
		}
		*to = text
	}
	if json.Unmarshal([]byte(detail), &e.Detail) != nil { // written by other means: the hash shows it
		e.Detail = map[string]string{"?": detail}
	}
	return e, detail, nil
}
