package journal_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// TestIgnored remembers what is ignored once, by whom first, and forgets it.
func TestIgnored(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		o.Now = func() time.Time { return now }
		s := open(t, o)
		one := journal.Ignore{
			Key: journal.Key{Account: "acme", Product: "zenlayer-bmc"}, Kind: "machine", ID: "i-1", By: "ann",
		}
		later := one
		later.By = "ben"
		list := func() (all []journal.Ignore) {
			view(t, s, func(j *journal.Snapshot) (err error) {
				all, err = j.Ignored.List()
				return err
			})
			return all
		}
		for _, i := range []journal.Ignore{one, later} {
			update(t, s, func(tx *journal.Tx) error { return tx.Ignored.Put(i) })
			now = now.Add(time.Hour)
		}
		want := one
		want.At = now.Add(-2 * time.Hour)
		if got := list(); len(got) != 1 || got[0] != want {
			t.Errorf("List() = %+v, want %+v", got, want)
		}
		update(t, s, func(tx *journal.Tx) error { return tx.Ignored.Delete(one) })
		if got := list(); len(got) != 0 {
			t.Errorf("List() = %+v, want nothing", got)
		}
	})
}
