//go:build unix

package cli_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/notify"
)

// TestNotifyScreen places an order with the wizard: those who asked are notified beside the screen, which stays whole.
func TestNotifyScreen(t *testing.T) {
	t.Parallel()
	notices := make(chan notify.Notice, 4)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n notify.Notice
		if json.NewDecoder(r.Body).Decode(&n) == nil {
			notices <- n
		}
	}))
	defer server.Close()
	c := execute(t, usual(), "--state", t.TempDir(), "--speed", "2000", "--notify", "bell", "--notify", "osc777",
		"--notify", server.URL)
	for _, q := range questions() {
		c.next(q)
	}
	c.WaitFor(" 0.00 USD/h") // there is no order without its price
	c.Press("enter")
	c.WaitFor("Place this order?")
	c.Press("y", "enter")
	c.running(1)
	select {
	case n := <-notices:
		if n.Event != "done" && n.Event != "ready" || n.State != "DONE" || n.Running != 1 {
			t.Errorf("the webhook got %+v", n)
		}
	case <-time.After(patience):
		t.Fatal("the webhook got nothing")
	}
	c.Press("q")
	if got := c.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	c.restored()
	raw := c.raw.String()
	for _, want := range []string{"\x1b]777;notify;metalwright;", " DONE: 1 of 1 RUNNING\a", "\a"} {
		if !strings.Contains(raw, want) {
			t.Errorf("the terminal did not get %q", want)
		}
	}
}
