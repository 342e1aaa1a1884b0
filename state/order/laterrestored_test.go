package order

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// TestReleaseOfARestoredCopy holds what an older copy of the journal has planned and someone may have taken back since:
// the machine remembers that there was more. What is planned after that is carried out.
func TestReleaseOfARestoredCopy(t *testing.T) {
	t.Parallel()
	v, dir, restored, clk := newCloud(t), t.TempDir(), t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, clk, nil)
	id := planned(t, w)
	older, err := w.opt.Store.Backups().Make(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.As("ann").Do(t.Context(), ReleaseLater{ID: id}); err != nil {
		t.Fatal(err)
	}
	const head = "journal.head" // what the machine remembers
	for from, to := range map[string]string{older: journal.File, filepath.Join(dir, head): head} {
		text, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(filepath.Join(restored, to), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(restored, head), clk.now(), clk.now()); err != nil {
		t.Fatal(err)
	}
	clk.advance(time.Hour)
	next := v.open(t, bmcID, restored, clk, nil)
	newLater(next.Service).step(t.Context())
	checkRefused(t, v, next, id, heldRestored)
	again := ReleaseLater{ID: id, At: clk.now().Add(time.Hour)}
	if err := next.As("ann").Do(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	next.later(t, 2*time.Hour)
	if o := next.order(t, id); !o.Later.Done || len(o.There()) != 0 {
		t.Errorf("the release that was set again is %+v with %d machines, want it done", o.Later, len(o.There()))
	}
}
