package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// exchange is a line of the log about a request.
type exchange struct {
	Msg, Product, Action, Outcome, Request string
	Status, Sent, Received                 int
	Took                                   time.Duration
}

// logged runs a command with --debug and returns its log, and what it says of requests.
func logged(t *testing.T, env map[string]string, args ...string) (string, []exchange) {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	p := process(t, time.Now, env)
	p.Args = append(args, "--debug", "--log-file", log, "--state", t.TempDir())
	p.Out, p.Err = new(bytes.Buffer), new(bytes.Buffer)
	_ = cli.Main(t.Context(), p, all.Products())
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var found []exchange
	for line := range bytes.Lines(text) {
		var x exchange
		if json.Unmarshal(line, &x) == nil && x.Msg == "request" {
			found = append(found, x)
		}
	}
	return string(text), found
}

// planned is an order file.
func planned(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "web.yaml")
	if err := os.WriteFile(file, []byte(orderFile("web", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestDebugTrace: --debug writes every request to a vendor into the log, with its outcome, duration, id and sizes.
func TestDebugTrace(t *testing.T) {
	t.Parallel()
	text, requests := logged(t, nil, "plan", planned(t), "--sim")
	if len(requests) == 0 {
		t.Fatalf("the log has no request:\n%s", text)
	}
	for _, x := range requests {
		if x.Product == "" || x.Action == "" || x.Outcome != "ok" || x.Status != 200 || x.Request == "" || x.Sent == 0 ||
			x.Received == 0 {
			t.Errorf("the log says of a request %+v, want all of it", x)
		}
	}
}

// TestDebugTraceHasNoSecret: where nobody answers the log says why, and the key's secret is not in it.
func TestDebugTraceHasNoSecret(t *testing.T) {
	t.Parallel()
	const planted = "planted-Secret-4711"
	text, requests := logged(t, map[string]string{
		"ZENLAYERCLOUD_ACCESS_KEY_ID": "TRACEKEY00wxyz", "ZENLAYERCLOUD_ACCESS_KEY_PASSWORD": planted,
	}, "plan", planned(t), "--endpoint", "zenlayer-bmc=http://127.0.0.1:1", "--endpoint", "zenlayer-vm=http://127.0.0.1:1")
	if len(requests) == 0 {
		t.Fatalf("the log has no request:\n%s", text)
	}
	for _, x := range requests {
		if x.Outcome == "ok" || x.Status != 0 {
			t.Errorf("the log says of a request that nobody answers %+v", x)
		}
	}
	if strings.Contains(text, planted) {
		t.Errorf("the log has the secret:\n%s", text)
	}
}
