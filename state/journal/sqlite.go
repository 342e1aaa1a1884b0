package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

const (
	readers      = 5 // four to read, one to look for changes
	openingRetry = 20 * time.Millisecond
	fileMode     = 0o600
	dirMode      = 0o700
)

// settings are the pragmas of every connection and what reads back when they hold. synchronous is FULL (2): with
// NORMAL, a power cut takes the last commits and leaves the machines. fullfsync matters on macOS only.
func settings() []struct{ name, set, want string } {
	return []struct{ name, set, want string }{
		{"busy_timeout", "10000", "10000"},
		{"journal_mode", "WAL", "wal"},
		{"synchronous", "FULL", "2"},
		{"foreign_keys", "1", "1"},
		{"fullfsync", "1", "1"},
		{"checkpoint_fullfsync", "1", "1"},
	}
}

func writerDSN(path string) string {
	v := url.Values{"_txlock": {"immediate"}} // take the write lock at BEGIN, never in the middle
	for _, p := range settings() {
		v.Add("_pragma", p.name+"("+p.set+")")
	}
	return "file:" + url.PathEscape(path) + "?" + v.Encode()
}

func readerDSN(path string) string {
	v := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "query_only(1)"}}
	return "file:" + url.PathEscape(path) + "?" + v.Encode()
}

// sqliteEngine keeps the journal in one file.
type sqliteEngine struct {
	path   string
	file   fs.FileInfo // as it was opened
	tick   <-chan time.Time
	marker *marker
	known  int // the newest schema
}

// openSQLite opens the file at path, and makes it when it is missing.
func openSQLite(ctx context.Context, o Options, path string) (s *Store, err error) {
	if err := prepare(o.Dir, path); err != nil {
		return nil, err
	}
	unlock, err := lockOpening(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := CheckLost(o.Dir); err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	remembered := markerOf(o.Dir, "")
	s = &Store{path: path, now: o.Now, kept: keptOf(remembered)}
	if s.write, err = connect(writerDSN(path), 1); err != nil {
		return nil, err
	}
	if err := readySQLite(ctx, s.write, o); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if err := remembered.check(ctx, s.write, true); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if s.read, err = connect(readerDSN(path), readers); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	return startSQLite(s, o, remembered)
}

// readySQLite checks and migrates what the writer is connected to.
func readySQLite(ctx context.Context, db *sql.DB, o Options) error {
	if err := checkDamage(ctx, db); err != nil {
		return err
	}
	if err := migrateSQLite(ctx, db, o.Dir, o.Now()); err != nil {
		return err
	}
	if err := guardAudit(ctx, db); err != nil {
		return err
	}
	return checkSettings(ctx, db)
}

// readSQLite opens the file at path for reading alone.
func readSQLite(_ context.Context, o Options, path string) (*Store, error) {
	if err := CheckLost(o.Dir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	read, err := connect(readerDSN(path), readers)
	if err != nil {
		return nil, err
	}
	return startSQLite(&Store{path: path, now: o.Now, read: read, kept: keptOf(markerOf(o.Dir, ""))}, o, &marker{})
}

// startSQLite remembers the file and follows what becomes of it.
func startSQLite(s *Store, o Options, m *marker) (*Store, error) {
	file, err := os.Stat(s.path)
	if err != nil {
		return nil, errors.Join(err, disconnect(s))
	}
	all, err := steps("sqlite")
	if err != nil {
		return nil, errors.Join(err, disconnect(s))
	}
	s.engine = &sqliteEngine{path: s.path, file: file, tick: o.Tick, marker: m, known: len(all)}
	if err := start(s); err != nil {
		return nil, err
	}
	return s, nil
}

func (*sqliteEngine) words(text string) string { return text }

func (*sqliteEngine) value(v any) any { return v }

func (*sqliteEngine) patience() time.Duration { return 0 }

func (*sqliteEngine) reading() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

// present checks that the open file still is the one with the journal's name: SQLite continues writing into a file that
// was removed, and all of it would be lost.
func (e *sqliteEngine) present() error {
	file, err := os.Stat(e.path)
	if err != nil {
		return err
	}
	if !os.SameFile(e.file, file) {
		return &Error{Reason: ReasonMissing}
	}
	return nil
}

// alone does nothing: the transaction has held the file's one write lock since it began.
func (*sqliteEngine) alone(context.Context, *sql.Tx) error { return nil }

// dbState reads the schema: another program may have brought the file up to a newer one.
func (e *sqliteEngine) dbState(ctx context.Context, tx *sql.Tx) (s dbState, err error) {
	s.known = e.known
	err = tx.QueryRowContext(ctx, "pragma user_version").Scan(&s.schema)
	return s, err
}

// announce sends no notification: other programs see that the file has changed.
func (e *sqliteEngine) announce(ctx context.Context, tx *sql.Tx) (func(), error) {
	n, err := countChange(ctx, tx)
	return func() { e.marker.reach(n) }, err
}

func (*sqliteEngine) close() error { return nil }

// verify reads all of the file.
func (*sqliteEngine) verify(ctx context.Context, db *sql.DB) error { return checkDamage(ctx, db) }

// migrateSQLite brings the tables up to the newest schema. An existing journal is backed up into dir before.
func migrateSQLite(ctx context.Context, db *sql.DB, dir string, now time.Time) error {
	all, err := steps("sqlite")
	if err != nil {
		return err
	}
	var at int
	if err := db.QueryRowContext(ctx, "pragma user_version").Scan(&at); err != nil {
		return err
	}
	switch {
	case at > len(all):
		return newer(at, len(all))
	case at == len(all):
		return nameJournal(ctx, db)
	case at > 0:
		if _, err := backup(ctx, db, dir, now); err != nil {
			return fmt.Errorf("backup before a migration: %w", err)
		}
	default:
		if err := foreign(ctx, db, "select count(*) from sqlite_master"); err != nil {
			return err
		}
		if err := checkTraces(dir, filepath.Join(dir, File), "it has no tables"); err != nil {
			return err
		}
	}
	return inTx(ctx, db, nil, func(tx *sql.Tx) error {
		// The version is read again, because only from here on no other program can change it.
		if err := tx.QueryRowContext(ctx, "pragma user_version").Scan(&at); err != nil {
			return err
		}
		if at > len(all) {
			return newer(at, len(all))
		}
		if err := apply(ctx, txn{tx, &sqliteEngine{}}, all, at, now); err != nil {
			return err
		}
		if err := nameJournal(ctx, tx); err != nil {
			return err
		}
		// A pragma takes no parameters; the number is ours.
		_, err := tx.ExecContext(ctx, fmt.Sprintf("pragma user_version = %d", len(all)))
		return err
	})
}

func connect(dsn string, conns int) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(conns)
	return db, nil
}

// prepare makes the directory, and refuses places where a journal cannot live.
func prepare(dir, path string) error {
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return err
	}
	shared, name, err := networked(dir)
	if err != nil {
		return err
	}
	if shared {
		return &Error{Reason: ReasonNetwork, Path: dir, Err: errors.New(name)}
	}
	if err := writable(dir); err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return &Error{Reason: ReasonCorrupt, Path: path, Err: errors.New("it is no file")}
	}
	if err := writable(path); err != nil {
		return err
	}
	return os.Chmod(path, fileMode)
}

