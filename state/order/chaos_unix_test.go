//go:build unix

package order

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

var chaosOrders = flag.Int("chaos", 0,
	"orders of hosts to which everything happens, with real leases; 0: a few, and a part of it")

// chaos is hosts to which everything happens, one thing after another.
type chaos struct {
	*cluster
	standby *pgtest.Server
	ends    []time.Time // of hosts
	names   int
}

// away is for how long the server is away.
const away = 30 * time.Second

// TestChaos has three hosts on one server, with a standby that receives every confirmed commit, and a cloud that keeps
// its own count. The clock of one host is off by ten minutes. Hosts are killed, stopped and cut off from the vendor;
// the server is killed, becomes unreachable, closes its connections, and is replaced by the standby. No machine may be
// bought twice, forgotten or left open; the watching host is replaced in time, and the requests of a killed host are
// looked up in time.
func TestChaos(t *testing.T) {
	t.Parallel()
	if slow > 1 && *chaosOrders == 0 {
		t.Skip("the hosts are programs of their own, which do the same without the race detector, four times as fast")
	}
	p := plot{
		hosts: []string{"a", "b", "c"}, orders: 3, pause: 4 * time.Second, lease: testLease, request: testRequest,
		answer: time.Second, speed: 12, skew: map[string]time.Duration{"c": 10 * time.Minute},
	}
	happens := []func(*chaos, *testing.T){(*chaos).endConnections, (*chaos).killOne, (*chaos).promote, (*chaos).cutOne}
	if *chaosOrders > 0 {
		p.orders, p.lease = max(*chaosOrders/2, 1), journal.DefaultLease
		p.pause = 150 * time.Second / time.Duration(p.orders)
		p.request, p.answer, p.skew["c"] = 2*time.Minute, 4*time.Second, -10*time.Minute
		happens = []func(*chaos, *testing.T){
			(*chaos).killOne, (*chaos).hangOne, (*chaos).endConnections, (*chaos).cutOne, (*chaos).restartServer,
			(*chaos).serverAway, (*chaos).killOne, (*chaos).promote, (*chaos).killOne,
		}
	}
	h := newChaos(t, p)
	for _, f := range happens {
		f(h, t)
	}
	h.awaitKnown(t)
	h.lookedUp(t)
	h.finish(t)
	if h.overlaps > 0 {
		t.Errorf("polls that overlapped = %d, want 0", h.overlaps)
	}
}

func newChaos(t *testing.T, p plot) *chaos {
	t.Helper()
	server := &pgtest.Server{}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("Stop() = %v, want nil", err)
		}
	})
	database := server.Database(t)
	standby := server.Standby(t)
	server.Set(t, "synchronous_standby_names", "*")
	p.database = server.Either(t, database, standby)
	h := &chaos{cluster: openCluster(t, server, p), standby: standby}
	h.awaitPurchases(t, 2)
	h.start(t, "c", "c", 0)
	return h
}

// killOne kills the host that watches, and starts another one in its place.
func (h *chaos) killOne(t *testing.T) {
	t.Helper()
	gone := h.signal(t, syscall.SIGKILL)
	h.ends = append(h.ends, time.Now())
	h.pollsElsewhere(t, gone)
	h.awaitLooks(t)
	if _, off := h.plot.skew[gone]; off { // who has no orders
		h.start(t, gone, gone, 0)
		return
	}
	h.names++
	orders, err := h.reader.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of, first := gone[:1], 0
	for _, o := range orders {
		if strings.HasPrefix(string(o.ID), "o-"+of) {
			first++
		}
	}
	h.start(t, fmt.Sprintf("%s%d", of, h.names), of, first)
}

// hangOne stops the host that watches until another one has taken its place.
func (h *chaos) hangOne(t *testing.T) {
	t.Helper()
	h.ends = append(h.ends, time.Now())
	h.hang(t)
	h.awaitLooks(t)
}

