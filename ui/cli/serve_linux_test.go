package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// crowd is many sessions of one server.
type crowd struct {
	*served
	process *os.Process
	side    string
}

func gather(b *testing.B, more ...string) *crowd {
	b.Helper()
	s, p := serveApart(b, append([]string{
		"--max-per-user", "100000", "--max-connections", "5000",
		"--max-per-address", "5000", "--max-rate", "100000",
	}, more...)...)
	return &crowd{s, p, s.log.Until(b, `"msg":"metrics","listen":"([^"]+)"`)}
}

// join opens n terminals of 120 by 40 and waits until each shows text. The function closes them.
func (c *crowd) join(n int, command, text string) (leave func()) {
	c.Helper()
	clients := make([]*gossh.Client, n)
	var wg sync.WaitGroup
	var failed atomic.Value
	gate := make(chan struct{}, 20) // at once
	for i := range n {
		wg.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			client, err := c.one(command, text)
			if err != nil {
				failed.Store(err)
				return
			}
			clients[i] = client
		})
	}
	wg.Wait()
	if err, ok := failed.Load().(error); ok {
		c.Fatalf("joining: %v; the server said\n%.2000s", err, c.log)
	}
	return func() {
		for _, x := range clients {
			_ = x.Close()
		}
	}
}

func (c *crowd) one(command, text string) (*gossh.Client, error) {
	client, err := gossh.Dial("tcp", c.addr, &gossh.ClientConfig{
		User: "alice", Auth: []gossh.AuthMethod{gossh.PublicKeys(c.keys["alice"])}, Timeout: time.Minute,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // made a moment ago
	})
	if err != nil {
		return nil, err
	}
	one, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	out, err := one.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if _, err := one.StdinPipe(); err != nil {
		return nil, err
	}
	if err := one.RequestPty("xterm-256color", 40, 120, nil); err != nil {
		return nil, err
	}
	if err := one.Start(command); err != nil {
		return nil, err
	}
	var seen strings.Builder
	buf := make([]byte, 8<<10)
	for !strings.Contains(seen.String(), text) {
		n, err := out.Read(buf)
		if err != nil {
			return nil, fmt.Errorf("%w after %q", err, seen.String())
		}
		seen.Write(buf[:n])
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return client, nil
}

// resident is the server's memory in MiB.
func (c *crowd) resident() float64 {
	c.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.process.Pid))
	if err != nil {
		c.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kib, err := strconv.Atoi(f[1])
			if err != nil {
				c.Fatal(err)
			}
			return float64(kib) / 1024
		}
	}
	c.Fatalf("no VmRSS in %s", b)
	return 0
}

// busy is how much of a core the server used for d, in percent.
func (c *crowd) busy(d time.Duration) float64 {
	c.Helper()
	const ticks = 100 // per second; USER_HZ is 100 on all that Linux runs Go on
	used := func() int {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.process.Pid))
		if err != nil {
			c.Fatal(err)
		}
		f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+2:]))
		u, _ := strconv.Atoi(f[11])
		s, _ := strconv.Atoi(f[12])
		return u + s
	}
	before := used()
	time.Sleep(d) // what is measured is time
	return float64(used()-before) / ticks / d.Seconds() * 100
}

// goroutines are the server's, by its metrics.
func (c *crowd) goroutines() int {
	c.Helper()
	rq, err := http.NewRequestWithContext(c.Context(), http.MethodGet, "http://"+c.side+"/metrics", nil)
	if err != nil {
		c.Fatal(err)
	}
	rq.Close = true // the look itself keeps none
	rs, err := new(http.Client).Do(rq)
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = rs.Body.Close() }()
	b, err := io.ReadAll(rs.Body)
	if err != nil {
		c.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if n, ok := strings.CutPrefix(line, "go_goroutines "); ok {
			i, err := strconv.Atoi(strings.TrimSpace(n))
			if err != nil {
				c.Fatal(err)
			}
			return i
		}
	}
	c.Fatal("no go_goroutines")
	return 0
}

const (
	crowded = 300
	sample  = 20 * time.Second
)

// BenchmarkServeIdle is 300 sessions that wait at the first question.
func BenchmarkServeIdle(b *testing.B) {
	for b.Loop() {
		c := gather(b)
		c.join(5, "", "What do you want to order?")() // the program's own pages
		before := c.resident()
		leave := c.join(crowded, "", "What do you want to order?")
		time.Sleep(5 * time.Second) // until the handshakes' garbage is gone
		b.ReportMetric((c.resident()-before)/crowded, "MiB/session")
		b.ReportMetric(c.busy(sample), "%core")
		leave()
		c.stop()
	}
}

// BenchmarkServeBoards is 300 sessions on the board of an order of 20 machines that come up; it changes every 2 s.
func BenchmarkServeBoards(b *testing.B) {
	for b.Loop() {
		c := gather(b, "--speed", "1")
		var placed struct{ ID string }
		r := c.as("alice", "apply --yes --no-wait --json", orderFile("web-[1,3]", 20))
		if err := json.Unmarshal([]byte(r.out), &placed); err != nil {
			b.Fatalf("apply: %v: %s%s", err, r.out, r.errs)
		}
		before := c.resident()
		leave := c.join(crowded, "board "+placed.ID, "web-020")
		time.Sleep(5 * time.Second) // until the handshakes' garbage is gone
		b.ReportMetric(c.busy(sample), "%core")
		b.ReportMetric((c.resident()-before)/crowded, "MiB/session")
		leave()
		c.stop()
	}
}

// BenchmarkServeThousand is 1,000 sessions that come and go: what stays behind.
func BenchmarkServeThousand(b *testing.B) {
	for b.Loop() {
		c := gather(b)
		round := func(n int) { c.join(n, "", "What do you want to order?")() }
		round(20)
		base := c.settled(0)
		started := time.Now()
		for range 20 {
			round(50)
		}
		b.ReportMetric(1000/time.Since(started).Seconds(), "sessions/s")
		left := c.settled(base) - base
		b.ReportMetric(float64(left), "goroutines-left")
		b.ReportMetric(c.resident(), "MiB-after")
		if left > 0 {
			_ = c.process.Signal(syscall.SIGQUIT) // what they are
			c.code()
			b.Fatalf("%d goroutines are left:\n%s", left, c.log)
		}
		c.stop()
	}
}

// settled is the number of goroutines when it no longer falls, or at most base. Readings go up and down by one, as the
// metrics are gathered by goroutines themselves.
func (c *crowd) settled(base int) int {
	c.Helper()
	last := c.goroutines()
	for same := 0; same < 15 && last > base; {
		time.Sleep(time.Second)
		if n := c.goroutines(); n < last {
			last, same = n, 0
			continue
		}
		same++
	}
	return last
}
