//go:build unix

package order

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/metalwright/metalwright/state/journal"
)

// TestNoPurchaseWithoutAJournal takes the journal away in every way before, and while, an order is placed.
func TestNoPurchaseWithoutAJournal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		spoil  func(t *testing.T, w *world)
		reason journal.Reason
	}{
		{"removed", func(t *testing.T, w *world) {
			t.Helper()
			if err := os.Remove(w.opt.Store.Path()); err != nil {
				t.Fatal(err)
			}
		}, journal.ReasonMissing},
		{"replaced", func(t *testing.T, w *world) {
			t.Helper()
			path := w.opt.Store.Path()
			if err := errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}, journal.ReasonMissing},
		{"its directory is gone", func(t *testing.T, w *world) {
			t.Helper()
			if err := os.Rename(w.opt.Dir, w.opt.Dir+".old"); err != nil {
				t.Fatal(err)
			}
		}, journal.ReasonMissing},
		{"opened for reading", func(t *testing.T, w *world) {
			t.Helper()
			store, err := journal.OpenReader(t.Context(), journal.Options{Dir: w.opt.Dir, Now: w.clock.now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = store.Close() })
			w.Service = New(Options{Store: store, Dir: w.opt.Dir, Now: w.clock.now, Log: w.opt.Log})
			w.use(t)
		}, journal.ReasonReader},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.open(t, bmcID, filepath.Join(t.TempDir(), "state"), newClock(start), nil)
			order := w.confirmed(t, 1)
			c.spoil(t, w)
			_, err := place(t.Context(), w.As("ann"), order)
			if e, ok := errors.AsType[*journal.Error](err); !ok || e.Reason != c.reason || e.Path == "" {
				t.Errorf("Place() = %v, want a journal that is %s", err, c.reason)
			}
			w.running.sending.Wait()
			if v.requests() != 0 {
				t.Errorf("purchases = %d, want none", v.requests())
			}
		})
	}
}

// TestDiskFillsUp lets a program order, one order after another, on a disk that takes no more at some point: every
// purchase that was made is on it, and the rest was refused.
func TestDiskFillsUp(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir := t.TempDir()
	order := v.bmc(t, nil).confirmed(t, 1)
	out, err := v.life("small", dir, order).command(t).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "full") {
		t.Fatalf("child: %v\n%s\nwant it to say that the disk is full", err, out)
	}
	w := v.open(t, bmcID, dir, newClock(start.Add(1000*1000*1000)), nil)
	settle(t, w)
	if v.requests() == 0 || v.requests() > len(w.orders(t)) {
		t.Errorf("purchases = %d, orders = %d, want some, and no more of them than orders", v.requests(), len(w.orders(t)))
	}
	w.check(t, v, 0)
}

// small places orders until the journal refuses one: no file of the process may grow beyond a limit.
func small(l life) error {
	signal.Ignore(unix.SIGXFSZ) // the write fails instead
	ctx, clk := context.Background(), newClock(start)
	s, _, err := l.service(ctx, Options{Now: clk.now, After: clk.after, Limits: Limits{Request: l.Request}})
	if err != nil {
		return err
	}
	limit := unix.Rlimit{Cur: 400 << 10, Max: 400 << 10} // bytes
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	for range 1000 {
		_, err := place(ctx, s.As("ann"), l.confirmed())
		if e, ok := errors.AsType[*journal.Error](err); ok {
			fmt.Println(e.Reason) //nolint:forbidigo // what the parent reads
			return nil
		}
		if err != nil {
			return err
		}
	}
	return errors.New("the disk did not fill up")
}
