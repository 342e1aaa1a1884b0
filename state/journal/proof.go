package journal

import (
	"database/sql"
	"slices"
)

// Latest returns the last row of the audit which says that one of the actions in what was done to an order, not
// refused; false when no row does.
func (s Audit) Latest(order string, what ...string) (Entry, bool, error) {
	all, err := s.Of(order)
	for _, e := range slices.Backward(all) {
		if slices.Contains(what, e.What) && e.Detail["outcome"] == "done" {
			return e, true, err
		}
	}
	return Entry{}, false, err
}

// Intact checks that the audit is as it was written, from row n to its end. The error is an [*AuditError] when it is
// not.
func (s Audit) Intact(n int) error {
	last := Head{N: n - 1}
	_, err := query(s.reader, func(r *sql.Rows) (struct{}, error) {
		e, detail, err := scanEntry(r, last)
		if err != nil {
			return struct{}{}, err
		}
		if last.N == n-1 { // the rows before n are not checked
			last.Hash = e.Prev
		}
		last, err = e.follows(last, detail)
		return struct{}{}, err
	}, `select `+entryColumns+` from audit where n >= ?1 order by n`, n)
	if err != nil {
		return err
	}
	head, err := s.Head()
	if err == nil && head != last {
		err = &AuditError{N: max(head.N, last.N), Violation: ViolationEnd}
	}
	return err
}
