package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
)

// simSchema is where a server has the journal of the simulated cloud, apart from that of the real accounts.
const simSchema = "metalwright_sim"

// place is where a run keeps its journal.
type place struct {
	dir     string // of the journal, and of this host's own files
	journal journal.Options
}

// place finds it: the simulated cloud's is apart from that of the real accounts.
func (p Process) place(s config.Settings, simulated bool) (place, error) {
	cwd, err := os.Getwd()
	if err != nil {
		return place{}, phrased("cli.directory", "Why", err)
	}
	dir, server, err := config.Journal(s.Value(config.State), cwd, p.Home)
	if err == nil && server != "" { // this host's own files are where its journal would be
		dir, _, err = config.Journal(config.New(config.Defaults(p.Lookup, p.Home)).Value(config.State), cwd, p.Home)
	}
	if err != nil {
		return place{}, exitWith(exitUsage, err)
	}
	at := place{dir: dir, journal: journal.Options{Dir: dir, Server: server, Now: p.Now}}
	if simulated {
		at.dir = filepath.Join(dir, simDir)
		at.journal.Dir, at.journal.Schema = at.dir, simSchema
	}
	return at, nil
}

// shared reports whether other hosts may have the same journal.
func (at place) shared() bool { return at.journal.Server != "" }

// open opens the journal. One that can only be read is opened for that, so that its orders can be listed, and say is
// told why; a change is refused for the same reason.
func (at place) open(ctx context.Context, say func(error)) (*journal.Store, error) {
	if at.shared() { // which makes no directory
		if err := os.MkdirAll(at.dir, 0o700); err != nil {
			return nil, err
		}
	}
	store, err := journal.Open(ctx, at.journal)
	e, ok := errors.AsType[*journal.Error](err)
	if !ok || !readable(e.Reason) {
		return store, err
	}
	reading := at.journal
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
