package journal_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// TestStages writes a machine as it is seen again and again: each status is recorded once, when it was first seen, also
// when it comes back.
func TestStages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
		now := start
		o.Now = func() time.Time { return now }
		s := open(t, o)
		_, b := place(t, s)
		seen := func(status provider.Status, vendor string) {
			t.Helper()
			update(t, s, func(tx *journal.Tx) error {
				_, err := tx.Instances.Put(journal.Instance{
					Instance: provider.Instance{ID: "i-1", Status: status, VendorStatus: vendor}, Key: key(), Batch: b.ID,
					Accepted: start, Changed: now, Seen: now,
				})
				return err
			})
			now = now.Add(time.Minute)
		}
		seen(provider.StatusPending, "PENDING")
		seen(provider.StatusCreating, "CREATING")
		seen(provider.StatusCreating, "CREATING")
		seen(provider.StatusCreating, "INSTALLING")
		seen(provider.StatusUnknown, "POLISHING")
		seen(provider.StatusCreating, "INSTALLING")
		seen(provider.StatusRunning, "RUNNING")
		seen(provider.StatusRunning, "RUNNING")
		want := []journal.Stage{
			{"i-1", start, provider.StatusPending, "PENDING"},
			{"i-1", start.Add(time.Minute), provider.StatusCreating, "CREATING"},
			{"i-1", start.Add(3 * time.Minute), provider.StatusCreating, "INSTALLING"},
			{"i-1", start.Add(4 * time.Minute), provider.StatusUnknown, "POLISHING"},
			{"i-1", start.Add(5 * time.Minute), provider.StatusCreating, "INSTALLING"},
			{"i-1", start.Add(6 * time.Minute), provider.StatusRunning, "RUNNING"},
		}
		view(t, s, func(j *journal.Snapshot) error {
			got, err := j.Instances.Stages(b.Order)
			if err != nil {
				return err
			}
			if len(got) != len(want) {
				t.Fatalf("Stages() = %+v, want %+v", got, want)
			}
			for n := range want {
				if g := got[n]; g.Machine != want[n].Machine || !g.At.Equal(want[n].At) || g.Status != want[n].Status ||
					g.VendorStatus != want[n].VendorStatus {
					t.Errorf("stage %d = %+v, want %+v", n, g, want[n])
				}
			}
			return nil
		})
	})
}
