//go:build unix

package order

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// TestKilledSender kills a program between its intent and the answer: the next one on the machine looks the batch up
// at once, and settles it when all of it is there. What is not there is waited for as long as after any other unknown
// outcome.
func TestKilledSender(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point string
		want  State
	}{
		{"after intent", BatchNotSent},
		{"before sent", BatchNotSent},
		{"after sent", BatchAmbiguous},
		{"after answer", BatchClosed}, // found, and up
	} {
		t.Run(c.point, func(t *testing.T) {
			t.Parallel()
			v, dir := newCloud(t), t.TempDir()
			l := v.life("crash", dir, newCloud(t).bmc(t, nil).confirmed(t, 2))
			l.Point, l.Nth, l.Request = c.point, 1, time.Hour
			if !l.killed(t) {
				t.Fatalf("the child was not killed at %q", c.point)
			}
			started := start.Add(time.Second)
			w := v.open(t, bmcID, dir, newClock(started), func(o *Options) { o.Limits.Request = time.Hour })
			w.drive(t, firstLook)
			w.looked(t, started)
			orders, err := w.Views.Orders(t.Context())
			if err != nil || len(orders) != 1 {
				t.Fatalf("Orders() = %d, %v, want 1", len(orders), err)
			}
			b := orders[0].Batches[0]
			if b.State != c.want {
				t.Errorf("the batch is %s, want %s", b.State, c.want)
			}
			if c.want == BatchAmbiguous {
				if got := b.Settles.Sub(started); got < 15*time.Minute {
					t.Errorf("a person is asked %v after the start, want no sooner than after any other unknown outcome", got)
				}
				w.drive(t, 14*time.Minute)
				if got := w.order(t, orders[0].ID).Batches[0].State; got != BatchAmbiguous {
					t.Errorf("the batch is %s before the time is over, want %s", got, BatchAmbiguous)
				}
			}
			w.drive(t, time.Hour)
			if got := w.score(t, v, 0); got.twice+got.forgotten > 0 {
				t.Errorf("score() = %+v, want nothing bought twice, and nothing forgotten", got)
			}
		})
	}
}

// TestStoppedSender stops a program in the middle of a request, as ctrl+z does: it is alive, and left alone until it
// is killed.
func TestStoppedSender(t *testing.T) {
	t.Parallel()
	v, dir := newCloud(t), t.TempDir()
	l := v.life("crash", dir, newCloud(t).bmc(t, nil).confirmed(t, 2))
	l.Point, l.Nth, l.Stop = "after sent", 1, true
	cmd := l.command(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(cmd.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("Wait4() = %v, %v, want that it has stopped", status, err)
	}
	w := v.open(t, bmcID, dir, newClock(start), nil)
	batch := func() BatchView {
		t.Helper()
		if err := newFailover(w.Service).takeOver(t.Context()); err != nil {
			t.Fatalf("takeOver() = %v, want nil", err)
		}
		orders, err := w.Views.Orders(t.Context())
		if err != nil || len(orders) != 1 {
			t.Fatalf("Orders() = %d, %v, want 1", len(orders), err)
		}
		return orders[0].Batches[0]
	}
	before := batch()
	if want := start.Add(requestTime + time.Minute); before.State != BatchSent || !before.NextLook.Equal(want) {
		t.Errorf("the batch is %s, to be looked up at %v, want %s, %v", before.State, before.NextLook, BatchSent, want)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if _, err := syscall.Wait4(cmd.Process.Pid, &status, 0, nil); err != nil {
		t.Fatal(err)
	}
	if after := batch(); !after.NextLook.Equal(start) {
		t.Errorf("the batch of the killed program is to be looked up at %v, want now, %v", after.NextLook, start)
	}
}

// TestLiveSender has a second program beside one that waits for its answer: neither a look for programs that have
// ended nor a sweep that finds all machines takes the batch from its sender, who continues with the next one.
func TestLiveSender(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"after sent", "after answer"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			v, dir, clk := newCloud(t), t.TempDir(), newClock(start)
			at, on := make(chan struct{}), make(chan struct{})
			w := v.open(t, bmcID, dir, clk, func(o *Options) { o.Point = blockAt(point, at, on) })
			id := w.place(t, w.confirmed(t, 3))
			<-at
			other := v.open(t, bmcID, dir, clk, nil)
			other.drive(t, 10*time.Second)
			if got := other.order(t, id).Batches[0].State; got != BatchSent {
				t.Errorf("the batch is %s while its sender waits, want %s", got, BatchSent)
			}
			close(on)
			w.running.sending.Wait()
			other.drive(t, time.Hour)
			if got := other.order(t, id); got.Status != Done || len(got.Batches) != 2 {
				t.Errorf("Order() = %s with %d batches, want DONE with 2", got.Status, len(got.Batches))
			}
			other.check(t, v, 0)
		})
	}
}

