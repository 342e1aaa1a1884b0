package order

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// attempt is a batch with the states that it has been in.
type attempt struct {
	journal.Batch

	moves []journal.Event
}

// written is when it was written down: the row of the audit that decided it has that time, too. Zero when its history
// is missing.
func (r attempt) written() time.Time {
	if len(r.moves) == 0 {
		return time.Time{}
	}
	return r.moves[0].At
}

// refused reports whether it was certain at t, from the vendor's answer or from this program, that it had bought
// nothing.
func (r attempt) refused(t time.Time) bool {
	state := journal.Intent
	for _, m := range r.moves {
		if !m.At.After(t) {
			state = journal.State(m.Kind)
		}
	}
	return state == journal.Rejected || state == journal.NotSent
}

// dismissed is when a person said that it bought nothing.
func (r attempt) dismissed() []time.Time {
	var all []time.Time
	for n, m := range r.moves {
		if n > 0 && m.Kind == string(journal.Closed) && r.moves[n-1].Kind == string(journal.Unresolved) {
			all = append(all, m.At)
		}
	}
	return all
}

// requests compares the requests that were sent, sent again, or declared to have bought nothing with the rows about
// them.
func (l *auditLedger) requests(j *journal.Snapshot, there map[string]journal.Order) error {
	moves := map[string][]journal.Event{}
	if err := j.Events.Moves(func(e journal.Event) { moves[e.Batch] = append(moves[e.Batch], e) }); err != nil {
		return journal.Malformed(err, "events")
	}
	batches, err := j.Batches.Of("")
	if err != nil {
		return journal.Malformed(err, "batches")
	}
	all, of := map[string]attempt{}, map[string][]attempt{}
	for _, b := range batches {
		r := attempt{b, moves[b.ID]}
		all[b.ID], of[b.Order] = r, append(of[b.Order], r)
	}
	for _, b := range batches {
		if err := l.request(all[b.ID], all); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(there)) {
		if n := l.of(id).unwritten(of[id], all); n > 0 {
			return &journal.AuditError{N: n, Violation: journal.ViolationState, Order: id, About: "batches"}
		}
	}
	return nil
}

// request says that no row decided something about r that only a person decides.
func (l *auditLedger) request(r attempt, all map[string]attempt) error {
	d := l.of(r.Order)
	at := func(rows []journal.Entry, t time.Time) bool {
		return t.Before(l.first) || l.first.IsZero() ||
			slices.ContainsFunc(rows, func(e journal.Entry) bool { return e.At.Equal(t) })
	}
	// The program itself may send again a request that the vendor has refused for certain.
	again := r.RetryOf != "" && !all[r.RetryOf].refused(r.written())
	if again && !at(d.bought, r.written()) {
		return &journal.AuditError{Violation: journal.ViolationNoRow, Order: r.Order, About: "batches"}
	}
	for _, t := range r.dismissed() {
		if !at(d.closed, t) {
			return &journal.AuditError{Violation: journal.ViolationNoRow, Order: r.Order, About: "batches"}
		}
	}
	return nil
}

// unwritten returns the number of the first row whose decided requests are missing; 0 when all are there.
func (d *auditedOrder) unwritten(requests []attempt, all map[string]attempt) int {
	for _, e := range d.bought {
		if !slices.ContainsFunc(requests, func(r attempt) bool {
			again := e.What != "buy_again" || strconv.Itoa(all[r.RetryOf].N) == e.Detail["batch"]
			return r.written().Equal(e.At) && again
		}) {
			return e.N
		}
	}
	for _, e := range d.closed {
		if !slices.ContainsFunc(requests, func(r attempt) bool {
			return slices.ContainsFunc(r.dismissed(), e.At.Equal)
		}) {
			return e.N
		}
	}
	return 0
}