// cutOne keeps the host that watches from the vendor until another one has taken its place.
func (h *chaos) cutOne(t *testing.T) {
	t.Helper()
	gone, _ := h.poller()
	h.setCut(gone)
	began := time.Now()
	took := h.await(t, takeover, func() error {
		if host, at := h.poller(); host == gone || at.Before(began) {
			return fmt.Errorf("host %s cannot reach the vendor, and no other one polls", gone)
		}
		return nil
	})
	t.Logf("another host polls %v after host %s was cut off from the vendor", took.Round(time.Millisecond), gone)
	h.setCut("")
}

// goesOn waits until a host polls.
func (h *chaos) goesOn(t *testing.T, after string) {
	t.Helper()
	began := time.Now()
	took := h.await(t, takeover, func() error {
		if _, at := h.poller(); at.Before(began) {
			return errors.New("nobody polls after " + after)
		}
		return nil
	})
	t.Logf("polls go on %v after %s", took.Round(time.Millisecond), after)
}

// endConnections ends every connection to the server, as an administrator does.
func (h *chaos) endConnections(t *testing.T) {
	t.Helper()
	h.server.Exec(t, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'metalwright'")
	h.goesOn(t, "the end of all connections")
}

func (h *chaos) restartServer(t *testing.T) {
	t.Helper()
	for range 2 {
		if err := h.server.Restart(t.Context()); err != nil {
			t.Fatalf("Restart() = %v, want nil", err)
		}
		h.goesOn(t, "the server is back")
	}
}

func (h *chaos) serverAway(t *testing.T) {
	t.Helper()
	if err := h.server.End(); err != nil {
		t.Fatalf("End() = %v, want nil", err)
	}
	<-time.After(away)
	if err := h.server.Restart(t.Context()); err != nil {
		t.Fatalf("Restart() = %v, want nil", err)
	}
	h.goesOn(t, "the server is back, which was away")
}

func (h *chaos) promote(t *testing.T) {
	t.Helper()
	if err := h.server.Promote(t.Context(), h.standby); err != nil {
		t.Fatalf("Promote() = %v, want nil", err)
	}
	h.goesOn(t, "the standby has taken the server's place")
}

// awaitLooks waits until what the host that ended last was sending is looked up: the next one ends after that.
func (h *chaos) awaitLooks(t *testing.T) {
	t.Helper()
	ended := h.ends[len(h.ends)-1]
	h.await(t, firstLooked-time.Since(ended), func() error {
		orders, err := h.reader.Views.Orders(t.Context())
		if err != nil {
			return err
		}
		for _, o := range orders {
			for _, b := range o.Batches {
				if b.State == BatchSent && b.Sent.Before(ended.Add(-h.plot.answer-time.Second)) ||
					b.State == BatchAmbiguous && b.LookedAt.IsZero() {
					return fmt.Errorf("batch %s is %s, and was not looked up", b.Token, b.State)
				}
			}
		}
		return nil
	})
}

// lookedUp measures how long after the end of its host each request was looked up.
func (h *chaos) lookedUp(t *testing.T) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), h.database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(t.Context()) }() // it was only read
	rows, err := c.Query(t.Context(), `select l.batch, l.at, coalesce((select min(e.at) from metalwright.events e
		where e.batch = l.batch and e.at >= l.at and e.kind not in ('sender_lost', 'ambiguous')), 0)
		from metalwright.events l where l.kind = 'sender_lost'`)
	if err != nil {
		t.Fatal(err)
	}
	var (
		batch    string
		lost, at int64
		n        int
		worst    time.Duration
	)
	_, err = pgx.ForEachRow(rows, []any{&batch, &lost, &at}, func() error {
		var ended time.Time
		for _, e := range h.ends {
			if e.UnixMilli() <= lost {
				ended = e
			}
		}
		took := time.UnixMilli(at).Sub(ended)
		if n++; at == 0 || ended.IsZero() || took > firstLooked {
			t.Errorf("batch %s was looked up %v after the end of its host, want %v at most", batch, took, firstLooked)
		}
		worst = max(worst, took)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests of hosts that ended were looked up, the last one %v after the end", n,
		worst.Round(time.Millisecond))
}
