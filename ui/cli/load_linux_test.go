package cli_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

const (
	bearable = 500 * time.Millisecond // for orders, whatever others do
	loaded   = 5 * time.Second        // how long they do it
)

// taker is a way to take what a server has.
type taker struct {
	name   string
	take   func(ctx context.Context, s *served, wg *sync.WaitGroup)
	metric string // what counts that there is a bound
}

// takers take as much as they can until their context ends. Others than those that sign in come from many addresses.
func takers() []taker {
	return []taker{
		{"nothing", func(context.Context, *served, *sync.WaitGroup) {}, ""},
		{"documents", takeDocuments, `refused_total{reason="document"}`},
		{"connections that do not sign in", takeConnections, `refused_total{reason="startups"}`},
		{"sign-ins with keys that nobody has", takeSignIns, `refused_total{reason="rate"}`},
		{"screens and sessions", takeSessions, `refused_total{reason="session"}`},
		{"sessions of one connection", takeChannels, `refused_total{reason="line"}`},
		{"commands", takeCommands, ""},
		{"requests", takeRequests, `refused_total{reason="request"}`},
		{"keys", takeKeys, `share_waits_seconds_total`},
		{"rows of the audit", takeRows, `audit_rows_left_out_total{of="person"}`},
	}
}

// TestLoad has alice, or strangers, take all that the server gives them in one way after another, while bob asks for
// the list of orders: on a connection that is open, and on new ones. He waits half a second at most.
func TestLoad(t *testing.T) {
	if !*load {
		t.Skip("it measures time; run it by itself, with -args -load")
	}
	for _, l := range takers() {
		t.Run(l.name, func(t *testing.T) {
			s := serveHere(t, "--speed", "2000", "--max-rate", "5", "--max-per-address", "32")
			side := s.log.Until(t, `"msg":"metrics","listen":"([^"]+)"`)
			s.want("alice", "apply --yes --no-wait", orderFile("web", 1), 0)
			ctx, stop := context.WithTimeout(t.Context(), loaded)
			defer stop()
			var wg sync.WaitGroup
			l.take(ctx, s, &wg)
			open, anew := waits(ctx, s)
			wg.Wait()
			slices.Sort(open)
			slices.Sort(anew)
			t.Logf("%s: orders took %v at worst and %v as a rule on an open connection (%d times), %v and %v on a new one (%d)",
				l.name, open[len(open)-1], open[len(open)/2], len(open), anew[len(anew)-1], anew[len(anew)/2], len(anew))
			if worst := max(open[len(open)-1], anew[len(anew)-1]); worst > bearable {
				t.Errorf("%s: orders took %v, want %v at most", l.name, worst, bearable)
			}
			if l.metric != "" && !counted(t, side, l.metric) {
				t.Errorf("%s: /metrics has no %s above 0", l.name, l.metric)
			}
		})
	}
}

// waits is how long bob waits for orders until ctx ends.
func waits(ctx context.Context, s *served) (open, anew []time.Duration) {
	s.Helper()
	ask := func(c *gossh.Client) {
		one, err := c.NewSession()
		if err == nil {
			err = one.Run("orders")
		}
		if err != nil {
			s.Errorf("orders = %v, want nil", err)
		}
	}
	stays, err := s.dialFrom(9, "bob")
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = stays.Close() }()
	for n := 0; ctx.Err() == nil; n++ {
		started := time.Now()
		if n%10 > 0 { // below the rate of new connections
			ask(stays)
			open = append(open, time.Since(started))
			<-time.After(20 * time.Millisecond)
			continue
		}
		c, err := s.dialFrom(9, "bob")
		if err != nil {
			s.Fatalf("dial() = %v, want bob let in", err)
		}
		ask(c)
		anew = append(anew, time.Since(started))
		_ = c.Close()
	}
	return open, anew
}

