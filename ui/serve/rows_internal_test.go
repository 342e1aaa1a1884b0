package serve

import (
	"testing"
	"time"
)

// TestRowLimits bounds the rows of each person and of all strangers together, and says how many were left out.
func TestRowLimits(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var l rowLimits
	for _, who := range []string{"", "mallory"} {
		written := 0
		for range 1000 {
			if _, ok := l.admit(who, now); ok {
				written++
			}
		}
		if written != 60 {
			t.Errorf("rows of %q in a moment = %d, want 60", who, written)
		}
	}
	if skipped, ok := l.admit("alice", now); !ok || skipped != 0 {
		t.Errorf("admit(alice) = %d, %v, want a row: she has done nothing", skipped, ok)
	}
	if skipped, ok := l.admit("mallory", now.Add(time.Second)); !ok || skipped != 940 {
		t.Errorf("admit(mallory) a second later = %d, %v, want a row and 940 left out", skipped, ok)
	}
}
