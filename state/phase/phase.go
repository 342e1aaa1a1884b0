// Package phase is how far a machine has come, in fewer words than the vendors have, and how long it took for each
// step. It is pure: it is given what the journal has.
package phase

import (
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// Phase is how far a machine has come.
type Phase int

// The phases, in the order in which a machine goes through them.
const (
	Waiting    Phase = iota // bought, and nothing has happened yet
	Creating                // the vendor makes it
	Installing              // its system is being installed
	Running                 // the vendor reports that it runs
	Unknown                 // asked and got no answer, or a status that nobody knows
	Failed                  // it failed and exists
	Gone                    // the vendor lists it no more, and nobody released it
	Released                // someone released it
)

// All are the phases, in the order in which a bar shows them: what is furthest first.
func All() []Phase {
	return []Phase{Running, Installing, Creating, Waiting, Unknown, Failed, Gone, Released}
}

// Of is the phase of a machine with a status. Only the vendor's word says that a system is being installed.
func Of(s provider.Status, vendor string) Phase {
	switch s {
	case provider.StatusPending:
		return Waiting
	case provider.StatusCreating:
		if strings.Contains(strings.ToUpper(vendor), "INSTALL") {
			return Installing
		}
		return Creating
	case provider.StatusRunning:
		return Running
	case provider.StatusFailed:
		return Failed
	case provider.StatusVanished:
		return Gone
	case provider.StatusReleased:
		return Released
	default:
		return Unknown
	}
}

// Coming reports whether a machine in the phase is on its way to Running.
func (p Phase) Coming() bool { return p < Running }

// Span is the time that a machine was in a phase.
type Span struct {
	Phase    Phase
	From, To time.Time
}

// Took is how long the span lasted.
func (s Span) Took() time.Duration { return s.To.Sub(s.From) }

// Spans are the phases of a machine until now, without gaps, the oldest first. The last one ends at now while the
// machine is coming up, and where the last change was seen otherwise, so that it has no length. Where the journal has
// no stages of the machine, its times say what is known: when it was accepted, and when it ran.
func Spans(i order.InstanceView, stages []order.Stage, now time.Time) []Span {
	var out []Span
	add := func(p Phase, at time.Time) {
		if n := len(out); n > 0 {
			if at.Before(out[n-1].From) { // a clock that was set back
				at = out[n-1].From
			}
			if out[n-1].Phase == p {
				return
			}
			out[n-1].To = at
		}
		out = append(out, Span{p, at, at})
	}
	for _, g := range stages {
		add(Of(g.Status, g.VendorStatus), g.At)
	}
	if len(out) == 0 {
		add(Waiting, i.Accepted)
		if !i.Running.IsZero() {
			add(Running, i.Running)
		}
	}
	add(Of(i.Status, i.VendorStatus), i.Changed)
	if last := &out[len(out)-1]; !i.Status.Terminal() && now.After(last.From) {
		last.To = now
	}
	return out
}

// Arrival are the spans until the machine ran for the first time; all of them while it has not.
func Arrival(spans []Span) []Span {
	if at := slices.IndexFunc(spans, func(s Span) bool { return s.Phase == Running }); at >= 0 {
		return spans[:at]
	}
	return spans
}

// Count is how many machines of v are in each phase. Machines that the vendor could not make are Failed; what is not
// bought yet is in none.
func Count(v order.View) map[Phase]int {
	n := map[Phase]int{}
	for at := range v.Instances {
		i := &v.Instances[at]
		n[Of(i.Status, i.VendorStatus)]++
	}
	if unmade := order.Unmade(v); unmade > 0 {
		n[Failed] += unmade
	}
	return n
}
