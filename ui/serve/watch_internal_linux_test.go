package serve

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// patience is far longer than the system takes to report a change.
const patience = 30 * time.Second

// keysBehindLinks is a file that a link leads to, in a directory that another link leads to, as orchestrators mount
// them.
func keysBehindLinks(t *testing.T) (dir, name string) {
	t.Helper()
	dir = t.TempDir()
	for _, version := range []string{"v1", "v2"} {
		if err := os.MkdirAll(filepath.Join(dir, version), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, version, "keys"), []byte(version), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"data": "v1", "keys": filepath.Join("data", "keys")} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	return dir, filepath.Join(dir, "keys")
}

// TestWatch wants a report of every way in which what a name stands for changes, also after others.
func TestWatch(t *testing.T) {
	t.Parallel()
	dir, name := keysBehindLinks(t)
	in := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	must := func(errs ...error) {
		t.Helper()
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	w := watchFiles([]string{"", name})
	if w == nil {
		t.Fatal("watchFiles() = nil, want changes reported")
	}
	defer w.close()
	for _, c := range []struct {
		what   string
		change func()
	}{
		{"written", func() { must(os.WriteFile(in("v1", "keys"), []byte("more"), 0o600)) }},
		{"replaced", func() {
			must(os.WriteFile(in("v1", "new"), nil, 0o600), os.Rename(in("v1", "new"), in("v1", "keys")))
		}},
		{"another directory", func() { must(os.Symlink("v2", in("next")), os.Rename(in("next"), in("data"))) }},
		{"no link any more", func() { must(os.Remove(name), os.WriteFile(name, nil, 0o600)) }},
		{"gone", func() { must(os.Remove(name)) }},
	} {
		c.change()
		select {
		case <-w.changes():
		case <-time.After(patience):
			t.Errorf("%s: no report", c.what)
		}
	}
}

// TestWatchFollows watches what the links lead to now, and the directory that is in the place of another one.
func TestWatchFollows(t *testing.T) {
	t.Parallel()
	dir, name := keysBehindLinks(t)
	w := watchFiles([]string{name})
	w.close()
	fresh, err := fsnotify.NewWatcher() // of which the test alone gets the events
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Close() }()
	w.w, w.dirs = fresh, map[string]bool{}
	watched := func(want ...string) {
		t.Helper()
		w.add()
		for _, d := range want {
			if d = filepath.Join(dir, d); !slices.Contains(fresh.WatchList(), d) || !w.complete() {
				t.Errorf("%q is watched, complete: %t, want %s", fresh.WatchList(), w.complete(), d)
			}
		}
	}
	watched("", "v1")
	data := filepath.Join(dir, "data")
	if err := errors.Join(os.Remove(data), os.Symlink("v2", data)); err != nil {
		t.Fatal(err)
	}
	watched("", "v2")
	if err := os.RemoveAll(filepath.Join(dir, "v2")); err != nil {
		t.Fatal(err)
	}
	if !w.concerns(filepath.Join(dir, "v2")) || w.concerns(filepath.Join(dir, "other")) ||
		w.concerns(filepath.Join(dir, "v2", "other")) || !w.concerns(name) {
		t.Error("concerns() is wrong about a directory, a link or a file that nobody named")
	}
	if w.add(); w.complete() {
		t.Error("complete() = true without the directory, want it looked at by the clock")
	}
	if err := os.Mkdir(filepath.Join(dir, "v2"), 0o700); err != nil {
		t.Fatal(err)
	}
	watched("v2")
}
