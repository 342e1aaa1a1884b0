//go:build unix

package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ordered is a directory whose journal has orders and a backup; open leaves it open, as a killed program does.
func ordered(t *testing.T, open bool) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatal(err)
	}
	add := func(id string) {
		t.Helper()
		err := s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.Orders.Add(Order{ID: id, By: strings.Repeat("x", 20_000)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("o-1")
	if _, err := s.Backups().Make(t.Context(), 7); err != nil {
		t.Fatal(err)
	}
	add("o-2")
	if open {
		t.Cleanup(func() { _ = s.Close() })
		return dir
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copied copies those files of a directory that stay as they are, as a kill leaves them.
func copied(t *testing.T, from string, keep func(name string) bool) string {
	t.Helper()
	to := t.TempDir()
	all, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		text, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if keep(f.Name()) {
			if err := os.WriteFile(filepath.Join(to, f.Name()), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return to
}

func everything(string) bool { return true }

// openedWith opens the journal in dir and returns its orders.
func openedWith(t *testing.T, o Options) (int, error) {
	t.Helper()
	o.Now = func() time.Time { return today }
	s, err := Open(t.Context(), o)
	if err != nil {
		return 0, err
	}
	defer func() { _ = s.Close() }()
	n := 0
	err = s.View(t.Context(), func(j *Snapshot) (err error) {
		n, err = j.Orders.Count()
		return err
	})
	return n, err
}

// TestDamagedFile damages the file of a journal that has orders, in every way: it is never taken for a new journal or
// for an intact one.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	whole := ordered(t, false)
	text, err := os.ReadFile(filepath.Join(whole, File))
	if err != nil {
		t.Fatal(err)
	}
	spoils := map[string]func(path string) error{
		"missing":     os.Remove,
		"zero-filled": func(p string) error { return os.WriteFile(p, make([]byte, len(text)), 0o600) },
		"garbage":     func(p string) error { return os.WriteFile(p, bytes.Repeat([]byte("garbage!"), 4096), 0o600) },
		"a directory": func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o700)) },
		"a directory with a file": func(p string) error {
			return errors.Join(os.Remove(p), os.Mkdir(p, 0o700), os.WriteFile(filepath.Join(p, "x"), nil, 0o600))
		},
		"a pipe": func(p string) error { return errors.Join(os.Remove(p), syscall.Mkfifo(p, 0o600)) },
	}
	for _, size := range []int64{
		0, 1, 16, 99, 100, 101, 511, 512, 4095, 4096, 4097, 8192, int64(len(text) / 2),
		int64(len(text) - 4096), int64(len(text) - 1),
	} {
		spoils["of "+strconv.FormatInt(size, 10)+" bytes"] = func(p string) error { return os.Truncate(p, size) }
	}
	for name, spoil := range spoils {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := copied(t, whole, everything)
			if err := spoil(filepath.Join(dir, File)); err != nil {
				t.Fatal(err)
			}
			for range 2 { // the first try must not let the second one through
				n, err := openedWith(t, Options{Dir: dir})
				if r := reasonOf(err); r != ReasonLost && r != ReasonCorrupt {
					t.Errorf("Open() = %v with %d orders, want it lost or corrupt", err, n)
				}
			}
			if _, err := OpenReader(t.Context(), Options{Dir: dir, Now: time.Now}); name == "missing" &&
				reasonOf(err) != ReasonLost {
				t.Errorf("OpenReader() = %v, want it lost", err)
			}
		})
	}
}

// TestTraces takes the journal away beside each of the things that only a journal leaves.
func TestTraces(t *testing.T) {
	t.Parallel()
	for _, trace := range []string{
		"journal.mark", "journal-20261120T120000.000Z.db", "journal-20261120T120000.000Z.db.partial",
		"watch-zenlayer-bmc-0a0a0a.lock",
		"sender-abcdefgh.lock", "upkeep.lock", "audit.head", "journal.db-wal",
	} {
		for name, make := range map[string]func(dir string) error{
			"missing": func(string) error { return nil },
			"empty":   func(dir string) error { return os.WriteFile(filepath.Join(dir, File), nil, 0o600) },
		} {
			t.Run(trace+", "+name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				if err := errors.Join(make(dir), os.WriteFile(filepath.Join(dir, trace), []byte("x"), 0o600)); err != nil {
					t.Fatal(err)
				}
				if _, err := openedWith(t, Options{Dir: dir}); reasonOf(err) != ReasonLost {
					t.Errorf("Open() = %v, want it lost", err)
				}
				if err := CheckLost(dir); reasonOf(err) != ReasonLost {
					t.Errorf("CheckLost() = %v, want it lost", err)
				}
			})
		}
	}
}

