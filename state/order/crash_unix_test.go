//go:build unix

package order

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

const childVariable = "METALWRIGHT_TEST_CHILD"

// crash is what a child process is told: where to work, and when to kill itself.
type crash struct {
	Dir, URL, Point string
	Nth             int // at which passing of the point
	Now             int64
}

func TestMain(m *testing.M) {
	if text, ok := os.LookupEnv(lifeVariable); ok {
		if err := live(text); err != nil {
			panic(err)
		}
		return
	}
	if text, ok := os.LookupEnv(childVariable); ok {
		if err := child(text); err != nil {
			panic(err)
		}
		return
	}
	m.Run()
}

// child places an order for three machines and watches it for a while, unless it is killed first.
func child(text string) error {
	var c crash
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	ctx := context.Background()
	clk := newClock(time.UnixMilli(c.Now))
	store, err := journal.Open(ctx, journal.Options{Dir: c.Dir, Now: clk.now})
	if err != nil {
		return err
	}
	passed := 0
	s := New(Options{
		Store: store, Dir: c.Dir, Now: clk.now, Log: slog.New(slog.DiscardHandler), Owner: "child", After: clk.after,
		Point: func(name string) {
			if name != c.Point {
				return
			}
			if passed++; passed == c.Nth {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal is on its way
			}
		},
	})
	cl := newClient(c.URL, clk.now)
	s.Use("zenlayer-bmc", "acme", cl, buyer{cl})
	if _, err := s.Place(ctx, confirmed(3)); err != nil {
		return err
	}
	for range 20 {
		s.sending.Wait()
		for _, a := range s.accounts {
			at, ok, err := a.watch.due(ctx)
			if err != nil {
				return err
			}
			if ok {
				clk.advance(max(at.Sub(clk.now()), 0))
			}
			if err := a.watch.pass(ctx); err != nil {
				return err
			}
		}
	}
	return store.Close()
}

// run starts the child and reports whether it was killed.
func (c crash) run(t *testing.T) bool {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	out, err := cmd.CombinedOutput()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if ok {
		if status, unix := exit.Sys().(syscall.WaitStatus); unix && status.Signal() == syscall.SIGKILL {
			return true
		}
	}
	if err != nil {
		t.Fatalf("child: %v\n%s", err, out)
	}
	return false
}

// TestCrashPoints kills a program at every named point, under faults, and lets another one go on.
func TestCrashPoints(t *testing.T) {
	t.Parallel()
	points := []string{
		"before intent", "after intent", "before sent", "after sent", "after answer", "after outcome", "before pass",
		"before record", "after record", "before look recorded", "after look recorded", "after pass",
	}
	for _, point := range points {
		for nth, faults := range map[int][]string{
			1: {faultNone, faultThrottle, faultAfter, faultBefore, faultVeryLate, faultPart},
			2: {faultNone},
		} {
			for _, fault := range faults {
				t.Run(fmt.Sprintf("%s %d, %s", point, nth, fault), func(t *testing.T) {
					t.Parallel()
					v := newVendor(t, fault)
					dir := t.TempDir()
					killed := crash{Dir: dir, URL: v.server.URL, Point: point, Nth: nth, Now: start.UnixMilli()}.run(t)
					if !killed && nth == 1 && fault == faultAfter {
						t.Errorf("the child was not killed at %q", point)
					}
					w := newWorld(t, dir, v.server.URL, newClock(start.Add(10*time.Minute)), nil)
					settle(t, w)
					if got := w.score(t, v); got != (score{}) {
						t.Errorf("score = %+v, want bought twice 0, forgotten 0, left open 0", got)
					}
				})
			}
		}
	}
}

// settle drives until nothing happens any more, and answers what a person is asked.
func settle(t *testing.T, w *world) {
	t.Helper()
	w.drive(t, 3*time.Hour)
	orders, err := w.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		if err := w.CloseUnresolved(t.Context(), o.ID); err != nil && !errors.Is(err, ErrUnresolved) {
			t.Errorf("CloseUnresolved(%s) = %v, want nil", o.ID, err)
		}
	}
	w.drive(t, time.Hour)
}
