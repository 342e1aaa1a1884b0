package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/notify"
)

const oneMachine = `{"metalwright": "v1", "id": "o-web", "product": "zenlayer-bmc", "zone": "SEL-A", "type": "M6C",` +
	` "name": "web"}`

// typist is a person at a terminal with a directory of their own.
type typist struct {
	t     *testing.T
	state string
	file  string
	env   map[string]string
	prods []*provider.Product
	now   func() time.Time
	after func(time.Duration) <-chan time.Time // nil is the real one
	// answers asks machines whether their login port answers; nil asks none.
	answers func(context.Context, netip.AddrPort) error
}

func newTypist(t *testing.T) *typist {
	t.Helper()
	c := &typist{
		t: t, state: t.TempDir(), file: filepath.Join(t.TempDir(), "web.yaml"), env: map[string]string{},
		prods: all.Products(), now: time.Now,
	}
	if err := os.WriteFile(c.file, []byte(oneMachine), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs a command on a terminal where typed is typed.
func (c *typist) run(typed string, args ...string) (code int, out, said string) {
	c.t.Helper()
	var o, e bytes.Buffer
	p := process(c.t, c.now, c.env)
	p.Args = append([]string{"--state", c.state, "--speed", "2000"}, args...)
	p.Answers, p.After = c.answers, c.after
	p.In, p.Out, p.Err, p.Terminal = strings.NewReader(typed), &o, &e, true
	code = cli.Main(c.t.Context(), p, c.prods)
	for line := range strings.Lines(o.String() + e.String()) {
		// A line that asks for one names Enter, and the keys of the configuration are keys.
		bound := strings.Contains(line, "; default ") || strings.HasPrefix(line, "Keys instead of the default ones")
		if typed == "" && !bound && keys.MatchString(line) {
			c.t.Errorf("%q names a key: %q", args, line)
		}
	}
	return code, o.String(), e.String()
}

// want runs a command and checks its code and what it said.
func (c *typist) want(code int, typed, said string, args ...string) string {
	c.t.Helper()
	got, out, err := c.run(typed, args...)
	if got != code || !regexp.MustCompile(said).MatchString(out+err) {
		c.t.Fatalf("%q, typing %q, ended with %d, want %d and %q:\n%s%s", args, typed, got, code, said, out, err)
	}
	return err
}

func TestTerminalAsks(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	for _, no := range []string{"n\n", "\n", "", "yesterday\n"} {
		c.want(8, no, `Cancelled; nothing was bought`, "apply", c.file)
	}
	c.want(0, "", `"orders": \[\]`, "orders", "--json")

	said := c.want(0, "y\n", `Place this order\? \[y/N\]`, "apply", c.file)
	// How many states of the machine are seen depends on how busy this computer is.
	if !regexp.MustCompile(`\x1b\[\dA\x1b\[Jo-web DONE 1/1\n  web RUNNING\nLog in: ssh .*\n$`).MatchString(said) {
		t.Errorf("progress is no block that is drawn again:\n%q", said)
	}
	if said := c.want(0, "y\n", `again RUNNING`, "--plain", "apply", c.file, "--set", "name=again",
		"--again"); strings.Contains(said, "\x1b") {
		t.Errorf("--plain draws again:\n%q", said)
	}
	c.want(8, "o-other\n", `Type the order's name, o-web`, "orders", "release", "o-web")
	c.want(0, "", `RUNNING`, "orders", "show", "o-web")
	c.want(0, "o-web\n", `The machine is gone`, "orders", "release", "o-web")
}

// TestPanic wants a fault of our own to be distinguished from everything else, and the journal to be whole afterwards.
func TestPanic(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "y\n", "DONE", "apply", c.file)
	broken := all.Products()
	broken[0].OpenOperator = func(provider.Account) (provider.Operator, error) { panic("a fault of ours") }
	c.prods = broken
	said := c.want(255, "", `A bug in metalwright: string\. The journal is intact.*\n(.*\n)*.*terminal_test\.go`, "orders")
	if strings.Contains(said, "a fault of ours") {
		t.Errorf("it says the panic's own words, which may quote a secret:\n%s", said)
	}
	log := filepath.Join(t.TempDir(), "log")
	said = c.want(255, "", `A bug in metalwright: string\. The journal is intact. The log`, "orders", "--log-file", log)
	kept, err := os.ReadFile(log)
	if err != nil || strings.Contains(said, "terminal_test.go") || strings.Count(string(kept), `"msg":"panic"`) != 1 ||
		!strings.Contains(string(kept), "terminal_test.go") || strings.Contains(string(kept), "a fault of ours") {
		t.Errorf("the log, %v, is to have one line with the stack, and nobody else:\n%s\n%s", err, kept, said)
	}
	c.prods = all.Products()
	c.want(0, "", `o-web +DONE`, "orders")
}

// TestNotify wants those who asked for it to be notified when an order ends or needs someone.
func TestNotify(t *testing.T) {
	t.Parallel()
	var (
		mu     sync.Mutex
		bodies [][]byte
		signed []string
	)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		bodies, signed = append(bodies, b), append(signed, r.Header.Get(notify.SignatureHeader))
	}))
	defer server.Close()
	c := newTypist(t)
	c.env["METALWRIGHT_NOTIFY_SECRET"] = "planted-secret"
	said := c.want(0, "y\n", "DONE", "apply", c.file, "--notify", "bell", "--notify", "desktop", "--notify", server.URL)
	for _, want := range []string{"\a", "\x1b]9;o-web DONE: 1 of 1 RUNNING"} {
		if !strings.Contains(said, want) {
			t.Errorf("the terminal did not get %q:\n%q", want, said)
		}
	}
	if strings.Contains(said, "planted-secret") {
		t.Errorf("the secret shows up:\n%s", said)
	}
	var n notify.Notice
	if len(bodies) != 1 || json.Unmarshal(bodies[0], &n) != nil || n.Event != "done" || n.Order != "o-web" ||
		!strings.HasPrefix(signed[0], "sha256=") {
		t.Errorf("the webhook got %q, signed %q", bodies, signed)
	}
	faults := filepath.Join(t.TempDir(), "faults.yaml")
	if err := os.WriteFile(faults, []byte("- {do: create_failed, action: CreateInstances}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(5, "y\n", "FAILED", "apply", c.file, "--set", "name=bad", "--again", "--faults", faults, "--notify", server.URL)
	if len(bodies) != 2 || json.Unmarshal(bodies[1], &n) != nil || n.Event != "attention" || n.Attention == nil {
		t.Errorf("the webhook got %q", bodies[1:])
	}
	c.want(2, "", "bell, desktop, or an https", "apply", c.file, "--notify", "http://example.com/")
}

// TestSimulatedNoticesAreNamed says whether notices of simulated orders are sent, and where to, without what may be a
// secret in it.
func TestSimulatedNoticesAreNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	c := newTypist(t)
	sent := c.want(0, "y\n", "SIMULATED: because of --notify, notifications of simulated orders are sent to "+
		regexp.QuoteMeta(server.URL), "apply", c.file, "--notify", server.URL+"/planted-secret")
	c.env["METALWRIGHT_CONFIG"] = filepath.Join(c.state, "config.yaml")
	if err := os.WriteFile(c.env["METALWRIGHT_CONFIG"],
		[]byte("notify: {webhook: {url: https://192.0.2.7/planted-secret}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	off := c.want(0, "y\n", `SIMULATED: no notifications are sent to https://192\.0\.2\.7.*, the webhook in the `+
		`configuration file`, "apply", c.file, "--again")
	if strings.Contains(sent+off, "planted-secret") {
		t.Errorf("it says the webhook's secret:\n%s\n%s", sent, off)
	}
}

// TestExamples wants every command to show how it is used.
func TestExamples(t *testing.T) {
	t.Parallel()
	for path, example := range cli.HelpExamples(newTypist(t).prods) {
		if !strings.Contains(example, "metalwright") {
			t.Errorf("%s --help has no example: %q", path, example)
		}
	}
}
