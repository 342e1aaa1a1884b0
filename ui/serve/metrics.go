package serve

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	process "github.com/VictoriaMetrics/metrics"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// metrics is what is counted, and what is looked up when someone asks.
type metrics struct {
	server  *Server
	screens atomic.Int64
	cert    atomic.Int64

	refused, ends, skipped, waits *Counter

	mu   sync.Mutex
	more []*Counter // of others
}

func newMetrics(s *Server) *metrics {
	return &metrics{
		server:  s,
		refused: NewCounter("refused_total", "Connections, sessions, requests and documents that were refused.", "reason"),
		ends:    NewCounter("sessions_ended_total", "Sessions that have ended, by exit code; 255 is a panic.", "code"),
		skipped: NewCounter("audit_rows_left_out_total", "Rows of the audit that were one too many in a minute.", "of"),
		waits: NewCounter("share_waits_seconds_total",
			"How long screens and files waited, of people who took more than their share of the processor."),
	}
}

func (m *metrics) refuse(reason string) { m.refused.Inc(reason) }

// certified keeps when the host certificate ends; zero: never.
func (m *metrics) certified(until time.Time) {
	if until.IsZero() {
		m.cert.Store(0)
		return
	}
	m.cert.Store(until.Unix())
}

func (m *metrics) skip(who string) {
	of := "person"
	if who == "" {
		of = "stranger"
	}
	m.skipped.Inc(of)
}

func (m *metrics) waited(d time.Duration) { m.waits.add(d.Seconds()) }

func (m *metrics) ended(code int) { m.ends.Inc(strconv.Itoa(code)) }

// scrape is how long the journal may take to answer.
const scrape = 5 * time.Second

// write writes all metrics: the program's, then those of Go and of the process.
func (m *metrics) write(to *bytes.Buffer) {
	gauge("sessions", "Sessions that are open.").value(to, float64(m.server.sessions.count()))
	gauge("screens", "Sessions that show a screen.").value(to, float64(m.screens.Load()))
	gauge("connections", "Connections that are open, signed in or not.").value(to, float64(m.server.limiter.count()))
	end := gauge("host_certificate_end_seconds",
		"When the host certificate ends, in Unix time; 0 without one, or when it never does.")
	end.value(to, float64(m.cert.Load()))
	m.mu.Lock()
	counters := slices.Concat([]*Counter{m.refused, m.ends, m.skipped, m.waits}, m.more)
	m.mu.Unlock()
	for _, c := range counters {
		c.write(to)
	}
	m.writeWatching(to)
	m.writeOrders(to)
	process.WriteProcessMetrics(to)
}

// writeWatching writes which accounts this host watches.
func (m *metrics) writeWatching(to *bytes.Buffer) {
	turn := gauge("watching", "Whether this host is the one that watches the account's orders.", "product", "account")
	fault := gauge("watch_trouble_seconds",
		"For how long this host could not watch the account's orders, and why.", "product", "account", "reason")
	turns, faults := map[string]float64{}, map[string]float64{}
	for _, w := range m.server.opt.Orders.Watching() {
		at := turn.at([]string{string(w.Product), w.Account})
		turns[at] = 0
		if w.WatchLock {
			turns[at] = 1
		}
		if t := w.WatchError; t != nil {
			faults[fault.at([]string{string(w.Product), w.Account, t.Reason()})] = m.server.opt.Now().Sub(t.Since).Seconds()
		}
	}
	turn.samples(to, turns)
	fault.samples(to, faults)
}

// writeOrders writes what the journal says.
func (m *metrics) writeOrders(to *bytes.Buffer) {
	up := gauge("journal_up", "Whether the journal could be read.")
	ctx, cancel := context.WithTimeout(context.Background(), scrape)
	defer cancel()
	views, err := m.server.orders.orders(ctx)
	if err != nil {
		up.value(to, 0)
		return
	}
	up.value(to, 1)
	orders := gauge("orders", "Orders in the journal.", "state")
	states := map[string]float64{}
	for _, w := range []order.Status{
		order.Waiting, order.Sending, order.Ambiguous, order.Provisioning, order.Done, order.Partial, order.Failed,
		order.Rejected,
	} {
		states[orders.at([]string{string(w)})] = 0
	}
	for _, v := range views {
		states[orders.at([]string{string(v.Status)})]++
	}
	orders.samples(to, states)
	lag := gauge("watcher_lag_seconds", "How long a poll of open orders is overdue.", "product", "account")
	all := map[string]float64{}
	for k, d := range lags(views, m.server.opt.Now()) {
		all[lag.at([]string{string(k.product), k.account})] = d.Seconds()
	}
	lag.samples(to, all)
}

type watched struct {
	product provider.ProductID
	account string
}

// lags is how long ago the accounts with open orders should have been polled.
func lags(views []order.View, now time.Time) map[watched]time.Duration {
	all := map[watched]time.Duration{}
	for _, v := range views {
		if !v.Open || v.Status == order.Waiting { // nothing of it is polled
			continue
		}
		k := watched{v.Product, v.Account}
		all[k] = max(all[k], 0)
		if !v.Watch.NextAt.IsZero() {
			all[k] = max(all[k], now.Sub(v.Watch.NextAt))
		}
	}
	return all
}

// Register adds what someone else counts to the server's metrics.
func (s *Server) Register(c *Counter) {
	s.metrics.mu.Lock()
	defer s.metrics.mu.Unlock()
	s.metrics.more = append(s.metrics.more, c)
}

// Handler answers /metrics, /healthz (the process runs) and /readyz (sessions can begin, the journal can be read and
// written, and this host can watch the orders; else why not).
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		var b bytes.Buffer
		s.metrics.write(&b)
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = w.Write(b.Bytes()) // who asked may be gone
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), scrape)
		defer cancel()
		answer(w, s.Ready(ctx))
	})
	return mux
}

// ErrPublic refuses to show the metrics to others than this machine.
var ErrPublic = errors.New("metrics are for this machine alone: listen on 127.0.0.1 or [::1]")

// ListenLocal listens on an address of this machine alone.
func ListenLocal(ctx context.Context, addr string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	if !host(l.Addr()).IsLoopback() {
		return nil, errors.Join(ErrPublic, l.Close())
	}
	return l, nil
}
