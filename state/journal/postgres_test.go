package journal

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider"
)

// onServer opens a journal on a database of its own.
func onServer(t *testing.T, o Options) *Store {
	t.Helper()
	if o.Server == "" {
		o.Server = postgres.Database(t)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open(%s) = %v, want a store", o.Server, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	return s
}

// say runs statements in the database.
func say(t *testing.T, server string, statements ...string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatalf("Connect(%s) = %v, want nil", server, err)
	}
	defer func() { _ = c.Close(t.Context()) }()
	for _, text := range statements {
		if _, err := c.Exec(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

func TestServerRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(t *testing.T) Options
		want Reason
	}{
		{"commits are not on disk", func(t *testing.T) Options {
			t.Helper()
			url := postgres.Database(t)
			say(t, url, `do $$ begin execute 'alter database ' || current_database() || ' set synchronous_commit = off'; end $$`)
			return Options{Server: url}
		}, ReasonSettings},
		{"commits are on this disk alone", func(t *testing.T) Options {
			t.Helper()
			url := postgres.Database(t)
			say(t, url, `do $$ begin execute 'alter database ' || current_database() || ' set synchronous_commit = local'; `+
				`end $$`)
			return Options{Server: url}
		}, ReasonSettings},
		{"another encoding", func(t *testing.T) Options {
			t.Helper()
			url := postgres.Database(t)
			say(t, url, "update pg_database set encoding = pg_char_to_encoding('LATIN1') where datname = current_database()")
			return Options{Server: url}
		}, ReasonSettings},
		{"no such database", func(t *testing.T) Options {
			t.Helper()
			return Options{Server: withDatabase(postgres.Database(t), "none")}
		}, ReasonMissing},
		{"tables of someone else", func(t *testing.T) Options {
			t.Helper()
			url := postgres.Database(t)
			say(t, url, "create schema metalwright", "create table metalwright.x(a int)")
			return Options{Server: url}
		}, ReasonCorrupt},
		{"may not make a schema", func(t *testing.T) Options {
			t.Helper()
			url := postgres.Database(t)
			say(t, url, "do $$ begin if not exists (select 1 from pg_roles where rolname = 'guest') then create role guest "+
				"login; end if; end $$")
			return Options{Server: strings.Replace(url, "postgres@", "guest@", 1)}
		}, ReasonPermission},
		{"a newer program's", func(t *testing.T) Options {
			t.Helper()
			url := postgres.Database(t)
			newerJournal(t, url)
			return Options{Server: url}
		}, ReasonNewer},
		{"nobody answers", func(t *testing.T) Options {
			t.Helper()
			return Options{Server: "postgres://ann:marker-Pa55word@127.0.0.1:1/orders"}
		}, ReasonUnreachable},
		{
			"no URL", func(*testing.T) Options { return Options{Server: "postgres://ann:marker-Pa55word@%zz/x"} },
			ReasonUnreadable,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := c.make(t)
			o.Now = time.Now
			s, err := Open(t.Context(), o)
			if err == nil {
				_ = s.Close()
			}
			if got := reasonOf(err); got != c.want {
				t.Errorf("Open() = %v (reason %q), want reason %q", err, got, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "marker-") {
				t.Errorf("Open() = %v, which holds the password", err)
			}
		})
	}
}

// withDatabase is the URL with another database.
func withDatabase(url, name string) string {
	begin, rest, _ := strings.Cut(url, "@/")
	_, query, _ := strings.Cut(rest, "?")
	return begin + "@/" + name + "?" + query
}

// newerJournal is one that a program of next year wrote.
func newerJournal(t *testing.T, url string) {
	t.Helper()
	s := onServer(t, Options{Server: url})
	err := s.Update(t.Context(), func(tx *Tx) error {
		_, err := tx.exec("update meta set value = '999' where key = ?1", "schema")
		return err
	})
	if err != nil {
		t.Fatalf("Update() = %v, want nil", err)
	}
}

func TestNewerServerCanBeRead(t *testing.T) {
	t.Parallel()
	url := postgres.Database(t)
	newerJournal(t, url)
	s, err := OpenReader(t.Context(), Options{Server: url, Now: time.Now})
	if err != nil {
		t.Fatalf("OpenReader() = %v, want a store", err)
	}
	defer func() { _ = s.Close() }()
	err = s.View(t.Context(), func(j *Snapshot) error {
		_, err := j.Orders.List()
		return err
	})
	if err != nil || !s.ReadOnly() {
		t.Errorf("View() = %v, ReadOnly() = %v, want nil, true", err, s.ReadOnly())
	}
	if err := s.Update(t.Context(), func(*Tx) error { return nil }); reasonOf(err) != ReasonReader {
		t.Errorf("Update() = %v, want reason reader", err)
	}
}

// TestServerTakesAnyText stores what a vendor may say and PostgreSQL cannot keep.
func TestServerTakesAnyText(t *testing.T) {
	t.Parallel()
	s := onServer(t, Options{})
	k := Key{Account: "acme", Product: "zenlayer-bmc"}
	err := s.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.Orders.Add(Order{ID: "o-1", Key: k, By: "ann\x00"}); err != nil {
			return err
		}
		if err := tx.Batches.Add(Batch{ID: "b1", Order: "o-1", N: 1, Key: k, Token: "mwaaaaaaaa"}); err != nil {
			return err
		}
		_, err := tx.Batches.Move("b1", []State{Intent}, Rejected, "no",
			Patch{Err: &provider.Error{Code: "C\xff", Message: "a\x00b"}})
		return err
	})
	if err != nil {
		t.Fatalf("Update() = %v, want nil", err)
	}
	err = s.View(t.Context(), func(j *Snapshot) error {
		b, _, err := j.Batches.Get("b1")
		if err == nil && (b.Err == nil || b.Err.Message != "ab" || b.Err.Code != "C\uFFFD") {
			t.Errorf("Batch(b1).Err = %+v, want the message without what is no text", b.Err)
		}
		return err
	})
	if err != nil {
		t.Errorf("View() = %v, want nil", err)
	}
}

