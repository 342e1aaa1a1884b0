package cli_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestServeCommands runs the commands of a script: the same results and exit codes as here, in the operator's name.
func TestServeCommands(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	s.want("alice", "orders --json", "", 0, `"orders": []`)
	file := orderFile("web-[1,3]", 2)
	s.want("alice", "plan", file, 0, "web")
	bought(t, ledger(t, s.dir), 0, 0)
	s.want("alice", "apply", file, 2, "--yes")
	r := s.want("alice", "apply --yes --json", file, 0)
	var placed struct {
		ID, By, State string
		Instances     []struct{ Status string }
	}
	if err := json.Unmarshal([]byte(r.out), &placed); err != nil || placed.By != "alice" || placed.State != "DONE" ||
		len(placed.Instances) != 2 {
		t.Errorf("apply printed %s (%v), want alice's order DONE with 2 machines", r.out, err)
	}
	s.want("alice", "apply --yes -", file, 11, placed.ID)
	s.want("bob", "orders show "+placed.ID, "", 0, "DONE", "web-002")
	s.want("alice", "orders show o-nothing", "", 2, "No such order")
	s.want("alice", "apply --yes", "metalwright: v1\nproduct: zenlayer-bmc\nzoone: x\n", 2, "zoone", "zone")
	s.want("alice", "--help", "", 0, "orders", "apply")
	bought(t, ledger(t, s.dir), 1, 2)
}

// TestServeNoFiles reads no file and no variable of the server's, whatever names it, and runs nothing but our commands.
func TestServeNoFiles(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	secret := s.file("secret", "planted: planted\n")
	for _, c := range []struct{ name, command, in string }{
		{"plan", "plan " + secret, ""},
		{"apply", "apply --yes " + secret, ""},
		{"a file's secret", "apply --yes", orderFile("a", 1) + "access: {password: 'file:" + secret + "'}\n"},
		{"a file's script", "plan", orderFile("a", 1) + "access: {init_script: 'file:" + secret + "'}\n"},
		{"a variable", "apply --yes", orderFile("a", 1) + "access: {password: 'env:SECRET_OF_THE_SERVER'}\n"},
		{
			"a password file", "apply --yes --password-out " + s.dir + "/new",
			orderFile("a", 1) + "access: {password: generate}\n",
		},
		{"a plan's file", "plan --out " + s.dir + "/new", orderFile("a", 1)},
		{"another journal", "orders --state " + s.dir, ""},
		{"another configuration", "orders --config " + secret, ""},
		{"a log", "orders --log-file " + s.dir + "/new", ""},
		{"another endpoint", "orders --endpoint zenlayer-bmc=http://127.0.0.1:1", ""},
		{"a shell", "/bin/sh -c id", ""},
		{"scp", "scp -t /tmp", ""},
		{"rsync", "rsync --server . /tmp", ""},
		{"a server of one's own", "serve --sim --anyone", ""},
		{"the simulated cloud", "sim", ""},
		{"what looks around", "doctor", ""},
		{"hidden commands", "__complete orders ''", ""},
		{"hidden commands behind a flag", "--ascii __complete orders ''", ""},
		{"hidden commands behind a profile", "-p prod __completeNoDesc orders ''", ""},
	} {
		r := s.as("alice", c.command, c.in)
		if r.code == 0 || strings.Contains(r.out+r.errs, "planted") {
			t.Errorf("%s: %s: exit code %d, it said\n%s%s\nwant a refusal that shows nothing", c.name, c.command,
				r.code, r.out, r.errs)
		}
		if _, err := os.Stat(filepath.Join(s.dir, "new")); err == nil {
			t.Errorf("%s: %s made a file of the server's", c.name, c.command)
		}
	}
	bought(t, ledger(t, s.dir), 0, 0)
}

// TestServeRoles holds everybody to what the file of people allows, and says so.
func TestServeRoles(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	s.want("mallory", "orders", "", 1, "mallory has no access here")
	s.want("vera", "apply --yes", orderFile("v", 1), 3, "Your role (viewer) may not place orders")
	s.want("dave", "orders", "", 0)
	s.want("dave", "apply --yes", orderFile("d", 1), 3)
	s.want("bob", "apply --yes", orderFile("b[1,2]", 3), 4, "You may order 2 machines at once, and this order has 3")
	bought(t, ledger(t, s.dir), 0, 0)
	s.want("erin", "apply --yes", orderFile("e", 1), 4, "Your orders may cost 100.00 USD each")
	s.want("bob", "apply --yes", orderFile("b1", 1), 0)
	s.want("bob", "apply --yes", orderFile("b2", 1), 4, "Your daily limit of 1 order is reached")
	bought(t, ledger(t, s.dir), 1, 1)

	var list struct{ Orders []struct{ ID string } }
	if err := json.Unmarshal([]byte(s.want("vera", "orders --json", "", 0).out), &list); err != nil ||
		len(list.Orders) != 1 {
		t.Fatalf("vera sees %+v (%v), want bob's order", list, err)
	}
	id := list.Orders[0].ID
	s.want("vera", "orders forget --yes "+id, "", 3, "Your role (viewer) may not decide about orders")
	s.want("alice", "orders forget --yes "+id, "", 3, "This order is bob's. Only they or an admin may decide about it")
	s.want("carol", "orders --json", "", 0, `"orders": []`)
	s.want("carol", "orders show "+id, "", 2, "No such order")
	s.want("dave", "orders --json", "", 0, `"orders": []`)

	x := s.screen(t, "vera", "", usual())
	x.WaitFor(id, "DONE")
	x.Press("n")
	x.WaitFor("You may view orders here, but not place any")
	x.Press("q")
	if got := x.exit(); got != 0 {
		t.Errorf("vera's exit code = %d, want 0", got)
	}
	s.want("root", "orders forget --yes "+id, "", 0, "keeps costing")
	s.want("vera", "orders --json", "", 0, `"orders": []`)
}

