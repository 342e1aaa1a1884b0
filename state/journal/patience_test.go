package journal

import (
	"context"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// silencer is a connection to the server that from some moment on passes nothing on: no answer, and no end.
type silencer struct {
	silent atomic.Bool
	commit atomic.Bool // silent from the next COMMIT on, which the server still gets
}

// silenced returns one to the database, and its URL.
func silenced(t *testing.T, database string) (*silencer, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &silencer{}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := new(net.Dialer).DialContext(t.Context(), "unix", filepath.Join(u.Query().Get("host"),
				".s.PGSQL.5432"))
			if err != nil {
				_ = client.Close()
				return
			}
			running.Go(func() { s.carry(client, server) })
			running.Go(func() { s.carry(server, client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		running.Wait()
	})
	return s, "postgres://postgres@" + l.Addr().String() + u.Path + "?sslmode=disable"
}

// carry carries what one side says, until either has ended.
func (s *silencer) carry(from, to net.Conn) {
	defer func() { _ = to.Close() }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if s.silent.Load() {
			continue
		}
		// PostgreSQL, Message Formats: Query
		if string(buffer[:n]) == "Q\x00\x00\x00\x0bcommit\x00" && s.commit.Load() {
			s.silent.Store(true)
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// TestServerSaysNothing has the server stop responding: every request to it still ends. A change that was in its
// COMMIT may be on disk.
func TestServerSaysNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		begin func(*silencer)
		do    func(context.Context, *Store) error
	}{
		"reading": {func(s *silencer) { s.silent.Store(true) }, func(ctx context.Context,
			s *Store,
		) error {
			return s.View(ctx, readNothing)
		}},
		"writing":    {func(s *silencer) { s.silent.Store(true) }, wake},
		"committing": {func(s *silencer) { s.commit.Store(true) }, wake},
		"connecting": {func(s *silencer) { s.silent.Store(true) }, func(ctx context.Context, s *Store) error {
			_, err := s.engine.(*postgresEngine).feed.listen(ctx)
			return explain(s.path, err)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			way, server := silenced(t, postgres.Database(t))
			s := onServer(t, Options{Server: server, Patience: 2 * time.Second})
			t.Cleanup(func() { // which Close would wait for
				way.commit.Store(false)
				way.silent.Store(false)
			})
			c.begin(way)
			ended := make(chan error, 1)
			ctx, done := context.WithCancel(t.Context())
			defer done()
			go func() { ended <- c.do(ctx, s) }()
			select {
			case err := <-ended:
				if reasonOf(err) != ReasonUnreachable {
					t.Errorf("%s = %v, want %s", name, err, ReasonUnreachable)
				}
			case <-time.After(20 * time.Second):
				t.Errorf("%s still runs after 20 s, want it ended after 2", name)
			}
		})
	}
}

func readNothing(*Snapshot) error { return nil }

func wake(ctx context.Context, s *Store) error {
	return s.Update(ctx, func(tx *Tx) error {
		return tx.Watches.Wake(Key{Account: "acme", Product: "zenlayer-bmc"}, today)
	})
}
