package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider/programtest"
)

// pgbouncer is where Debian's package of that name has it.
const pgbouncer = "/usr/sbin/pgbouncer"

// Pooler puts a PgBouncer in front of the server, with lines of its configuration such as "pool_mode = transaction",
// and returns the URL of the database behind it. It ends with the test. Where it is not installed the test is skipped;
// in CI it fails.
func (s *Server) Pooler(tb testing.TB, database string, settings ...string) string {
	tb.Helper()
	program := programtest.Path(tb, pgbouncer)
	at, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "pb") //nolint:usetesting // a short name, as the server's
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) }) // a temporary directory
	config := fmt.Sprintf("[databases]\n* = host=%s user=postgres\n[pgbouncer]\nunix_socket_dir = %s\nlisten_port = "+
		"6432\nauth_type = any\n%s\n",
		s.dir, dir, strings.Join(settings, "\n"))
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil { //nolint:gosec // another user reads it
		tb.Fatal(err)
	}
	if err := own(dir); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(program, file) //nolint:noctx // the test's end kills it
	log := &serverLog{ready: make(chan struct{}), word: "process up"}
	cmd.Dir, cmd.Stderr = dir, log
	lower(cmd)
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	ctx, done := context.WithTimeout(tb.Context(), readyWithin)
	defer done()
	select {
	case <-log.ready:
	case <-ctx.Done():
		tb.Fatalf("PgBouncer is not ready: %v: %s", ctx.Err(), log)
	}
	q := url.Values{"host": {dir}, "port": {"6432"}}
	at.RawQuery = q.Encode()
	c, err := pgx.Connect(ctx, at.String())
	if err != nil {
		tb.Fatalf("PgBouncer: %v: %s", err, log)
	}
	_ = c.Close(ctx) // nothing was done
	return at.String()
}
