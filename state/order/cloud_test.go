package order

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
)

const (
	createInstances = "CreateInstances"
	simSpeed        = 60               // of machines coming up
	requestTime     = 10 * time.Second // without an answer
)

// cloud is a simulated cloud behind a server. Its clock is the latest that a client has signed a request at, so that
// clients in other processes move it.
type cloud struct {
	*sim.Cloud
	url   string
	clock *clock
	tick  atomic.Pointer[clock] // advances with every request; nil: no clock does

	mu      sync.Mutex
	sent    map[string]int // purchase requests by token, refused ones included
	largest int            // ids in one request
	lists   int            // requests for machines without ids: sweeps and look-ups
	ends    int            // requests to give machines back
	ending  func()         // called with each of them; nil: nothing is
}

// strike is the list of faults of one purchase request; nil means no fault.
type strike []sim.Fault

// newCloud opens a cloud. The first strike hits the first purchase request, the second the second.
func newCloud(t *testing.T, strikes ...strike) *cloud {
	t.Helper()
	clk := newClock(start)
	return openCloud(t, sim.Options{Now: clk.now, Speed: simSpeed, Quota: -1, Seed: 1}, clk, strikes...)
}

func openCloud(t *testing.T, o sim.Options, clk *clock, strikes ...strike) *cloud {
	t.Helper()
	s, err := sim.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("sim.Open() = %v, want nil", err)
	}
	c := &cloud{Cloud: s, clock: clk, sent: map[string]int{}}
	server := httptest.NewServer(c.count(s.Handler()))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		if err := s.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	c.url = server.URL
	for n, faults := range strikes {
		for _, f := range faults {
			f.Action, f.Skip = createInstances, n
			if err := s.Inject(f); err != nil {
				t.Fatalf("Inject(%+v) = %v, want nil", f, err)
			}
		}
	}
	return c
}

var (
	tokenForm = regexp.MustCompile(`mw[0-9abcdefghjkmnpqrstvwxyz]{8}`)
	idForm    = regexp.MustCompile(`"[^"]+"`)
	idsForm   = regexp.MustCompile(`"(?:instanceIds|InstanceIds)":\[([^\]]*)\]`)
)

// count follows the clients' clocks and counts what the cloud's own books do not.
func (c *cloud) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		c.mu.Lock()
		for _, name := range []string{"X-ZC-Timestamp", "X-TC-Timestamp"} {
			if at, err := strconv.ParseInt(r.Header.Get(name), 10, 64); err == nil && c.clock != nil {
				c.clock.ms.Store(max(c.clock.ms.Load(), at*1000))
			}
		}
		if r.Header.Get("X-ZC-Action") == createInstances || r.Header.Get("X-TC-Action") == createInstances {
			c.sent[string(tokenForm.Find(body))]++
		}
		if strings.HasPrefix(r.Header.Get("X-ZC-Action")+r.Header.Get("X-TC-Action"), "TerminateInstance") {
			c.ends++
			if c.ending != nil {
				c.ending()
			}
		}
		if m := idsForm.FindSubmatch(body); m != nil {
			c.largest = max(c.largest, len(idForm.FindAll(m[1], -1)))
		} else if r.Header.Get("X-ZC-Action") == "DescribeInstances" {
			c.lists++
		}
		c.mu.Unlock()
		if clk := c.tick.Load(); clk != nil {
			clk.advance(time.Second / 15) // below the vendors' rate limits
		}
		next.ServeHTTP(w, r)
	})
}

// terminated is how many requests to give machines back there were.
func (c *cloud) terminated() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ends
}

// requests is how many purchase requests there were.
func (c *cloud) requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, k := range c.sent {
		n += k
	}
	return n
}

func (c *cloud) account(now func() time.Time) provider.Account {
	key := c.Credentials()
	return provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: c.url, Now: now, PerSecond: 1e6}
}

func (c *cloud) ledger(t *testing.T) sim.Ledger {
	t.Helper()
	l, err := c.Ledger(t.Context())
	if err != nil {
		t.Fatalf("Ledger() = %v, want nil", err)
	}
	return l
}

// tokenOf is the token of a machine or a purchase: in its tag, or in its name.
func tokenOf(tag, name string) string {
	if tag != "" {
		return tag
	}
	return tokenForm.FindString(name)
}

