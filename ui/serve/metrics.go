package serve

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// metrics is what is counted.
type metrics struct {
	server   *Server
	registry *prometheus.Registry
	screens  prometheus.Gauge
	cert     prometheus.Gauge
	refused  *prometheus.CounterVec
	ends     *prometheus.CounterVec
	skipped  *prometheus.CounterVec
	waits    prometheus.Counter

	sessions, connections, orders, lag, up, turn, trouble *prometheus.Desc
}

func newMetrics(s *Server) *metrics {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("metalwright_"+name, help, labels, nil)
	}
	counter := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "metalwright_" + name, Help: help}, []string{label})
	}
	m := &metrics{
		server: s, registry: prometheus.NewRegistry(),
		screens: prometheus.NewGauge(prometheus.GaugeOpts{Name: "metalwright_screens", Help: "Sessions that show a screen."}),
		cert: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "metalwright_host_certificate_end_seconds",
			Help: "When the host certificate ends, in Unix time; 0 without one, or when it never does.",
		}),
		refused: counter("refused_total", "Connections, sessions, requests and documents that were refused.", "reason"),
		ends:    counter("sessions_ended_total", "Sessions that have ended, by exit code; 255 is a panic.", "code"),
		waits: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "metalwright_share_waits_seconds_total",
			Help: "How long screens and files waited, of people who took more than their share of the processor.",
		}),
		skipped:     counter("audit_rows_left_out_total", "Rows of the audit that were one too many in a minute.", "of"),
		sessions:    desc("sessions", "Sessions that are open."),
		connections: desc("connections", "Connections that are open, signed in or not."),
		orders:      desc("orders", "Orders in the journal.", "state"),
		lag:         desc("watcher_lag_seconds", "How long a poll of open orders is overdue.", "product", "account"),
		up:          desc("journal_up", "Whether the journal could be read."),
		turn: desc("watching", "Whether this host is the one that watches the account's orders.", "product",
			"account"),
		trouble: desc("watch_trouble_seconds", "For how long this host could not watch the account's orders, and why.",
			"product", "account", "reason"),
	}
	m.registry.MustRegister(
		m, m.screens, m.cert, m.refused, m.ends, m.skipped, m.waits, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

func (m *metrics) refuse(reason string) { m.refused.WithLabelValues(reason).Inc() }

// certified keeps when the host certificate ends; zero: never.
func (m *metrics) certified(until time.Time) {
	if until.IsZero() {
		m.cert.Set(0)
		return
	}
	m.cert.Set(float64(until.Unix()))
}

func (m *metrics) skip(who string) {
	of := "person"
	if who == "" {
		of = "stranger"
	}
	m.skipped.WithLabelValues(of).Inc()
}

func (m *metrics) waited(d time.Duration) { m.waits.Add(d.Seconds()) }

func (m *metrics) ended(code int) { m.ends.WithLabelValues(strconv.Itoa(code)).Inc() }

// Describe lists what is read when it is asked for.
func (m *metrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.sessions, m.connections, m.orders, m.lag, m.up, m.turn, m.trouble} {
		to <- d
	}
}

// scrape is how long the journal may take to answer.
const scrape = 5 * time.Second

// Collect reads it.
func (m *metrics) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	m.server.mu.Lock()
	sessions := len(m.server.sessions)
	m.server.mu.Unlock()
	gauge(m.sessions, float64(sessions))
	gauge(m.connections, float64(m.server.door.count()))
	for _, w := range m.server.opt.Orders.Watching() {
		has := 0.0
		if w.Turn {
			has = 1
		}
		gauge(m.turn, has, string(w.Product), w.Account)
		if t := w.Trouble; t != nil {
			gauge(m.trouble, m.server.opt.Now().Sub(t.Since).Seconds(), string(w.Product), w.Account, t.Reason())
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), scrape)
	defer cancel()
	views, err := m.server.hub.orders(ctx)
	if err != nil {
		gauge(m.up, 0)
		return
	}
	gauge(m.up, 1)
	states := map[order.Word]int{
		order.Waiting: 0,
		order.Sending: 0, order.Ambiguous: 0, order.Provisioning: 0, order.Done: 0, order.Partial: 0, order.Failed: 0,
		order.Rejected: 0,
	}
	for _, v := range views {
		states[v.Word]++
	}
	for w, n := range states {
		gauge(m.orders, float64(n), string(w))
	}
	for k, d := range lags(views, m.server.opt.Now()) {
		gauge(m.lag, d.Seconds(), string(k.product), k.account)
	}
}

type watched struct {
	product provider.ProductID
	account string
}

// lags is how long ago the accounts with open orders should have been polled.
func lags(views []order.View, now time.Time) map[watched]time.Duration {
	all := map[watched]time.Duration{}
	for _, v := range views {
		if !v.Open || v.Word == order.Waiting { // nothing of it is polled
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

// Register adds what somebody else counts to the server's metrics.
func (s *Server) Register(c prometheus.Collector) error { return s.metrics.registry.Register(c) }

// Handler answers /metrics, /healthz (the process runs) and /readyz (sessions can begin, the journal can be read and
// written, and this host can watch the orders; else why not).
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
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
