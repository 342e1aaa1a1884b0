package run

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// hintsFile is the file of hints in the state directory. Nothing depends on it: who has none reads every hint again.
const hintsFile = "hints.json"

// What a file of hints has at most.
const (
	maxHintsFile  = 1 << 20
	maxHintPeople = 5000
)

// Hints are the hints that people have used, by their names. It is safe for concurrent use.
type Hints struct {
	path string // of the file; "": they are forgotten with the run

	mu   sync.Mutex
	used map[string][]string // nil before the file is read
}

// Of are the hints of a person; nil of no hints at all.
func (h *Hints) Of(person string) *PersonHints {
	if h == nil {
		return nil
	}
	return &PersonHints{h, person}
}

// PersonHints are the hints that a person has used.
type PersonHints struct {
	all    *Hints
	person string
}

// Used reports whether the person has used the hint.
func (p *PersonHints) Used(name string) bool {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	if p.all.used == nil {
		p.all.used = readHints(p.all.path)
	}
	return slices.Contains(p.all.used[p.person], name)
}

// Use keeps that the person has used the hint. What cannot be kept is shown again another time.
func (p *PersonHints) Use(name string) {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	used := readHints(p.all.path) // another program may have written it
	for person, names := range p.all.used {
		for _, n := range names {
			used[person] = with(used[person], n)
		}
	}
	used[p.person] = with(used[p.person], name)
	p.all.used = used
	if p.all.path == "" || len(used) > maxHintPeople {
		return
	}
	if data, err := json.Marshal(used); err == nil {
		_ = Process{}.Write(p.all.path, append(data, '\n'), true)
	}
}

func with(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}

// readHints reads the file; what is no such file has no hints.
func readHints(path string) map[string][]string {
	used := map[string][]string{}
	if path == "" {
		return used
	}
	f, err := os.Open(path)
	if err != nil {
		return used
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, maxHintsFile))
	if err != nil || json.Unmarshal(data, &used) != nil || used == nil {
		return map[string][]string{}
	}
	return used
}

// hints are those of everybody who uses the state directory; nil in a tour, which has its own words.
func (p Process) hints(at Location) *Hints {
	if p.Cloud != nil || p.Confined {
		return nil
	}
	dir := at.Dir
	if filepath.Base(dir) == SimDir && at.Journal.Schema == simSchema { // one file for both
		dir = filepath.Dir(dir)
	}
	return &Hints{path: filepath.Join(dir, hintsFile)}
}
