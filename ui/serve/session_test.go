package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/ui/serve"
)

// TestSession shows what a session gets: its command, and of the client's environment what is used.
func TestSession(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, echo)
	one := s.session(s.client())
	for _, kv := range [][2]string{
		{"LANG", "zh_CN.UTF-8"},
		{"NO_COLOR", "1"},
		{"LD_PRELOAD", "x"},
		{"METALWRIGHT_STATE", "/"},
		{"LC_ALL", strings.Repeat("x", 1000)},
		{"COLORTERM", "a\x1b"},
	} {
		_ = one.Setenv(kv[0], kv[1]) // what is refused is not there
	}
	out, err := one.Output(`orders "show it" --json`)
	want := `user alice args ["orders" "show it" "--json"] env ["LANG=zh_CN.UTF-8" "NO_COLOR=1"] terminal false 0x0`
	if string(out) != want || exitCode(t, err) != 7 {
		t.Errorf("the session said %q, %v, want %q and exit code 7", out, err, want)
	}
}

// TestWindow holds a client to the largest window, and its terminal's name to what may be one.
func TestWindow(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, echo)
	c := s.client()
	for _, w := range []struct {
		name, term string
		w, h       int
		want       string
	}{
		{"usual", "xterm-256color", 80, 24, `env ["TERM=xterm-256color"] terminal true 80x24`},
		{"huge", "xterm", 60000, 60000, "400x150"},
		{"none", "xterm", 0, 0, "0x0"},
		{"no name", "../../x\x1b", 80, 24, "TERM=xterm\""},
	} {
		one := s.session(c)
		if err := one.RequestPty(w.term, w.h, w.w, nil); err != nil {
			t.Fatalf("%s: RequestPty() = %v", w.name, err)
		}
		if out, _ := one.Output("x"); !strings.Contains(string(out), w.want) {
			t.Errorf("%s: the session said %q, want %q", w.name, out, w.want)
		}
	}
}

// TestClosedRequests asks for everything that is not served.
func TestClosedRequests(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, linger)
	c := s.client()
	one := s.session(c)
	for _, r := range []struct {
		name    string
		payload any
	}{
		{"auth-agent-req@openssh.com", nil},
		{"x11-req", struct {
			Single         bool
			Protocol, Auth string
			Screen         uint32
		}{false, "MIT-MAGIC-COOKIE-1", "00", 0}},
		{"subsystem", struct{ Name string }{"sftp"}},
		{"subsystem", struct{ Name string }{"netconf"}},
		{"exec", struct{ Command string }{strings.Repeat("x", 10<<10)}},
		{"signal", struct{ Name string }{"KILL"}},
		{"break", struct{ Length uint32 }{1}},
		{"nonsense", nil},
	} {
		var payload []byte
		if r.payload != nil {
			payload = gossh.Marshal(r.payload)
		}
		if ok, err := one.SendRequest(r.name, true, payload); ok || err != nil {
			t.Errorf("request %s = %v, %v, want it refused", r.name, ok, err)
		}
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if want := `metalwright_refused_total{reason="request"} 8`; !strings.Contains(w.Body.String(), want) {
		t.Errorf("/metrics has no %s", want)
	}
	for _, name := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "nonsense"} {
		payload := gossh.Marshal(struct {
			Host string
			Port uint32
		}{"127.0.0.1", 0})
		if ok, _, err := c.SendRequest(name, true, payload); ok || err != nil {
			t.Errorf("global request %s = %v, %v, want it refused", name, ok, err)
		}
	}
	for _, name := range []string{
		"direct-tcpip", "direct-streamlocal@openssh.com", "x11", "auth-agent@openssh.com",
		"tun@openssh.com",
	} {
		if _, _, err := c.OpenChannel(name, nil); err == nil {
			t.Errorf("OpenChannel(%s) = nil, want it refused", name)
		}
	}
}

// identity writes a key that is alice's from now on, for the client that people use.
func (s *server) identity(dir string) string {
	s.tb.Helper()
	block, err := gossh.MarshalPrivateKey(private(s.tb), "")
	if err != nil {
		s.tb.Fatal(err)
	}
	signer, err := gossh.ParsePrivateKey(pemOf(block))
	if err != nil {
		s.tb.Fatal(err)
	}
	write(s.tb, s.keys, line(signer, "alice"))
	if err := s.Reload(); err != nil {
		s.tb.Fatalf("Reload() = %v", err)
	}
	return write(s.tb, filepath.Join(dir, "id"), string(pemOf(block)))
}

