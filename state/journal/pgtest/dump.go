package pgtest

import (
	"bytes"
	"os/exec"
	"testing"

	"github.com/metalwright/metalwright/provider/programtest"
)

// Restored returns the URL of a new database with what pg_dump writes of another one. Where the programs are not
// installed the test is skipped; in CI it fails.
func (s *Server) Restored(tb testing.TB, database string) string {
	tb.Helper()
	into := s.Database(tb)
	dump := s.run(tb, nil, "pg_dump", "--dbname="+database)
	s.run(tb, dump, "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname="+into)
	return into
}

// run runs one of the server's programs and returns what it writes.
func (s *Server) run(tb testing.TB, in []byte, name string, args ...string) []byte {
	tb.Helper()
	program, err := find(name)
	if err != nil {
		programtest.Missing(tb, err)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(tb.Context(), program, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = s.dir, bytes.NewReader(in), &out, &errs
	lower(cmd)
	if err := cmd.Run(); err != nil {
		tb.Fatalf("%s: %v: %s", name, err, errs.String())
	}
	return out.Bytes()
}
