package order

import (
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/state/journal"
)

// event is what can happen to a batch.
type event string

// The events.
const (
	eventSend    event = "send"     // the request is about to be made
	eventAnswer  event = "answer"   // the vendor answered with instances
	eventRefuse  event = "refuse"   // the vendor refused for certain
	eventUnsent  event = "unsent"   // no byte has left, or will leave, this machine
	eventUnclear event = "unclear"  // the answer does not say what happened
	eventExpire  event = "expire"   // no answer until the deadline
	eventFind    event = "find"     // a look-up found what it bought
	eventGiveUp  event = "give_up"  // looked for long enough, found nothing
	eventAdopt   event = "adopt"    // a person named its instances
	eventDismiss event = "dismiss"  // a person says that nothing was bought
	eventFinish  event = "finish"   // every instance is at its end
	eventLate    event = "surprise" // the sweep found machines of a batch that was thought to have bought none
)

// allEvents returns all events.
func allEvents() []event {
	return []event{
		eventSend, eventAnswer, eventRefuse, eventUnsent, eventUnclear, eventExpire, eventFind, eventGiveUp, eventAdopt,
		eventDismiss, eventFinish, eventLate,
	}
}

// nextState returns the state of a batch after e happened to it in state s. The error names a pair that is impossible:
// the batch then keeps its state, which is right for an event that comes too late.
//
// A positive answer is the truth whenever it comes, so every state except accepted moves on it. A late refusal is
// believed as long as no machine was found.
func nextState(s State, e event) (State, error) {
	to, from := rule(e)
	if slices.Contains(from, s) {
		return to, nil
	}
	return s, fmt.Errorf("a batch that is %s cannot %s", s, e)
}

// rule is where e leads, and from where.
func rule(e event) (to State, from []State) {
	const (
		intent, sent, ambiguous  = journal.Intent, journal.Sent, journal.Ambiguous
		unresolved, accepted     = journal.Unresolved, journal.Accepted
		rejected, unsent, closed = journal.Rejected, journal.NotSent, journal.Closed
	)
	switch e {
	case eventSend:
		return sent, []State{intent}
	case eventAnswer:
		return accepted, []State{intent, sent, ambiguous, unresolved, rejected, unsent, closed}
	case eventRefuse:
		return rejected, []State{sent, ambiguous, unresolved, closed}
	case eventUnsent:
		return unsent, []State{intent, sent, ambiguous, unresolved, closed}
	case eventUnclear, eventExpire:
		return ambiguous, []State{sent}
	case eventFind:
		return accepted, []State{intent, sent, ambiguous}
	case eventGiveUp:
		return unresolved, []State{ambiguous}
	case eventAdopt:
		return accepted, []State{ambiguous, unresolved, closed}
	case eventDismiss:
		return closed, []State{unresolved}
	case eventFinish:
		return closed, []State{accepted}
	case eventLate:
		return accepted, []State{unresolved, rejected, unsent, closed}
	default:
		return "", nil
	}
}

// move applies e to a batch: it moves if nextState allows it, whatever state it is in by now.
func move(tx *journal.Tx, batch string, e event, why string, p journal.Patch) (bool, error) {
	to, from := rule(e)
	return tx.Batches.Move(batch, from, to, why, p)
}
