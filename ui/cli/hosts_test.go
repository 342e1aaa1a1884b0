package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// host runs one of several servers on the database. The simulated cloud is in the directory.
func host(t *testing.T, database, dir string, more ...string) *served {
	t.Helper()
	s := prepare(t)
	p := process(t, time.Now, map[string]string{"METALWRIGHT_STATE": database, "XDG_STATE_HOME": dir})
	p.Args, p.Err, p.In = s.args(append([]string{"--state", database, "--speed", "500"}, more...)...), s.log,
		strings.NewReader("")
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan int, 1)
	go func() { ended <- cli.Main(ctx, p, all.Products()) }()
	s.started(stop, func() int {
		code := <-ended
		ended <- code
		return code
	})
	return s
}

// TestServeHosts orders at one host and sees the order at another one; the first one ends, and the order is done.
func TestServeHosts(t *testing.T) {
	t.Parallel()
	database, dir := postgres.Database(t), t.TempDir()
	one, two := host(t, database, dir), host(t, database, dir)
	one.want("alice", "apply --yes --no-wait", "id: o-web\n"+orderFile("web-[1,3]", 3), 0, "3 of 3 machines")
	two.want("vera", "orders", "", 0, "3 × M6C")
	one.stop()
	if code := one.code(); code != 0 {
		t.Errorf("the first host's exit code = %d, want 0", code)
	}
	two.want("vera", "orders watch o-web", "", 0, "3 RUNNING")
	two.want("vera", "orders", "", 0, "DONE")
	two.want("alice", "apply --yes", "id: o-web\n"+orderFile("web-[1,3]", 3), 11)
	var out bytes.Buffer
	p := process(t, time.Now, map[string]string{"METALWRIGHT_STATE": database, "XDG_STATE_HOME": dir, "TERM": "xterm"})
	p.Args, p.Out = []string{"doctor", "--sim"}, &out
	cli.Main(t.Context(), p, all.Products())
	if !strings.Contains(out.String(), "on PostgreSQL") {
		t.Errorf("doctor said\n%s\nwant the server in it", out.String())
	}
}

// hostApart is [host] as a process of its own, which may be killed.
func hostApart(t *testing.T, database, dir string) (s *served, kill func()) {
	t.Helper()
	s = prepare(t)
	c := exec.CommandContext(t.Context(), Runtime, s.args("--state", database, "--speed", "20")...) // killed with the test
	c.Env, c.Stderr = []string{"HOME=" + t.TempDir(), "XDG_STATE_HOME=" + dir}, s.log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() {
		_ = c.Process.Kill()
		_ = c.Wait() // it was killed
	})
	t.Cleanup(kill)
	s.addr = s.log.Until(t, `Serving on (\S+)\. `)
	return s, kill
}

// TestServeHostKilled kills the host that took an order, and watches the order from a board at another one: it goes on
// there in the time that is promised, with the leases that real hosts have.
func TestServeHostKilled(t *testing.T) {
	t.Parallel()
	const promise = 90 * time.Second
	database, dir := postgres.Database(t), t.TempDir()
	one, kill := hostApart(t, database, dir)
	one.want("alice", "apply --yes --no-wait", "id: o-web\n"+orderFile("web-[1,3]", 3), 0, "3 of 3 machines")
	two, _ := hostApart(t, database, dir)
	kill()
	killed := time.Now()
	board := two.screen(t, "vera", "board o-web", usual())
	board.WaitFor("DONE", "3 RUNNING")
	took := time.Since(killed)
	t.Logf("the order is done %v after the end of the host that took it", took.Round(time.Millisecond))
	if *timed && took > promise {
		t.Errorf("the order is done %v after the end of the host that took it, want %v at most", took, promise)
	}
	two.want("alice", "apply --yes", "id: o-web\n"+orderFile("web-[1,3]", 3), 11) // what was bought is not bought again
}

