package cli_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// served is a server on the simulated cloud, and those who use it.
type served struct {
	visitors
	dir    string            // state
	files  string            // keys and people
	vendor string            // the URL of what the server takes for real accounts; "" is the simulated cloud
	env    map[string]string // of the server, whose profiles are real accounts; nil: see vendor
	now    func() time.Time
	prods  []*provider.Product // of the server; nil: all
	stop   func()
	code   func() int // waits for the end
}

// visitors are those who use a server over SSH, each with a key of their own.
type visitors struct {
	testing.TB
	addr string
	keys map[string]gossh.Signer
	own  map[string]ed25519.PrivateKey // the same, for a client that is another program
	log  *uitest.Output                // the server's
}

const somebody = `
people:
  alice: {roles: [operator]}
  bob: {roles: [operator], limits: {instances: 2, orders_per_day: 1}}
  erin: {roles: [operator], limits: {per_order: {USD: 100}}}
  carol: {roles: [operator], orders: own}
  dave: {roles: [operator], profiles: [prod]}
  vera: {roles: [viewer]}
  root: {roles: [admin]}
`

// prepare makes keys for everybody in someone, and for one who is not.
func prepare(tb testing.TB) *served {
	tb.Helper()
	s := &served{
		visitors: visitors{
			TB: tb, keys: map[string]gossh.Signer{}, own: map[string]ed25519.PrivateKey{}, log: &uitest.Output{},
		},
		now: time.Now, dir: tb.TempDir(), files: tb.TempDir(),
	}
	var all strings.Builder
	for _, name := range []string{"alice", "bob", "carol", "dave", "erin", "vera", "root", "mallory"} {
		_, private, err := ed25519.GenerateKey(nil)
		if err != nil {
			tb.Fatal(err)
		}
		if s.keys[name], err = gossh.NewSignerFromKey(private); err != nil {
			tb.Fatal(err)
		}
		s.own[name] = private
		all.WriteString(strings.TrimSpace(string(gossh.MarshalAuthorizedKey(s.keys[name].PublicKey()))) + " " + name +
			"@laptop\n")
	}
	s.file("keys", all.String())
	s.file("people.yaml", somebody)
	return s
}

func (s *served) file(name, content string) string {
	s.Helper()
	path := filepath.Join(s.files, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		s.Fatal(err)
	}
	return path
}

func (s *served) args(more ...string) []string {
	where := []string{"serve", "--sim"}
	if s.vendor != "" {
		where = []string{"serve", "--endpoint", "zenlayer-bmc=" + s.vendor, "--endpoint", "zenlayer-vm=" + s.vendor}
	}
	if s.env != nil {
		where = []string{"serve"}
	}
	return append(append(where,
		"--state", s.dir, "--listen", "127.0.0.1:0", "--authorized-keys", filepath.Join(s.files, "keys"),
		"--people", filepath.Join(s.files, "people.yaml"), "--metrics", "127.0.0.1:0", "--max-rate", "1000",
		"--max-per-address", "1000", "--grace", "1s",
	), more...)
}

// simulatedVendor is the URL of a simulated cloud that the program takes for real accounts.
func simulatedVendor(tb testing.TB) string {
	tb.Helper()
	cloud, err := sim.Open(tb.Context(), sim.Options{Now: time.Now, Speed: 2000})
	if err != nil {
		tb.Fatal(err)
	}
	s := httptest.NewServer(cloud.Handler())
	tb.Cleanup(func() {
		s.Close()
		_ = cloud.Close()
	})
	return s.URL
}

// serveHere runs a server inside the test.
func serveHere(tb testing.TB, more ...string) *served {
	tb.Helper()
	return prepare(tb).here(more...)
}

// here runs the server inside the test.
func (s *served) here(more ...string) *served {
	s.Helper()
	tb := s.TB
	env := map[string]string{"SECRET_OF_THE_SERVER": "planted"}
	if s.vendor != "" {
		env["ZENLAYER_ACCESS_KEY_ID"], env["ZENLAYER_ACCESS_KEY_SECRET"] = "SIMKEY0000000000", "simulated-secret-buys-nothing"
	}
	maps.Copy(env, s.env)
	p := process(tb, s.now, env)
	p.Args, p.Err, p.In = s.args(more...), s.log, strings.NewReader("")
	ctx, stop := context.WithCancel(context.WithoutCancel(tb.Context()))
	ended := make(chan int, 1)
	prods := s.prods
	if prods == nil {
		prods = all.Products()
	}
	go func() { ended <- cli.Main(ctx, p, prods) }()
	s.started(stop, func() int {
		code := <-ended
		ended <- code
		return code
	})
	return s
}

// restartOneHourLater ends the server and runs another one on its journal, by a clock on which what was ordered has
// come up.
func (s *served) restartOneHourLater() *served {
	s.Helper()
	s.stop()
	s.code() // the clean-up looks at it
	next := prepare(s.TB)
	next.dir, next.now = s.dir, func() time.Time { return time.Now().Add(time.Hour) }
	return next.here()
}

