//go:build unix

package order

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// life is what a child that works until it is killed is told.
type life struct {
	Dir, URL string
	Began    int64 // ms of the real clock: all children share one fast clock
	Speed    int
}

const lifeVariable = "METALWRIGHT_TEST_LIFE"

var killCount = flag.Int("kills", 8, "how often the kill loop kills")

// now is the fast clock.
func (l life) now() time.Time {
	return start.Add(time.Since(time.UnixMilli(l.Began)) * time.Duration(l.Speed))
}

func (l life) after(d time.Duration) <-chan time.Time { return time.After(d / time.Duration(l.Speed)) }

// live has four operators order and watch until the process is killed.
func live(text string) error {
	var l life
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return err
	}
	ctx := context.Background()
	store, err := journal.Open(ctx, journal.Options{Dir: l.Dir, Now: l.now})
	if err != nil {
		return err
	}
	s := New(Options{
		Store: store, Dir: l.Dir, Now: l.now, After: l.after, Log: slog.New(slog.DiscardHandler), Owner: "child",
		Limits: Limits{Polls: 1000},
	})
	cl := newClient(l.URL, l.now)
	s.Use("zenlayer-bmc", "acme", cl, buyer{cl})
	var working sync.WaitGroup
	working.Go(func() { _ = s.Run(ctx) })
	for range 4 {
		working.Go(func() {
			for {
				if _, err := s.Place(ctx, confirmed(1+rand.IntN(5))); err != nil {
					panic(err)
				}
				<-time.After(20 * time.Millisecond)
			}
		})
	}
	working.Wait()
	return nil
}

// TestKillLoop kills programs at random times under random faults, two at a time on one journal; then another one
// settles everything.
func TestKillLoop(t *testing.T) {
	t.Parallel()
	all := []string{
		faultNone, faultNone, faultNone, faultRefuse, faultBefore, faultAfter, fault502, faultLate, faultVeryLate, faultPart,
		faultQuiet, faultThrottle, faultInvisible,
	}
	var faults []string
	for range 5000 {
		faults = append(faults, all[rand.IntN(len(all))])
	}
	v := newVendor(t, faults...)
	l := life{Dir: t.TempDir(), URL: v.server.URL, Began: time.Now().UnixMilli(), Speed: 60}
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	for range 2 {
		running.Go(func() {
			for range *killCount / 2 {
				if err := killed(t, string(text)); err != nil {
					t.Errorf("child: %v", err)
				}
			}
		})
	}
	running.Wait()
	w := newWorld(t, l.Dir, v.server.URL, newClock(l.now().Add(time.Minute)), func(o *Options) { o.Limits.Polls = 1000 })
	settle(t, w)
	orders, err := w.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := w.score(t, v)
	t.Logf("%d kills, %d orders, %d machines: bought twice %d, forgotten %d, left open %d",
		*killCount, len(orders), len(v.machines), got.twice, got.forgotten, got.open)
	if got != (score{}) || len(orders) == 0 {
		t.Errorf("score of %d orders = %+v, want zeros", len(orders), got)
	}
}

// killed starts a child and kills it after a random time.
func killed(t *testing.T, text string) error {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		return err
	}
	var out lockedBuffer
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), lifeVariable+"="+text)
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		return err
	}
	<-time.After(time.Duration(100+rand.IntN(400)) * time.Millisecond)
	if err := cmd.Process.Kill(); err != nil {
		return fmt.Errorf("it ended by itself: %w\n%s", err, out.text())
	}
	_ = cmd.Wait() // it was killed
	if text := out.text(); text != "" {
		return fmt.Errorf("it said: %s", text)
	}
	return nil
}

// lockedBuffer collects what a child says.
type lockedBuffer struct {
	mu   sync.Mutex
	data []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = append(b.data, p...)
	return len(p), nil
}

func (b *lockedBuffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.data)
}