// TestServeHostsHear has a screen at one host that shows orders as another one takes them. Each is seen before the
// next one is taken. Without the notifications, each would wait for the next comparison with the server, which is 10 s
// after the one before.
func TestServeHostsHear(t *testing.T) {
	t.Parallel()
	const orders, compared = 4, 10 * time.Second
	database, dir := postgres.Database(t), t.TempDir()
	// nothing else changes so soon
	one, two := host(t, database, dir, "--speed", "1"), host(t, database, dir, "--speed", "1")
	take := func(n int) string {
		one.want("alice", "apply --yes --no-wait", orderFile(fmt.Sprintf("web%d", n), 1), 0, "1 of 1 machine")
		return fmt.Sprintf("%d orders are not finished", n)
	}
	take(1)
	screen := two.screen(t, "vera", "", usual())
	screen.WaitFor("1 order is not finished")
	var first time.Time
	for n := 2; n <= orders+1; n++ {
		screen.WaitFor(take(n))
		if first.IsZero() {
			first = time.Now()
		}
	}
	took, limit := time.Since(first), (orders-1)*compared
	t.Logf("%d orders were seen in %v", orders-1, took.Round(time.Millisecond))
	if took >= limit {
		t.Errorf("%d orders were seen in %v, want less than the %v of comparisons alone", orders-1, took, limit)
	}
}

// TestServeProxy believes the load balancer, and nobody else, about where connections come from.
func TestServeProxy(t *testing.T) {
	t.Parallel()
	const client = "203.0.113.7"
	for _, c := range []struct {
		from string
		in   bool
	}{
		{"127.0.0.0/8", true},
		{"192.0.2.1", false},
	} {
		s := serveHere(t, "--proxy-from", c.from)
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := io.WriteString(conn, fmt.Sprintf("PROXY TCP4 %s 127.0.0.1 40000 22\r\n", client)); err != nil {
			t.Fatal(err)
		}
		opened, chans, reqs, err := gossh.NewClientConn(conn, s.addr, &gossh.ClientConfig{
			User: "alice", Auth: []gossh.AuthMethod{gossh.PublicKeys(s.keys["alice"])}, Timeout: patience,
			HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // it was made a moment ago
		})
		if err != nil {
			t.Fatalf("--proxy-from %s: %v, want nil", c.from, err)
		}
		one, err := gossh.NewClient(opened, chans, reqs).NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := one.Run("orders"); err != nil {
			t.Errorf("orders = %v, want nil", err)
		}
		if from := s.log.Until(t, `"from":"([^"]*):\d+"`); (from == client) != c.in {
			t.Errorf("--proxy-from %s: the connection comes from %s, want %s: %v", c.from, from, client, c.in)
		}
	}
	s := prepare(t)
	p := process(t, time.Now, nil)
	p.Args, p.Err, p.In = s.args("--proxy-from", "nowhere"), s.log, strings.NewReader("")
	if code := cli.Main(t.Context(), p, all.Products()); code != 2 {
		t.Errorf("--proxy-from nowhere: exit code = %d, want 2", code)
	}
}

// TestServeHostsLimit orders at two hosts at once what a person may order one of a day.
func TestServeHostsLimit(t *testing.T) {
	t.Parallel()
	database, dir := postgres.Database(t), t.TempDir()
	one, two := host(t, database, dir), host(t, database, dir)
	answers := make(chan ran, 2)
	for name, s := range map[string]*served{"b1": one, "b2": two} {
		go func() { answers <- s.as("bob", "apply --yes --no-wait", orderFile(name, 1)) }()
	}
	a, b := <-answers, <-answers
	if a.code > b.code {
		a, b = b, a
	}
	if a.code != 0 || b.code != 4 || !strings.Contains(flat(b.errs), flat("Your daily limit of 1 order is reached")) {
		t.Errorf("exit codes = %d, %d, want 0, 4 and the limit; they said\n%s%s\n%s%s", a.code, b.code, a.out, a.errs,
			b.out, b.errs)
	}
}
