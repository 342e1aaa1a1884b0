package order

import (
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/state/journal"
)

// Event is what can happen to a batch.
type Event string

// The events.
const (
	EventSend     Event = "send"     // the request is about to be made
	EventAnswer   Event = "answer"   // the vendor answered with instances
	EventRefuse   Event = "refuse"   // the vendor refused for certain
	EventUnsent   Event = "unsent"   // no byte has left, or will leave, this machine
	EventUnclear  Event = "unclear"  // the answer does not say what happened
	EventExpire   Event = "expire"   // no answer until the deadline
	EventFind     Event = "find"     // a look-up found what it bought
	EventGiveUp   Event = "give_up"  // looked for long enough, found nothing
	EventAdopt    Event = "adopt"    // a person named its instances
	EventDismiss  Event = "dismiss"  // a person says that nothing was bought
	EventFinish   Event = "finish"   // every instance is at its end
	EventSurprise Event = "surprise" // the sweep found machines of a batch that was thought to have bought none
)

// Events returns all events.
func Events() []Event {
	return []Event{
		EventSend, EventAnswer, EventRefuse, EventUnsent, EventUnclear, EventExpire, EventFind, EventGiveUp, EventAdopt,
		EventDismiss, EventFinish, EventSurprise,
	}
}

// Next returns the state of a batch after e happened to it in state s. The error names a pair that is impossible: the
// batch then keeps its state, which is right for an event that comes too late.
//
// A positive answer is the truth whenever it comes, so every state except accepted moves on it. A late refusal is
// believed as long as no machine was found.
func Next(s State, e Event) (State, error) {
	to, from := rule(e)
	if slices.Contains(from, s) {
		return to, nil
	}
	return s, fmt.Errorf("a batch that is %s cannot %s", s, e)
}

// rule is where e leads, and from where.
func rule(e Event) (to State, from []State) {
	const (
		intent, sent, ambiguous  = journal.Intent, journal.Sent, journal.Ambiguous
		unresolved, accepted     = journal.Unresolved, journal.Accepted
		rejected, unsent, closed = journal.Rejected, journal.NotSent, journal.Closed
	)
	switch e {
	case EventSend:
		return sent, []State{intent}
	case EventAnswer:
		return accepted, []State{intent, sent, ambiguous, unresolved, rejected, unsent, closed}
	case EventRefuse:
		return rejected, []State{sent, ambiguous, unresolved, closed}
	case EventUnsent:
		return unsent, []State{intent, sent, ambiguous, unresolved, closed}
	case EventUnclear, EventExpire:
		return ambiguous, []State{sent}
	case EventFind:
		return accepted, []State{intent, sent, ambiguous}
	case EventGiveUp:
		return unresolved, []State{ambiguous}
	case EventAdopt:
		return accepted, []State{ambiguous, unresolved, closed}
	case EventDismiss:
		return closed, []State{unresolved}
	case EventFinish:
		return closed, []State{accepted}
	case EventSurprise:
		return accepted, []State{unresolved, rejected, unsent, closed}
	default:
		return "", nil
	}
}

// move applies e to a batch: it moves if Next allows it, whatever state it is in by now.
func move(tx *journal.Tx, batch string, e Event, why string, p journal.Patch) (bool, error) {
	to, from := rule(e)
	return tx.Move(batch, from, to, why, p)
}
