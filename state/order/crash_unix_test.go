//go:build unix

package order

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

var full = flag.Bool("full", false, "run every cell of the crash matrix, and every change to an audit")

// stride is how many cells of the crash matrix there are for each that runs.
func stride() int {
	if *full {
		return 1
	}
	return thin
}

// childVariable makes the test program run as one of the children; its value is JSON.
const childVariable = "METALWRIGHT_TEST_CHILD"

// life is the configuration of a child: where to work, what to order, and when to end.
type life struct {
	Kind               string // of children
	Dir                string
	URL, KeyID, Secret string // of the account
	Order              Place
	Now                int64 // ms
	Request            time.Duration

	Point string // at which it kills itself
	Stop  bool   // it stops there instead, as by ctrl+z
	Nth   int    // at which passing of the point

	Server   string // that has the journal instead of Dir
	Schema   string
	Lease    time.Duration
	OwnClock bool
	Host     string // the name by which its requests are known
	Of       string // whose orders it places; usually its own
	First    int    // of them
	Orders   int    // the first that it does not place
	Pause    time.Duration
	Skew     time.Duration // of its clock

	Began int64 // ms of the real clock: all children share one fast clock
	Speed int
}

func TestMain(m *testing.M) {
	text, ok := os.LookupEnv(childVariable)
	if !ok {
		m.Run()
		if err := postgres.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		return
	}
	var l life
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		panic(err)
	}
	kinds := map[string]func(life) error{
		"crash": crash, "operators": operate, "writer": write, "tracer": trace,
		"small": small, "host": serve, "release": releasing,
	}
	if err := kinds[l.Kind](l); err != nil {
		panic(err)
	}
}

// command is the test program as a child.
func (l life) command(t *testing.T) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childVariable+"="+string(text))
	return cmd
}

// life is a child at the cloud.
func (c *cloud) life(kind, dir string, order Place) life {
	key := c.Credentials()
	return life{
		Kind: kind, Dir: dir, URL: c.url, KeyID: key.KeyID, Secret: key.Secret.Reveal(), Order: order, Now: start.UnixMilli(),
		Request: requestTime,
	}
}

// service opens the journal and the account of l. The product's batches are of two machines.
func (l life) service(ctx context.Context, o Options) (*Service, *journal.Store, error) {
	store, err := journal.Open(ctx, journal.Options{
		Dir: l.Dir, Server: l.Server, Schema: l.Schema, Lease: l.Lease,
		OwnClock: l.OwnClock, Now: o.Now,
	})
	if err != nil {
		return nil, nil, err
	}
	p, err := productOf(l.Order.Spec.Product)
	if err != nil {
		return nil, nil, err
	}
	a := provider.Account{
		KeyID: l.KeyID, Secret: provider.NewSecret(l.Secret), Endpoint: l.URL, Now: o.Now, PerSecond: 1e6,
		Transport: named{l.Host, &http.Transport{}},
	}
	unpaced(p, a)
	operator, err := p.OpenOperator(a)
	if err != nil {
		return nil, nil, err
	}
	b, err := p.OpenBuyer(a)
	if err != nil {
		return nil, nil, err
	}
	o.Store, o.Dir, o.Owner = store, l.Dir, "child"
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := New(o)
	s.Use(p.ID, accountName, operator, b)
	return s, store, nil
}

// confirmed is the order with its secrets, which JSON masks.
func (l life) confirmed() Place {
	c := l.Order
	if p, err := productOf(c.Spec.Product); err == nil {
		c.Spec = secretive(p, c.Spec)
	}
	return c
}

// crash places the order and watches it for a while, unless it is killed first.
func crash(l life) error {
	ctx, clk, passed := context.Background(), newClock(time.UnixMilli(l.Now)), 0
	s, store, err := l.service(ctx, Options{
		Now: clk.now, After: clk.after, Limits: Limits{Request: l.Request},
		Point: func(name string) {
			if name != l.Point {
				return
			}
			if passed++; passed == l.Nth {
				signal := syscall.SIGKILL
				if l.Stop {
					signal = syscall.SIGSTOP
				}
				_ = syscall.Kill(os.Getpid(), signal)
				select {} // the signal is on its way
			}
		},
	})
	if err != nil {
		return err
	}
	if _, err := place(ctx, s.As("ann"), l.confirmed()); err != nil {
		return err
	}
	if err := advance(ctx, s, clk, 10*time.Minute); err != nil {
		return err
	}
	return store.Close()
}

// killed runs the child and reports whether it was killed.
func (l life) killed(t *testing.T) bool {
	t.Helper()
	out, err := l.command(t).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		if status, unix := exit.Sys().(syscall.WaitStatus); unix && status.Signal() == syscall.SIGKILL {
			return true
		}
	}
	if err != nil {
		t.Fatalf("child: %v\n%s", err, out)
	}
	return false
}

// passing is a place where the program is killed.
type passing struct {
	point string
	nth   int
}

// points are the named points, in their order.
func points() []string {
	return []string{
		"before intent", "after intent", "before sent", "after sent", "after answer", "after outcome", "before pass",
		"before claim", "after claim", "before record", "after record", "before look recorded", "after look recorded",
		"after pass",
	}
}