// productOf returns the product with batches of two machines.
func productOf(id provider.ProductID) (*provider.Product, error) {
	products := all.Products()
	i := slices.IndexFunc(products, func(p *provider.Product) bool { return p.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("no product %s", id)
	}
	products[i].MaxBatch = 2
	return products[i], nil
}

// unpaced lets the product's clients of the account ask as often as they like: the tests' clocks run faster than the
// limiters'.
func unpaced(p *provider.Product, a provider.Account) {
	p.Limiters.Limiter(a.KeyID+" "+a.Endpoint, func() provider.Limiter { return unlimited{} })
}

type unlimited struct{}

func (unlimited) Wait(ctx context.Context, _ string) error { return ctx.Err() }

func (unlimited) Answered(string, bool) {}

// refusalOf is an error code of the product that is a certain refusal.
func refusalOf(p *provider.Product) string {
	for _, c := range p.Codes {
		if !c.Ambiguous && c.Kind == provider.KindInvalid {
			return c.Code
		}
	}
	return ""
}

// refuse refuses in the words of the product.
func refuse(p *provider.Product) strike { return strike{{Do: sim.Refuse, Code: refusalOf(p)}} }

// veryLate answers as if something had broken, and makes the machines after the settle window.
func veryLate() strike { return strike{{Do: sim.Late, For: 40 * time.Minute}} }

// advance takes over what programs that have ended left behind, and makes every pass that is due within d, after
// everything is sent.
func advance(ctx context.Context, s *Service, clk *clock, d time.Duration) error {
	until := clk.now().Add(d)
	if err := newFailover(s).takeOver(ctx); err != nil {
		return fmt.Errorf("takeOver() = %w, want nil", err)
	}
	for range 100_000 {
		s.running.sending.Wait()
		busy := false
		for _, a := range s.accounts.all {
			at, _, err := a.watch.due(ctx)
			if err != nil {
				return fmt.Errorf("due() = %w, want nil", err)
			}
			if a.watch.sweeper.started && (at.IsZero() || at.After(until)) {
				continue
			}
			busy = true
			if !at.IsZero() && !at.After(until) {
				clk.advance(max(at.Sub(clk.now()), 0))
			}
			if l, ok := a.watch.watchLock.(leaseWatchLock); ok { // a lock of a file is not needed: nobody else makes passes
				if mine, err := l.take(ctx); err != nil || !mine {
					return fmt.Errorf("take() = %v, %w, want true, nil", mine, err)
				}
			}
			if err := a.watch.pass(ctx); err != nil {
				return fmt.Errorf("pass() = %w, want nil", err)
			}
		}
		if !busy {
			clk.advance(max(until.Sub(clk.now()), 0))
			return nil
		}
	}
	return fmt.Errorf("passes do not end")
}

// score counts what must never happen.
type score struct{ twice, forgotten, open int }

// score compares the cloud's own books with the journal. allowed is how many machines a person has ordered beyond what
// was wanted.
func (w records) score(t *testing.T, c *cloud, allowed int) score {
	t.Helper()
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var s score
	known := map[provider.InstanceID]bool{}
	order := map[string]ID{}
	bought, wanted := map[ID]int{}, map[ID]int{}
	for _, o := range orders {
		wanted[o.ID] = o.Wanted
		if o.Open {
			s.open++
		}
		for _, b := range o.Batches {
			order[b.Token] = o.ID
		}
		for _, i := range o.Instances {
			known[i.ID] = true
		}
	}
	books := c.ledger(t)
	for _, m := range books.Machines {
		if !known[m.ID] && m.Status == "" {
			continue // it failed, and was no longer listed before anybody could see it
		}
		if !known[m.ID] {
			s.forgotten++
		}
		bought[order[tokenOf(m.Token, m.Name)]]++
	}
	for id, n := range bought {
		s.twice += max(n-wanted[id], 0)
	}
	s.twice = max(s.twice-allowed, 0)
	times := map[string]int{}
	for _, p := range books.Purchases {
		times[tokenOf(p.Token, p.Name)]++
	}
	for _, n := range times {
		s.twice += n - 1
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.sent { // a token is sent once, whatever becomes of it
		s.twice += n - 1
	}
	return s
}

// check fails the test if any machine was bought twice, forgotten or left open.
func (w records) check(t *testing.T, c *cloud, allowed int) {
	t.Helper()
	if got := w.score(t, c, allowed); got != (score{}) {
		t.Errorf("bought twice %d, forgotten %d, left open %d, want 0, 0, 0", got.twice, got.forgotten, got.open)
	}
}