// TestFoundBeforeTheDeadline has all machines of a batch found whose sender nobody knows anything of: it is settled.
func TestFoundBeforeTheDeadline(t *testing.T) {
	t.Parallel()
	v, dir, clk := newCloud(t), t.TempDir(), newClock(start)
	at, on := make(chan struct{}), make(chan struct{})
	w := v.open(t, bmcID, dir, clk, func(o *Options) { o.Point = blockAt("after answer", at, on) })
	id := w.place(t, w.confirmed(t, 2))
	<-at
	if err := os.Remove(w.owners.path(w.owners.id)); err != nil {
		t.Fatal(err)
	}
	other := v.open(t, bmcID, dir, clk, nil)
	other.drive(t, 10*time.Second)
	if got := other.order(t, id); got.Batches[0].State != BatchClosed || got.Bought != 2 {
		t.Errorf("the batch is %s with %d machines, want %s with 2", got.Batches[0].State, got.Bought, BatchClosed)
	}
	close(on)
	w.running.sending.Wait()
	other.drive(t, time.Hour)
	other.check(t, v, 0)
}

// blockAt stops at the first passing of a point, which it says on at, until on is closed.
func blockAt(point string, at, on chan struct{}) func(string) {
	passed := false
	return func(name string) {
		if name == point && !passed {
			passed = true
			close(at)
			<-on
		}
	}
}

// TestOwners looks at what lock files show, and what they do not.
func TestOwners(t *testing.T) {
	t.Parallel()
	program := func(dir, mark string, shared bool) *owners { return &owners{dir: dir, id: mark, shared: shared} }
	held := func(t *testing.T, dir, mark string) *owners {
		t.Helper()
		o := program(dir, mark, false)
		if err := o.hold(t.Context()); err != nil {
			t.Fatalf("hold() = %v, want nil", err)
		}
		return o
	}
	t.Run("alive, then dead", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		other := held(t, dir, "aaaaaaaa")
		for _, shared := range []bool{false, true} {
			if got := program(dir, "bbbbbbbb", shared).probe("aaaaaaaa"); got != vitalAlive {
				t.Errorf("probe() = %v, want alive", got)
			}
		}
		_ = other.lock.Close() // as the kernel does
		for _, shared := range []bool{false, true} {
			if got := program(dir, "bbbbbbbb", shared).probe("aaaaaaaa"); got != vitalDead {
				t.Errorf("probe() = %v, want dead", got)
			}
		}
	})
	t.Run("no file", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if got := program(dir, "bbbbbbbb", false).probe("aaaaaaaa"); got != vitalUnknown {
			t.Errorf("probe() = %v, want unknown", got)
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) > 0 {
			t.Errorf("ReadDir() = %v, %v, want that probe made no file", all, err)
		}
	})
	t.Run("a copy of another host's directory", func(t *testing.T) {
		t.Parallel()
		from, to := t.TempDir(), t.TempDir()
		held(t, from, "aaaaaaaa")
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		if got := program(to, "bbbbbbbb", true).probe("aaaaaaaa"); got != vitalUnknown {
			t.Errorf("probe() = %v, want unknown: its lease decides", got)
		}
	})
	t.Run("tidied away", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		for _, mark := range []string{"aaaaaaaa", "cccccccc"} {
			_ = held(t, dir, mark).lock.Close()
		}
		held(t, dir, "dddddddd")
		if err := program(dir, "bbbbbbbb", false).tidy(map[string]bool{"cccccccc": true}); err != nil {
			t.Errorf("tidy() = %v, want nil", err)
		}
		all, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(all) != 2 || filepath.Base(all[0]) != "sender-cccccccc.lock" ||
			filepath.Base(all[1]) != "sender-dddddddd.lock" {
			t.Errorf("files = %v, %v, want the one that is kept and the one that is held", all, err)
		}
	})
	t.Run("in a directory that matches another as a pattern", func(t *testing.T) {
		t.Parallel()
		top := t.TempDir()
		dir, neighbour := filepath.Join(top, "[ab]"), filepath.Join(top, "a")
		for _, dir := range []string{dir, neighbour} {
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			_ = held(t, dir, "aaaaaaaa").lock.Close()
		}
		if err := program(dir, "bbbbbbbb", false).tidy(nil); err != nil {
			t.Errorf("tidy() = %v, want nil", err)
		}
		if all, err := os.ReadDir(dir); err != nil || len(all) > 0 {
			t.Errorf("files = %v, %v, want none", all, err)
		}
		if all, err := os.ReadDir(neighbour); err != nil || len(all) != 1 {
			t.Errorf("the neighbour's files = %v, %v, want its lock", all, err)
		}
	})
	t.Run("freed", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		held(t, dir, "aaaaaaaa").free()
		if all, err := os.ReadDir(dir); err != nil || len(all) > 0 {
			t.Errorf("ReadDir() = %v, %v, want nothing", all, err)
		}
	})
}

// TestOldOwner has batches that no token links to the program, as an older version wrote them: their deadline decides.
func TestOldOwner(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	for _, owner := range []string{"", "host 4711", "host", "host ../../x", "host ABCDEFGH"} {
		w.read(t, func(j *snapshot) error {
			got, err := w.owners.look(j, owner)
			if got != vitalUnknown {
				t.Errorf("look(%q) = %v, want unknown", owner, got)
			}
			return err
		})
	}
}
