package fault

import (
	"slices"
	"sync"
)

// Queue holds the faults that are still to strike. The zero value is empty; it is safe for concurrent use.
type Queue struct {
	mu     sync.Mutex
	faults []Fault
}

// Add puts faults at the end.
func (q *Queue) Add(faults ...Fault) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, f := range faults {
		if f.Count == 0 {
			f.Count = 1
		}
		q.faults = append(q.faults, f)
	}
}

// Clear forgets all faults.
func (q *Queue) Clear() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.faults = nil
}

// Take counts a request to the action and returns the faults that strike it. With early set it looks at those alone that strike before
// the caller is known, without it at all others.
func (q *Queue) Take(service, action string, early bool) Set {
	q.mu.Lock()
	defer q.mu.Unlock()
	var set Set
	for i := range q.faults {
		f := &q.faults[i]
		switch {
		case (f.Do == Clock) != early || !f.strikes(service, action):
		case f.Skip > 0:
			f.Skip--
		case f.Count != 0:
			set = append(set, *f)
			if f.Count > 0 {
				f.Count--
			}
		}
	}
	q.faults = slices.DeleteFunc(q.faults, func(f Fault) bool { return f.Count == 0 })
	return set
}
