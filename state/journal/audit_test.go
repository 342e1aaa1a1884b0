package journal_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"modernc.org/sqlite"

	"github.com/metalwright/metalwright/state/journal"
)

// record adds n rows to the audit, each in a transaction of its own.
func record(t *testing.T, s *journal.Store, n int) journal.Head {
	t.Helper()
	var head journal.Head
	for i := range n {
		err := s.Update(t.Context(), func(tx *journal.Tx) (err error) {
			head, err = tx.Audit.Record(journal.Entry{
				Who: "ann", What: "order", Order: "o-" + strconv.Itoa(i),
				Detail: map[string]string{"price": "1.00 USD"},
			})
			return err
		})
		if err != nil {
			t.Fatalf("Record() = %v, want nil", err)
		}
	}
	return head
}

// verify goes through the audit of s.
func verify(t *testing.T, s *journal.Store, known journal.Head) (journal.Head, error) {
	t.Helper()
	var v journal.Verified
	err := s.View(t.Context(), func(j *journal.Snapshot) (err error) {
		v, err = j.Audit.Verify(known, func(journal.Entry) {})
		return err
	})
	return v.Head, err
}

// TestAuditTampering changes the file behind the journal's back: whatever was changed is found.
func TestAuditTampering(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       journal.AuditError
	}{
		{"a word", `update audit set who = 'bob' where n = 2`, journal.AuditError{N: 2, Violation: journal.ViolationChanged}},
		{
			"the time", `update audit set at = at + 1 where n = 1`,
			journal.AuditError{N: 1, Violation: journal.ViolationChanged},
		},
		{
			"the detail", `update audit set detail = replace(detail, '1.00', '9.00') where n = 4`,
			journal.AuditError{N: 4, Violation: journal.ViolationChanged},
		},
		{
			"a detail that is none", `update audit set detail = 'x' where n = 4`,
			journal.AuditError{N: 4, Violation: journal.ViolationChanged},
		},
		{
			"the first row removed", `delete from audit where n = 1`,
			journal.AuditError{N: 1, Violation: journal.ViolationMissing},
		},
		{"a row removed", `delete from audit where n = 3`, journal.AuditError{N: 3, Violation: journal.ViolationMissing}},
		{
			"a row removed and the rest moved up", `delete from audit where n = 3; update audit set n = n - 1 where n > 3`,
			journal.AuditError{N: 3, Violation: journal.ViolationChanged},
		},
		{"the last row removed", `delete from audit where n = 5`, journal.AuditError{N: 5, Violation: journal.ViolationEnd}},
		{"all removed", `delete from audit`, journal.AuditError{N: 5, Violation: journal.ViolationEnd}},
		{
			"two rows exchanged",
			`update audit set n = 20 where n = 2; update audit set n = 2 where n = 3; update audit set n = 3 where n = 20`,
			journal.AuditError{N: 2, Violation: journal.ViolationChanged},
		},
		{
			"a row added", `insert into audit select 6, at, who, what, order_id, detail, hash, hash from audit where n = 5`,
			journal.AuditError{N: 6, Violation: journal.ViolationChanged},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, o journal.Options) {
				t.Helper()
				s := open(t, o)
				head := record(t, s, 5)
				if got, err := verify(t, s, journal.Head{}); err != nil || got != head || got.N != 5 {
					t.Fatalf("Audit.Verify() = %v, %v, want %v", got, err, head)
				}
				unguard(t, o)
				tamper(t, o, c.text)
				_, err := verify(t, s, journal.Head{})
				if got, ok := errors.AsType[*journal.AuditError](err); !ok || *got != c.want {
					t.Errorf("Audit.Verify() = %v, want %v", err, &c.want)
				}
			})
		})
	}
}

// TestAuditHead finds that the whole audit was written anew: only who remembers its end can know.
func TestAuditHead(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		record(t, s, 3)
		known := record(t, s, 1)
		record(t, s, 2)
		if _, err := verify(t, s, known); err != nil {
			t.Errorf("Audit.Verify(%v) = %v, want nil", known, err)
		}
		unguard(t, o)
		tamper(t, o, `delete from audit; update audit_head set n = 0, hash = ''`)
		record(t, s, 9)
		want := journal.AuditError{N: 4, Violation: journal.ViolationHead}
		if o.Dir != "" { // this machine remembers by itself, and the rows that came since have not made it forget
			want = journal.AuditError{N: 6, Violation: journal.FlawKept}
		}
		_, err := verify(t, s, known)
		if got, ok := errors.AsType[*journal.AuditError](err); !ok || *got != want {
			t.Errorf("Audit.Verify(%v) = %v, want %v", known, err, &want)
		}
	})
}

