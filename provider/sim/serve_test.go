package sim_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// serve serves the cloud on an address of its own, which requests go to from now on, until it is stopped.
func (f *fixture) serve(tb testing.TB) (stop context.CancelFunc, ended <-chan error) {
	tb.Helper()
	l, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, stop := context.WithCancel(tb.Context())
	tb.Cleanup(stop)
	done := make(chan error, 1)
	go func() { done <- f.Serve(ctx, l) }()
	f.url = "http://" + l.Addr().String()
	return stop, done
}

// TestServeEndsAtOnce shows that a connection without a request does not keep the cloud from ending.
func TestServeEndsAtOnce(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	stop, ended := f.serve(t)
	silent, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(f.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	f.must(t, "DescribeZones", obj{}) // by now the other connection has been accepted, too
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	case <-time.After(3 * time.Second):
		t.Error("Serve waits for a connection without a request")
	}
}