// create makes an empty file when it is missing. It never opens one that exists: closing any descriptor of it drops
// the locks that SQLite holds in this process (SQLite, How To Corrupt, 2.2).
func create(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, fileMode)
	if errors.Is(err, os.ErrExist) { // another program was faster
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// writable refuses what its owner marked read-only, also for a user whom the system would let write.
func writable(path string) error {
	st, err := os.Stat(path)
	if err != nil {
		return err
	}
	if st.Mode().Perm()&0o200 == 0 {
		return &Error{Reason: ReasonReadOnly, Path: path}
	}
	return nil
}

// lockOpening keeps a second program out while the file is put into WAL mode and its tables are made.
func lockOpening(ctx context.Context, dir string) (func() error, error) {
	l := flock.New(filepath.Join(dir, "journal.lock"), flock.SetPermissions(fileMode))
	if _, err := l.TryLockContext(ctx, openingRetry); err != nil {
		return nil, err
	}
	return l.Close, nil
}

// checkSettings reads the pragmas back: a journal that does not keep its promises must not be used to buy.
func checkSettings(ctx context.Context, db *sql.DB) error {
	for _, p := range settings() {
		var got string
		if err := db.QueryRowContext(ctx, "pragma "+p.name).Scan(&got); err != nil {
			return err
		}
		if got != p.want {
			return &Error{Reason: ReasonSettings, Err: fmt.Errorf("pragma %s is %s, want %s", p.name, got, p.want)}
		}
	}
	return nil
}

// checkDamage looks for a damaged file. It reads all of it: a journal is small.
func checkDamage(ctx context.Context, db *sql.DB) error {
	var got string
	if err := db.QueryRowContext(ctx, "pragma quick_check(1)").Scan(&got); err != nil {
		return err
	}
	if got != "ok" {
		return &Error{Reason: ReasonCorrupt, Err: errors.New(got)}
	}
	return nil
}

// sqliteReason sorts SQLite's result codes; the low byte is the primary code (SQLite, Result and Error Codes).
func sqliteReason(err error) (Reason, bool) {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return "", false
	}
	code := e.Code()
	if code == sqlite3.SQLITE_IOERR_WRITE { // a quota, or a limit on the size of files: only ENOSPC has a code of its own
		return reasonFull, true
	}
	switch code & 0xff {
	case sqlite3.SQLITE_READONLY:
		return ReasonReadOnly, true
	case sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN:
		return ReasonPermission, true
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ReasonCorrupt, true
	case sqlite3.SQLITE_FULL:
		return reasonFull, true
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ReasonBusy, true
	case sqlite3.SQLITE_ERROR: // no code of its own: the file was emptied or changed under an open journal
		if said := e.Error(); strings.Contains(said, "no such table") || strings.Contains(said, "no such column") {
			return ReasonCorrupt, true
		}
	}
	return ReasonUnreadable, true
}
