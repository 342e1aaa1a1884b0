package cli_test

import (
	"os"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestTwoProgramsSeeEachOther has one program show the list of orders while another one orders: it comes by itself.
func TestTwoProgramsSeeEachOther(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	refused := c.faults("- {do: partial, action: CreateInstances, keep: 1}\n")
	if err := os.WriteFile(c.file, []byte(`{"metalwright": "v1", "id": "o-web", "product": "zenlayer-bmc",
		"zone": "SEL-A", "type": "M6C", "count": 2, "name": "web-[1,3]"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(5, "y\n", "1 could not be created", "apply", c.file, "--faults", refused)
	s := start(t, uitest.Size{W: 80, H: 24}, process(t, time.Now, nil), "--state", c.state, "--speed", "2000")
	// What is not finished comes before anything new: watch it, or decide about it.
	s.WaitFor("1 order is not finished", "o-web", "PARTIAL", "Bought 1 of 2", "enter watch",
		"x decide", "n new order")
	c.want(0, "y\n", "PROVISIONING|DONE", "apply", c.file, "--set", "name=other", "--set", "count=1", "--again",
		"--no-wait")
	s.WaitFor("o-web-2")
	s.Press("x")
	s.WaitFor("Actions", "Order the rest")
	s.Press("esc")
	s.WaitFor("o order the rest")
	s.Press("q")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}

// TestOrdersWithoutAny says how to begin.
func TestOrdersWithoutAny(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", "No orders yet. `metalwright` starts the wizard", "orders")
	if _, out, _ := c.run("", "orders"); out != "" {
		t.Errorf("the result is %q, want nothing", out)
	}
}
