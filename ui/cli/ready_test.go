package cli_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/metalwright/metalwright/state/reach"
)

// TestWaitReady waits until the simulated machines answer at the ports that stand for theirs, says so in every form,
// and ends with code 9 where they do not, and with code 2 where nobody asks them.
func TestWaitReady(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.answers = reach.Answers
	c.want(0, "y\n", `web READY`, "apply", c.file, "--wait", "ready")
	c.want(0, "", `"ready": "2`, "orders", "show", "o-web", "--json")
	c.want(0, "", ``, "orders", "watch", "o-web", "--wait", "ready")
	c.want(2, "", `--wait`, "orders", "watch", "o-web", "--wait", "sleepy")
	c.answers = nil
	c.want(2, "", "turns the check of login ports off", "orders", "watch", "o-web", "--wait", "ready")

	deaf := newTypist(t)
	deaf.answers = func(context.Context, netip.AddrPort) error { return errors.New("connection refused") }
	deaf.want(9, "y\n", `0 of 1 running machines are READY`, "apply", deaf.file, "--wait", "ready", "--wait-timeout", "3s")
	deaf.want(0, "", `"ready": null`, "orders", "show", "o-web", "--json")
}
