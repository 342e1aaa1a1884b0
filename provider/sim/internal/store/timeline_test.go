package store

import (
	"testing"
	"time"
)

func TestTimeline(t *testing.T) {
	t.Parallel()
	line := Timeline{{"PENDING", 1000}, {"RUNNING", 2000}, {"", 3000}}
	read, err := parseTimeline(line.String())
	if err != nil || read.String() != line.String() {
		t.Fatalf("ParseTimeline(%q) = %v, %v", line, read, err)
	}
	for ms, want := range map[int64]string{
		0: "PENDING", 1000: "PENDING", 1999: "PENDING", 2000: "RUNNING", 3000: "",
		9999: "",
	} {
		if got := read.Status(time.UnixMilli(ms)); got != want {
			t.Errorf("Status(%d) = %q, want %q", ms, got, want)
		}
	}
	if got := read.Start("STOPPED"); got != Never {
		t.Errorf("Start(STOPPED) = %d, want never", got)
	}
	if got := (Timeline{}).Status(time.Time{}); got != "" {
		t.Errorf("Status of nothing = %q", got)
	}
}

func FuzzParseTimeline(f *testing.F) {
	f.Add("1000=PENDING 2000=RUNNING 3000=")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		line, err := parseTimeline(text)
		if err != nil {
			return
		}
		again, err := parseTimeline(line.String())
		if err != nil || again.String() != line.String() {
			t.Errorf("ParseTimeline(%q) = %v, read again %v, %v", text, line, again, err)
		}
	})
}

func TestPlan(t *testing.T) {
	t.Parallel()
	b := &Store{speed: 10, seed: 7}
	start := time.UnixMilli(1_000_000)
	seen := map[int64]bool{}
	for serial := range int64(100) {
		line := b.Plan(serial, start, Step{"A", time.Minute}, Step{"B", 0})
		d := line.Start("B") - line.Start("A")
		if line.Start("A") != start.UnixMilli() || d < 4800 || d > 7200 {
			t.Fatalf("Plan(%d) = %v, want A at once and B 4.8 to 7.2 s later", serial, line)
		}
		if again := b.Plan(serial, start, Step{"A", time.Minute}, Step{"B", 0}); again.String() != line.String() {
			t.Fatalf("Plan(%d) = %v, then %v", serial, line, again)
		}
		seen[d] = true
	}
	if len(seen) < 50 {
		t.Errorf("%d different durations of 100, want jitter", len(seen))
	}
}