// TestServePrice refuses an order on the review's screen, with all answers kept.
func TestServePrice(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	x := s.screen(t, "erin", "", usual())
	for _, q := range questions() {
		x.next(q)
		x.WaitFor("SIMULATED")
	}
	x.WaitFor("enter order") // the price is there
	x.Press("enter")
	x.WaitFor("Place this order?")
	x.Press("y", "enter")
	x.WaitFor("Your orders may cost 100.00 USD each")
	bought(t, ledger(t, s.dir), 0, 0)
}

// TestServeOrderOutlives loses the client while an order comes up, and finds it again at once.
func TestServeOrderOutlives(t *testing.T) {
	t.Parallel()
	s, _ := serveApart(t, "--speed", "1") // it does not come up during the test
	x := s.screen(t, "alice", "", usual())
	for _, q := range questions() {
		x.next(q)
	}
	x.WaitFor("enter order") // the price is there
	x.Press("enter")
	x.WaitFor("Place this order?")
	x.Press("y", "enter")
	x.WaitFor("PROVISIONING")
	x.Stop() // the network is gone
	bought(t, ledger(t, s.dir), 1, 1)

	again := s.screen(t, "alice", "", usual())
	again.WaitFor("1 order") // what is not finished comes before anything new
	again.Press("enter")
	again.WaitFor("NAME", "STATUS", "SIMULATED")
	other := s.screen(t, "vera", "", uitest.Size{W: 120, H: 40})
	other.WaitFor("1 order")
	other.Press("enter")
	other.WaitFor("Also viewing: alice")
	again.WaitFor("Also viewing: vera")
	again.Resize(160, 40)
	again.WaitFor("ctrl+c quit")
	again.Press("ctrl+c", "ctrl+c")
	if got := again.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	other.WaitUntil("alice to be gone", func(shown string) bool { return !strings.Contains(shown, "Also viewing") })

	s.stop() // once: a second signal ends it at once
	other.WaitFor("The server shuts down in 1 s")
	if got := other.exit(); got != 143 {
		t.Errorf("exit code of a session that the server ended = %d, want 143", got)
	}
	next := s.restartOneHourLater()
	var list struct{ Orders []struct{ ID string } }
	if r := next.want("alice", "orders --json", "", 0); json.Unmarshal([]byte(r.out), &list) != nil ||
		len(list.Orders) != 1 {
		t.Fatalf("after a restart there are the orders\n%s\nwant one", r.out)
	}
	next.want("alice", "orders watch "+list.Orders[0].ID, "", 0, "1 RUNNING")
	bought(t, ledger(t, s.dir), 1, 1)
}

// TestServeInterrupt ends what follows an order by ctrl+c, and the order continues.
func TestServeInterrupt(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "1") // it does not come up during the test
	r := s.want("alice", "apply --yes --no-wait --json", orderFile("web", 1), 0)
	var placed struct{ ID string }
	if err := json.Unmarshal([]byte(r.out), &placed); err != nil {
		t.Fatalf("apply printed %s: %v", r.out, err)
	}
	x := s.screen(t, "vera", "orders watch "+placed.ID, usual())
	x.WaitFor("PROVISIONING")
	x.Press("ctrl+c")
	if got := x.exit(); got != 130 {
		t.Errorf("exit code = %d, want 130", got)
	}
	s.want("alice", "orders show "+placed.ID, "", 0, "PROVISIONING")
	bought(t, ledger(t, s.dir), 1, 1)
}

// TestServeReload reads the files again on SIGHUP, keeps the old ones when one is bad, and puts out who is no longer
// in.
func TestServeReload(t *testing.T) {
	t.Parallel()
	s, process := serveApart(t)
	x := s.screen(t, "vera", "board", usual())
	x.WaitFor("metalwright")
	s.file("people.yaml", "people: {vera: {rols: [viewer]}}\n")
	if err := process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.log.Until(t, `people.yaml:1:\d+: people.vera.rols`)
	s.want("alice", "orders", "", 0)
	s.file("people.yaml", "people: {alice: {roles: [viewer]}}\n")
	if err := process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if got := x.exit(); got != 129 {
		t.Errorf("exit code of a session that was put out = %d, want 129", got)
	}
	s.want("vera", "orders", "", 1, "has no access here")
	s.want("alice", "apply --yes", orderFile("a", 1), 3, "Your role (viewer)")
}

