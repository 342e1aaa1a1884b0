package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite"
)

const (
	readers      = 5 // four to read, one to look for changes
	openingRetry = 20 * time.Millisecond
	lookEvery    = 500 * time.Millisecond // for other programs' changes
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

func connect(dsn string, conns int) (*sql.DB, error) {
	c, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(conns)
	return db, nil
}

// prepare makes the directory and an empty file with the right modes, and refuses places where a journal cannot live.
// It never opens an existing file: closing any descriptor of it drops the locks that SQLite holds in this process
// (SQLite, How To Corrupt, 2.2).
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
	if _, err := os.Stat(path); err == nil {
		if err := writable(path); err != nil {
			return err
		}
		return os.Chmod(path, fileMode)
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

// checkSettings reads the pragmas back: a journal that does not keep its promises buys nothing.
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

// dataVersion changes when another connection has committed.
func dataVersion(ctx context.Context, c *sql.Conn) (int64, error) {
	var v int64
	err := c.QueryRowContext(ctx, "pragma data_version").Scan(&v)
	return v, err
}

// follow calls wake after other connections' commits, until ctx ends.
func follow(ctx context.Context, c *sql.Conn, last int64, tick <-chan time.Time, wake func()) {
	if tick == nil {
		t := time.NewTicker(lookEvery)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		v, err := dataVersion(ctx, c)
		if err == nil && v != last {
			last = v
			wake()
		}
	}
}
