package fault

import (
	"slices"
	"sync"
)

// Queue holds the faults that are still to come. The zero value is empty; it is safe for concurrent use.
type Queue struct {
	mu     sync.Mutex
	faults []Fault
	last   int // id that was given
}

// Add puts faults at the end.
func (q *Queue) Add(faults ...Fault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, f := range faults {
		if f.Count == 0 {
			f.Count = 1
		}
		q.last++
		f.id = q.last
		q.faults = append(q.faults, f)
	}
}

// Clear forgets all faults.
func (q *Queue) Clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.faults = nil
}

// Take counts a request to the action and returns the faults for it. With early set it returns those alone that apply
// before the caller is known, without it all others. Faults of machines are not used up here but by [Queue.Strike].
func (q *Queue) Take(service, action string, early bool) Set {
	q.mu.Lock()
	defer q.mu.Unlock()
	var set Set
	for i := range q.faults {
		f := &q.faults[i]
		switch {
		case (f.Do == Clock) != early || !f.appliesTo(service, action):
		case f.Skip > 0:
			f.Skip--
		default:
			set = append(set, *f)
			if f.Count > 0 && !f.Do.ofMachines() {
				f.Count--
			}
		}
	}
	q.drop()
	return set
}

// Strike returns the faults of the set that hit each of the machines with the names, which are made now and in this
// order, and uses them up. A fault that does not find the machine it names stays in the queue. Orders have to call it
// one after another: machines are counted over all of them.
func (q *Queue) Strike(set Set, names []string) []Set {
	q.mu.Lock()
	defer q.mu.Unlock()
	struck := make([]Set, len(names))
	for _, wanted := range set {
		at := slices.IndexFunc(q.faults, func(f Fault) bool { return f.id == wanted.id })
		if at < 0 || !wanted.Do.ofMachines() { // another order has used it up
			continue
		}
		for _, i := range strike(&q.faults[at], names) {
			struck[i] = append(struck[i], wanted)
		}
	}
	q.drop()
	return struck
}

// drop removes the faults that are used up.
func (q *Queue) drop() {
	q.faults = slices.DeleteFunc(q.faults, func(f Fault) bool { return f.Count == 0 })
}
