package order

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/textfile"
)

// Each program that orders holds a lock on a file of its own, sender-<id>.lock beside the journal, for as long as it
// lives. The kernel frees the lock when the program ends, however it ends, and keeps it while the program is stopped.
// The id is random, so no later program has it, and it ends the owner of each batch.
const (
	ownerPrefix = "sender-"
	ownerSuffix = ".lock"
	ownerRetry  = 10 * time.Millisecond // while another program is checking whether the lock is free
)

// ownerIDPattern is the form of an id. It is checked because text from a journal becomes part of a file name.
var ownerIDPattern = pattern.Lazy(`^[a-z0-9]{8}$`)

// vital says whether the program that a batch belongs to is alive.
type vital uint8

// What can be known of it.
const (
	vitalUnknown vital = iota // it cannot be known: the deadline decides
	vitalAlive
	vitalDead
)

// owners finds out which programs on the journal are alive. It is this program's own, and safe for concurrent use.
type owners struct {
	dir    string // of the lock files; "" when there are no lock files
	owner  string // that this program's batches carry
	id     string // of this program
	shared bool   // the journal is on a server: other hosts have it, too

	mu   sync.Mutex
	lock *flock.Flock // nil until this program orders
}

// hold takes this program's lock, unless it already has it. Without the lock, other programs wait for the deadlines of
// the requests that it sends.
func (o *owners) hold(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.dir == "" || o.lock != nil {
		return nil
	}
	path := o.path(o.id)
	for {
		l := flock.New(path, flock.SetPermissions(0o600))
		if _, err := l.TryLockContext(ctx, ownerRetry); err != nil {
			return err
		}
		if is, err := os.Stat(path); err == nil {
			if locked, err := l.Stat(); err == nil && os.SameFile(is, locked) {
				o.lock = l
				return os.WriteFile(path, []byte(o.location()), 0o600) // the same file
			}
		}
		_ = l.Close() // another program removed it between its making and its locking
	}
}

// free gives the lock back. No request of this program may be on its way.
func (o *owners) free() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lock == nil {
		return
	}
	_ = os.Remove(o.path(o.id)) // a file that remains is removed at the next start
	_ = o.lock.Close()
	o.lock = nil
}

func (o *owners) path(mark string) string { return filepath.Join(o.dir, ownerPrefix+mark+ownerSuffix) }

// location identifies the directory and this machine since its last start: a copy of a lock file elsewhere says nothing
// about the program that holds the lock.
func (o *owners) location() string {
	machine, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		name, _ := os.Hostname() // "" is as good as any
		machine = []byte(name)
	}
	dir := o.dir
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	return strings.TrimSpace(string(machine)) + " " + dir
}

// ownerIDOf returns the id at the end of a batch's owner; "" when it has no id, as in rows of an older program.
func ownerIDOf(owner string) string {
	mark := owner[strings.LastIndexByte(owner, ' ')+1:]
	if !ownerIDPattern().MatchString(mark) {
		return ""
	}
	return mark
}

// look reports whether the program with the owner's id is alive: by its lock if that is on this machine, otherwise
// by its lease.
func (o *owners) look(j *journal.Snapshot, owner string) (vital, error) {
	mark := ownerIDOf(owner)
	if mark == "" {
		return vitalUnknown, nil
	}
	if mark == o.id {
		return vitalAlive, nil
	}
	if v := o.probe(mark); v != vitalUnknown {
		return v, nil
	}
	alive, known, err := j.HostAlive(owner)
	switch {
	case err != nil || !known:
		return vitalUnknown, err
	case alive:
		return vitalAlive, nil
	default:
		return vitalDead, nil
	}
}

// probe tries the lock of a program on this machine. A missing file proves nothing: it may be on another machine, or
// it may have been removed.
func (o *owners) probe(mark string) vital {
	if o.dir == "" {
		return vitalUnknown
	}
	path := o.path(mark)
	if o.shared { // the directory may be a copy of another host's, or on a file system whose locks end at this machine
		text, err := os.ReadFile(path)
		if err != nil || string(text) != o.location() || journal.CheckDir(o.dir) != nil {
			return vitalUnknown
		}
	}
	l := flock.New(path, flock.SetFlag(os.O_RDONLY)) // it makes no file
	defer func() { _ = l.Close() }()
	switch free, err := l.TryRLock(); { // two may try at a time
	case err != nil:
		return vitalUnknown
	case free:
		return vitalDead
	default:
		return vitalAlive
	}
}

// tidy removes the lock files of programs that have ended, but for those in keep.
func (o *owners) tidy(keep map[string]bool) error {
	if o.dir == "" {
		return nil
	}
	all, err := textfile.Matching(o.dir, ownerPrefix+"*"+ownerSuffix)
	if err != nil {
		return err
	}
	for _, path := range all {
		mark := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), ownerPrefix), ownerSuffix)
		if !ownerIDPattern().MatchString(mark) || mark == o.id || keep[mark] || o.probe(mark) != vitalDead {
			continue
		}
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	return nil
}
