// Package journal is the durable record of orders: the tables, behind one small store. It knows no vendor and makes no
// decisions.
//
// Every change is one transaction that is on disk before [Store.Update] returns, and a change of a batch's state is a
// compare-and-set together with its event. One program keeps its journal in an SQLite file; any number of hosts share
// one on a PostgreSQL server. Statements use only what both understand; code for one of them is in the file of its
// name.
//
// When the journal cannot be read or written, the error is an [*Error], whose Reason says why the journal cannot be
// used, or an unchanged error of the database or of the context. A method that does not document its error returns
// these.
package journal

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// File is the journal's name in its directory.
const File = "journal.db"

// staleConns is how often a transaction is started again that could not begin.
const staleConns = 2

// Options is what a journal is opened with.
type Options struct {
	// Dir holds the journal; it is made (mode 0700) when it is missing. With a Server it holds what this machine
	// remembers of the journal there; with "" the machine remembers nothing.
	Dir string
	// Server is the URL of the PostgreSQL database that holds the journal instead, postgres://user@host/database. Its
	// password comes from PGPASSWORD or the password file.
	Server string
	// Schema is the schema of the tables there; "" is metalwright. It is made when it is missing.
	Schema string
	// Lease is how long after its last sign of life a host may be replaced by another one; 0 is 30 seconds.
	Lease time.Duration
	// Patience is how long a transaction on the server may take before the server counts as unreachable; 0 means 30
	// seconds. It is for a server that no longer responds at all, not even by closing the connection: a statement that
	// is merely slow is ended by the server itself, and sooner.
	Patience time.Duration
	// OwnClock compares deadlines by Now instead of the server's clock, for times that are made up.
	OwnClock bool
	// Now is the clock; required.
	Now func() time.Time
	// Why is why the journal is opened for reading alone, and what [Store.Update] refuses with then; nil is
	// [ReasonReader].
	Why error
	// Tick says when to look for other programs' changes of a file; nil is after each of its writes where the system
	// reports them, and twice a second elsewhere.
	Tick <-chan time.Time
}

// Store is an open journal. It is safe for concurrent use; Close it.
type Store struct {
	engine  engine
	path    string
	write   *sql.DB // nil: for reading alone
	read    *sql.DB
	now     func() time.Time
	why     error // no change is made; nil when changes are
	changes notifier
	hidden  atomic.Bool
	kept    *kept // the end of the audit, as this machine remembers it
	stop    context.CancelFunc
	done    sync.WaitGroup
}

// Open opens the journal for reading and writing, makes it when it is missing, and brings its tables up to date, after
// a backup. If this machine remembers a journal that is now gone, empty or older, Open does not make a new one:
// [ReasonLost]. Every reason to refuse the journal is an [*Error]. One of them is a journal that a newer program
// wrote: it can still be opened with [OpenReader].
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Server != "" {
		s, err := openPostgres(ctx, o)
		return s, explain(serverName(o.Server), err)
	}
	path := filepath.Join(o.Dir, File)
	s, err := openSQLite(ctx, o, path)
	return s, explain(path, err)
}

// OpenReader opens an existing journal for reading alone: [Store.Update] refuses with [ReasonReader], or with o.Why.
func OpenReader(ctx context.Context, o Options) (*Store, error) {
	path := filepath.Join(o.Dir, File)
	read := func() (*Store, error) { return readSQLite(ctx, o, path) }
	if o.Server != "" {
		path = serverName(o.Server)
		read = func() (*Store, error) { return readPostgres(ctx, o) }
	}
	s, err := read()
	if err != nil {
		return nil, explain(path, err)
	}
	s.why = cmp.Or(o.Why, error(&Error{Reason: ReasonReader, Path: s.path}))
	return s, nil
}

