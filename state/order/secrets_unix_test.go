//go:build unix

package order

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// TestPlantedSecrets orders with a password and a script, under faults that quote them and the account's key, and
// looks for them in everything that is left: database, write-ahead log, backups, lock files, logs, errors, views, and
// the command line of the process.
func TestPlantedSecrets(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		refusal := refusalOf(p)
		s := secretive(p, provider.Spec{})
		quote := fmt.Sprintf("password %s and script %s", s.Access.Password.Reveal(), s.Access.InitScript.Reveal())
		for _, c := range []struct {
			name   string
			strike strike
		}{
			{"accepted", nil},
			{"refused, and quoted", strike{{Do: sim.Refuse, Code: refusal, Message: quote}}},
			{"unclear, and quoted", strike{{Do: sim.Broken, Message: quote}}},
			{"dropped", strike{{Do: sim.Drop, After: true}}},
		} {
			t.Run(string(p.ID)+", "+c.name, func(t *testing.T) {
				t.Parallel()
				v := newCloud(t)
				key := v.Credentials().Secret.Reveal()
				for _, f := range c.strike {
					f.Action = createInstances
					if f.Message != "" {
						f.Message += ", key " + key
					}
					if err := v.Inject(f); err != nil {
						t.Fatal(err)
					}
				}
				var log lockedBuffer
				w := v.open(t, p.ID, t.TempDir(), newClock(start), func(o *Options) {
					o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
					o.Point = func(name string) {
						if name == "after sent" || name == "after answer" {
							searchProcesses(t, key)
						}
					}
				})
				id := w.place(t, w.confirmed(t, 3))
				w.drive(t, time.Hour)
				if err := newUpkeep(w.Service).tidy(t.Context()); err != nil { // a backup
					t.Fatal(err)
				}
				searchFiles(t, w.opt.Dir, key)
				if text := log.text(); !strings.Contains(text, "purchase answered") || planted(text, key) {
					t.Errorf("log = %.400s, want the answer without a secret", text)
				}
				if text := fmt.Sprintf("%+v %#v", w.order(t, id), w.order(t, id)); planted(text, key) {
					t.Error("the view of the order holds a secret")
				}
			})
		}
	}
}

// searchProcesses looks at the command lines, which everybody on the machine can read.
func searchProcesses(t *testing.T, others ...string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline") // none where there is no such file system
	if err != nil {
		t.Error(err)
	}
	for _, f := range all {
		text, err := os.ReadFile(f)
		if err == nil && planted(string(text), others...) { // a process that has ended says nothing
			t.Errorf("%s holds a secret", f)
		}
	}
}

func searchFiles(t *testing.T, dir string, others ...string) {
	t.Helper()
	kinds := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		kinds[filepath.Ext(path)] = true
		if planted(string(text), others...) {
			t.Errorf("%s holds a secret", filepath.Base(path))
		}
		return nil
	})
	if err != nil || !kinds[".db"] || !kinds[".db-wal"] {
		t.Errorf("files of the journal = %v, %v, want database and write-ahead log", kinds, err)
	}
	if all, err := filepath.Glob(filepath.Join(dir, "journal-*.db")); err != nil || len(all) != 1 {
		t.Errorf("backups = %v, %v, want one", all, err)
	}
}

// TestPanicHoldsNoSecret has the client panic, with the request in its words.
func TestPanicHoldsNoSecret(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var log lockedBuffer
	w := v.bmc(t, func(o *Options) { o.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	w.Use(bmcID, accountName, w.operator, panics{})
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, time.Hour)
	got := w.order(t, id)
	if text := log.text(); !strings.Contains(text, "purchase panicked") || planted(text) {
		t.Errorf("log = %s, want the panic without a secret", text)
	}
	if got.Batches[0].State != BatchUnresolved || planted(got.Batches[0].Err.Error()) {
		t.Errorf("batch = %s, %v, want unresolved without a secret", got.Batches[0].State, got.Batches[0].Err)
	}
	searchFilesOf(t, w)
}

func searchFilesOf(t *testing.T, w *world) {
	t.Helper()
	if err := newUpkeep(w.Service).tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	searchFiles(t, w.opt.Dir)
}

// TestErrorsHoldNoSecret looks into the errors that a person or a log gets to see.
func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	bad := w.confirmed(t, 1)
	bad.Spec.Access.InitScript = provider.NewSecret(markerScript + strings.Repeat("#", 64<<10))
	_, tooLong := place(t.Context(), w.As("ann"), bad)
	stale := w.confirmed(t, 1)
	stale.Quote = provider.Quote{}
	_, dearer := place(t.Context(), w.As("ann"), stale)
	for _, err := range []error{tooLong, dearer} {
		if err == nil || planted(fmt.Sprintf("%v %+v %#v", err, err, provider.All(err))) {
			t.Errorf("Place() = %#v, want an error without a secret", err)
		}
	}
	if _, ok := errors.AsType[*Stale](dearer); !ok {
		t.Errorf("Place() = %v, want stale", dearer)
	}
}

// panics is a client that panics with what it was to send.
type panics struct{}

func (panics) Ready(context.Context, provider.Batch) error { return nil }

func (panics) Create(_ context.Context, b provider.Batch) (provider.Receipt, error) {
	panic("cannot send " + b.Spec.Access.Password.Reveal() + " " + b.Spec.Access.InitScript.Reveal())
}
