package board

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// TestPresence names who else looks on, from the first frame, when they come and when they go, without a clock.
func TestPresence(t *testing.T) {
	t.Parallel()
	first, v := filled(t, 1)
	others := make(chan []string, 1)
	others <- []string{"vera"}
	left := 0
	o := first.opts
	o.Watch = func(order.ID) (<-chan []string, func()) { return others, func() { left++ } }
	b := New(first.env, first.source.orders, v.ID, o)
	v.Open, v.Status, v.Rest, v.Instances[0].Running = false, order.Done, 0, first.env.Now()
	v.Instances[0].Status = provider.StatusRunning
	b.show([]order.View{v})
	wants := func(names string) {
		t.Helper()
		shown, _ := b.View(80, 20)
		_, line, _ := strings.Cut(shown, "Also viewing: ")
		if line, _, _ = strings.Cut(line, "\x1b"); strings.TrimSpace(line) != names {
			t.Errorf("the board names %q, want %q", line, names)
		}
	}
	wants("vera")
	if b.clock.goes = true; b.Update(second{b.clock}) != nil {
		t.Error("a clock runs for who comes and goes")
	}
	cmd := b.viewers.meet(b.env.Ctx)
	for _, names := range [][]string{{"ann", "vera"}, nil} {
		others <- names
		if cmd = b.Update(cmd()); cmd == nil {
			t.Fatal("the board waits for nobody else")
		}
		wants(strings.Join(names, ", "))
	}
	if b.Update(presence{first.viewers, []string{"ann"}}) != nil || len(b.viewers.names) > 0 {
		t.Error("it takes who looks at another board")
	}
	close(others)
	if msg := cmd(); msg != nil {
		t.Errorf("it gets %v after the end", msg)
	}
	if b.Close(); left != 1 {
		t.Errorf("it has left %d times, want once", left)
	}
	if first.viewers.meet(first.env.Ctx) != nil {
		t.Error("a board waits for others where there are none")
	}
}
