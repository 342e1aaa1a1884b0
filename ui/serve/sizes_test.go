package serve_test

import (
	"testing"

	"github.com/metalwright/metalwright/ui/serve"
)

// TestSizesAtOnce changes the size of windows while their sessions begin, as a client does that is being dragged. The
// race detector says whether a session reads the size that is changed.
func TestSizesAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, serve.Limits{}, show)
	c := s.client()
	for range 30 {
		x := s.terminal(c)
		for h := range 20 {
			if err := x.WindowChange(30+h, 100); err != nil {
				t.Fatal(err)
			}
		}
		x.out.WaitFor(t, "100x49")
		x.press("q")
		if got := x.code(t); got != 0 {
			t.Errorf("exit code = %d, want 0", got)
		}
	}
}