// passings are all named points of sending and watching, and, where the first batch lets a second one follow, those
// that come again with it.
func passings(fault string) []passing {
	var all []passing
	for _, point := range points() {
		all = append(all, passing{point, 1})
	}
	if fault != "none" && fault != "throttled" && fault != "in part" {
		return all
	}
	for _, point := range []string{"before sent", "after sent", "after answer", "after outcome", "before record"} {
		all = append(all, passing{point, 2})
	}
	return all
}

// faultsOf are the faults of the matrix, in the words of the product.
func faultsOf(p *provider.Product) map[string]strike {
	refusal := refusalOf(p)
	return map[string]strike{
		"none":                   nil,
		"refused":                {{Do: sim.Refuse, Code: refusal}},
		"throttled":              {{Do: sim.Throttle}},
		"dropped before":         {{Do: sim.Drop}},
		"unavailable before":     {{Do: sim.Unavailable}},
		"dropped after":          {{Do: sim.Drop, After: true}},
		"gateway's page after":   {{Do: sim.HTML, After: true}},
		"broken after":           {{Do: sim.Broken, After: true}},
		"truncated":              {{Do: sim.Truncate}},
		"null after":             {{Do: sim.Null, After: true}},
		"hangs after":            {{Do: sim.Hang, After: true}},
		"late":                   {{Do: sim.Late, For: 30 * time.Second}},
		"very late":              {{Do: sim.Late, For: 40 * time.Minute}},
		"dropped and very late":  {{Do: sim.Drop, After: true}, {Do: sim.Hide, For: 50 * time.Minute}},
		"in part":                {{Do: sim.Partial, Keep: 1}},
		"in part, dropped":       {{Do: sim.Partial, Keep: 1}, {Do: sim.Drop, After: true}},
		"refused, and yet one":   {{Do: sim.Late, Code: refusal, For: time.Second}, {Do: sim.Partial, Keep: 1}},
		"invisible for a while":  {{Do: sim.Hide, For: 20 * time.Second}},
		"one vanishes":           {{Do: sim.Vanish, Nth: 2}},
		"one cannot be made":     {{Do: sim.CreateFailed, Nth: 1}},
		"an odd status at first": {{Do: sim.OddStatus, Word: "POLISHING", For: time.Minute}},
	}
}

// TestCrashMatrix kills a program at every named point, under every fault, for every product, and lets another one go
// on: it watches, a person decides when asked, and orders the machines that are certain not to have been bought.
func TestCrashMatrix(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		faults := faultsOf(p)
		v := newCloud(t)
		order := v.open(t, p.ID, t.TempDir(), newClock(start), nil).confirmed(t, 3)
		cell := 0
		for _, name := range sortedNames(faults) {
			for _, at := range passings(name) {
				if cell++; cell%stride() != 0 {
					continue
				}
				t.Run(fmt.Sprintf("%s, %s %d, %s", p.ID, at.point, at.nth, name), func(t *testing.T) {
					t.Parallel()
					crashed(t, p, order, at, faults[name], journal.Options{Dir: t.TempDir()})
				})
			}
		}
	}
}

func sortedNames(of map[string]strike) []string {
	var names []string
	for n := range of {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// firstLook is how long after the start of a program on the same machine what a killed one was sending is looked up.
const firstLook = 10 * time.Second

// looked checks that nothing waits any more for a program that was killed: what it may have sent was looked up since
// started.
func (w records) looked(t *testing.T, started time.Time) {
	t.Helper()
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		for _, b := range o.Batches {
			if b.State == BatchIntent || b.State == BatchSent || b.State == BatchAmbiguous && b.LookedAt.Before(started) {
				t.Errorf("batch %d of %s is %s %v after the start, and was looked up at %v", b.N, o.ID, b.State, firstLook,
					b.LookedAt)
			}
		}
	}
}

// crashed is one cell of the matrix.
func crashed(t *testing.T, p *provider.Product, order Place, at passing, faults strike, j journal.Options) {
	t.Helper()
	v := newCloud(t, faults)
	l := v.life("crash", j.Dir, order)
	l.Server, l.Schema, l.Lease, l.OwnClock = j.Server, j.Schema, j.Lease, j.OwnClock
	l.Point, l.Nth = at.point, at.nth
	if faults != nil && faults[0].Do == sim.Hang {
		l.Request = 150 * time.Millisecond
	}
	killed := l.killed(t)
	if sends := slices.Index(points(), at.point) <= slices.Index(points(), "before pass"); !killed && at.nth == 1 &&
		sends {
		t.Errorf("the child was not killed at %q", at.point)
	}
	if j.Server != "" {
		free(t, j)
	}
	started := v.clock.now().Add(time.Second)
	w := v.openOn(t, p.ID, j, newClock(started), func(o *Options) { o.Limits.Request = l.Request })
	if j.Server == "" {
		w.drive(t, firstLook)
		w.looked(t, started)
	}
	settle(t, w)
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		if o.Rest == 0 {
			continue
		}
		if err := w.As("").Do(t.Context(), BuyRest{ID: o.ID, Secrets: l.confirmed().Spec.Access}); err != nil {
			t.Errorf("OrderRest() = %v, want nil", err)
		}
	}
	settle(t, w)
	if !killed && len(orders) != 1 {
		t.Errorf("orders = %d, want 1", len(orders))
	}
	w.check(t, v, 0)
}
