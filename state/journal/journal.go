// Package journal is the durable record of orders: the tables, behind one small store. It knows no vendor and decides
// nothing.
//
// Every change is one transaction that is on disk before [Store.Update] returns, and a change of a batch's state is a
// compare-and-set together with its event. One program keeps its journal in a file of SQLite; any number of hosts share one
// on a PostgreSQL server. Statements keep to what both understand; what only one of them knows is in the file of its name.
package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

// File is the journal's name in its directory.
const File = "journal.db"

// Options is what a journal is opened with.
type Options struct {
	// Dir holds the journal; it is made (mode 0700) when it is missing.
	Dir string
	// Now is the clock; required.
	Now func() time.Time
	// Tick says when to look for other programs' changes; nil is twice a second.
	Tick <-chan time.Time
}

// Store is an open journal. It is safe for concurrent use; Close it.
type Store struct {
	engine engine
	path   string
	write  *sql.DB // nil: for reading alone
	read   *sql.DB
	now    func() time.Time
	hub    hub
	stop   context.CancelFunc
	done   sync.WaitGroup
}

// Open opens the journal for reading and writing, makes it when it is missing, and brings its tables up to date, after
// a backup. Every reason why it cannot is an [*Error]. A journal that a newer program wrote is one of them: it can
// still be opened with [OpenReader].
func Open(ctx context.Context, o Options) (*Store, error) {
	path := filepath.Join(o.Dir, File)
	s, err := openSQLite(ctx, o, path)
	return s, explain(path, err)
}

// OpenReader opens an existing journal for reading alone: [Store.Update] refuses with [ReasonReader].
func OpenReader(ctx context.Context, o Options) (*Store, error) {
	path := filepath.Join(o.Dir, File)
	s, err := readSQLite(ctx, o, path)
	return s, explain(path, err)
}

// start begins to look for the changes of other programs. When it fails, what was opened is closed.
func (s *Store) start() error {
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
	return errors.Join(s.engine.close(), s.disconnect())
}

func (s *Store) disconnect() error {
	err := s.read.Close()
	if s.write != nil {
		err = errors.Join(err, s.write.Close())
	}
	return err
}

// Path is the journal's file.
func (s *Store) Path() string { return s.path }

// ReadOnly reports whether the store was opened by [OpenReader].
func (s *Store) ReadOnly() bool { return s.write == nil }

// Changes wakes its reader after every change of the journal, by this program or by another one, the latter within a
// second. The channel holds one wake. The function ends it.
func (s *Store) Changes() (<-chan struct{}, func()) { return s.hub.listen() }

// View runs f on one consistent state of the journal.
func (s *Store) View(ctx context.Context, f func(*Snapshot) error) error {
	err := inTx(ctx, s.read, s.engine.reading(), func(tx *sql.Tx) error {
		return f(&Snapshot{ctx: ctx, tx: txn{tx, s.engine}})
	})
	return explain(s.path, err)
}

// Update runs f in one transaction. It is on disk when Update returns nil, and nothing of it is when f fails; when
// the commit itself fails, nobody knows. Changes are made one after another, whoever makes them. Those who listen are woken.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	if s.write == nil {
		return &Error{Reason: ReasonReader, Path: s.path}
	}
	if err := s.engine.present(); err != nil {
		return explain(s.path, err)
	}
	err := inTx(ctx, s.write, nil, func(tx *sql.Tx) error {
		if err := s.engine.alone(ctx, tx); err != nil {
			return err
		}
		if err := f(&Tx{Snapshot: Snapshot{ctx: ctx, tx: txn{tx, s.engine}}, now: s.now()}); err != nil {
			return err
		}
		return s.engine.announce(ctx, tx)
	})
	if err != nil {
		return explain(s.path, err)
	}
	s.hub.wake()
	return nil
}

// Verify looks for damage; [ReasonCorrupt] when it finds some. It changes nothing.
func (s *Store) Verify(ctx context.Context) error {
	return explain(s.path, s.engine.verify(ctx, s.read))
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
