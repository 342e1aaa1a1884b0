// Package pgtest runs a real PostgreSQL for tests: a server of its own, in a temporary directory, on a Unix socket,
// with a database for each test. It takes the programs that Debian's package postgresql installs.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/programtest"
)

// errMissing is the error of a machine without PostgreSQL.
var errMissing = errors.New("PostgreSQL is needed: install Debian's package postgresql, or have initdb and " +
	"postgres in PATH")

const readyWithin = 30 * time.Second

// Server is a PostgreSQL server. Its zero value starts with the first [Server.Database]; Stop it.
type Server struct {
	cluster

	mu     sync.Mutex
	failed error
	n      int // databases
}

// Database returns the URL of a new and empty database. Where PostgreSQL is not installed the test is skipped; in CI it
// fails.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name, err := s.create(tb.Context())
	switch {
	case err == nil:
		return s.url(name)
	case errors.Is(err, errMissing):
		programtest.Missing(tb, err)
	default:
		tb.Fatalf("PostgreSQL: %v", err)
	}
	return ""
}

func (s *Server) create(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" && s.failed == nil {
		s.failed = s.initialise(ctx)
	}
	if s.failed != nil {
		return "", s.failed
	}
	s.n++
	name := fmt.Sprintf("test%d", s.n)
	return name, s.exec(ctx, "create database "+name)
}

// Exec runs a statement as the server's owner, in its first database.
func (s *Server) Exec(tb testing.TB, statement string) {
	tb.Helper()
	if err := s.exec(tb.Context(), statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

// Set changes a setting of the running server, as an administrator does, and returns when every connection has it.
func (s *Server) Set(tb testing.TB, name, value string) {
	tb.Helper()
	s.Exec(tb, "alter system set "+name+" = '"+value+"'")
	s.Exec(tb, "select pg_reload_conf()")
	ctx, done := context.WithTimeout(tb.Context(), readyWithin)
	defer done()
	for is := ""; is != value; { // the server warns its connections before it takes a new one
		if err := s.ask(ctx, "select current_setting('"+name+"')", &is); err != nil {
			tb.Fatalf("%s is %q, want %q: %v", name, is, value, err)
		}
	}
}

// Restart ends the server at once, as pg_ctl -m immediate does, unless it has ended, and starts it again: what was
// confirmed is there, and nothing else.
func (s *Server) Restart(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.end(); err != nil {
		return err
	}
	return s.start(ctx)
}

// Failover is Restart as after the loss of the server, when a standby takes over: what was confirmed may be lost, so
// the server begins a timeline of its own (PostgreSQL, Timelines).
func (s *Server) Failover(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.end(); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(s.data(), "recovery.signal"), nil, 0o600); err != nil {
		return err
	}
	if err := own(filepath.Join(s.data(), "recovery.signal")); err != nil {
		return err
	}
	return s.start(ctx, "-c", "restore_command=false")
}

// Stop ends the server, if it runs, and removes its files.
func (s *Server) Stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dir == "" {
		return nil
	}
	return errors.Join(s.end(), os.RemoveAll(s.dir))
}