// serveApart runs a server as a process of its own.
func serveApart(tb testing.TB, more ...string) (*served, *os.Process) {
	tb.Helper()
	s := prepare(tb)
	return s, startApart(s, more...)
}

// startApart runs the server as a process of its own.
func startApart(s *served, more ...string) *os.Process {
	s.Helper()
	tb := s.TB
	c := exec.CommandContext(context.WithoutCancel(tb.Context()), Runtime, s.args(more...)...)
	c.Env, c.Stderr = []string{"HOME=" + tb.TempDir(), "SECRET_OF_THE_SERVER=planted"}, s.log
	if err := c.Start(); err != nil {
		tb.Fatal(err)
	}
	ended := make(chan int, 1)
	go func() {
		_ = c.Wait() // its state says how it ended
		ended <- c.ProcessState.ExitCode()
	}()
	s.started(sync.OnceFunc(func() { _ = c.Process.Signal(syscall.SIGTERM) }), func() int {
		code := <-ended
		ended <- code
		return code
	})
	return c.Process
}

func (s *served) started(stop func(), code func() int) {
	s.Helper()
	s.stop, s.code = stop, code
	s.addr = s.log.Until(s, `Serving on (\S+)\. `)
	s.Cleanup(func() {
		stop()
		if got := code(); got != 0 {
			s.Errorf("the server's exit code = %d, want 0; it said\n%s", got, s.log)
		}
	})
}

func (s *visitors) dial(user string) *gossh.Client {
	s.Helper()
	c, err := gossh.Dial("tcp", s.addr, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(s.keys[user])}, Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // it was made a moment ago
	})
	if err != nil {
		s.Fatalf("dial(%s) = %v; the server said\n%s", user, err, s.log)
	}
	s.Cleanup(func() { _ = c.Close() })
	return c
}

// ran is what a command wrote, and how it ended.
type ran struct {
	out, errs string
	code      int
}

// as runs a command as user.
func (s *visitors) as(user, command, in string) ran {
	s.Helper()
	return s.runs(s.dial(user), command, in)
}

// runs runs a command on a connection.
func (s *visitors) runs(client *gossh.Client, command, in string) ran {
	s.Helper()
	one, err := client.NewSession()
	if err != nil {
		s.Fatal(err)
	}
	var o, e strings.Builder
	one.Stdout, one.Stderr, one.Stdin = &o, &e, strings.NewReader(in)
	err = one.Run(command)
	x, ok := errors.AsType[*gossh.ExitError](err)
	if err != nil && !ok {
		s.Fatalf("%s as %s ended with %v, want an exit status; the server said\n%s", command, client.User(), err, s.log)
	}
	r := ran{out: o.String(), errs: e.String()}
	if ok {
		r.code = x.ExitStatus()
	}
	return r
}

func (s *visitors) want(user, command, in string, code int, texts ...string) ran {
	s.Helper()
	r := s.as(user, command, in)
	if r.code != code {
		s.Errorf("%s: %s: exit code = %d, want %d; it said\n%s%s", user, command, r.code, code, r.out, r.errs)
	}
	for _, text := range texts {
		if !strings.Contains(flat(r.out+r.errs), flat(text)) {
			s.Errorf("%s: %s said\n%s%s\nwant %q in it", user, command, r.out, r.errs, text)
		}
	}
	return r
}

// noExit is the exit code of a session that ended without one.
const noExit = -1

// screen opens a terminal for user. A command of "" is a shell.
func (s *visitors) screen(t *testing.T, user, command string, size uitest.Size) *session {
	t.Helper()
	run := &session{}
	c := s.dial(user)
	one, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	run.Terminal = uitest.Run(t, size.W, size.H, func(ctx context.Context, in io.Reader, out io.Writer) error {
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
		one.Stdin, one.Stdout, one.Stderr = in, out, out
		if err := one.RequestPty("xterm-256color", size.H, size.W, nil); err != nil {
			return err
		}
		start := one.Shell
		if command != "" {
			start = func() error { return one.Start(command) }
		}
		if err := start(); err != nil {
			return err
		}
		err := one.Wait()
		if x, ok := errors.AsType[*gossh.ExitError](err); ok {
			run.code = x.ExitStatus()
		} else if err != nil {
			run.code = noExit
		}
		return err
	})
	run.OnResize(func(z uitest.Size) { _ = one.WindowChange(z.H, z.W) })
	return run
}

// shifted is the time of the world, put forward.
type shifted struct{ ahead atomic.Int64 }

func (c *shifted) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *shifted) by(d time.Duration) { c.ahead.Add(int64(d)) }

// orderFile is an order that the simulated cloud accepts.
func orderFile(name string, count int) string {
	return fmt.Sprintf(`metalwright: v1
product: zenlayer-bmc
zone: SEL-A
type: M6C
count: %d
name: %s
`, count, name)
}
