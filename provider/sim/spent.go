package sim

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// month is a month that is paid in advance.
const month = 30 * 24 * time.Hour

// spent is what a machine has cost until at, in millionths.
func spent(m *store.Machine, at time.Time) int64 {
	var d struct { // what the dialects have that have prices
		Period *int
		Hour   int64
	}
	if json.Unmarshal(m.Detail, &d) != nil {
		return 0
	}
	runs, ends := store.Never, store.Never
	for _, p := range m.Timeline {
		switch {
		case strings.EqualFold(p.Status, "RUNNING"):
			runs = min(runs, p.At)
		case p.Status == "", strings.HasPrefix(p.Status, "RECYCL"):
			ends = min(ends, p.At)
		}
	}
	now := at.UnixMilli()
	end := min(now, ends)
	if d.Period != nil {
		return m.Paid * begun(end-m.Created, int64(*d.Period)*month.Milliseconds())
	}
	if runs > now {
		return 0
	}
	return d.Hour * begun(end-runs, time.Hour.Milliseconds())
}

// begun is how many steps have begun after d, at least one.
func begun(d, step int64) int64 { return max((d+step-1)/step, 1) }