// TestServerClock has a host whose clock is an hour ahead and one whose clock is a day behind: both compare by the
// server's.
func TestServerClock(t *testing.T) {
	t.Parallel()
	url := postgres.Database(t)
	for _, off := range []time.Duration{time.Hour, -24 * time.Hour} {
		s := onServer(t, Options{Server: url, Now: func() time.Time { return time.Now().Add(off) }})
		if got := time.Since(s.Host().Clock()()).Abs(); got > 2*time.Second {
			t.Errorf("Clock() of a host that is off by %v is off by %v, want 0", off, got)
		}
	}
}

func TestServerClockGoesOn(t *testing.T) {
	t.Parallel()
	here := today
	c := serverClock{local: func() time.Time { return here }}
	if got := c.now(); !got.Equal(today) {
		t.Errorf("now() before a look = %v, want the local clock, %v", got, today)
	}
	server := today.Add(time.Hour)
	c.look(here, here.Add(200*time.Millisecond), server)
	here = here.Add(100*time.Millisecond + time.Minute)
	if got, want := c.now(), server.Add(time.Minute); !got.Equal(want) {
		t.Errorf("now() a minute after a look = %v, want %v", got, want)
	}
	c.look(here, here.Add(5*time.Second), today)
	if got, want := c.now(), server.Add(time.Minute); !got.Equal(want) {
		t.Errorf("now() after a slow look = %v, want it unchanged, %v", got, want)
	}
}

// TestStrangerMustProve requires TLS with a matching name for a server on another machine, unless the URL says
// otherwise.
func TestStrangerMustProve(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		url  string
		name string // of the server that is verified; "" for no TLS, "?" for any
	}{
		{"postgres://db.example.com/orders", "db.example.com"},
		{"postgres://db.example.com/orders?sslmode=disable", ""},
		{"postgres://db.example.com/orders?sslmode=require", "?"},
		{"postgres://127.0.0.1/orders?sslmode=disable", ""},
		{"postgres:///orders?host=/run/postgresql", ""},
	} {
		config, err := parseServer(c.url)
		if err != nil {
			t.Errorf("parseServer(%s) = %v, want nil", c.url, err)
			continue
		}
		got := ""
		if config.TLSConfig != nil {
			got = "?"
			if !config.TLSConfig.InsecureSkipVerify {
				got = config.TLSConfig.ServerName
			}
		}
		if got != c.name {
			t.Errorf("parseServer(%s) verifies %q, want %q", c.url, got, c.name)
		}
	}
}

