package journal

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/metalwright/metalwright/state/textfile"
)

// An existing journal must not be taken for a new one: its orders would be bought again. So the journal has a name of
// its own and counts its changes, and this machine keeps both in a separate file. If a journal file is missing, has
// another name, or counts fewer changes, it has lost changes. On a server only the name has to match: a failover may
// lose the last changes, and the sweep finds them again.
const (
	keyName    = "journal" // of the journal's name, in its own tables
	keyCreated = "created" // when it was made, in milliseconds
	keyChanges = "changes" // of the number of its changes
	markSuffix = ".mark"
)

// marker is what this machine remembers of one journal. The zero marker remembers nothing, and a journal without a
// place to keep it has no marker.
type marker struct {
	path string // "" remembers nothing

	mu      sync.Mutex
	name    string
	changes int64
}

// markerOf is the marker of a journal in dir. which distinguishes the servers that share a directory.
func markerOf(dir, which string) *marker {
	if dir == "" {
		return &marker{}
	}
	name := strings.TrimSuffix(File, filepath.Ext(File))
	if which != "" {
		sum := sha256.Sum256([]byte(which))
		name += "-" + hex.EncodeToString(sum[:6])
	}
	return &marker{path: filepath.Join(dir, name+markSuffix)}
}

// read returns what this machine remembers; false when it remembers nothing. A file that cannot be understood still
// proves that there was a journal.
func (m *marker) read() (name string, changes int64, ok bool, err error) {
	if m.path == "" {
		return "", 0, false, nil
	}
	text, err := os.ReadFile(m.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", 0, false, nil
	case err != nil:
		return "", 0, false, err
	}
	_, _ = fmt.Sscanf(string(text), "%s %d", &name, &changes)
	return name, changes, true, nil
}

// begin writes the marker of a journal that is open now; it is on disk before anything is ordered.
func (m *marker) begin(name string, changes int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.name, m.changes = name, changes
	if m.path == "" {
		return nil
	}
	if _, _, ok, err := m.read(); ok || err != nil {
		return errors.Join(err, m.write(changes))
	}
	part := m.path + unfinished
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(m.text())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, m.path)
}

// reach remembers that the journal has come to a number of changes. It need not be on disk: after a power cut a
// smaller number is remembered, which the journal has passed as well.
func (m *marker) reach(changes int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.path != "" && m.name != "" && changes > m.changes {
		m.changes = changes
		_ = m.write(changes) // then this machine remembers an older count
	}
}

func (m *marker) write(changes int64) error {
	m.changes = changes
	f, err := os.OpenFile(m.path, os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = f.WriteAt([]byte(m.text()), 0) // always as long
	return errors.Join(err, f.Close())
}

func (m *marker) text() string { return fmt.Sprintf("%s %019d\n", m.name, m.changes) }

// check compares the open journal with what this machine remembers, and then remembers it. Another program may make a
// change meanwhile, and remember it: so what is remembered is read first.
func (m *marker) check(ctx context.Context, db querier, counted bool) error {
	known, reached, ok, err := m.read()
	if err != nil {
		return err
	}
	var name string
	var changes int64
	err = db.QueryRowContext(ctx, `select (select value from meta where key = '`+keyName+`'),
		(select cast(value as bigint) from meta where key = '`+keyChanges+`')`).Scan(&name, &changes)
	switch {
	case err != nil:
		return err
	case ok && known != "" && known != name:
		return lostJournal(m.path, "it is another journal than the one of this machine")
	case ok && counted && changes < reached:
		return lostJournal(m.path, fmt.Sprintf("it has %d changes, and had %d", changes, reached))
	}
	return m.begin(name, changes)
}

// remembered refuses to make a journal where this machine remembers one.
func (m *marker) remembered() error {
	_, _, ok, err := m.read()
	if err == nil && ok {
		err = lostJournal(m.path, "it is empty, and was not")
	}
	return err
}

// nameJournal gives a journal a name and a count if it lacks them.
func nameJournal(ctx context.Context, db executor) error {
	_, err := db.ExecContext(ctx, `insert into meta(key, value) values ('`+keyName+`',
		'`+strings.ToLower(rand.Text())+`'), ('`+keyChanges+`', '0')
		on conflict (key) do nothing`)
	return err
}

// executor is a pool or a transaction.
type executor interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
}

// countChange counts one more change, in its transaction, and returns their number.
func countChange(ctx context.Context, tx *sql.Tx) (changes int64, err error) {
	err = tx.QueryRowContext(ctx, `update meta set value = cast(cast(value as bigint) + 1 as text) where key =
		'`+keyChanges+`'
		returning cast(value as bigint)`).Scan(&changes)
	return changes, err
}

// lostJournal is the error of a journal that is not what it was; forget is the file that remembers it.
func lostJournal(forget, why string) error {
	return &Error{Reason: ReasonLost, Path: forget, Err: errors.New(why)}
}

// traces are the files in dir that only a journal which was opened before leaves there.
func traces(dir string) ([]string, error) {
	found, err := backups(dir)
	for _, pattern := range []string{
		"journal" + markSuffix, backupPrefix + "*" + unfinished, "watch-*.lock",
		"sender-*.lock", "upkeep.lock", "audit*",
	} {
		all, failed := textfile.Matching(dir, pattern)
		found, err = append(found, all...), cmp.Or(err, failed)
	}
	return found, err
}

// checkTraces refuses a journal without tables where there was one with them.
func checkTraces(dir, path, why string) error {
	found, err := traces(dir)
	if err != nil { // whether there was one is not known
		return explain(path, err)
	}
	if len(found) > 0 {
		return lostJournal(path, fmt.Sprintf("%s, and %s is there", why, filepath.Base(found[0])))
	}
	return nil
}

// CheckLost says whether the journal in dir is gone although it was there: [ReasonLost]. Without a journal, and
// without traces of one, it is nil; so it is when there is something to be opened.
func CheckLost(dir string) error {
	path := filepath.Join(dir, File)
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return &Error{Reason: ReasonCorrupt, Path: path, Err: errors.New("it is no file")}
	case err == nil && info.Size() > 0:
		return nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return explain(path, err)
	}
	why := "it is missing"
	if err == nil {
		why = "it is empty"
	}
	lost := checkTraces(dir, path, why)
	// SQLite writes the file itself first
	if log, err := os.Stat(path + "-wal"); lost == nil && err == nil && log.Size() > 0 {
		lost = lostJournal(path, why+", and its write-ahead log is not")
	}
	if now, err := os.Stat(path); lost != nil && err == nil && now.Size() > 0 {
		return nil // another program has made it meanwhile
	}
	return lost
}
