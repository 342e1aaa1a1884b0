package pgtest

import "testing"

// Restored returns the URL of a new database with what pg_dump writes of another one. Where the programs are not
// installed the test is skipped; in CI it fails.
func (s *Server) Restored(tb testing.TB, database string) string {
	tb.Helper()
	into := s.Database(tb)
	dump := s.run(tb, nil, "pg_dump", "--dbname="+database)
	s.run(tb, dump, "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname="+into)
	return into
}
