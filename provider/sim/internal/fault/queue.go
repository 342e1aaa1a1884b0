package fault

import (
	"slices"
	"sync"
)

// Queue holds the faults that are still to strike. The zero value is empty; it is safe for concurrent use.
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

// Take counts a request to the action and returns the faults that strike it. With early set it looks at those alone
// that strike before the caller is known, without it at all others.
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

// Made tells which machines were made under the set, by their names in their order. What should have struck one and
// found none that it names waits on, and has counted them.
func (q *Queue) Made(set Set, names []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, f := range set {
		if !f.Do.ofMachines() || f.Count < 0 {
			continue
		}
		hit := false
		for i, name := range names {
			hit = hit || f.hits(i+1, name)
		}
		at := slices.IndexFunc(q.faults, func(other Fault) bool { return other.id == f.id })
		switch {
		case hit && at >= 0:
			q.faults[at].passed = 0
		case hit:
		case at >= 0:
			q.faults[at].Count++
			q.faults[at].passed += len(names)
		default:
			f.Count = 1
			f.passed += len(names)
			q.faults = append([]Fault{f}, q.faults...)
		}
	}
}