// dialFrom signs in from one of many addresses.
func (s *visitors) dialFrom(n int, user string) (*gossh.Client, error) {
	conn, err := s.connect(n)
	if err != nil {
		return nil, err
	}
	c, channels, requests, err := gossh.NewClientConn(conn, s.addr, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(s.keys[user])},
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // it was made a moment ago
	})
	if err != nil {
		return nil, err
	}
	return gossh.NewClient(c, channels, requests), nil
}

func (s *visitors) connect(n int) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, byte(1+n/250), 1, byte(1+n%250))}}
	return d.DialContext(s.Context(), "tcp", s.addr)
}

// counted reports whether a metric is above 0.
func counted(t *testing.T, side, metric string) bool {
	t.Helper()
	rq, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+side+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	rs, err := new(http.Client).Do(rq)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rs.Body.Close() }()
	b, err := io.ReadAll(rs.Body)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?m)^metalwright_` + regexp.QuoteMeta(metric) + ` [0-9.e+-]*[1-9]`).Match(b)
}

// inParallel runs f in n goroutines, over and over until ctx ends.
func inParallel(ctx context.Context, wg *sync.WaitGroup, n int, f func(i int)) {
	for i := range n {
		wg.Go(func() {
			for ctx.Err() == nil {
				f(i)
			}
		})
	}
}

// line is a connection of the user's that ends with ctx.
func (s *visitors) line(ctx context.Context, user string) *gossh.Client {
	s.Helper()
	c, err := s.dialFrom(1, user)
	if err != nil {
		s.Fatal(err)
	}
	context.AfterFunc(ctx, func() { _ = c.Close() })
	return c
}

// runOn runs a command on c; how it ends is nobody's concern.
func runOn(c *gossh.Client, text, in string) {
	one, err := c.NewSession()
	if err != nil {
		return
	}
	defer func() { _ = one.Close() }()
	one.Stdin = strings.NewReader(in)
	_ = one.Run(text)
}

// takeDocuments has eight documents read at once that take longest.
func takeDocuments(ctx context.Context, s *served, wg *sync.WaitGroup) {
	var keys, lists strings.Builder
	for i := range 6000 {
		_, _ = fmt.Fprintf(&keys, "k%d: v\n", i)
	}
	for i := range 9000 {
		_, _ = fmt.Fprintf(&lists, "- %d\n", i)
	}
	const piece = 1 << 18
	docs := []string{
		strings.Repeat("? a\n", piece), keys.String(), "tags:\n" + lists.String(), strings.Repeat("[a, ", piece),
		`{"k": [` + strings.Repeat(`{"a":1},`, piece/2) + "1]}", strings.Repeat("a: b: ", piece/2),
		"k: 'a\n" + strings.Repeat(" |\n \tb\n", piece/2) + "'\n",
	}
	c := s.line(ctx, "alice")
	inParallel(ctx, wg, 8, func(i int) { runOn(c, "plan", docs[i%len(docs)]) })
	d := s.line(ctx, "carol")
	inParallel(ctx, wg, 8, func(i int) { runOn(d, "plan", docs[(i+3)%len(docs)]) })
}

// takeConnections holds more connections than there may be, from 64 addresses, and opens others in their place.
func takeConnections(ctx context.Context, s *served, wg *sync.WaitGroup) {
	const each = 6 // a quarter of all is four
	held := make([][]net.Conn, 64)
	inParallel(ctx, wg, len(held), func(i int) {
		c, err := s.connect(20 + i)
		if err != nil {
			return
		}
		context.AfterFunc(ctx, func() { _ = c.Close() })
		_ = c.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := io.ReadFull(c, make([]byte, 4)); err != nil { // it has been refused
			_ = c.Close()
			return
		}
		if held[i] = append(held[i], c); len(held[i]) > each {
			_ = held[i][0].Close()
			held[i] = held[i][1:]
		}
	})
}

// takeSignIns tries to sign in from 64 addresses, each as often as it may.
func takeSignIns(ctx context.Context, s *served, wg *sync.WaitGroup) {
	inParallel(ctx, wg, 64, func(i int) {
		if c, err := s.dialFrom(20+i, "mallory"); err == nil {
			_ = c.Close()
		}
	})
}

// drawn opens a screen that is drawn anew as long as ctx lasts, and returns what types into it.
func (s *visitors) drawn(c *gossh.Client, command string) (*gossh.Session, io.Writer, error) {
	one, err := c.NewSession()
	if err != nil {
		return nil, nil, err
	}
	one.Stdout, one.Stderr = io.Discard, io.Discard
	keys, err := one.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := one.RequestPty("xterm-256color", 150, 400, nil); err != nil {
		return nil, nil, err
	}
	return one, keys, one.Start(command)
}

// takeSessions holds all the screens that alice may have, and asks for more.
func takeSessions(ctx context.Context, s *served, wg *sync.WaitGroup) {
	c := s.line(ctx, "alice")
	for range 8 {
		if _, _, err := s.drawn(c, "board"); err != nil {
			s.Fatal(err)
		}
	}
	more := []*gossh.Client{s.line(ctx, "alice"), s.line(ctx, "alice")}
	inParallel(ctx, wg, 8, func(i int) { runOn(more[i%2], "orders", "") })
}

// takeChannels asks for more sessions of one connection than it may have.
func takeChannels(ctx context.Context, s *served, wg *sync.WaitGroup) {
	c := s.line(ctx, "alice")
	inParallel(ctx, wg, 64, func(int) { runOn(c, "orders", "") })
}

// takeCommands runs all the commands that it may at once.
func takeCommands(ctx context.Context, s *served, wg *sync.WaitGroup) {
	c := s.line(ctx, "alice")
	all := []string{"orders --json", "orders", "orders show o-none", "plan", "help", "orders watch", "audit", ""}
	inParallel(ctx, wg, 8, func(i int) { runOn(c, all[i], orderFile("web", 1)) })
}

// takeRequests asks within sessions for what is served, and for what is not.
func takeRequests(ctx context.Context, s *served, wg *sync.WaitGroup) {
	c := s.line(ctx, "alice")
	payloads := map[string][]byte{
		"window-change": gossh.Marshal(struct{ W, H, X, Y uint32 }{400, 150, 0, 0}),
		"env":           gossh.Marshal(struct{ K, V string }{"LANG", strings.Repeat("x", 9000)}),
		"x11-req":       make([]byte, 9000),
	}
	small := gossh.Marshal(struct{ W, H, X, Y uint32 }{40, 12, 0, 0})
	var screens []*gossh.Session
	for range 6 {
		one, _, err := s.drawn(c, "")
		if err != nil {
			s.Fatal(err)
		}
		screens = append(screens, one)
	}
	inParallel(ctx, wg, len(screens), func(i int) {
		for name, p := range payloads {
			_, _ = screens[i].SendRequest(name, false, p)
		}
		_, _ = screens[i].SendRequest("window-change", false, small)
	})
	inParallel(ctx, wg, 2, func(int) {
		_, _, _ = c.SendRequest("keepalive@openssh.com", true, nil)
		_, _, _ = c.OpenChannel("direct-tcpip", nil)
	})
}

// takeKeys types into every screen that it may have.
func takeKeys(ctx context.Context, s *served, wg *sync.WaitGroup) {
	c := s.line(ctx, "alice")
	var keys []io.Writer
	for range 8 {
		_, k, err := s.drawn(c, "")
		if err != nil {
			s.Fatal(err)
		}
		keys = append(keys, k)
	}
	typed := strings.Repeat("\x1b[B\x1b[B\x1b[A?\x1b/web\x1b[200~"+strings.Repeat("paste ", 100)+"\x1b[201~\x1b", 20)
	inParallel(ctx, wg, len(keys), func(i int) { _, _ = io.WriteString(keys[i], typed) })
}

// takeRows has what it may not do written down.
func takeRows(ctx context.Context, s *served, wg *sync.WaitGroup) {
	c := s.line(ctx, "vera")
	inParallel(ctx, wg, 8, func(int) { runOn(c, "apply --yes", orderFile("web", 1)) })
}
