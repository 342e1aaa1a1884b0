package order

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// TestUnwrittenAnswer takes the journal away between a request and its answer: the program reports what it has bought,
// and why the journal does not have it, until the journal is back.
func TestUnwrittenAnswer(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var (
		w       *world
		path    string
		answers []Unwritten
		refused error
	)
	w = v.bmc(t, func(o *Options) {
		after := o.After
		o.After = func(d time.Duration) <-chan time.Time {
			answers, refused = w.Unwritten(), w.Refused()
			if err := os.Rename(path+".away", path); err != nil {
				t.Errorf("Rename() = %v, want nil", err)
			}
			return after(d)
		}
		o.Point = func(at string) {
			if at != "after answer" {
				return
			}
			if err := os.Rename(path, path+".away"); err != nil {
				t.Errorf("Rename() = %v, want nil", err)
			}
		}
	})
	path = w.opt.Store.Path()
	id, err := place(t.Context(), w.As("ann"), w.confirmed(t, 1))
	if err != nil {
		t.Fatalf("Place() = %v, want nil", err)
	}
	w.running.sending.Wait()
	if e, ok := errors.AsType[*journal.Error](refused); !ok || e.Reason != journal.ReasonMissing {
		t.Errorf("Refused() without the journal = %v, want one that is missing", refused)
	}
	if len(answers) != 1 || answers[0].Order != id || len(answers[0].IDs) != 1 || answers[0].Nothing ||
		answers[0].Err != nil {
		t.Errorf("Unwritten() without the journal = %+v, want the machine of %s", answers, id)
	}
	if now, why := w.Unwritten(), w.Refused(); len(now) != 0 || why != nil {
		t.Errorf("with the journal Unwritten() = %+v and Refused() = %v, want none and nil", now, why)
	}
	order, err := w.Views.Order(t.Context(), id)
	if err != nil || order.Bought != 1 {
		t.Errorf("Order() = %d bought, %v, want 1 and nil", order.Bought, err)
	}
}
