package order

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// TestLedgerStart finds the row from which the audit is complete: rows of earlier programs have no outcome, and such a
// row after a complete one excuses nothing.
func TestLedgerStart(t *testing.T) {
	t.Parallel()
	row := func(minute int, what, outcome string) journal.Entry {
		e := journal.Entry{At: start.Add(time.Duration(minute) * time.Minute), What: what, Order: "o-1"}
		if outcome != "" {
			e.Detail = map[string]string{"outcome": outcome}
		}
		return e
	}
	for _, c := range []struct {
		name string
		rows []journal.Entry
		want time.Time
	}{
		{"complete", []journal.Entry{row(0, "order", outcomeDone), row(1, "forget", outcomeDone)}, start},
		{
			"older rows first",
			[]journal.Entry{row(0, "order", ""), row(1, "forget", outcomeDone)},
			start.Add(time.Millisecond),
		},
		{
			"a row without outcome after a complete one",
			[]journal.Entry{row(0, "order", outcomeDone), row(9, "approve", "")},
			start,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := auditLedger{orders: map[string]*auditedOrder{}}
			for _, e := range c.rows {
				l.see(e)
			}
			if !l.first.Equal(c.want) {
				t.Errorf("the audit is complete from %v on, want %v", l.first, c.want)
			}
		})
	}
}
