//go:build unix

package order

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

var killCount = flag.Int("kills", fewKills, "how often the kill loop kills, over all products")

// round is how many kills there are on one journal. What they leave is settled and counted before the next round
// begins: lists that grow for ever would make each kill dearer than the one before.
const round = 10

// now is the fast clock.
func (l life) now() time.Time {
	return start.Add(time.Since(time.UnixMilli(l.Began)) * time.Duration(l.Speed))
}

func (l life) after(d time.Duration) <-chan time.Time { return time.After(d / time.Duration(l.Speed)) }

// operate has four operators order and watch until the process is killed.
func operate(l life) error {
	ctx := context.Background()
	s, _, err := l.service(ctx, Options{
		Now: l.now, After: l.after, Limits: Limits{Polls: 1000, Request: l.Request},
	})
	if err != nil {
		return err
	}
	fmt.Println(ready) //nolint:forbidigo // what the parent reads
	var working sync.WaitGroup
	working.Go(func() { _ = s.Run(ctx) })
	for range 4 {
		working.Go(func() {
			for {
				c := l.confirmed()
				c.Spec.Count = 1 + rand.IntN(5)
				_, err := place(ctx, s.As("ann"), c)
				if stale, ok := errors.AsType[*Stale](err); ok { // the quote is of another number
					c.Quote = stale.Is
					_, err = place(ctx, s.As("ann"), c)
				}
				if err != nil {
					panic(err)
				}
				<-time.After(slow * slow * 20 * time.Millisecond) // what they order has to be settled as slowly
			}
		})
	}
	working.Wait()
	return nil
}

// plenty is the embedded catalogue with as much of everything as a long test may buy.
func plenty(t *testing.T) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	root, err := fs.Sub(assets.Sim, "sim")
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		all[path] = &fstest.MapFile{Data: enlarge(t, path, text)}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func enlarge(t *testing.T, path string, text []byte) []byte {
	t.Helper()
	var v any
	if filepath.Ext(path) != ".json" || json.Unmarshal(text, &v) != nil {
		return text
	}
	out, err := json.Marshal(grown(v))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// grown replaces every stock, every sum of money and the size of subnets by more than is needed.
func grown(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = grown(v[i])
		}
	case map[string]any:
		for k := range v {
			switch {
			case k == "stock" && v[k] != 0.0, k == "cash":
				v[k] = 1e8
			case k == "cidr":
				text, _ := v[k].(string)
				v[k] = strings.Replace(text, ".0.0/24", ".0.0/21", 1)
			default:
				v[k] = grown(v[k])
			}
		}
	}
	return v
}

// ready is what a child says when it begins to work.
const ready = "ready"

// TestKillLoop kills programs at random times under random faults, two at a time on one journal; then another one
// settles everything. Every product has its turn.
func TestKillLoop(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			var all loop
			for left := *killCount / len(products()); left > 0 || all.orders == 0; left -= round { // no orders show nothing
				all.add(killLoop(t, p, max(2, min(left, round))))
			}
			t.Logf("%s: %d kills, %d orders, %d purchase requests, %d machines: bought twice %d, forgotten %d, left open %d",
				p.ID, all.kills, all.orders, all.requests, all.machines, all.twice, all.forgotten, all.open)
			if all.score != (score{}) || all.orders == 0 {
				t.Errorf("score of %d orders = %+v, want zeros", all.orders, all.score)
			}
		})
	}
}

// loop is what some rounds of the kill loop were.
type loop struct {
	kills, orders, requests, machines int
	score
}

func (l *loop) add(o loop) {
	l.kills += o.kills
	l.orders += o.orders
	l.requests += o.requests
	l.machines += o.machines
	l.twice += o.twice
	l.forgotten += o.forgotten
	l.open += o.open
}

// killLoop is one round: its own cloud, journal and programs.
func killLoop(t *testing.T, p *provider.Product, kills int) loop {
	t.Helper()
	fast := life{Began: time.Now().UnixMilli(), Speed: 60}
	var settling atomic.Pointer[clock] // the cloud's clock, when it moves by itself no more
	now := func() time.Time {
		if c := settling.Load(); c != nil {
			return c.now()
		}
		return fast.now()
	}
	v := openCloud(t, sim.Options{
		Path: filepath.Join(t.TempDir(), "books.db"), Now: now, Speed: 20, Quota: -1, Seed: 1, Catalogue: plenty(t),
	}, nil, randomStrikes(p, 50*kills)...)
	order := v.open(t, p.ID, t.TempDir(), newClock(fast.now()), nil).confirmed(t, 3)
	dir := t.TempDir()
	l := v.life("operators", dir, order)
	l.Began, l.Speed = fast.Began, fast.Speed
	var running sync.WaitGroup
	for child := range 2 {
		running.Go(func() {
			for n := child; n < kills; n += 2 {
				if err := killSoon(l.command(t)); err != nil {
					t.Errorf("child: %v", err)
				}
			}
		})
	}
	running.Wait()
	v.Clear()
	clk := newClock(fast.now().Add(time.Minute))
	settling.Store(clk)
	v.tick.Store(clk)
	w := v.open(t, p.ID, dir, clk, func(o *Options) { o.Limits.Polls = 8 }) // what every vendor takes
	settle(t, w)
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return loop{kills, len(orders), v.requests(), len(v.ledger(t).Machines), w.score(t, v, 0)}
}

// randomStrikes are what happens to the purchases of the loop, one after another. None hangs: a request lives shorter
// than the program here.
func randomStrikes(p *provider.Product, n int) []strike {
	faults := faultsOf(p)
	delete(faults, "hangs after")
	names := sortedNames(faults)
	strikes := make([]strike, n)
	for i := range strikes {
		if rand.IntN(3) > 0 {
			strikes[i] = faults[names[rand.IntN(len(names))]]
		}
	}
	return strikes
}

// killSoon starts a child and kills it after a random time: one of five while it starts, the others while they work.
func killSoon(cmd *exec.Cmd) error {
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	patience := 100
	if rand.IntN(5) > 0 {
		_, _ = io.ReadFull(out, make([]byte, len(ready))) // or it has ended, which shows below
		patience = 600
	}
	<-time.After(slow * time.Duration(rand.IntN(patience)) * time.Millisecond)
	err = cmd.Process.Kill()
	if waited := cmd.Wait(); err == nil && waited != nil && said.Len() == 0 {
		return nil // it was killed, and had nothing to complain of
	}
	if errors.Is(err, os.ErrProcessDone) || said.Len() > 0 {
		return fmt.Errorf("it ended by itself: %s", said.String())
	}
	return err
}
