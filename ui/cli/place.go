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
		return place{}, &exitError{exitUsage, err}
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

// open opens the journal. One of a newer program is opened for reading alone, and say is told why.
func (at place) open(ctx context.Context, say func(error)) (*journal.Store, error) {
	if at.shared() { // which makes no directory
		if err := os.MkdirAll(at.dir, 0o700); err != nil {
			return nil, err
		}
	}
	store, err := journal.Open(ctx, at.journal)
	if e, ok := errors.AsType[*journal.Error](err); ok && e.Reason == journal.ReasonNewer {
		say(err)
		return journal.OpenReader(ctx, at.journal)
	}
	return store, err
}
