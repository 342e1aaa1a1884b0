package journal_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// TestDrafts keeps one draft a person: a later one replaces it, and it can be dropped.
func TestDrafts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		o.Now = func() time.Time { return now }
		s := open(t, o)
		want := func(owner, answers string, at time.Time) {
			t.Helper()
			view(t, s, func(j *journal.Snapshot) error {
				d, ok, err := j.Drafts.Get(owner)
				if d.Answers != answers || ok != (answers != "") || ok && !d.At.Equal(at) {
					t.Errorf("Draft(%s) = %+v, %v, want %q of %v", owner, d, ok, answers, at)
				}
				return err
			})
		}
		put := func(owner, answers string) {
			t.Helper()
			update(t, s, func(tx *journal.Tx) error { return tx.Drafts.Put(owner, answers) })
		}
		want("alice", "", now)
		put("alice", "zone: A\n")
		put("bob", "zone: B\n")
		want("alice", "zone: A\n", now)
		first := now
		now = now.Add(time.Minute)
		put("alice", "zone: C\n")
		want("alice", "zone: C\n", now)
		want("bob", "zone: B\n", first)
		for _, there := range []bool{true, false} {
			update(t, s, func(tx *journal.Tx) error {
				got, err := tx.Drafts.Delete("alice")
				if got != there {
					t.Errorf("Drafts.Delete() = %v, want %v", got, there)
				}
				return err
			})
		}
		want("alice", "", now)
		want("bob", "zone: B\n", first)
	})
}
