package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Violation is why the audit is not what was written.
type Violation string

// The violations. The message catalogue has their sentences below "audit.violation_".
const (
	ViolationChanged Violation = "changed"  // the row is not the one that was written
	ViolationMissing Violation = "missing"  // rows are missing here, or are elsewhere
	ViolationTwice   Violation = "twice"    // there are several rows with the number
	ViolationForm    Violation = "form"     // a column of the row holds a value that metalwright never writes there
	ViolationTable   Violation = "table"    // the table About cannot be read as it was made
	ViolationEnd     Violation = "end"      // rows are missing at the end, or were added by another program
	ViolationNoHead  Violation = "no_head"  // the database does not say any more which row is the last
	FlawKept         Violation = "kept"     // the row that this machine remembers is not there
	violationUnkept  Violation = "unkept"   // the file in which this machine remembers it cannot be understood
	ViolationHead    Violation = "head"     // the row that was remembered is not there
	FlawGuard        Violation = "guard"    // the database no longer refuses changes other than additions
	ViolationState   Violation = "state"    // the state of an order is not what the audit says was decided
	ViolationOrder   Violation = "order"    // the order is not the one that was placed
	ViolationNoOrder Violation = "no_order" // the order is missing
	ViolationNoRow   Violation = "no_row"   // no row records the decision that the order's state implies
)

// AuditError is the first thing that is not what was written.
type AuditError struct {
	N         int // the row; 0 when it is not about a row
	Violation Violation
	About     string // the table that it is about, when it is not about a row; "" otherwise
	Order     string // the order that it is about; "" when it is not about one
}

// Error is for logs.
func (e *AuditError) Error() string {
	return strings.TrimRight(fmt.Sprintf("audit: row %d: %s %s %s", e.N, e.Violation, e.Order, e.About), " ")
}

// Verified is an audit that is as it was written.
type Verified struct {
	Head Head
	// Kept is the head that this machine remembers; zero when it remembers none. Rows up to it are proven not to have
	// been rewritten, provided that no one could change both the database and the file.
	Kept Head
}

// Verify checks the whole audit and passes each row that is as it was written to see. The error is an
// [*AuditError] when a row was changed, removed or moved. known is a head that the caller remembers; the zero Head
// means none. The head that this machine remembers is compared in any case.
func (s Audit) Verify(known Head, see func(Entry)) (Verified, error) {
	var v Verified
	var last Head
	kept, unkept := s.kept.read()
	seenKept, seenKnown := kept.N == 0, known.N == 0
	_, err := query(s.reader, func(r *sql.Rows) (struct{}, error) {
		e, detail, err := scanEntry(r, last)
		if err != nil {
			return struct{}{}, err
		}
		if last, err = e.follows(last, detail); err != nil {
			return struct{}{}, err
		}
		seenKept, seenKnown = seenKept || last == kept, seenKnown || last == known
		see(e)
		return struct{}{}, nil
	}, `select `+entryColumns+` from audit order by n`)
	if err != nil {
		return v, malformed(err, last.N+1, "audit")
	}
	v = Verified{Head: last, Kept: kept}
	head, err := s.Head()
	switch {
	case err != nil:
		return v, err
	case head != last:
		return v, &AuditError{N: max(head.N, last.N), Violation: ViolationEnd}
	case unkept != nil:
		return v, errors.Join(&AuditError{Violation: violationUnkept}, unkept)
	case !seenKept:
		return v, &AuditError{N: kept.N, Violation: FlawKept}
	case !seenKnown:
		return v, &AuditError{N: known.N, Violation: ViolationHead}
	}
	return v, s.guarded()
}

// follows returns the head with e as the next row after last, or the error that shows why it cannot be.
func (e Entry) follows(last Head, detail string) (Head, error) {
	switch {
	case e.N == last.N && last.N > 0:
		return last, &AuditError{N: e.N, Violation: ViolationTwice}
	case e.N != last.N+1:
		return last, &AuditError{N: last.N + 1, Violation: ViolationMissing}
	}
	if hash, err := e.digest(detail); err != nil || hash != e.Hash || e.Prev != last.Hash {
		return last, &AuditError{N: e.N, Violation: ViolationChanged}
	}
	return Head{e.N, e.Hash}, nil
}

// guarded returns an error when the database no longer refuses changes of the audit other than additions, or does more
// than that on an addition.
func (s Audit) guarded() error {
	text, want := s.tx.e.guards()
	got := map[string]string{}
	_, err := query(s.reader, func(r *sql.Rows) (struct{}, error) {
		var name, text string
		err := r.Scan(&name, &text)
		got[name] = strings.TrimSuffix(collapseSpaces(text), ";")
		return struct{}{}, err
	}, text)
	if err != nil {
		return malformed(err, 0, "audit")
	}
	for name, text := range want {
		want[name] = collapseSpaces(text)
	}
	if !maps.Equal(got, want) {
		return &AuditError{Violation: FlawGuard}
	}
	return nil
}

// collapseSpaces is a text with one blank where it has any.
func collapseSpaces(text string) string { return strings.Join(strings.Fields(text), " ") }

// malformed returns err, or an [*AuditError] when the database reports that a table, or its content at row n, does not
// have its original form.
func malformed(err error, n int, table string) error {
	if p, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case p.Code == "42P01", len(p.Code) > 1 && p.Code[:2] == "42" && codeReason(p.Code) == ReasonUnreadable:
			return &AuditError{Violation: ViolationTable, About: table}
		case len(p.Code) > 1 && p.Code[:2] == "22": // data exception
			return &AuditError{N: n, Violation: ViolationForm}
		}
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code() == sqlite3.SQLITE_ERROR {
		return &AuditError{Violation: ViolationTable, About: table}
	}
	return err
}

// Malformed returns err, or an [*AuditError] when the table holds values that metalwright never writes there. An error
// that only means that the database is unreachable is returned as it is.
func Malformed(err error, table string) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	err = malformed(err, 0, table)
	if _, ok := errors.AsType[*AuditError](err); ok {
		return err
	}
	if e, ok := errors.AsType[*Error](explain("", err)); ok && e.Reason != ReasonUnreadable {
		return err
	}
	return &AuditError{Violation: ViolationTable, About: table}
}
