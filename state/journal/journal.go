// Package journal is the durable record of orders: the tables, behind one small store. It knows no vendor and decides
// nothing.
//
// Every change is one transaction that is on disk before [Store.Update] returns, and a change of a batch's state is a
// compare-and-set together with its event. Statements keep to what SQLite and PostgreSQL both understand; what only one
// of them knows is in the file of its name.
package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
	path  string
	file  fs.FileInfo // the file as it was opened
	write *sql.DB     // one connection
	read  *sql.DB
	now   func() time.Time
	hub   hub
	stop  context.CancelFunc
	done  sync.WaitGroup
}

// Open opens the journal for reading and writing, makes it when it is missing, and brings its tables up to date, after
// a backup. Every reason why it cannot is an [*Error]. A journal that a newer program wrote is one of them: it can
// still be opened with [OpenReader].
func Open(ctx context.Context, o Options) (*Store, error) {
	path := filepath.Join(o.Dir, File)
	if err := prepare(o.Dir, path); err != nil {
		return nil, explain(path, err)
	}
	s, err := open(ctx, o, path)
	return s, explain(path, err)
}

func open(ctx context.Context, o Options, path string) (s *Store, err error) {
	unlock, err := lockOpening(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	s = &Store{path: path, now: o.Now}
	if s.write, err = connect(writerDSN(path), 1); err != nil {
		return nil, err
	}
	if err := s.ready(ctx, o.Dir); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if s.read, err = connect(readerDSN(path), readers); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if err := s.start(o.Tick); err != nil {
		return nil, errors.Join(err, s.write.Close(), s.read.Close())
	}
	return s, nil
}

// ready checks and migrates what the writer is connected to.
func (s *Store) ready(ctx context.Context, dir string) error {
	if err := checkDamage(ctx, s.write); err != nil {
		return err
	}
	if err := migrate(ctx, s.write, dir, s.now()); err != nil {
		return err
	}
	return checkSettings(ctx, s.write)
}

// OpenReader opens an existing journal for reading alone: [Store.Update] refuses with [ReasonReader].
func OpenReader(_ context.Context, o Options) (*Store, error) {
	path := filepath.Join(o.Dir, File)
	if _, err := os.Stat(path); err != nil {
		return nil, explain(path, err)
	}
	read, err := connect(readerDSN(path), readers)
	if err != nil {
		return nil, explain(path, err)
	}
	s := &Store{path: path, now: o.Now, read: read}
	if err := s.start(o.Tick); err != nil {
		return nil, explain(path, errors.Join(err, read.Close()))
	}
	return s, nil
}

// start remembers the file and begins to look for the changes of other programs.
func (s *Store) start(tick <-chan time.Time) error {
	file, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	s.file = file
	ctx, stop := context.WithCancel(context.Background())
	conn, err := s.read.Conn(ctx)
	if err != nil {
		stop()
		return err
	}
	last, err := dataVersion(ctx, conn)
	if err != nil {
		stop()
		return errors.Join(err, conn.Close())
	}
	s.stop = stop
	s.done.Go(func() {
		defer func() { _ = conn.Close() }() // a reading connection has nothing to lose
		follow(ctx, conn, last, tick, s.hub.wake)
	})
	return nil
}

// Close ends the looking for changes and closes the database.
func (s *Store) Close() error {
	s.stop()
	s.done.Wait()
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
	err := inTx(ctx, s.read, &sql.TxOptions{ReadOnly: true}, func(tx *sql.Tx) error {
		return f(&Snapshot{ctx: ctx, tx: tx})
	})
	return explain(s.path, err)
}

// Update runs f in one transaction. It is on disk when Update returns nil, and nothing of it is when f fails; when
// the commit itself fails, nobody knows. Those who listen are woken.
func (s *Store) Update(ctx context.Context, f func(*Tx) error) error {
	if s.write == nil {
		return &Error{Reason: ReasonReader, Path: s.path}
	}
	if err := s.present(); err != nil {
		return err
	}
	err := inTx(ctx, s.write, nil, func(tx *sql.Tx) error {
		return f(&Tx{Snapshot: Snapshot{ctx: ctx, tx: tx}, now: s.now()})
	})
	if err != nil {
		return explain(s.path, err)
	}
	s.hub.wake()
	return nil
}

// present checks that the open file still is the one with the journal's name: SQLite goes on writing into a file that
// was removed, and all of it would be lost.
func (s *Store) present() error {
	file, err := os.Stat(s.path)
	if err != nil {
		return explain(s.path, err)
	}
	if !os.SameFile(s.file, file) {
		return &Error{Reason: ReasonMissing, Path: s.path}
	}
	return nil
}

func inTx(ctx context.Context, db *sql.DB, o *sql.TxOptions, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, o)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
