package order

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// TestAnswerComesLast has another host find the machines, and see them RUNNING, while the sender stands still with the answer: nobody
// polls them again, so the answer itself has to close the batch.
func TestAnswerComesLast(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var w *world
	w = v.bmc(t, func(o *Options) {
		o.Point = func(name string) {
			if name != "after answer" {
				return
			}
			err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
				for n, m := range v.ledger(t).Machines {
					b, _, err := tx.BatchOf(m.Token)
					if err != nil {
						return err
					}
					_, err = tx.PutInstance(journal.Instance{
						Instance: provider.Instance{ID: m.ID, Zone: b.Zone, Status: provider.StatusRunning, Token: m.Token},
						Key:      b.Key, Batch: b.ID, Position: n, Source: journal.SourceFound,
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Errorf("Update() = %v, want nil", err)
			}
		}
	})
	id := w.place(t, w.confirmed(t, 2))
	w.sending.Wait()
	settle(t, w)
	if got := w.order(t, id); got.Word != Done || got.Open {
		t.Errorf("Order() = %s, open %v, want DONE, closed", got.Word, got.Open)
	}
	w.check(t, v, 0)
}
