package run

import (
	"context"
	"errors"
	"os"

	"github.com/metalwright/metalwright/state/journal"
)

// simSchema is where a server has the journal of the simulated cloud, apart from that of the real accounts.
const simSchema = "metalwright_sim"

// SimDir is the directory of the simulated cloud, below that of the real accounts.
const SimDir = "sim"

// Location is where a run keeps its journal.
type Location struct {
	Dir     string // of the journal, and of this host's own files
	Journal journal.Options
}

// Shared reports whether other hosts may have the same journal.
func (at Location) Shared() bool { return at.Journal.Server != "" }

// open opens the journal. One that can only be read is opened for that, so that its orders can be listed, and say is
// given the reason; a change is refused for the same reason.
func (at Location) open(ctx context.Context, say func(error)) (*journal.Store, error) {
	if at.Shared() { // which makes no directory
		if err := os.MkdirAll(at.Dir, 0o700); err != nil {
			return nil, err
		}
	}
	store, err := journal.Open(ctx, at.Journal)
	e, ok := errors.AsType[*journal.Error](err)
	if !ok || !readable(e.Reason) {
		return store, err
	}
	reading := at.Journal
	reading.Why = err
	reader, unread := journal.OpenReader(ctx, reading)
	if unread != nil {
		return nil, err
	}
	say(err)
	return reader, nil
}

// readable reports whether a journal that cannot be written for the reason may be read: a newer program wrote it, it is
// a standby or on a read-only disk, this user has no more rights, or the server may lose what it confirms.
func readable(r journal.Reason) bool {
	switch r {
	case journal.ReasonNewer, journal.ReasonReadOnly, journal.ReasonPermission, journal.ReasonSettings:
		return true
	default:
		return false
	}
}
