package httpx_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
)

// vendor is the smallest vendor: a JSON object, with "code" when it refuses.
func vendor(signed *atomic.Int64) httpx.Vendor {
	return httpx.Vendor{
		Sign: func(r *http.Request, _ []byte, now time.Time) {
			signed.Add(1)
			r.Header.Set("X-Time", strconv.FormatInt(now.Unix(), 10))
		},
		Open: func(a httpx.Answer) (httpx.Envelope, *provider.Error) {
			var e struct{ ID, Code string }
			if json.Unmarshal(a.Body, &e) != nil {
				return httpx.Envelope{}, &provider.Error{Kind: provider.KindProtocol}
			}
			out := httpx.Envelope{RequestID: e.ID, Data: a.Body}
			switch {
			case a.Status == http.StatusTooManyRequests:
				return out, &provider.Error{Kind: provider.KindThrottled, Code: e.Code}
			case a.Status >= 500:
				return out, &provider.Error{Kind: provider.KindUnavailable, Code: e.Code}
			case e.Code != "":
				return out, &provider.Error{Kind: provider.KindInvalid, Code: e.Code}
			}
			return out, nil
		},
	}
}

type pauses struct {
	mu   sync.Mutex
	list []time.Duration
}

func (p *pauses) wait(ctx context.Context, d time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, d)
	return ctx.Err()
}

func open(t *testing.T, url string, transport http.RoundTripper) (*httpx.Client, *pauses, *atomic.Int64) {
	t.Helper()
	var signed atomic.Int64
	p := &pauses{}
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	if transport == nil {
		transport = own
	}
	c, err := httpx.New(vendor(&signed), httpx.Options{
		Endpoint: url, Transport: transport,
		Rate: httpx.Rate{PerSecond: 1000, Burst: 10}, Wait: p.wait,
	})
	if err != nil {
		t.Fatalf("New(%q) = %v", url, err)
	}
	return c, p, &signed
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

var call = httpx.Call{Op: "Describe", Path: "/api/v2/x", Body: []byte(`{}`)}

func TestReadRetries(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		status   int
		body     string
		header   string
		requests int64
		kind     provider.Kind
		least    time.Duration // first pause
	}{
		{"rate limit", 429, `{"ID":"T1","Code":"LIMIT"}`, "", 4, provider.KindThrottled, time.Second},
		{"rate limit with Retry-After", 429, `{"Code":"LIMIT"}`, "7", 4, provider.KindThrottled, 7 * time.Second},
		{"server fault", 503, `{"Code":"DOWN"}`, "", 4, provider.KindUnavailable, 250 * time.Millisecond},
		{"refusal", 400, `{"ID":"T1","Code":"BAD"}`, "", 1, provider.KindInvalid, 0},
		{"web page", 200, `<html>`, "", 1, provider.KindProtocol, 0},
		{"redirect", 302, `moved`, "", 1, provider.KindProtocol, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				n.Add(1)
				if tt.header != "" {
					w.Header().Set("Retry-After", tt.header)
				}
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			})
			c, p, signed := open(t, s.URL, nil)
			_, err := c.Read(t.Context(), call)
			e, ok := errors.AsType[*provider.Error](err)
			if !ok || e.Kind != tt.kind || e.Op != "Describe" || e.HTTP != tt.status {
				t.Fatalf("Read() = %#v, want kind %d of Describe, HTTP %d", err, tt.kind, tt.status)
			}
			if n.Load() != tt.requests || signed.Load() != tt.requests {
				t.Errorf("Read() sent %d requests, signed %d, want %d", n.Load(), signed.Load(), tt.requests)
			}
			if tt.least > 0 && (len(p.list) != 3 || p.list[0] < tt.least) {
				t.Errorf("Read() paused %v, want 3 pauses, the first at least %v", p.list, tt.least)
			}
		})
	}
}

func TestReadRecovers(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch n.Add(1) {
		case 1:
			drop(t, w)
		case 2:
			w.Header().Set("Content-Length", "100") // and then not so many
			_, _ = io.WriteString(w, `{"ID"`)
		case 3:
			w.WriteHeader(http.StatusBadGateway)
		default:
			_, _ = io.WriteString(w, `{"ID":"T4"}`)
		}
		_, _ = io.Copy(io.Discard, r.Body)
	})
	c, _, _ := open(t, s.URL, nil)
	e, err := c.Read(t.Context(), call)
	if n.Load() != 3 { // the 502 has no envelope and ends it
		t.Errorf("requests = %d, want 3", n.Load())
	}
	if k, ok := errors.AsType[*provider.Error](err); !ok || k.Kind != provider.KindProtocol {
		t.Errorf("Read() = %v, %v, want KindProtocol", e, err)
	}
	if e, err = c.Read(t.Context(), call); err != nil || e.RequestID != "T4" {
		t.Errorf("Read() = %v, %v, want T4", e, err)
	}
}

func TestWriteIsSentOnce(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `{"Code":"DOWN"}`)
	})
	c, _, _ := open(t, s.URL, nil)
	if _, err := c.Write(t.Context(), call); err == nil || n.Load() != 1 {
		t.Errorf("Write() = %v with %d requests, want an error with 1", err, n.Load())
	}
}

// drop closes the connection after the request was read.
func drop(t *testing.T, w http.ResponseWriter) {
	t.Helper()
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Errorf("Hijack() = %v", err)
		return
	}
	_ = conn.Close()
}

