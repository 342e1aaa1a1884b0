//go:build unix

package order

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// postgres is the server of all tests here; the first one that needs it starts it.
var postgres pgtest.Server

var hostRounds = flag.Int("hosts", 1, "how often hosts that share a server are killed, stopped, or lose it")

// The times of hosts in tests. The lease is a tenth of the real one.
const (
	testLease   = 3 * time.Second
	testRequest = 4 * time.Second
	testGrace   = 6 * time.Second
	// promise is how long after the end of a host its orders have to go on elsewhere.
	promise = 90 * time.Second
	// elsewhere is what is left of the promise here, where leases are shorter than real ones: the rest is the same. After the lease it usually is up to 2 s until the next try, and 5 s more after an error of the journal or until the
	// server ends the change in which the host has stopped.
	elsewhere = promise - (journal.DefaultLease - testLease)
	// patience is for what has no bound of its own.
	patience = 90 * time.Second
)

// named tells the cloud which host asks.
type named struct {
	host string
	next http.RoundTripper
}

const hostHeader = "X-Test-Host"

// RoundTrip is that of [http.RoundTripper].
func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.host != "" {
		r = r.Clone(r.Context())
		r.Header.Set(hostHeader, n.host)
	}
	return n.next.RoundTrip(r)
}

// serve is one of the hosts: it places its orders, all at once, when all of them are on disk, and watches until it is killed.
func serve(l life) error {
	ctx := context.Background()
	var intents sync.WaitGroup
	intents.Add(l.Orders)
	var seen atomic.Int64
	s, _, err := l.service(ctx, Options{
		Now:    time.Now,
		Limits: Limits{Request: l.Request, Margin: time.Second, Grace: testGrace, Polls: 1000, Cadence: func(time.Duration) time.Duration { return time.Second }},
		Point: func(name string) {
			if name == "after intent" && seen.Add(1) <= int64(l.Orders) {
				intents.Done()
				intents.Wait()
			}
		},
	})
	if err != nil {
		return err
	}
	for n := range l.Orders {
		go func() {
			c := l.confirmed()
			c.ID = ID(fmt.Sprintf("o-%s%07d", l.Host, n))
			for {
				_, err := s.Place(ctx, c)
				if err == nil || errors.Is(err, ErrPlaced) {
					return
				}
				<-time.After(100 * time.Millisecond) // the server is away: nothing was sent
			}
		}()
	}
	return s.Run(ctx)
}

// polls is what the cloud sees of the watching.
type polls struct {
	mu       sync.Mutex
	busy     map[string]int
	overlaps int // polls while another host polls
	switches int // polls by another host than the one before
	last     string
	at       time.Time
}

// watch counts the polls, and makes them last long enough to overlap.
func (p *polls) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if host := r.Header.Get(hostHeader); host != "" && idsForm.Match(body) {
			p.begin(host)
			defer p.end(host)
			<-time.After(30 * time.Millisecond)
		}
		next.ServeHTTP(w, r)
	})
}

func (p *polls) begin(host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for other, n := range p.busy {
		if other != host && n > 0 {
			p.overlaps++
		}
	}
	if p.last != "" && p.last != host {
		p.switches++
	}
	p.busy[host]++
	p.last, p.at = host, time.Now()
}

func (p *polls) end(host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy[host]--
}

// poller is the host that polled last, and when.
func (p *polls) poller() (string, time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last, p.at
}

// cluster is two hosts on one server and at one cloud.
type cluster struct {
	*cloud
	polls
	server   *pgtest.Server
	database string
	hosts    map[string]*exec.Cmd
	reader   *Service
	settling atomic.Pointer[clock] // the cloud's clock, when it moves by itself no more
}

// TestHosts runs two hosts on one server, with 20 orders between them. One is killed in the middle; or hangs, and comes back; or the
// server ends at once, several times. Nothing may be bought twice, forgotten or left open, and never may two hosts watch.
func TestHosts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		trouble func(*cluster, *testing.T)
		watched bool // by one host after another, on a server that stays
	}{
		{"one is killed", (*cluster).kill, true},
		{"one hangs", (*cluster).hang, true},
		{"the server restarts", (*cluster).restart, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := &postgres
			if !c.watched { // it is ended, which others would not like
				server = &pgtest.Server{}
				t.Cleanup(func() {
					if err := server.Stop(); err != nil {
						t.Errorf("Stop() = %v, want nil", err)
					}
				})
			}
			for range *hostRounds {
				h := newCluster(t, server, 10)
				h.awaitPurchases(t, 12)
				c.trouble(h, t)
				h.awaitKnown(t)
				h.finish(t)
				if h.overlaps > 0 || c.watched && h.switches > 2 {
					t.Errorf("polls: %d overlapped, %d by another host than before, want 0, and 2 at most", h.overlaps, h.switches)
				}
			}
		})
	}
}

