package journal_test

import (
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// TestDrafts keeps several drafts a person, each with the program that has it open; they can be dropped.
func TestDrafts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		o.Now = func() time.Time { return now }
		s := open(t, o)
		want := func(owner string, want ...journal.Draft) {
			t.Helper()
			view(t, s, func(j *journal.Snapshot) error {
				got, err := j.Drafts.Of(owner)
				if !slices.Equal(got, want) {
					t.Errorf("Drafts.Of(%s) = %+v, want %+v", owner, got, want)
				}
				for _, d := range want {
					if one, ok, err := j.Drafts.Get(d.ID); err != nil || !ok || one != d {
						t.Errorf("Drafts.Get(%s) = %+v, %v, %v, want %+v", d.ID, one, ok, err, d)
					}
				}
				return err
			})
		}
		put := func(d journal.Draft) {
			t.Helper()
			update(t, s, func(tx *journal.Tx) error { return tx.Drafts.Put(d) })
		}
		want("alice")
		first := journal.Draft{ID: "o-1", Owner: "alice", At: now, Answers: "zone: A\n"}
		second := journal.Draft{
			ID: "o-2", Owner: "alice", At: now.Add(time.Minute), Answers: "zone: B\n", Holder: "host 1 aaaaaaaa", Held: now,
		}
		other := journal.Draft{ID: "o-3", Owner: "bob", At: now, Answers: "zone: C\n"}
		for _, d := range []journal.Draft{first, second, other} {
			put(d)
		}
		want("alice", second, first)
		want("bob", other)
		first.At, first.Answers = now.Add(time.Hour), "zone: D\n"
		put(first)
		want("alice", first, second)
		for _, holder := range []string{"host 2 bbbbbbbb", second.Holder} {
			want("alice", first, second)
			update(t, s, func(tx *journal.Tx) error { return tx.Drafts.Release(second.ID, holder) })
		}
		second.Holder, second.Held = "", time.Time{}
		want("alice", first, second)
		for _, there := range []bool{true, false} {
			update(t, s, func(tx *journal.Tx) error {
				got, err := tx.Drafts.Delete("o-1")
				if got != there {
					t.Errorf("Drafts.Delete() = %v, want %v", got, there)
				}
				return err
			})
		}
		want("alice", second)
		want("bob", other)
	})
}
