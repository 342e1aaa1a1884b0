// Package pgtest runs a real PostgreSQL for tests: a server of its own, in a temporary directory, on a Unix socket,
// with a database for each test. It takes the programs that Debian's package postgresql installs.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider/programtest"
)

// errMissing is the error of a machine without PostgreSQL.
var errMissing = errors.New("PostgreSQL is needed: install Debian's package postgresql, or have initdb and " +
	"postgres in PATH")

const readyWithin = 30 * time.Second

// Server is a PostgreSQL server. Its zero value starts with the first [Server.Database]; Stop it.
type Server struct {
	mu      sync.Mutex
	dir     string // the server's own: data and socket
	running *exec.Cmd
	ended   chan struct{}
	log     *serverLog // of the running server
	failed  error
	n       int // databases
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
		s.failed = s.begin(ctx)
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

func (s *Server) exec(ctx context.Context, statement string) error {
	c, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, statement)
	return errors.Join(err, c.Close(ctx))
}

// ask reads one value.
func (s *Server) ask(ctx context.Context, query string, into any) error {
	c, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	return errors.Join(c.QueryRow(ctx, query).Scan(into), c.Close(ctx))
}

func (s *Server) url(database string) string {
	return "postgres://postgres@/" + database + "?host=" + url.QueryEscape(s.dir)
}

// begin makes the directory and the data in it, and starts the server.
func (s *Server) begin(ctx context.Context) error {
	initdb, err := find("initdb")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "pg") // a short name: a socket's is limited to 107 bytes
	if err != nil {
		return err
	}
	if err := own(dir); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	s.dir = dir
	cmd := exec.CommandContext(ctx, initdb, "--pgdata="+s.data(), "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--locale=C", "--no-sync")
	cmd.Dir = dir
	lower(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return s.start(ctx)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// start starts the server and waits until it answers.
func (s *Server) start(ctx context.Context, more ...string) error {
	program, err := find("postgres")
	if err != nil {
		return err
	}
	s.log = &serverLog{ready: make(chan struct{}), word: "database system is ready to accept"}
	args := append([]string{"-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=300"}, more...)
	cmd := exec.Command(program, args...) //nolint:noctx // it outlives the test that needs it first
	cmd.Dir, cmd.Stderr = s.dir, s.log
	lower(cmd)
	s.running, s.ended = cmd, make(chan struct{})
	started := make(chan error)
	go func() {
		defer close(s.ended)
		guard(cmd) // of the thread that starts it
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ends is the test's doing
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	return s.await(ctx)
}

func (s *Server) await(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, readyWithin)
	defer done()
	select {
	case <-s.log.ready:
		return nil
	case <-s.ended:
		return fmt.Errorf("the server has ended: %s", s.log)
	case <-ctx.Done():
		return fmt.Errorf("the server is not ready: %w: %s", ctx.Err(), s.log)
	}
}

// serverLog keeps what a server writes to its standard error, and reports when it is ready.
type serverLog struct {
	ready chan struct{} // is closed when the server answers
	word  string        // that says so

	mu    sync.Mutex
	text  []byte
	found bool
}

// Write appends p.
func (l *serverLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	if !l.found && bytes.Contains(l.text, []byte(l.word)) {
		l.found = true
		close(l.ready)
	}
	return len(p), nil
}

func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
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

func (s *Server) end() error {
	if s.running == nil || s.running.Process == nil {
		return nil
	}
	err := immediate(s.running.Process)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	<-s.ended
	return err
}

// find looks for one of PostgreSQL's programs in PATH, and where Debian has the newest ones.
func find(name string) (string, error) {
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil {
		return "", err
	}
	if len(debian) > 0 {
		slices.SortFunc(debian, func(a, b string) int { return len(a) - len(b) + strings.Compare(a, b) }) // 9 comes before 15
		return debian[len(debian)-1], nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", errMissing
	}
	return path, nil
}
