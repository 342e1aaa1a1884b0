// Package store is the database of the simulated cloud: what is for sale, what was bought, what it cost and which
// status it has. It has no vendor's names and codes; the dialects add theirs.
//
// It is one SQLite file. Any number of processes may have it open: nothing runs in the background, every
// status is computed from stored times and the clock, and every change is one immediate transaction.
package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"net/url"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
)

// Options are the settings of a store. Now and Catalogue are required.
type Options struct {
	Path      string // the file; "" is memory, for this process alone
	Now       func() time.Time
	Speed     float64 // of the life of machines; 0 means 1, as documented
	Seed      uint64  // of the plans
	Catalogue *Catalogue
}

// Store are safe for concurrent use. The opener closes them.
type Store struct {
	Catalogue *Catalogue
	db        *sql.DB
	now       func() time.Time
	speed     float64
	seed      uint64
	first     int64 // the serial number before the first
}

const schema = `
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS machine (
  serial INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  product TEXT NOT NULL, zone TEXT NOT NULL, type TEXT NOT NULL, subnet TEXT NOT NULL,
  name TEXT NOT NULL, token TEXT NOT NULL, ordered TEXT NOT NULL,
  created INTEGER NOT NULL, visible INTEGER NOT NULL, hidden INTEGER NOT NULL,
  wired INTEGER NOT NULL, ready INTEGER NOT NULL, gone INTEGER NOT NULL,
  private4 TEXT NOT NULL, public4 TEXT NOT NULL, public6 TEXT NOT NULL,
  paid INTEGER NOT NULL, timeline TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS machine_place ON machine (product, zone, type, gone);
CREATE INDEX IF NOT EXISTS machine_subnet ON machine (subnet, gone);
CREATE TABLE IF NOT EXISTS purchase (
  serial INTEGER PRIMARY KEY, ordered TEXT NOT NULL, product TEXT NOT NULL, token TEXT NOT NULL, name TEXT NOT NULL,
  at INTEGER NOT NULL, wanted INTEGER NOT NULL, ids TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS entry (at INTEGER NOT NULL, reason TEXT NOT NULL, micros INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS thing (
  serial INTEGER PRIMARY KEY, product TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
  timeline TEXT NOT NULL, detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS thing_kind ON thing (product, kind);`

// Open opens the store, and creates it when the file does not exist.
func Open(ctx context.Context, o Options) (*Store, error) {
	unlock, err := lock(ctx, o.Path)
	if err != nil {
		return nil, fmt.Errorf("open the database of the simulated cloud: %w", err)
	}
	defer unlock()
	connector, err := sqlite.NewConnector(source(o.Path))
	if err != nil {
		return nil, fmt.Errorf("open the database of the simulated cloud: %w", err)
	}
	db := sql.OpenDB(connector)
	if o.Path == "" { // every connection would have a database of its own
		db.SetMaxOpenConns(1)
	} else {
		db.SetMaxOpenConns(4)
	}
	db.SetMaxIdleConns(4)
	b := &Store{
		Catalogue: o.Catalogue, db: db, now: o.Now, speed: cmp.Or(o.Speed, 1), seed: o.Seed,
		first: firstSerial(o.Seed),
	}
	err = b.Write(ctx, func(s *Session) error {
		_, err := s.q.ExecContext(ctx, schema)
		return err
	})
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open the database of the simulated cloud: %w", err)
	}
	return b, nil
}

// lock waits until no other process opens the store: SQLite does not wait when two create a file in WAL mode.
func lock(ctx context.Context, path string) (func(), error) {
	if path == "" {
		return func() {}, nil
	}
	lock := flock.New(path + ".lock")
	if _, err := lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return nil, fmt.Errorf("lock %s.lock: %w", path, err)
	}
	return func() { _ = lock.Unlock() }, nil
}

// source is the data source for SQLite. A crash of the program loses nothing with synchronous=NORMAL in WAL mode; a
// crash of the machine may lose the last simulated purchases, which cost no money.
func source(path string) string {
	const query = "?_txlock=immediate&_pragma=busy_timeout(10000)"
	if path == "" {
		return "file::memory:" + query
	}
	u := url.URL{Path: filepath.ToSlash(path)}
	return "file:" + u.EscapedPath() + query + "&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"
}

// Close closes the file.
func (b *Store) Close() error { return b.db.Close() }

// Now is the clock of the cloud.
func (b *Store) Now() time.Time { return b.now() }

// querier is a transaction, or the database outside one.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Session is a view of the store at one time.
type Session struct {
	*Store
	At time.Time // the time that statuses are computed for
	q  querier
}

// Read is a session outside a transaction: each of its queries is consistent in itself.
func (b *Store) Read() *Session { return &Session{Store: b, At: b.now(), q: b.db} }

// Write runs f in one transaction, one at a time among all processes. It commits when f returns nil.
func (b *Store) Write(ctx context.Context, f func(*Session) error) error {
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it has nothing to do
	if err := f(&Session{Store: b, At: b.now(), q: tx}); err != nil {
		return err
	}
	return tx.Commit()
}

// Serials takes n new serial numbers and returns the first.
func (s *Session) Serials(ctx context.Context, n int) (int64, error) {
	var last int64
	err := s.q.QueryRowContext(ctx, `INSERT INTO counter VALUES ('serial', ?1 + ?2)
		ON CONFLICT (name) DO UPDATE SET n = n + ?1 RETURNING n`, n, s.first).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("take a serial number: %w", err)
	}
	return last - int64(n) + 1, nil
}

// firstSerial is the serial number before the first in a cloud with the seed, so that clouds with different seeds have
// different ids. The seeds 0 and 1 start at 1. The largest number is written with seven digits of base 36, which is all
// that the shortest of the vendors' ids has room for.
func firstSerial(seed uint64) int64 {
	const (
		clouds = 18_013 // with numbers of their own
		each   = 1_000_000
	)
	return int64((max(seed, 1) - 1) % clouds * each)
}

// Stable is a number that the names have in every cloud with the seed, whatever was made before.
func (b *Store) Stable(names ...string) uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d %q", b.seed, names) // never fails
	return h.Sum64()
}

// Past reports whether the Unix millisecond ms has come.
func (s *Session) Past(ms int64) bool { return s.At.UnixMilli() >= ms }
