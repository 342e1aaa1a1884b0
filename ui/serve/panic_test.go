package serve_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/together"
)

// brokenOrders panics as soon as someone follows them.
type brokenOrders struct{ noOrders }

func (brokenOrders) Changes() (<-chan struct{}, func()) { panic("no such order") }

// TestPartPanics has what follows the journal panic: the server ends, and its caller hears of it, who can end the
// program in good order.
func TestPartPanics(t *testing.T) {
	t.Parallel()
	s := serverFor(t, brokenOrders{}, nil, "people:\n  alice: {roles: [operator]}\n")
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		was, ok := recover().(*together.Panic)
		if !ok || was.String() != "no such order" || !strings.Contains(string(was.Stack), "brokenOrders") {
			t.Errorf("Serve() panicked with %v, want the panic of its part, with its stack", was)
		}
	}()
	err = s.Serve(context.WithoutCancel(t.Context()), l)
	t.Errorf("Serve() = %v, want a panic", err)
}