// A server that reads the request and closes gets it once, on fresh connections and after good ones.
func TestOnceIsSentOnce(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		good int64 // answers before the connection is dropped
	}{{"fresh connection", 0}, {"after an answer", 1}, {"after five answers", 5}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int64
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if n.Add(1) <= tt.good {
					_, _ = io.WriteString(w, `{"ID":"T1"}`)
					return
				}
				drop(t, w)
			})
			c, _, signed := open(t, s.URL, nil)
			for range tt.good {
				if _, _, err := c.Once(t.Context(), call); err != nil {
					t.Fatalf("Once() = %v, want an answer", err)
				}
			}
			_, maySend, err := c.Once(t.Context(), call)
			if err == nil || !maySend || err.Outcome != provider.Ambiguous {
				t.Errorf("Once() = maySend %v, %v, want an ambiguous error", maySend, err)
			}
			if n.Load() != tt.good+1 || signed.Load() != tt.good+1 {
				t.Errorf("Once() reached the server %d times, want %d", n.Load(), tt.good+1)
			}
		})
	}
}

// The same below HTTP: bytes are counted on the socket, the reads of the same client keep connections alive beside it.
func TestOnceUsesNoOldConnection(t *testing.T) {
	t.Parallel()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("Listen() = %v", err)
	}
	var buys, conns atomic.Int64
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conns.Add(1)
			wg.Go(func() { talk(conn, &buys) })
		}
	})
	transport := &http.Transport{}
	c, _, _ := open(t, "http://"+l.Addr().String(), transport)
	for range 3 {
		if _, err := c.Read(t.Context(), call); err != nil {
			t.Fatalf("Read() = %v", err)
		}
	}
	before := conns.Load()
	buy := httpx.Call{Op: "Create", Path: "/buy", Body: []byte(`{}`)}
	if _, maySend, err := c.Once(t.Context(), buy); err == nil || !maySend {
		t.Errorf("Once() = maySend %v, %v, want an error that may have been sent", maySend, err)
	}
	if buys.Load() != 1 || conns.Load() != before+1 {
		t.Errorf("Once() = %d purchases on %d new connections, want 1 on 1", buys.Load(), conns.Load()-before)
	}
	transport.CloseIdleConnections()
	_ = l.Close()
	wg.Wait()
}

// talk answers reads and hangs up on purchases.
func talk(conn net.Conn, buys *atomic.Int64) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Path == "/buy" {
			buys.Add(1)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ID\":\"T1\"}")
	}
}

func TestOnceNotSent(t *testing.T) {
	t.Parallel()
	const url = "http://127.0.0.1:1" // a port that no other test gets
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	other := roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF })
	tests := []struct {
		name      string
		ctx       context.Context
		url       string
		transport http.RoundTripper
		maySend   bool
		outcome   provider.Outcome
	}{
		{"port closed", t.Context(), url, nil, false, provider.NotSent},
		{
			"no TLS there", t.Context(), "https://" + strings.TrimPrefix(serve(t, nil).URL, "http://"), nil, false,
			provider.NotSent,
		},
		{"cancelled before", cancelled, url, nil, false, provider.NotSent},
		{"a transport that reports nothing", t.Context(), url, other, true, provider.Ambiguous},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, _, _ := open(t, tt.url, tt.transport)
			_, maySend, err := c.Once(tt.ctx, call)
			if err == nil || maySend != tt.maySend || err.Outcome != tt.outcome {
				t.Errorf("Once() = maySend %v, %v, want %v with outcome %d", maySend, err, tt.maySend, tt.outcome)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestBodyLimit(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.Copy(w, io.LimitReader(zeros{}, 9<<20))
	})
	c, _, _ := open(t, s.URL, nil)
	_, err := c.Write(t.Context(), call)
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.KindProtocol {
		t.Errorf("Write() of 9 MiB = %v, want KindProtocol", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestEndpoint(t *testing.T) {
	t.Parallel()
	tests := []struct {
		endpoint string
		ok       bool
	}{
		{"https://console.zenlayer.com", true},
		{"https://console.zenlayer.com/", true},
		{"http://127.0.0.1:8080", true},
		{"http://[::1]:8080", true},
		{"http://localhost:1", true},
		{"http://console.zenlayer.com", false},
		{"http://localhost.example.com", false},
		{"http://0.0.0.0:80", false},
		{"ftp://127.0.0.1", false},
		{"https://user:pw@host", false},
		{"https://host/path", false},
		{"https://host?x=1", false},
		{"console.zenlayer.com", false},
		{"", false},
		{"https://%zz", false},
	}
	for _, tt := range tests {
		t.Run(tt.endpoint, func(t *testing.T) {
			t.Parallel()
			_, err := httpx.New(httpx.Vendor{}, httpx.Options{Endpoint: tt.endpoint})
			if (err == nil) != tt.ok {
				t.Fatalf("New(%q) = %v, want ok %v", tt.endpoint, err, tt.ok)
			}
			if e, is := errors.AsType[*provider.Error](err); !tt.ok && (!is || e.Field != provider.FieldAccount) {
				t.Errorf("New(%q) = %v, want a fault of the account", tt.endpoint, err)
			}
		})
	}
}

func TestSkew(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Unix(1767225600, 0).UTC().Format(http.TimeFormat))
		_, _ = io.WriteString(w, `{}`)
	})
	c, err := httpx.New(vendor(new(atomic.Int64)), httpx.Options{
		Endpoint: s.URL, Transport: &http.Transport{DisableKeepAlives: true},
		Now: func() time.Time { return time.Unix(1767225600-600, 5) },
	})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	if _, err := c.Read(t.Context(), call); err != nil || c.Skew() != 10*time.Minute {
		t.Errorf("Skew() after %v = %v, want 10m", err, c.Skew())
	}
}
