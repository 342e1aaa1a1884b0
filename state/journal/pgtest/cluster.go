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

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider/programtest"
)

// cluster is a directory of data, and the server process that has it.
type cluster struct {
	dir     string // its own: data and socket
	running *exec.Cmd
	ended   chan struct{}
	log     *serverLog // of the running process
}

func (c *cluster) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// ask reads one value.
func (c *cluster) ask(ctx context.Context, query string, into any) error {
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	return errors.Join(conn.QueryRow(ctx, query).Scan(into), conn.Close(ctx))
}

func (c *cluster) url(database string) string {
	return "postgres://postgres@/" + database + "?host=" + url.QueryEscape(c.dir)
}

// initialise makes the directory and the data in it, and starts the server.
func (c *cluster) initialise(ctx context.Context) error {
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
	c.dir = dir
	cmd := exec.CommandContext(ctx, initdb, "--pgdata="+c.data(), "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--locale=C", "--no-sync")
	cmd.Dir = dir
	lower(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	return c.start(ctx)
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

// start starts the server and waits until it answers.
func (c *cluster) start(ctx context.Context, more ...string) error {
	program, err := find("postgres")
	if err != nil {
		return err
	}
	c.log = &serverLog{ready: make(chan struct{}), word: "database system is ready to accept"}
	args := append([]string{"-D", c.data(), "-k", c.dir, "-c", "listen_addresses=", "-c", "max_connections=300"}, more...)
	cmd := exec.Command(program, args...) //nolint:noctx // it outlives the test that needs it first
	cmd.Dir, cmd.Stderr = c.dir, c.log
	lower(cmd)
	c.running, c.ended = cmd, make(chan struct{})
	started := make(chan error)
	go func() {
		defer close(c.ended)
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
	return c.await(ctx)
}

func (c *cluster) await(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, readyWithin)
	defer done()
	select {
	case <-c.log.ready:
		return nil
	case <-c.ended:
		return fmt.Errorf("the server has ended: %s", c.log)
	case <-ctx.Done():
		return fmt.Errorf("the server is not ready: %w: %s", ctx.Err(), c.log)
	}
}

func (c *cluster) end() error {
	if c.running == nil || c.running.Process == nil {
		return nil
	}
	err := immediate(c.running.Process)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	<-c.ended
	return err
}

// follow makes a standby of the server whose socket is in the directory, and starts it.
func (c *cluster) follow(ctx context.Context, socket string) error {
	program, err := find("pg_basebackup")
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
	c.dir = dir
	cmd := exec.CommandContext(ctx, program, "--pgdata="+c.data(), "--host="+socket, "--username=postgres",
		"--checkpoint=fast", "--write-recovery-conf", "--no-sync")
	cmd.Dir = dir
	lower(cmd)
	if out, err := cmd.CombinedOutput(); err != nil {
		return errors.Join(fmt.Errorf("pg_basebackup: %w: %s", err, out), os.RemoveAll(dir))
	}
	return c.start(ctx)
}

// run runs one of the server's programs and returns what it writes.
func (c *cluster) run(tb testing.TB, in []byte, name string, args ...string) []byte {
	tb.Helper()
	program, err := find(name)
	if err != nil {
		programtest.Missing(tb, err)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(tb.Context(), program, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = c.dir, bytes.NewReader(in), &out, &errs
	lower(cmd)
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%s: %v: %s", name, err, errs.String())
	}
	return out.Bytes()
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
