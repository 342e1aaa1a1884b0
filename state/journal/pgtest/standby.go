package pgtest

import (
	"context"
	"net/url"
	"testing"
	"time"
)

// Standby returns a server that follows this one, and takes its place after [Server.Promote]. Until then it can only be
// read. Stop it.
func (s *Server) Standby(tb testing.TB) *Server {
	tb.Helper()
	b := &Server{}
	if err := b.follow(tb.Context(), s.dir); err != nil {
		tb.Fatalf("a standby: %v", err)
	}
	tb.Cleanup(func() {
		if err := b.Stop(); err != nil {
			tb.Errorf("Stop() = %v, want nil", err)
		}
	})
	return b
}

// Of is the URL of the database, which another server has made, at this one.
func (s *Server) Of(tb testing.TB, database string) string {
	tb.Helper()
	u, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	return s.url(u.Path[1:])
}

// Either is the URL of the database at whichever of the two servers can be written.
func (s *Server) Either(tb testing.TB, database string, other *Server) string {
	tb.Helper()
	return s.Of(tb, database) + url.QueryEscape(","+other.dir) + "&target_session_attrs=read-write"
}

// Promote ends this server at once, as by a power cut, and lets the standby take its place.
func (s *Server) Promote(ctx context.Context, standby *Server) error {
	if err := s.End(); err != nil {
		return err
	}
	return standby.exec(ctx, "select pg_promote()")
}

// End ends the server at once, as pg_ctl -m immediate does. [Server.Restart] begins it again.
func (s *Server) End() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end()
}

// CaughtUp waits until the standby has all that this server has.
func (s *Server) CaughtUp(tb testing.TB, standby *Server) {
	tb.Helper()
	ctx, done := context.WithTimeout(tb.Context(), readyWithin)
	defer done()
	var at string
	if err := s.ask(ctx, "select pg_current_wal_lsn()::text", &at); err != nil {
		tb.Fatal(err)
	}
	for there := false; !there; {
		if err := standby.ask(ctx, "select pg_last_wal_replay_lsn() >= '"+at+"'", &there); err != nil {
			tb.Fatal(err)
		}
		<-time.After(time.Millisecond)
	}
}
