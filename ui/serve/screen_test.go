package serve_test

import (
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/uitest"
)

func private(tb testing.TB) ed25519.PrivateKey {
	tb.Helper()
	_, k, err := ed25519.GenerateKey(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func pemOf(b *pem.Block) []byte { return pem.EncodeToMemory(b) }

// screen shows its size, the last key and the last notice. "p" is a fault, "q" quits, "z" suspends.
type screen struct{ size, key, said string }

func (m *screen) Init() tea.Cmd { return nil }

func (m *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.size = fmt.Sprintf("<%dx%d>", msg.Width, msg.Height)
	case app.Notice:
		m.said = msg.Text
	case app.Quit:
		return m, tea.Quit
	case tea.KeyPressMsg:
		m.key = "[" + msg.String() + "]"
		switch msg.String() {
		case "p":
			panic("a fault of ours")
		case "c":
			return m, func() tea.Msg { panic("a fault in a command") }
		case "z":
			return m, tea.Suspend
		case "q":
			return m, tea.Quit
		}
	}
	return m, nil
}

func (m *screen) View() tea.View {
	v := tea.NewView(m.size + m.key + m.said)
	v.AltScreen = true
	return v
}

// show runs a screen.
func show(ctx context.Context, s *serve.Session) int {
	err := s.Show(ctx, &screen{}, term.Options{})
	if err != nil {
		_, _ = fmt.Fprintln(s.Err, err)
		return 1
	}
	return 0
}

// terminal is a session with a terminal.
type terminal struct {
	*gossh.Session
	out  *uitest.Output // of both streams, of which a terminal has one
	in   io.WriteCloser
	done chan error
}

func (s *server) terminal(c *gossh.Client) *terminal { return s.sized(c, 80, 24) }

// sized is a session with a terminal that says that it has the size.
func (s *server) sized(c *gossh.Client, w, h int) *terminal {
	s.tb.Helper()
	t := &terminal{Session: s.session(c), out: &uitest.Output{}, done: make(chan error, 1)}
	t.Stdout, t.Stderr = t.out, t.out
	var err error
	if t.in, err = t.StdinPipe(); err != nil {
		s.tb.Fatal(err)
	}
	if err := t.RequestPty("xterm-256color", h, w, nil); err != nil {
		s.tb.Fatal(err)
	}
	if err := t.Shell(); err != nil {
		s.tb.Fatal(err)
	}
	go func() { t.done <- t.Wait() }()
	return t
}

func (t *terminal) press(k string) { _, _ = io.WriteString(t.in, k) }

// code waits for the end.
func (t *terminal) code(tb testing.TB) int {
	tb.Helper()
	select {
	case err := <-t.done:
		return exitCode(tb, err)
	case <-time.After(patience):
		tb.Fatalf("the session does not end; it wrote\n%q", t.out)
		return -1
	}
}

// TestScreen draws in the client's window, follows its size up to the largest, and quits.
func TestScreen(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, show)
	x := s.terminal(s.client())
	x.out.WaitFor(t, "<80x24>")
	if err := x.WindowChange(30, 100); err != nil {
		t.Fatal(err)
	}
	x.out.WaitFor(t, "100x30")
	if err := x.WindowChange(9000, 9000); err != nil {
		t.Fatal(err)
	}
	x.out.WaitFor(t, "400x150")
	x.press("z") // must not stop the server's process
	x.out.WaitFor(t, "[z]")
	x.press("q")
	if got := x.code(t); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}

// TestScreenWithoutSize draws 80 by 24 for a client that reports no size, and does not let it take a size back.
func TestScreenWithoutSize(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, show)
	c := s.client()
	for _, change := range []struct {
		w, h int
		want string
	}{{0, 0, "<80x24>"}, {0, 50, "<80x50>"}, {100, 0, "<100x24>"}} {
		x := s.sized(c, change.w, change.h)
		x.out.WaitFor(t, change.want)
		if err := x.WindowChange(30, 90); err != nil {
			t.Fatal(err)
		}
		x.out.WaitFor(t, "90x30")
		if err := x.WindowChange(0, 0); err != nil {
			t.Fatal(err)
		}
		x.press("x") // is drawn in a window that is still there
		x.out.WaitFor(t, "[x]")
		x.press("q")
		if got := x.code(t); got != 0 {
			t.Errorf("exit code = %d, want 0", got)
		}
	}
}

// TestPanic ends the session with the fault and no other, wherever the fault is.
func TestPanic(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, func(ctx context.Context, one *serve.Session) int {
		if len(one.Args) > 0 {
			panic("a fault with a secret in it")
		}
		if err := one.Show(ctx, &screen{}, term.Options{}); err != nil {
			return serve.ExitPanic
		}
		return 0
	})
	c := s.client()
	other := s.terminal(s.client())
	other.out.WaitFor(t, "<80x24>")
	for _, k := range []string{"p", "c"} {
		x := s.terminal(c)
		x.out.WaitFor(t, "<80x24>")
		x.press(k)
		if got := x.code(t); got != serve.ExitPanic {
			t.Errorf("after a panic by %q the exit code = %d, want %d", k, got, serve.ExitPanic)
		}
	}
	_, errs, code := s.orders(c)
	if code != serve.ExitPanic || !strings.Contains(errs, "An internal error") || strings.Contains(errs, "secret") {
		t.Errorf("exec() said %q, exit code %d, want the fault said and %d", errs, code, serve.ExitPanic)
	}
	log := s.log.String()
	if strings.Contains(log, "secret") || strings.Contains(log, "a fault in a command") {
		t.Errorf("the log has the panic's words:\n%s", log)
	}
	if n := strings.Count(log, "session panicked"); n != 3 || strings.Count(log, "screen_test.go") < 3 {
		t.Errorf("the log has %d lines about panics, want 3 with their stacks:\n%s", n, log)
	}
	page := httptest.NewRecorder()
	s.Handler().ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if want := "metalwright_sessions_ended_total{code=\"255\"} 3\n"; !strings.Contains(page.Body.String(), want) {
		t.Errorf("the metrics have no line %q:\n%s", want, page.Body)
	}
	other.press("x")
	other.out.WaitFor(t, "[x]")
}