func newCluster(t *testing.T, server *pgtest.Server, orders int) *cluster {
	t.Helper()
	h := &cluster{server: server, polls: polls{busy: map[string]int{}}, hosts: map[string]*exec.Cmd{}}
	h.database = h.server.Database(t)
	now := func() time.Time {
		if c := h.settling.Load(); c != nil {
			return c.now()
		}
		return time.Now()
	}
	slowly := make([]strike, 8*orders)
	for n := range slowly {
		slowly[n] = strike{{Do: sim.Latency, For: time.Duration(100+rand.IntN(400)) * time.Millisecond}}
	}
	h.cloud = openCloud(t, sim.Options{Now: now, Speed: 100, Quota: -1, Seed: 1, Catalogue: plenty(t)}, nil, slowly...)
	front := httptest.NewServer(h.watch(h.count(h.Handler())))
	t.Cleanup(func() {
		front.CloseClientConnections()
		front.Close()
	})
	order := h.open(t, bmcID, t.TempDir(), newClock(time.Now()), nil).confirmed(t, 3)
	for _, name := range []string{"a", "b"} {
		l := h.life("host", "", order)
		l.URL, l.Server, l.Lease, l.Request, l.Host, l.Orders = front.URL, h.database, testLease, testRequest, name, orders
		h.start(t, l)
	}
	store, err := journal.Open(t.Context(), journal.Options{Server: h.database, Now: time.Now})
	if err != nil {
		t.Fatalf("Open() = %v, want nil", err)
	}
	t.Cleanup(func() { _ = store.Close() })
	h.reader = New(Options{Store: store, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	return h
}

// start starts a host.
func (h *cluster) start(t *testing.T, l life) {
	t.Helper()
	cmd := l.command(t)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.hosts[l.Host] = cmd
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if out.Len() > 0 {
			t.Errorf("host %s said %s", l.Host, out.String())
		}
	})
}

// awaitPurchases waits until the cloud has had so many purchase requests.
func (h *cluster) awaitPurchases(t *testing.T, n int) {
	t.Helper()
	await(t, patience, func() error {
		if got := h.requests(); got < n {
			return fmt.Errorf("purchase requests = %d, want %d", got, n)
		}
		if host, _ := h.poller(); host == "" {
			return errors.New("nobody polls")
		}
		return nil
	})
}

// await tries until there is no error.
func await(t *testing.T, within time.Duration, try func() error) time.Duration {
	t.Helper()
	began := time.Now()
	for {
		err := try()
		if err == nil {
			return time.Since(began)
		}
		if time.Since(began) > slow*within {
			t.Fatalf("%v, after %v", err, within)
		}
		<-time.After(50 * time.Millisecond)
	}
}

// signal sends one to the host that watches, which it returns.
func (h *cluster) signal(t *testing.T, s syscall.Signal) string {
	t.Helper()
	host, _ := h.poller()
	if err := h.hosts[host].Process.Signal(s); err != nil {
		t.Fatalf("%v to host %s: %v", s, host, err)
	}
	return host
}

// pollsElsewhere waits until another host than gone polls.
func (h *cluster) pollsElsewhere(t *testing.T, gone string) {
	t.Helper()
	took := await(t, elsewhere, func() error {
		if host, _ := h.poller(); host == gone {
			return fmt.Errorf("host %s is gone, and no other one polls", gone)
		}
		return nil
	})
	t.Logf("the other host polls %v after the end of host %s; the lease is %v", took.Round(time.Millisecond), gone, testLease)
}

func (h *cluster) kill(t *testing.T) {
	t.Helper()
	h.pollsElsewhere(t, h.signal(t, syscall.SIGKILL))
}

// hang stops a host until another one has taken its place, and lets it go on.
func (h *cluster) hang(t *testing.T) {
	t.Helper()
	gone := h.signal(t, syscall.SIGSTOP)
	h.pollsElsewhere(t, gone)
	if err := h.hosts[gone].Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
}

// restart ends the server at once, three times.
func (h *cluster) restart(t *testing.T) {
	t.Helper()
	for n := range 3 {
		if err := h.server.Restart(t.Context()); err != nil {
			t.Fatalf("Restart() = %v, want nil", err)
		}
		restarted := time.Now()
		took := await(t, elsewhere, func() error {
			if _, at := h.poller(); at.Before(restarted) {
				return fmt.Errorf("nobody polls after restart %d", n+1)
			}
			return nil
		})
		t.Logf("polls go on %v after the server is back", took.Round(time.Millisecond))
	}
}

