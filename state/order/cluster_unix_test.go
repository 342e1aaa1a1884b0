//go:build unix

package order

import (
	"bytes"
	"errors"
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

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// polls is what the cloud sees of the watching.
type polls struct {
	mu       sync.Mutex
	busy     map[string]int
	overlaps int // polls while another host polls
	switches int // polls by another host than the one before
	last     string
	at       time.Time
	all      int
	cut      string        // a host that cannot reach the vendor
	seen     chan struct{} // gets something after every request
}

// watch counts the polls.
func (p *polls) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		host := r.Header.Get(hostHeader)
		if host != "" && host == p.cutOff() {
			panic(http.ErrAbortHandler)
		}
		if host != "" && idsForm.Match(body) {
			p.begin(host)
			defer p.end(host)
		}
		next.ServeHTTP(w, r)
		select {
		case p.seen <- struct{}{}:
		default: // what has been seen already is looked at after this
		}
	})
}

func (p *polls) cutOff() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cut
}

// setCut cuts the host off from the vendor; "" cuts off no host.
func (p *polls) setCut(host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut = host
}

func (p *polls) begin(host string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all++
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

// plot is that of a cluster: who is in it, and how fast everything is.
type plot struct {
	hosts    []string
	database string // "": one of its own
	orders   int    // of each host
	pause    time.Duration
	lease    time.Duration
	request  time.Duration // the longest
	answer   time.Duration // of the cloud to a purchase: a random time up to it, and a fifth of it at least
	speed    float64
	skew     map[string]time.Duration // of clocks; the vendor takes nothing of such a host, not even an order
}

// cluster is several hosts on one server and at one cloud.
type cluster struct {
	*cloud
	polls
	server   *pgtest.Server
	database string
	plot     plot
	front    string // of the cloud
	order    Place
	hosts    map[string]*exec.Cmd
	reader   *Service
	settling atomic.Pointer[clock] // the cloud's clock, when it moves by itself no more
}

// newCluster is two hosts with the times of tests, which place their orders all at once.
func newCluster(t *testing.T, server *pgtest.Server, orders int) *cluster {
	t.Helper()
	return openCluster(t, server, plot{
		hosts: []string{"a", "b"}, orders: orders, lease: testLease, request: testRequest, answer: 500 * time.Millisecond,
		speed: 100,
	})
}

func openCluster(t *testing.T, server *pgtest.Server, p plot) *cluster {
	t.Helper()
	h := &cluster{
		server: server, polls: polls{busy: map[string]int{}, seen: make(chan struct{}, 1)}, hosts: map[string]*exec.Cmd{},
		plot: p,
	}
	if h.database = p.database; h.database == "" {
		h.database = h.server.Database(t)
	}
	now := func() time.Time {
		if c := h.settling.Load(); c != nil {
			return c.now()
		}
		return time.Now()
	}
	slowly := make([]strike, 4*p.orders*len(p.hosts))
	for n := range slowly {
		slowly[n] = strike{{Do: sim.Latency, For: p.answer/5 + rand.N(p.answer*4/5)}}
	}
	h.cloud = openCloud(t, sim.Options{Now: now, Speed: p.speed, Quota: -1, Seed: 1, Catalogue: plenty(t)}, nil, slowly...)
	lasting := sim.Fault{Do: sim.Latency, Action: "DescribeInstances", For: 30 * time.Millisecond, Count: -1}
	if err := h.Inject(lasting); err != nil { // polls would not overlap otherwise
		t.Fatal(err)
	}
	front := httptest.NewServer(h.watch(h.count(h.Handler())))
	t.Cleanup(func() {
		front.CloseClientConnections()
		front.Close()
	})
	h.front = front.URL
	h.order = h.open(t, bmcID, t.TempDir(), newClock(time.Now()), nil).confirmed(t, 3)
	for _, name := range p.hosts {
		if p.skew[name] == 0 { // the others come later
			h.start(t, name, name, 0)
		}
	}
	store, err := journal.Open(t.Context(), journal.Options{Server: h.database, Now: time.Now})
	if err != nil {
		t.Fatalf("Open() = %v, want nil", err)
	}
	t.Cleanup(func() { _ = store.Close() })
	h.reader = New(Options{Store: store, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	return h
}

// start starts a host. It places the orders of another one, which it takes the place of, from the first on that are
// left.
func (h *cluster) start(t *testing.T, name, of string, first int) {
	t.Helper()
	l := h.life("host", "", h.order)
	l.URL, l.Server, l.Lease, l.Request, l.Host = h.front, h.database, h.plot.lease, h.plot.request, name
	l.Of, l.First, l.Orders, l.Pause, l.Skew = of, first, h.plot.orders, h.plot.pause, h.plot.skew[name]
	cmd := l.command(t)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h.hosts[name] = cmd
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if out.Len() > 0 {
			t.Errorf("host %s said %s", name, out.String())
		}
	})
}

// awaitPurchases waits until the cloud has had so many purchase requests.
func (h *cluster) awaitPurchases(t *testing.T, n int) {
	t.Helper()
	h.await(t, patience, func() error {
		if got := h.requests(); got < n {
			return fmt.Errorf("purchase requests = %d, want %d", got, n)
		}
		if host, _ := h.poller(); host == "" {
			return errors.New("nobody polls")
		}
		return nil
	})
}

// await is [await] with the requests that the cloud gets and the changes of the journal.
func (h *cluster) await(t *testing.T, within time.Duration, try func() error) time.Duration {
	t.Helper()
	return await(t, h.reader, h.seen, within, try)
}

// await tries until there is no error: again after every change of the journal, and whenever seen gets something.
func await(t *testing.T, s *Service, seen <-chan struct{}, within time.Duration, try func() error) time.Duration {
	t.Helper()
	changes, done := s.Views.Changes()
	defer done()
	began := time.Now()
	for limit := time.After(slow * within); ; {
		err := try()
		if err == nil {
			return time.Since(began)
		}
		select {
		case <-changes:
		case <-seen:
		case <-limit:
			t.Fatalf("%v, after %v", err, within)
		}
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
	within := takeover - journal.DefaultLease + h.plot.lease
	took := h.await(t, within, func() error {
		if host, _ := h.poller(); host == gone {
			return fmt.Errorf("host %s is gone, and no other one polls", gone)
		}
		return nil
	})
	t.Logf("the other host polls %v after the end of host %s; the lease is %v", took.Round(time.Millisecond), gone,
		h.plot.lease)
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
		took := h.await(t, takeover, func() error {
			if _, at := h.poller(); at.Before(restarted) {
				return fmt.Errorf("nobody polls after restart %d", n+1)
			}
			return nil
		})
		t.Logf("polls go on %v after the server is back", took.Round(time.Millisecond))
	}
}

// awaitKnown waits until the journal has every machine that was bought, and waits only for machines that were never
// bought.
func (h *cluster) awaitKnown(t *testing.T) {
	t.Helper()
	took := h.await(t, 2*patience, func() error {
		orders, err := h.reader.Views.Orders(t.Context())
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
					return fmt.Errorf("batch %s of order %s is %s with %d of %d machines", b.Token, o.ID, b.State, b.Found,
						bought[b.Token])
				}
			}
		}
		if want := h.plot.orders * (len(h.plot.hosts) - len(h.plot.skew)); len(orders) < want {
			return fmt.Errorf("orders = %d, want %d", len(orders), want)
		}
		return nil
	})
	t.Logf("everything that was bought is known and up %v later", took.Round(time.Millisecond))
}

// finish ends the hosts, lets the rest of the time pass, and counts.
func (h *cluster) finish(t *testing.T) {
	t.Helper()
	for _, cmd := range h.hosts {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	lists := h.listed()
	h.Clear()
	clk := newClock(time.Now().Add(time.Minute))
	h.settling.Store(clk)
	h.tick.Store(clk)
	j := timeless(h.database)
	free(t, j)
	w := h.openOn(t, bmcID, j, clk, nil)
	settle(t, w)
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := w.score(t, h.cloud, 0)
	t.Logf("%d orders, %d purchase requests, %d machines: bought twice %d, forgotten %d, left open %d; "+
		"polls %d, of which overlapped %d, changes of the poller %d, lists of everything %d",
		len(orders), h.requests(), len(h.ledger(t).Machines), got.twice, got.forgotten, got.open, h.all, h.overlaps,
		h.switches, lists)
	if got != (score{}) {
		t.Errorf("score of %d orders = %+v, want zeros", len(orders), got)
	}
}