// TestServerRestarts ends the server at once, and continues: changes are made again, those of others are seen, and who
// had a lease has it. Then another server takes its place: who has the journal open comes to know. The journal's owner
// is no superuser.
func TestServerRestarts(t *testing.T) {
	t.Parallel()
	own := newServer(t)
	url := own.Database(t)
	say(t, url, "create role plain login",
		"do $$ begin execute 'grant create on database ' || current_database() || ' to plain'; end $$")
	url = strings.Replace(url, "postgres@", "plain@", 1)
	a, b := onServer(t, Options{Server: url}), onServer(t, Options{Server: url})
	mine, theirs := a.Host().Lease("x"), b.Host().Lease("x")
	take(t, mine, true)
	wakes, done := b.Changes()
	defer done()
	before := b.Host().Timeline()
	k := Key{Account: "acme", Product: "zenlayer-bmc"}
	for n := range 3 {
		if err := own.Restart(t.Context()); err != nil {
			t.Fatalf("Restart() = %v, want nil", err)
		}
		if err := a.Update(t.Context(), func(tx *Tx) error {
			return tx.Watches.Put(Watch{
				Key: k,
				Err: strings.Repeat("x", n+1),
			})
		}); err != nil {
			t.Fatalf("Update() after restart %d = %v, want nil", n+1, err)
		}
		awaitWatch(t, b, wakes, k, n+1)
		take(t, theirs, false)
	}
	if got := b.Host().Timeline(); got != before || got == "" {
		t.Errorf("Timeline() after restarts = %q, want it unchanged, %q", got, before)
	}
	if err := own.Failover(t.Context()); err != nil {
		t.Fatalf("Failover() = %v, want nil", err)
	}
	for limit := time.After(compareEvery + compareTime); b.Host().Timeline() == before; {
		select {
		case <-wakes:
		case <-limit:
			t.Fatalf("Timeline() after a failover = %s, want another one", b.Host().Timeline())
		}
	}
}

// awaitWatch reads at every wake until the watch has an error of so many bytes.
func awaitWatch(t *testing.T, s *Store, wakes <-chan struct{}, k Key, want int) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), compareEvery+compareTime)
	defer done()
	for {
		var w Watch
		err := s.View(ctx, func(j *Snapshot) (err error) {
			w, err = j.Watches.Get(k)
			return err
		})
		if err == nil && len(w.Err) == want {
			return
		}
		select {
		case <-wakes:
		case <-ctx.Done():
			t.Fatalf("Watch() = %+v, %v, want the other program's change %d", w, err, want)
		}
	}
}

// TestChangesAreSeenSoon measures how long another program's change takes.
func TestChangesAreSeenSoon(t *testing.T) {
	t.Parallel()
	url := postgres.Database(t)
	a, b := onServer(t, Options{Server: url}), onServer(t, Options{Server: url})
	wakes, done := b.Changes()
	defer done()
	k := Key{Account: "acme", Product: "zenlayer-bmc"}
	var worst time.Duration
	for n := range 20 {
		began := time.Now()
		if err := a.Update(t.Context(), func(tx *Tx) error {
			return tx.Watches.Put(Watch{
				Key: k,
				Err: strings.Repeat("x", n+1),
			})
		}); err != nil {
			t.Fatalf("Update() = %v, want nil", err)
		}
		awaitWatch(t, b, wakes, k, n+1)
		worst = max(worst, time.Since(began))
	}
	t.Logf("a change was seen by another program after %v at most", worst)
	if worst > time.Second {
		t.Errorf("a change was seen after %v, want a second at most", worst)
	}
}
