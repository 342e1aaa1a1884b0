package sim_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// TestServeEndsAtOnce shows that a connection on which nothing is said does not keep the cloud from ending.
func TestServeEndsAtOnce(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- f.Serve(ctx, l) }()
	silent, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	f.url = "http://" + l.Addr().String()
	f.must(t, "DescribeZones", obj{}) // by now the other connection has been accepted, too
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	case <-time.After(3 * time.Second):
		t.Error("Serve waits for a connection on which nothing was said")
	}
}