// TestIdle warns someone who presses no key, stays when they do, and ends the session when they do not.
func TestIdle(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{Idle: time.Second}, show)
	x := s.terminal(s.client())
	x.out.WaitFor(t, "Are you still there?")
	x.press("x")
	x.out.WaitFor(t, "[x]")
	if got := x.code(t); got != 1 {
		t.Errorf("exit code = %d, want 1", got)
	}
	x.out.WaitFor(t, "no key was pressed")
}

// TestShutdown warns sessions, ends them in time, and lets nobody in meanwhile.
func TestShutdown(t *testing.T) {
	t.Parallel()
	s := startWith(t, setup{run: show, grace: time.Second})
	c := s.client()
	x := s.terminal(c)
	x.out.WaitFor(t, "<80x24>")
	s.stop()
	x.out.WaitFor(t, "The server shuts down in 1 s")
	if _, err := s.dial("alice", s.key); err == nil {
		t.Error("dial() = nil, want nobody let in")
	}
	if _, errs, code := s.orders(c); code != 1 || !strings.Contains(errs, "is shutting down") {
		t.Errorf("exec() said %q, exit code %d, want it refused", errs, code)
	}
	if err := s.Ready(t.Context()); err == nil {
		t.Error("Ready() = nil while the server goes down")
	}
	if got := x.code(t); got != 1 {
		t.Errorf("exit code = %d, want 1", got)
	}
	x.out.WaitFor(t, "sign in again later")
	_ = c.Close() // as clients do; the server waits for it
	s.ended()
}

// TestShutdownAtOnce ends a server that has hardly started.
func TestShutdownAtOnce(t *testing.T) {
	t.Parallel()
	for range 20 {
		s := start(t, serve.Limits{}, show)
		s.stop()
		s.ended()
	}
}

// TestShutdownDeadline cuts a session that does not end.
func TestShutdownDeadline(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	s := start(t, serve.Limits{}, func(_ context.Context, one *serve.Session) int {
		_, _ = io.WriteString(one.Out, "here")
		<-release
		return 0
	})
	s.linger(s.client())
	s.stop()
	s.ended()
	close(release)
}

// TestBaseline comes back to the goroutines from before when sessions end in every way: what a round left behind would
// be there as often as there were rounds, and only the last one may still be ending.
func TestBaseline(t *testing.T) { //nolint:paralleltest // it counts the goroutines of the process
	open := &gauge{none: sync.NewCond(new(sync.Mutex))} // sessions, and connections of the server
	s := startWith(t, setup{
		limits: serve.Limits{PerUser: 100, Rate: 1000},
		run: func(ctx context.Context, one *serve.Session) int {
			open.add(1)
			defer open.add(-1)
			return show(ctx, one)
		},
		behind: func(l net.Listener) net.Listener { return counted{l, open} },
	})
	round := func() {
		c := s.client()
		quit := s.terminal(c)
		quit.out.WaitFor(t, "<80x24>")
		quit.press("q")
		quit.code(t)
		closed := s.terminal(c)
		closed.out.WaitFor(t, "<80x24>")
		_ = closed.Close() // the channel alone
		command := s.session(c)
		_ = command.Start("x")
		dropped := s.terminal(c)
		dropped.out.WaitFor(t, "<80x24>")
		_ = c.Close() // everything
		over := make(chan struct{})
		go func() {
			open.wait()
			close(over)
		}()
		select {
		case <-over:
		case <-time.After(patience):
			t.Fatalf("a session or connection does not end:\n%s", stacks())
		}
	}
	round()
	const rounds = 40
	base := runtime.NumGoroutine()
	for range rounds {
		round()
	}
	if n := runtime.NumGoroutine(); n >= base+rounds {
		t.Fatalf("after %d rounds there are %d goroutines, want the %d from before:\n%s", rounds, n, base, stacks())
	}
}

// gauge counts what is open. Other than with a WaitGroup, more may be opened while someone waits for the end of all.
type gauge struct {
	none *sync.Cond
	n    int
}

func (g *gauge) add(n int) {
	g.none.L.Lock()
	defer g.none.L.Unlock()
	if g.n += n; g.n == 0 {
		g.none.Broadcast()
	}
}

func (g *gauge) wait() {
	g.none.L.Lock()
	defer g.none.L.Unlock()
	for g.n > 0 {
		g.none.Wait()
	}
}

// counted counts the connections that are open.
type counted struct {
	net.Listener
	open *gauge
}

// Accept is that of the listener.
func (l counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.open.add(1)
	return &countedConn{c, sync.OnceFunc(func() { l.open.add(-1) })}, nil
}

type countedConn struct {
	net.Conn
	done func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	defer c.done()
	return c.Conn.Close()
}

func stacks() string {
	b := make([]byte, 4<<20)
	return string(b[:runtime.Stack(b, true)])
}