// awaitKnown waits until the journal has every machine that was bought, and nothing is waited for but what was never bought.
func (h *cluster) awaitKnown(t *testing.T) {
	t.Helper()
	took := await(t, patience, func() error {
		orders, err := h.reader.Orders(t.Context())
		if err != nil {
			return err
		}
		books := h.ledger(t)
		bought := map[string]int{}
		for _, p := range books.Purchases {
			bought[tokenOf(p.Token, p.Name)] += len(p.IDs)
		}
		for _, o := range orders {
			for _, b := range o.Batches {
				waits := slices.Contains([]State{BatchIntent, BatchSent}, b.State) || b.State == BatchAccepted
				if b.Found < bought[b.Token] || waits {
					return fmt.Errorf("batch %s of order %s is %s with %d of %d machines", b.Token, o.ID, b.State, b.Found, bought[b.Token])
				}
			}
		}
		if len(orders) < 20 {
			return fmt.Errorf("orders = %d, want 20", len(orders))
		}
		return nil
	})
	t.Logf("everything that was bought is known and up %v later", took.Round(time.Millisecond))
}

// finish ends the hosts, lets what is left of time pass, and counts.
func (h *cluster) finish(t *testing.T) {
	t.Helper()
	for _, cmd := range h.hosts {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	h.Clear()
	clk := newClock(time.Now().Add(time.Minute))
	h.settling.Store(clk)
	h.tick.Store(clk)
	j := timeless(h.database)
	free(t, j)
	w := h.openOn(t, bmcID, j, clk, nil)
	settle(t, w)
	orders, err := w.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := w.score(t, h.cloud, 0)
	t.Logf("%d orders, %d purchase requests, %d machines: bought twice %d, forgotten %d, left open %d; polls that overlapped %d, changes of the poller %d",
		len(orders), h.requests(), len(h.ledger(t).Machines), got.twice, got.forgotten, got.open, h.overlaps, h.switches)
	if got != (score{}) {
		t.Errorf("score of %d orders = %+v, want zeros", len(orders), got)
	}
}

// timeless is a journal on the server for a clock that is moved by hand.
func timeless(database string) journal.Options {
	return journal.Options{Server: database, Lease: 365 * 24 * time.Hour, OwnClock: true}
}

// free ends all leases, whoever is dead and had them.
func free(t *testing.T, j journal.Options) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), j.Server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(t.Context(), "delete from "+cmp.Or(j.Schema, "metalwright")+".leases"); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestLostHost kills a host between W2 and the answer, long before the deadline: another host does not wait for it.
func TestLostHost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point string
		want  State
	}{
		{"after sent", BatchAmbiguous},  // nothing was bought, which nobody can know
		{"after answer", BatchAccepted}, // its machines are found
	} {
		t.Run(c.point, func(t *testing.T) {
			t.Parallel()
			v := openCloud(t, sim.Options{Now: time.Now, Speed: simSpeed, Quota: -1, Seed: 1}, nil)
			database := postgres.Database(t)
			l := v.life("crash", "", v.open(t, bmcID, t.TempDir(), newClock(time.Now()), nil).confirmed(t, 1))
			l.Server, l.Lease, l.Now, l.Point, l.Nth, l.Request = database, time.Second, time.Now().UnixMilli(), c.point, 1, time.Hour
			if !l.killed(t) {
				t.Fatalf("the child was not killed at %q", c.point)
			}
			store, err := journal.Open(t.Context(), journal.Options{Server: database, Lease: time.Second, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			w := &world{product: product(t, bmcID), account: v.account(time.Now)}
			w.Service = New(Options{Store: store, Now: time.Now, Log: slog.New(slog.DiscardHandler), Limits: Limits{Request: time.Hour}})
			w.use(t)
			ctx, stop := context.WithCancel(t.Context())
			var running sync.WaitGroup
			running.Go(func() { _ = w.Run(ctx) })
			t.Cleanup(func() {
				stop()
				running.Wait()
				_ = store.Close()
			})
			took := await(t, patience, func() error {
				orders, err := w.Orders(t.Context())
				if err != nil || len(orders) != 1 {
					return fmt.Errorf("Orders() = %d, %w, want 1", len(orders), err)
				}
				if b := orders[0].Batches[0]; b.State != c.want && b.State != BatchClosed {
					return fmt.Errorf("the batch is %s, want %s", b.State, c.want)
				}
				return nil
			})
			t.Logf("the batch is taken over %v after the start of the other host; the lease is 1s", took.Round(time.Millisecond))
			if got := w.score(t, v, 0); got.twice != 0 || got.forgotten != 0 {
				t.Errorf("score = %+v, want nothing bought twice, and nothing forgotten", got)
			}
		})
	}
}
