//go:build unix

package order

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

var hostRounds = flag.Int("hosts", 1, "how often hosts that share a server are killed, stopped, or lose it")

// The times of hosts in tests. The lease is a tenth of the real one.
const (
	testLease   = 3 * time.Second
	testRequest = 4 * time.Second
	testGrace   = 6 * time.Second
	// takeover is how long after the end of a host another one has to watch, with a real lease. After the lease it
	// usually is up to 2 s until the next try, and 5 s more after an error of the journal or until the server ends the
	// change in which the host has stopped.
	takeover = 45 * time.Second
	// firstLooked is how long after the end of a host what it was sending has to be looked up.
	firstLooked = time.Minute
	// patience is for what has no bound of its own.
	patience = 90 * time.Second
)

// named adds the host's name to each of its requests to the cloud.
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

// serve is one of the hosts: it places its orders, all at once, when all of them are on disk, and watches until it is
// killed.
func serve(l life) error {
	ctx := context.Background()
	var intents sync.WaitGroup
	intents.Add(l.Orders)
	var seen atomic.Int64
	o := Options{
		Now: func() time.Time { return time.Now().Add(l.Skew) },
		Limits: Limits{
			Request: l.Request, Margin: time.Second, Grace: testGrace, Polls: 1000,
			Cadence: func(time.Duration) time.Duration { return time.Second },
		},
		Point: func(name string) {
			if l.Pause == 0 && name == "after intent" && seen.Add(1) <= int64(l.Orders) {
				intents.Done()
				intents.Wait()
			}
		},
	}
	s, err := l.opened(ctx, o)
	if err != nil {
		return err
	}
	for n := l.First; n < l.Orders; n++ {
		go func() {
			<-time.After(time.Duration(n-l.First) * l.Pause)
			c := l.confirmed()
			c.ID = ID(fmt.Sprintf("o-%s%07d", l.Of, n))
			changes, done := s.Views.Changes()
			defer done()
			for {
				_, err := place(ctx, s.As("ann"), c)
				if err == nil || errors.Is(err, ErrPlaced) {
					return
				}
				<-changes // the server is away: nothing was sent, and its coming back is one
			}
		}()
	}
	return s.Run(ctx)
}

// opened is the service on the journal. A server that is on its way out is asked again, until another takes its place.
func (l life) opened(ctx context.Context, o Options) (*Service, error) {
	for limit := time.After(takeover); ; {
		s, _, err := l.service(ctx, o)
		if e, ok := errors.AsType[*journal.Error](err); !ok || e.Reason != journal.ReasonUnreachable {
			return s, err
		}
		select {
		case <-limit:
			return nil, err
		case <-time.After(time.Second / 5):
		}
	}
}

// TestHosts runs two hosts on one server, with 20 orders between them. One is killed in the middle; or it hangs, and
// comes back; or the server is killed, several times. No machine may be bought twice, forgotten or left open, and two
// hosts may never watch at once.
func TestHosts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		happens func(*cluster, *testing.T)
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
				c.happens(h, t)
				h.awaitKnown(t)
				h.finish(t)
				if h.overlaps > 0 || c.watched && h.switches > 2 {
					t.Errorf("polls: %d overlapped, %d by another host than before, want 0, and 2 at most", h.overlaps, h.switches)
				}
			}
		})
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
			l.Server, l.Lease, l.Now, l.Point, l.Nth, l.Request = database, time.Second, time.Now().UnixMilli(), c.point, 1,
				time.Hour
			if !l.killed(t) {
				t.Fatalf("the child was not killed at %q", c.point)
			}
			store, err := journal.Open(t.Context(), journal.Options{Server: database, Lease: time.Second, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			w := &world{vendorSide: vendorSide{product: product(t, bmcID), account: v.account(time.Now)}}
			w.Service = New(Options{
				Store: store, Now: time.Now, Log: slog.New(slog.DiscardHandler),
				Limits: Limits{Request: time.Hour},
			})
			w.use(t)
			ctx, stop := context.WithCancel(t.Context())
			var running sync.WaitGroup
			running.Go(func() { _ = w.Run(ctx) })
			t.Cleanup(func() {
				stop()
				running.Wait()
				_ = store.Close()
			})
			took := await(t, w.Service, nil, patience, func() error {
				orders, err := w.Views.Orders(t.Context())
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