// TestAuditGuards has the database itself refuse everything but additions.
func TestAuditGuards(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		head := record(t, s, 3)
		for _, text := range []string{
			`update audit set who = 'bob' where n = 2`,
			`delete from audit where n = 3`,
			`delete from audit`,
			`delete from audit_head`,
			`update audit_head set n = 2`,
		} {
			if err := try(t, o, text); err == nil || !strings.Contains(err.Error(), "only added to") {
				t.Errorf("%s = %v, want it refused", text, err)
			}
		}
		if got, err := verify(t, s, head); err != nil || got != head {
			t.Errorf("Audit.Verify() = %v, %v, want %v", got, err, head)
		}
	})
}

// TestAuditRollback takes the row of a change back together with the change.
func TestAuditRollback(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		head := record(t, s, 1)
		failure := errors.New("no")
		err := s.Update(t.Context(), func(tx *journal.Tx) error {
			if _, err := tx.Audit.Record(journal.Entry{Who: "ann", What: "release"}); err != nil {
				return err
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Fatalf("Update() = %v, want %v", err, failure)
		}
		if got, err := verify(t, s, journal.Head{}); err != nil || got != head {
			t.Errorf("Audit.Verify() = %v, %v, want %v", got, err, head)
		}
	})
}

// TestApprovals decides once: of several at the same time one is first, and what has changed meanwhile is not decided.
func TestApprovals(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		s := open(t, o)
		update := func(f func(*journal.Tx) error) {
			t.Helper()
			if err := s.Update(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		ask := journal.Approval{Order: "o-1", Digest: "s1", RequestedBy: "ann", TTL: time.Hour}
		update(func(tx *journal.Tx) error { return tx.Approvals.Ask(ask) })
		decide := func(by, digest string) bool {
			t.Helper()
			var ok bool
			update(func(tx *journal.Tx) (err error) {
				ok, err = tx.Approvals.Decide(journal.Decision{
					Order: "o-1", Digest: digest, From: []journal.ApprovalState{journal.ApprovalPending}, To: journal.ApprovalGiven,
					By: by, Until: at.Add(2 * time.Hour),
				})
				return err
			})
			return ok
		}
		if decide("bob", "s0") {
			t.Error("Decide() of another digest = true, want false")
		}
		if !decide("bob", "s1") || decide("eve", "s1") {
			t.Error("Decide() twice: want the first one to be taken and the second one not")
		}
		read := func() journal.Approval {
			t.Helper()
			var a journal.Approval
			err := s.View(t.Context(), func(j *journal.Snapshot) (err error) {
				a, _, err = j.Approvals.Get("o-1")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		if a := read(); a.State != journal.ApprovalGiven || a.DecidedBy != "bob" || !a.Expires.Equal(at.Add(2*time.Hour)) ||
			a.TTL != time.Hour {
			t.Errorf("Approval() = %+v, want bob's yes for two hours", a)
		}
		ask.Digest = "s2"
		update(func(tx *journal.Tx) error { return tx.Approvals.Ask(ask) })
		if a := read(); a.State != journal.ApprovalPending || a.DecidedBy != "" || a.Digest != "s2" ||
			!a.Expires.Equal(at.Add(time.Hour)) {
			t.Errorf("Approval() = %+v, want what is asked for now undecided", a)
		}
	})
}

// unguard removes the triggers, as a person with access to the database could.
func unguard(t *testing.T, o journal.Options) {
	t.Helper()
	text := `drop trigger audit_unchanged; drop trigger audit_kept; drop trigger audit_not_replaced;
		drop trigger audit_head_forward;
		drop trigger audit_head_kept`
	if o.Server != "" {
		text = `drop function audit_only_added cascade`
	}
	tamper(t, o, text)
}

func tamper(t *testing.T, o journal.Options, text string) {
	t.Helper()
	if err := try(t, o, text); err != nil {
		t.Fatalf("%s = %v, want nil", text, err)
	}
}

// try runs a statement on the database, past the journal.
func try(t *testing.T, o journal.Options, text string) error {
	t.Helper()
	if o.Server != "" {
		c, err := pgx.Connect(t.Context(), o.Server)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Exec(t.Context(), "set search_path to metalwright; "+text)
		return errors.Join(err, c.Close(t.Context()))
	}
	c, err := sqlite.NewConnector("file:" + filepath.Join(o.Dir, journal.File))
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	_, err = db.ExecContext(t.Context(), text)
	return errors.Join(err, db.Close())
}

// TestAuditIsNotReplaced refuses what only one database can say.
func TestAuditIsNotReplaced(t *testing.T) {
	t.Parallel()
	o := options(t.TempDir())
	record(t, open(t, o), 3)
	err := try(t, o,
		`insert or replace into audit select n, at, 'bob', what, order_id, detail, prev, hash from audit where n = 2`)
	if err == nil || !strings.Contains(err.Error(), "only added to") {
		t.Errorf("insert or replace = %v, want it refused", err)
	}
}
