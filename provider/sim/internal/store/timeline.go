package store

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Never is a time in Unix milliseconds that does not come.
const Never int64 = math.MaxInt64

// Phase is a status and the Unix millisecond at which it starts. The status "" means that the resource exists no
// longer.
type Phase struct {
	Status string
	At     int64
}

// Timeline is the statuses of a resource, in the order of time. It is fixed when the resource is made or changed; the
// status is always computed from it and the clock, so nothing has to run in between.
type Timeline []Phase

// Status is the status at now; the first one before it has started.
func (t Timeline) Status(now time.Time) string {
	if len(t) == 0 {
		return ""
	}
	status, ms := t[0].Status, now.UnixMilli()
	for _, p := range t {
		if p.At > ms {
			break
		}
		status = p.Status
	}
	return status
}

// Start is when the status is first entered, [Never] when it is not.
func (t Timeline) Start(status string) int64 {
	for _, p := range t {
		if p.Status == status {
			return p.At
		}
	}
	return Never
}

// String is the text that the database has.
func (t Timeline) String() string {
	var b strings.Builder
	for i, p := range t {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(p.At, 10))
		b.WriteByte('=')
		b.WriteString(p.Status)
	}
	return b.String()
}

// parseTimeline reads what String wrote.
func parseTimeline(text string) (Timeline, error) {
	t := make(Timeline, 0, strings.Count(text, " ")+1)
	for part := range strings.SplitSeq(text, " ") {
		at, status, ok := strings.Cut(part, "=")
		ms, err := strconv.ParseInt(at, 10, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("timeline %q: malformed phase %q", text, part)
		}
		t = append(t, Phase{status, ms})
	}
	return t, nil
}

// Step is a status and how long it lasts by the documentation; the last step of a plan lasts.
type Step struct {
	Status string
	For    time.Duration
}

// Plan lays steps out from start, each between 80 % and 120 % of its documented duration, divided by the speed of the
// cloud. The same serial number gets the same plan.
func (b *Store) Plan(serial int64, start time.Time, steps ...Step) Timeline {
	r := rand.New(rand.NewPCG(b.seed, uint64(serial)))
	t, at := make(Timeline, 0, len(steps)), float64(start.UnixMilli())
	for _, s := range steps {
		t = append(t, Phase{s.Status, int64(at)})
		at += float64(s.For.Milliseconds()) * (0.8 + 0.4*r.Float64()) / b.speed
	}
	return t
}

// Scale divides a documented duration by the speed of the cloud.
func (b *Store) Scale(d time.Duration) time.Duration { return time.Duration(float64(d) / b.speed) }
