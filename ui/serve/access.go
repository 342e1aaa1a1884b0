package serve

import (
	"cmp"
	"errors"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/policy"
)

// Files say who is let in. A name that is "" is no file.
type Files struct {
	Keys   string // authorized keys
	CAs    string // authorities that sign user certificates
	People string // who may do what; without it everybody who is let in is an operator
	Anyone bool   // lets everybody in without a key: for public demonstrations
}

// Access is who is let in, and what they may do. It is safe for concurrent use.
type Access struct {
	files Files
	cur   atomic.Pointer[admission]

	mu   sync.Mutex
	last [3]reading // of the files, as they were when they were last read
}

// admission is replaced as a whole.
type admission struct {
	keys   *authorizedKeys
	people *policy.People // nil: everybody is an operator
}

// OpenAccess reads the files. The error is a [NobodyError] when they let nobody in, and a
// [FaultsError] when a line is not understood.
func OpenAccess(f Files) (*Access, error) {
	a := &Access{files: f}
	return a, a.Reload()
}

// Reload reads the files again. After an error everything is as it was before.
func (a *Access) Reload() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var (
		data [3][]byte
		errs [3]error
	)
	for i, name := range a.files.names() {
		data[i], a.last[i], errs[i] = readAccess(name)
	}
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	keys, cas, people := data[0], data[1], data[2]
	next := &admission{}
	var err error
	if next.keys, err = newAuthorizedKeys(keys, cas, a.files.Keys, a.files.CAs); err != nil {
		return err
	}
	if a.files.People != "" {
		p, err := config.ParsePeople(people, a.files.People)
		if err != nil {
			return err
		}
		next.people = &p
	}
	if !a.files.Anyone && !next.lets() {
		return &NobodyError{cmp.Or(a.files.Keys, a.files.CAs)}
	}
	a.cur.Store(next)
	return nil
}

// lets reports whether anybody can come in.
func (r *admission) lets() bool {
	if len(r.keys.cas) > 0 {
		return r.people == nil || r.people.Len() > 0
	}
	for u := range r.keys.users {
		if _, ok := r.find(u); ok {
			return true
		}
	}
	return false
}

func (r *admission) find(user string) (policy.Person, bool) {
	if r.people == nil {
		return policy.Person{Name: user, Roles: []policy.Role{policy.Operator}}, true
	}
	return r.people.Find(user)
}

// Person is what the user may do; false when nothing.
func (a *Access) Person(user string) (policy.Person, bool) { return a.cur.Load().find(user) }

// Approval is how long another person's approval is waited for before n machines may be ordered with the profile at q;
// 0: none is needed.
func (a *Access) Approval(profile string, q provider.Quote, n int) time.Duration {
	r := a.cur.Load()
	if r.people == nil {
		return 0
	}
	return r.people.Approval(profile, q, n)
}

// ShowsScript reports whether who decides about orders of the profile reads their first-boot scripts.
func (a *Access) ShowsScript(profile string) bool {
	r := a.cur.Load()
	return r.people != nil && r.people.ShowsScript(profile)
}

// recording is how the sessions of the user are recorded by now; false when they are not.
func (a *Access) recording(user string) (policy.Recording, bool) {
	r := a.cur.Load()
	if r.people == nil {
		return policy.Recording{}, false
	}
	p, _ := r.people.Find(user)
	return r.people.Recording, r.people.Recording.Of(p)
}

// Allow reports why key does not let user in from addr at now; nil when it does.
func (a *Access) Allow(user string, key gossh.PublicKey, addr net.Addr, now time.Time) error {
	if a.files.Anyone {
		if !config.IsUser(user) {
			return errKey
		}
		return nil
	}
	if key == nil {
		return errKey
	}
	return a.cur.Load().keys.allow(user, key, addr, now)
}

// OneKey reports whether one key is under both names: they may be one person.
func (a *Access) OneKey(one, other string) bool { return a.cur.Load().keys.shared(one, other) }

// Shared is a key that is under several names.
type Shared struct {
	Key   string // its fingerprint
	Names []string
}

// Shared returns the keys that several names have, by their fingerprints.
func (a *Access) Shared() []Shared {
	var all []Shared
	for key, names := range a.cur.Load().keys.names {
		if len(names) > 1 {
			all = append(all, Shared{key, slices.Sorted(slices.Values(names))})
		}
	}
	slices.SortFunc(all, func(a, b Shared) int { return cmp.Compare(a.Key, b.Key) })
	return all
}
