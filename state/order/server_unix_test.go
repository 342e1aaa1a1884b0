//go:build unix

package order

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/clocktest"
)

// TestCrashOnServer kills a program at every named point, as TestCrashMatrix does, with its journal on a server.
func TestCrashOnServer(t *testing.T) {
	t.Parallel()
	p := product(t, bmcID)
	faults := faultsOf(p)
	order := newCloud(t).bmc(t, nil).confirmed(t, 3)
	database := postgres.Database(t)
	cell := 0
	for _, name := range []string{"none", "dropped after"} {
		for _, at := range passings(name) {
			if cell++; cell%stride() != 0 {
				continue
			}
			j := timeless(database)
			j.Schema = fmt.Sprintf("cell%d", cell)
			t.Run(fmt.Sprintf("%s %d, %s", at.point, at.nth, name), func(t *testing.T) {
				t.Parallel()
				crashed(t, p, order, at, faults[name], j)
			})
		}
	}
}

// relay is a way to the server that can be cut in the middle of a COMMIT.
type relay struct {
	net.Listener
	socket string
	cut    atomic.Int32 // what happens to the next COMMIT

	mu    sync.Mutex
	conns []net.Conn
}

// What happens to a COMMIT.
const (
	uncut     = iota
	cutBefore // the server never sees it
	cutAfter  // its answer is lost
)

// relayed returns a relay to the database, and its URL.
func relayed(t *testing.T, database string) (*relay, string) {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{Listener: l, socket: filepath.Join(u.Query().Get("host"), ".s.PGSQL.5432")}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { r.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		r.mu.Lock()
		for _, c := range r.conns {
			_ = c.Close()
		}
		r.mu.Unlock()
		running.Wait()
	})
	return r, "postgres://postgres@" + l.Addr().String() + u.Path + "?sslmode=disable"
}

// serve carries what a client and the server say to each other.
func (r *relay) serve(client net.Conn) {
	server, err := net.Dial("unix", r.socket) //nolint:noctx // the test's end closes it
	if err != nil {
		_ = client.Close()
		return
	}
	r.mu.Lock()
	r.conns = append(r.conns, client, server)
	r.mu.Unlock()
	var deaf atomic.Bool // the client hears nothing more
	go func() {
		_, _ = io.Copy(writerFunc(func(p []byte) (int, error) {
			if deaf.Load() {
				return len(p), client.Close()
			}
			return client.Write(p)
		}), server)
		_ = client.Close()
	}()
	defer func() { _ = server.Close() }()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		if bytes.HasPrefix(buffer[:n], []byte("Q\x00\x00\x00\x0bcommit\x00")) { // PostgreSQL, Message Formats: Query
			switch r.cut.Swap(uncut) {
			case cutBefore:
				_ = client.Close()
				return
			case cutAfter:
				deaf.Store(true)
			}
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
	}
}

type writerFunc func([]byte) (int, error)

// Write calls f.
func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// TestCommitIsLost cuts the connection in the COMMIT of each write point, before the server has it or before its
// answer is here. What is not known to be on disk is not sent; what was sent is written down, however often it takes.
func TestCommitIsLost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point    string
		requests int // purchase requests
	}{
		{"before intent", 0}, // W1
		{"before sent", 0},   // W2
		{"after answer", 2},  // W3, of the first of two batches
	} {
		for name, cut := range map[string]int32{"before the server has it": cutBefore, "before the answer": cutAfter} {
			t.Run(c.point+", "+name, func(t *testing.T) {
				t.Parallel()
				v := newCloud(t)
				r, database := relayed(t, postgres.Database(t))
				var once sync.Once
				w := v.openOn(t, bmcID, timeless(database), newClock(start), func(o *Options) {
					o.Point = func(name string) {
						if name == c.point {
							once.Do(func() { r.cut.Store(cut) })
						}
					}
				})
				_, err := place(t.Context(), w.As("ann"), w.confirmed(t, 3))
				if (err != nil) != (c.point == "before intent") {
					t.Errorf("Place() = %v, want an error when the order may not be on disk, and only then", err)
				}
				w.running.sending.Wait()
				if r.cut.Load() != uncut {
					t.Errorf("no COMMIT came after %q", c.point)
				}
				if got := v.requests(); got != c.requests {
					t.Errorf("purchase requests = %d, want %d", got, c.requests)
				}
				settle(t, w)
				w.check(t, v, 0)
			})
		}
	}
}

