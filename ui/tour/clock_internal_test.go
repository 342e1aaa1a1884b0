package tour

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestPace: a second of a tour takes the part of one that the speed says, none at all where nothing is waited for, and
// as long as someone pauses.
func TestPace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		speed float64
		with  func(*pace)
		want  time.Duration
	}{
		"as a person":  {1, func(*pace) {}, time.Second},
		"twice":        {2, func(*pace) {}, time.Second / 2},
		"half":         {0.5, func(*pace) {}, 2 * time.Second},
		"at once":      {1, func(p *pace) { p.fast = true }, 0},
		"after a rest": {1, rests, time.Minute + time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPace(c.speed)
				c.with(p)
				began := time.Now()
				p.wait(t.Context().Done(), time.Second)
				if took := time.Since(began); took != c.want {
					t.Errorf("a second took %v, want %v", took, c.want)
				}
			})
		})
	}
}

// rests pauses for a minute.
func rests(p *pace) {
	p.paused = true
	time.AfterFunc(time.Minute, func() { p.set(func(p *pace) { p.paused = false }) })
}