// start begins to look for the changes of other programs. When it fails, what was opened is closed.
func start(s *Store) error {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	if err := s.engine.follow(ctx, s); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// Close ends the looking for changes and closes the database.
func (s *Store) Close() error {
	s.stop()
	s.done.Wait()
	return errors.Join(s.engine.close(), disconnect(s))
}

func disconnect(s *Store) error {
	err := s.read.Close()
	if s.write != nil {
		err = errors.Join(err, s.write.Close())
	}
	return err
}

// HidePath keeps the place of the journal out of what people read from now on: see [Error].
func (s *Store) HidePath() { s.hidden.Store(true) }

func (s *Store) explain(err error) error {
	err = explain(s.path, err)
	if e, ok := err.(*Error); ok && s.hidden.Load() { //nolint:errorlint // explain puts it outermost
		hidden := *e // others may hold the same one
		hidden.Hidden = true
		return &hidden
	}
	return err
}

// Path is the journal's file, or its server's name.
func (s *Store) Path() string { return s.path }

// ReadOnly reports whether the store was opened by [OpenReader].
func (s *Store) ReadOnly() bool { return s.write == nil }

// Changes wakes its reader after every change of the journal, by this program or by another one, the latter within
// three seconds of being written, or 15 on a disk that takes longer than that. The channel holds one wake. The function
// ends it.
func (s *Store) Changes() (<-chan struct{}, func()) { return s.changes.listen() }

// View runs f on one consistent state of the journal. It refuses a file that was removed or replaced, because its
// contents are no longer the journal.
func (s *Store) View(ctx context.Context, f func(*Snapshot) error) error {
	if err := s.engine.present(); err != nil {
		return s.explain(err)
	}
	return s.within(ctx, func(ctx context.Context) error {
		return transact(ctx, s.read, s.engine.reading(), nil, func(tx *sql.Tx) error {
			snapshot := newSnapshot(&reader{ctx: ctx, tx: txn{tx, s.engine}, kept: s.kept})
			return f(&snapshot)
		})
	})
}

// within runs what takes no longer than the engine's patience. What runs into that has an unknown outcome.
func (s *Store) within(ctx context.Context, run func(context.Context) error) error {
	patience := s.engine.patience()
	if patience == 0 {
		return s.explain(run(ctx))
	}
	limited, done := context.WithTimeout(ctx, patience)
	defer done()
	err := run(limited)
	if ctx.Err() == nil && limited.Err() != nil && (errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, sql.ErrTxDone)) {
		err = &Error{Reason: ReasonUnreachable, Err: err}
	}
	return s.explain(err)
}

// Update runs f in one transaction. It is on disk when Update returns nil, and none of it is when f fails; when the
// commit itself fails, the outcome is not known. Changes are made one after another, whichever program makes them.
// Listeners are woken, unless the change is [Tx.Quiet]. If a newer program has changed the tables meanwhile, nothing is
// written: [ReasonNewer].
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	return s.change(ctx, func(t *Tx) error {
		if err := t.dbState.current(); err != nil {
			return err
		}
		return f(t)
	})
}

// Settle is Update for the outcome of a request to a vendor. If at all possible, the outcome is written even to tables
// that a newer program has changed, because it is recorded nowhere else.
func (s *Store) Settle(ctx context.Context, f func(*Tx) error) error { return s.change(ctx, f) }

func (s *Store) change(ctx context.Context, f func(*Tx) error) error {
	if s.write == nil {
		return s.explain(s.why)
	}
	if err := s.engine.present(); err != nil {
		return s.explain(err)
	}
	var t *Tx
	err := s.within(ctx, func(ctx context.Context) error {
		return transact(ctx, s.write, nil, s.engine.alone, func(tx *sql.Tx) error {
			now, err := s.engine.dbState(ctx, tx)
			if err != nil {
				return err
			}
			t = newTx(&reader{ctx: ctx, tx: txn{tx, s.engine}, kept: s.kept}, s.now(), now)
			if err := f(t); err != nil {
				return err
			}
			kept, err := s.engine.announce(ctx, tx)
			if kept != nil {
				t.Then(kept)
			}
			return err
		})
	})
	if err != nil {
		return err
	}
	for _, f := range t.then {
		f()
	}
	if !t.quiet {
		s.changes.wake()
	}
	return nil
}

// Verify checks for damage; [ReasonCorrupt] when it finds some. It changes nothing.
func (s *Store) Verify(ctx context.Context) error {
	return s.explain(s.engine.verify(ctx, s.read))
}

// transact runs f in a transaction after before, which may be nil. It begins again when the connection turns out to
// have been lost while it was idle: no statement was run then.
func transact(ctx context.Context, db *sql.DB, o *sql.TxOptions, before func(context.Context, *sql.Tx) error,
	f func(*sql.Tx) error,
) error {
	for try := 0; ; try++ {
		started := false
		err := inTx(ctx, db, o, func(tx *sql.Tx) error {
			if before != nil {
				if err := before(ctx, tx); err != nil {
					return err
				}
			}
			started = true
			return f(tx)
		})
		if err == nil || started || try == staleConns || !lost(err) {
			return err
		}
	}
}

func inTx(ctx context.Context, db *sql.DB, o *sql.TxOptions, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	returned := false
	defer func() {
		if !returned { // f panicked, and the connection that writes is the only one
			_ = tx.Rollback()
		}
	}()
	err = f(tx)
	returned = true
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