// TestTooLate lets the program stand still between W2 and the request until its deadline: it sends nothing.
func TestTooLate(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	clk := newClock(start)
	w := v.openOn(t, bmcID, journal.Options{Dir: t.TempDir()}, clk, func(o *Options) {
		o.Point = func(name string) {
			if name == "after sent" {
				clk.advance(o.Limits.Request + 2*o.Limits.Margin + requestTime*20)
			}
		}
	})
	id := w.place(t, w.confirmed(t, 2))
	w.running.sending.Wait()
	if got := w.order(t, id); v.requests() != 0 || got.Status != Rejected {
		t.Errorf("%d purchase requests, the order is %s, want none, and REJECTED", v.requests(), got.Status)
	}
}

// TestBuyAgainElsewhere decides on a host that does not watch: the look-up before it is this host's own.
func TestBuyAgainElsewhere(t *testing.T) {
	t.Parallel()
	v := newCloud(t, veryLate())
	clk, db := newClock(start), timeless(postgres.Database(t))
	w := v.openOn(t, bmcID, db, clk, nil)
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, 20*time.Minute)
	other := v.openOn(t, bmcID, db, clk, nil)
	a := BuyAgain{ID: id, N: 1, Token: w.order(t, id).Batches[0].Token}
	a.Secrets = provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
	if err := other.As("").Do(t.Context(), a); err != nil {
		t.Fatalf("BuyAgain() = %v, want nil", err)
	}
	other.running.sending.Wait()
	if err := w.As("").Do(t.Context(), a); !errors.Is(err, ErrUnresolved) {
		t.Errorf("BuyAgain() on the host that watches, after that = %v, want %v", err, ErrUnresolved)
	}
	if got := v.requests(); got != 2 {
		t.Errorf("purchase requests = %d, want 2", got)
	}
	w.drive(t, 2*time.Hour)
	w.check(t, v, 2)
}

// TestSleepsBeforeRequest closes the lid between W2 and the request: it sends nothing, although the monotonic clock
// stood still.
func TestSleepsBeforeRequest(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var asleep atomic.Bool
	awake := time.Now()
	w := v.openOn(t, bmcID, journal.Options{Dir: t.TempDir()}, newClock(awake), func(o *Options) {
		o.Now = func() time.Time {
			if asleep.Load() {
				return clocktest.Slept(awake, time.Hour)
			}
			return awake
		}
		o.Point = func(name string) {
			if name == "after sent" {
				asleep.Store(true)
			}
		}
	})
	id := w.place(t, w.confirmed(t, 2))
	w.running.sending.Wait()
	if got := w.order(t, id); v.requests() != 0 || got.Status != Rejected {
		t.Errorf("%d purchase requests, the order is %s, want none, and REJECTED", v.requests(), got.Status)
	}
}

// TestLostRowIsNotInTheLog loses the COMMIT of an order: the log has no head of the audit that is not the audit's.
func TestLostRowIsNotInTheLog(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	r, database := relayed(t, postgres.Database(t))
	var log lockedBuffer
	var once sync.Once
	w := v.openOn(t, bmcID, timeless(database), newClock(start), func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.Point = func(name string) {
			if name == "before intent" {
				once.Do(func() { r.cut.Store(cutBefore) })
			}
		}
	})
	if _, err := place(t.Context(), w.As("ann"), w.confirmed(t, 1)); err == nil {
		t.Fatal("Place() = nil, want an error")
	}
	w.place(t, w.confirmed(t, 2))
	w.running.sending.Wait()
	heads := regexp.MustCompile(`head=(\d+):([0-9a-f]+)`).FindAllStringSubmatch(log.text(), -1)
	if len(heads) != 4 { // each has its quote; the first is refused
		t.Fatalf("the log has %d heads, want those of two quotes, a refusal and an order: %s", len(heads), log.text())
	}
	for _, head := range heads {
		n, err := strconv.Atoi(head[1])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Audit.Verify(t.Context(), journal.Head{N: n, Hash: head[2]}); err != nil {
			t.Errorf("Audit.Verify(%s) = %v, want nil", head[0], err)
		}
	}
}
