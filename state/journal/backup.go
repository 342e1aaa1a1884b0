package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/state/textfile"
)

// The names of backups sort by their time.
const (
	backupPrefix = "journal-"
	backupSuffix = ".db"
	backupStamp  = "20060102T150405.000Z"
	unfinished   = ".partial"
)

// backup copies the database into a dated file beside it and returns its name. The file gets its name when it is whole
// and on disk.
func backup(ctx context.Context, db *sql.DB, dir string, at time.Time) (string, error) {
	path := filepath.Join(dir, backupPrefix+at.UTC().Format(backupStamp)+backupSuffix)
	part := path + unfinished
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_TRUNC, fileMode) // VACUUM INTO fills an empty file
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // of a file that is synced, or of no use
	if _, err := db.ExecContext(ctx, "vacuum into ?1", part); err != nil {
		return "", errors.Join(err, os.Remove(part))
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	return path, os.Rename(part, path)
}

// backups lists the finished backups in dir, the oldest first.
func backups(dir string) ([]string, error) {
	all, err := textfile.Matching(dir, backupPrefix+"*"+backupSuffix)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(path string) bool {
		_, ok := backupTime(path)
		return !ok
	})
	return all, nil
}

func backupTime(path string) (time.Time, bool) {
	name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(path), backupPrefix), backupSuffix)
	at, err := time.Parse(backupStamp, name)
	return at, err == nil
}

// Backups are the backups of a journal that is a file, beside it.
type Backups struct{ store *Store }

// Backups returns the backups of the journal.
func (s *Store) Backups() Backups { return Backups{s} }

// Last is when the newest backup was made; zero when no backup exists.
func (b Backups) Last() (time.Time, error) {
	s := b.store
	all, err := backups(filepath.Dir(s.path))
	if err != nil || len(all) == 0 {
		return time.Time{}, explain(s.path, err)
	}
	at, _ := backupTime(all[len(all)-1])
	return at, nil
}

// Make copies the journal into a dated file beside it and removes all but the newest keep of them, and what an
// interrupted backup has left. It returns the new file's name. Only one program at a time may call it.
func (b Backups) Make(ctx context.Context, keep int) (string, error) {
	s := b.store
	if s.write == nil {
		return "", &Error{Reason: ReasonReader, Path: s.path}
	}
	if err := s.engine.present(); err != nil {
		return "", explain(s.path, err)
	}
	dir := filepath.Dir(s.path)
	left, err := textfile.Matching(dir, backupPrefix+"*"+unfinished)
	if err != nil {
		return "", err
	}
	made, err := backup(ctx, s.write, dir, s.now())
	if err != nil {
		return "", explain(s.path, fmt.Errorf("backup: %w", err))
	}
	all, err := backups(dir)
	if err != nil {
		return made, err
	}
	for _, old := range append(left, all[:max(len(all)-keep, 0)]...) {
		err = errors.Join(err, os.Remove(old))
	}
	return made, explain(s.path, err)
}
