package sim_test

import (
	"net"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// TestLoginPort has a machine answer a while after it runs, not before, and not when it is in the recycle bin.
func TestLoginPort(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := f.create(t, nil)[0]
	refused := func(when string) {
		t.Helper()
		if at, err := f.LoginPort(t.Context(), provider.InstanceID(id)); err == nil {
			t.Errorf("%s the machine answers at %s", when, at)
		}
	}
	refused("before it runs")
	f.clock.Advance(time.Hour)
	at, err := f.LoginPort(t.Context(), provider.InstanceID(id))
	if err != nil {
		t.Fatalf("LoginPort() = %v, want a port", err)
	}
	var d net.Dialer
	c, err := d.DialContext(t.Context(), "tcp", at.String())
	if err != nil {
		t.Fatalf("the port does not answer: %v", err)
	}
	_ = c.Close()
	if again, err := f.LoginPort(t.Context(), provider.InstanceID(id)); err != nil || again != at {
		t.Errorf("LoginPort() = %s, %v, want %s again", again, err, at)
	}
	f.must(t, "TerminateInstance", obj{"instanceId": id})
	refused("in the recycle bin")
	if _, err := f.LoginPort(t.Context(), "nobody's"); err == nil {
		t.Error("a machine that is not there answers")
	}
}