// TestServeSeen counts what happens, and logs it, without a secret.
func TestServeSeen(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	side := s.log.Until(t, `"msg":"metrics","listen":"([^"]+)"`)
	get := func(path string) (int, string) {
		t.Helper()
		rq, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+side+path, nil)
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
		return rs.StatusCode, string(b)
	}
	if out, errs, code := says(t, nil, "doctor", "--ready", side); code != 0 || out != "ok\n" {
		t.Errorf("doctor --ready ended with %d: %q%q, want ok", code, out, errs)
	}
	_, errs, code := says(t, nil, "doctor", "--ready", "127.0.0.1:1")
	if code != 1 || !strings.Contains(errs, "not ready") {
		t.Errorf("doctor --ready where nobody listens ended with %d: %q, want 1", code, errs)
	}
	_, errs, code = says(t, nil, "doctor", "--ready", "nowhere")
	if code != 2 || !strings.Contains(errs, "with a port") {
		t.Errorf("doctor --ready without a port ended with %d: %q, want 2", code, errs)
	}
	const secret = "Planted-Secret-1"
	s.want("alice", "apply --yes", orderFile("a", 1)+"access: {password: stdin}\n", 2)
	s.want("alice", "apply --yes",
		orderFile("a", 1)+"image: 5ace1756-2230-4d1d-8fc6-84f1897ef397\naccess: {init_script: \"#!/bin/sh\\necho "+
			secret+"\"}\n", 0)
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, body := get(path); code != http.StatusOK || body != "ok\n" {
			t.Errorf("GET %s = %d %q, want 200 ok", path, code, body)
		}
	}
	s.log.Until(t, `"msg":"session ended",.*"code":0`) // a client knows its exit code a moment before it is counted
	wanted := []string{
		"metalwright_sessions ", `metalwright_orders{state="DONE"} 1`,
		`metalwright_sessions_ended_total{code="0"} 1`, "metalwright_journal_up 1",
		`metalwright_vendor_requests_total{action="CreateInstances",outcome="ok",product="zenlayer-bmc"} 1`,
		"process_resident_memory_bytes",
	}
	_, body := get("/metrics")
	for _, want := range wanted {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics has no %q:\n%s", want, own(body))
		}
	}
	for line := range strings.Lines(s.log.String()) {
		if strings.HasPrefix(line, "{") && !json.Valid([]byte(line)) {
			t.Errorf("the log has %q, want JSON", line)
		}
	}
	s.log.Until(t, `"msg":"order placed","user":"alice"`)
	if strings.Contains(s.log.String()+body, secret) {
		t.Error("the script is in the log or in the metrics")
	}
}

func own(metrics string) string {
	var b strings.Builder
	for line := range strings.Lines(metrics) {
		if strings.HasPrefix(line, "metalwright_") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestServeRefusesToStart starts nothing that lets nobody in, or everybody to real machines.
func TestServeRefusesToStart(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	empty := s.file("empty", "# nobody\n")
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"nobody", []string{"serve", "--sim"}, "Nobody could sign in"},
		{"nobody in the file", []string{"serve", "--sim", "--authorized-keys", empty}, "Nobody could sign in"},
		{"everybody to real machines", []string{"serve", "--anyone"}, "--anyone needs --sim"},
		{"metrics for everybody", s.args("--metrics", "0.0.0.0:0"), "to this machine"},
		{"no address", s.args("--listen", "nowhere:1:2"), "nowhere"},
	} {
		p := process(t, time.Now, nil)
		errs := &uitest.Output{}
		p.Args, p.Err = append(c.args, "--state", t.TempDir()), errs
		if got := cli.Main(t.Context(), p, all.Products()); got != 2 || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%s: Main(%q) = %d, it said\n%s\nwant 2 and %q", c.name, c.args, got, errs, c.want)
		}
	}
}

// TestServeAnyone is a public demonstration.
func TestServeAnyone(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	errs := &uitest.Output{}
	p.Args, p.Err = []string{
		"serve", "--sim", "--anyone", "--state", t.TempDir(), "--listen", "127.0.0.1:0",
		"--grace", "1s",
	}, errs
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() { ended <- cli.Main(ctx, p, all.Products()) }()
	addr := errs.Until(t, `Serving on (\S+)\. `)
	c, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{
		User: "visitor", Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), //nolint:gosec // made a moment ago
	})
	if err != nil {
		t.Fatalf("Dial() = %v", err)
	}
	one, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := one.Output("orders --json"); err != nil || !strings.Contains(string(out), `"orders": []`) {
		t.Errorf("orders = %q, %v", out, err)
	}
	_ = c.Close()
	stop()
	if got := <-ended; got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}