// TestOpenSSH refuses the same to the client that people use.
func TestOpenSSH(t *testing.T) {
	t.Parallel()
	program := programtest.Path(t, "ssh")
	s := start(t, serve.Limits{}, echo)
	dir := t.TempDir()
	id := s.identity(dir)
	_, port, _ := net.SplitHostPort(s.addr)
	for _, c := range []struct {
		name string
		args []string
		want string
		code int
	}{
		{"a command", []string{"alice@127.0.0.1", "orders", "--json"}, `args ["orders" "--json"]`, 7},
		{"no terminal wanted by a shell", []string{"-T", "alice@127.0.0.1"}, `args [] `, 7},
		{"someone else's name", []string{"bob@127.0.0.1", "orders"}, "Permission denied", 255},
		{"a local forward", []string{"-W", "127.0.0.1:22", "alice@127.0.0.1"}, "forwarding failed", 255},
		{
			"a remote forward",
			[]string{"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22", "alice@127.0.0.1", "x"},
			"remote port forwarding failed", 255,
		},
		{"sftp", []string{"-s", "alice@127.0.0.1", "sftp"}, "subsystem request failed", 255},
		// what runs it decides
		{"a local command's words", []string{"alice@127.0.0.1", "scp", "-t", "/tmp"}, `args ["scp" "-t" "/tmp"]`, 7},
	} {
		ctx, stop := context.WithTimeout(t.Context(), patience)
		args := append([]string{
			"-F", "none", "-p", port, "-i", id, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
			"StrictHostKeyChecking=no",
			"-o", "UserKnownHostsFile=" + filepath.Join(dir, "known"), "-o", "LogLevel=ERROR",
		}, c.args...)
		out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
		stop()
		code := 0
		if err != nil {
			code = err.(*exec.ExitError).ExitCode() //nolint:errorlint,forcetypeassert // of exec itself
		}
		if !strings.Contains(string(out), c.want) || code != c.code {
			t.Errorf("%s: ssh %q = %q, exit code %d, want %q and %d", c.name, c.args, out, code, c.want, c.code)
		}
	}
}

// TestLimits refuses more than the server takes, and takes it again when there is room.
func TestLimits(t *testing.T) {
	t.Parallel()
	t.Run("connections of an address", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{PerAddress: 2}, linger)
		first := s.client()
		s.client()
		if c, err := s.dial("alice", s.key); err == nil {
			_ = c.Close()
			t.Error("dial() = nil, want the third connection refused")
		}
		_ = first.Close()
		s.log.WaitFor(t, `"msg":"connection closed"`) // the refused one was never open
		s.client()
	})
	t.Run("connections", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{Connections: 1}, linger)
		s.client()
		if c, err := s.dial("alice", s.key); err == nil {
			_ = c.Close()
			t.Error("dial() = nil, want the second connection refused")
		}
	})
	t.Run("rate of an address", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{Rate: 0.001}, linger)
		refused := 0
		for range 25 {
			c, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			_ = c.SetReadDeadline(time.Now().Add(patience))
			if _, err := c.Read(make([]byte, 4)); err != nil { // no greeting
				refused++
			}
			_ = c.Close()
		}
		if refused != 5 {
			t.Errorf("%d of 25 connections were refused, want 5 after a burst of 20", refused)
		}
	})
	t.Run("sessions of a user", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{PerUser: 2}, linger)
		a, b := s.linger(s.client()), s.linger(s.client())
		out, errs, code := s.orders(s.client())
		if out != "" || !strings.Contains(errs, "You already have 2 sessions here") || code != 1 {
			t.Errorf("exec() = %q, %q, %d, want a refusal that says so", out, errs, code)
		}
		_, _ = a.Close(), b.Close()
	})
	t.Run("sessions of a connection", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{PerLine: 2}, linger)
		c := s.client()
		a := s.session(c)
		s.session(c)
		if _, err := c.NewSession(); err == nil {
			t.Error("NewSession() = nil, want the third session refused")
		}
		_ = a.Close()
		s.log.WaitFor(t, `"msg":"channel closed"`)
		s.session(c)
	})
	t.Run("time of the handshake", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{Handshake: 100 * time.Millisecond}, linger)
		s.cut(nil)
	})
	t.Run("a connection without a session", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{Idle: 100 * time.Millisecond}, linger)
		if err := s.client().Wait(); err == nil {
			t.Error("Wait() = nil, want the connection cut")
		}
	})
	t.Run("the longest connection", func(t *testing.T) {
		t.Parallel()
		s := start(t, serve.Limits{Longest: 300 * time.Millisecond}, linger)
		c := s.client()
		s.linger(c)
		if err := c.Wait(); err == nil {
			t.Error("Wait() = nil, want the connection cut")
		}
	})
}

// linger begins a session of c that does not end by itself.
func (s *server) linger(c *gossh.Client) *gossh.Session {
	s.tb.Helper()
	one := s.session(c)
	out, err := one.StdoutPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	if err := one.Start("linger"); err != nil {
		s.tb.Fatalf("Start() = %v", err)
	}
	if _, err := io.ReadFull(out, make([]byte, len("here"))); err != nil {
		s.tb.Fatalf("the session does not begin: %v", err)
	}
	return one
}

// cut opens a connection that sends what it is given and waits for its end.
func (s *server) cut(send []byte) {
	s.tb.Helper()
	c, err := new(net.Dialer).DialContext(s.tb.Context(), "tcp", s.addr)
	if err != nil {
		s.tb.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(patience))
	_, _ = c.Write(send)
	if _, err := io.Copy(io.Discard, c); isTimeout(err) {
		s.tb.Error("the connection stays open, want it cut")
	}
}

func isTimeout(err error) bool {
	e, ok := err.(net.Error) //nolint:errorlint // of the connection itself
	return ok && e.Timeout()
}

// TestChannelClosed ends a session whose channel is closed while its connection lives on, as OpenSSH's ControlMaster
// does.
func TestChannelClosed(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{}, 2)
	s := start(t, serve.Limits{}, func(ctx context.Context, one *serve.Session) int {
		defer func() { ended <- struct{}{} }()
		return linger(ctx, one)
	})
	c := s.client()
	for range 2 {
		_ = s.linger(c).Close()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("the session continues without its channel")
		}
	}
	s.linger(c)
}