// TestNewJournals opens directories that had no journal, also after a first start that was killed.
func TestNewJournals(t *testing.T) {
	t.Parallel()
	for name, files := range map[string][]string{
		"nothing": nil, "an empty file": {File}, "a lock": {"journal.lock"}, "both": {File, "journal.lock"},
		"someone's file": {"notes.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, f := range files {
				if err := os.WriteFile(filepath.Join(dir, f), nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				if n, err := openedWith(t, Options{Dir: dir}); err != nil || n != 0 {
					t.Errorf("Open() = %d orders, %v, want none, nil", n, err)
				}
			}
		})
	}
}

// TestLostLog kills a program and takes the write-ahead log away, which has what it wrote last; and puts an older copy
// in place.
func TestLostLog(t *testing.T) {
	t.Parallel()
	live := ordered(t, true)
	if n, err := openedWith(t, Options{Dir: copied(t, live, everything)}); err != nil || n != 2 {
		t.Errorf("Open() after a kill = %d orders, %v, want 2, nil", n, err)
	}
	noLog := func(name string) bool { return name != File+"-wal" && name != File+"-shm" }
	if n, err := openedWith(t, Options{Dir: copied(t, live, noLog)}); reasonOf(err) != ReasonLost {
		t.Errorf("Open() without the log = %d orders, %v, want it lost", n, err)
	}
}

// TestRestoreABackup does what the message says: the backup alone is refused, and is opened when the mark is away.
func TestRestoreABackup(t *testing.T) {
	t.Parallel()
	dir := ordered(t, false)
	all, err := backups(dir)
	if err != nil || len(all) != 1 {
		t.Fatalf("backups() = %v, %v, want one", all, err)
	}
	text, err := os.ReadFile(all[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, File), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openedWith(t, Options{Dir: dir}); reasonOf(err) != ReasonLost {
		t.Errorf("Open() of an older copy = %v, want it lost", err)
	}
	if err := os.Remove(filepath.Join(dir, "journal.mark")); err != nil {
		t.Fatal(err)
	}
	if n, err := openedWith(t, Options{Dir: dir}); err != nil || n != 1 {
		t.Errorf("Open() of the restored backup = %d orders, %v, want 1, nil", n, err)
	}
}

// TestAnotherJournal puts the journal of another machine in the place of one.
func TestAnotherJournal(t *testing.T) {
	t.Parallel()
	dir, other := ordered(t, false), ordered(t, false)
	text, err := os.ReadFile(filepath.Join(other, File))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, File), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openedWith(t, Options{Dir: dir}); reasonOf(err) != ReasonLost {
		t.Errorf("Open() of another journal = %v, want it lost", err)
	}
}

// TestEmptiedServer takes the tables of a journal on a server away: a host that remembers them makes no new ones, one
// that does not has a new journal, and then the first one refuses that, too.
func TestEmptiedServer(t *testing.T) {
	t.Parallel()
	url, dir := postgres.Database(t), t.TempDir()
	if _, err := openedWith(t, Options{Server: url, Dir: dir}); err != nil {
		t.Fatalf("Open() = %v, want nil", err)
	}
	if _, err := openedWith(t, Options{Server: url, Dir: dir}); err != nil {
		t.Fatalf("Open() again = %v, want nil", err)
	}
	say(t, url, "drop schema metalwright cascade")
	for range 2 {
		if _, err := openedWith(t, Options{Server: url, Dir: dir}); reasonOf(err) != ReasonLost {
			t.Errorf("Open() of an empty database = %v, want it lost", err)
		}
	}
	if _, err := OpenReader(t.Context(), Options{Server: url, Dir: dir, Now: time.Now}); reasonOf(err) != ReasonLost {
		t.Errorf("OpenReader() of an empty database = %v, want it lost", err)
	}
	if _, err := openedWith(t, Options{Server: url, Dir: t.TempDir()}); err != nil {
		t.Errorf("Open() on a host that remembers nothing = %v, want nil", err)
	}
	if _, err := openedWith(t, Options{Server: url, Dir: dir}); reasonOf(err) != ReasonLost {
		t.Errorf("Open() of another journal = %v, want it lost", err)
	}
	if _, err := openedWith(t, Options{Server: postgres.Database(t), Dir: dir}); err != nil {
		t.Errorf("Open() of another database = %v, want nil", err)
	}
}
