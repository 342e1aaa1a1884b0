package cli_test

import (
	"bytes"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// asking is what someone who presses Tab gets, and how many requests it cost.
type asking struct {
	tb       testing.TB
	env      map[string]string
	state    string
	now      func() time.Time
	requests atomic.Int64
}

func newAsking(tb testing.TB) *asking {
	tb.Helper()
	return &asking{tb: tb, env: map[string]string{"XDG_CACHE_HOME": tb.TempDir()}, state: tb.TempDir(), now: time.Now}
}

func (a *asking) complete(args ...string) (string, int64) {
	a.tb.Helper()
	before := a.requests.Load()
	var out bytes.Buffer
	p := process(a.tb, a.now, a.env)
	p.Observe = func(provider.ProductID, provider.Exchange) { a.requests.Add(1) }
	p.TabWait = patience // a machine that is busy with tests is none that a person waits at
	p.Args, p.Out = append([]string{"__complete", "--state", a.state}, args...), &out
	if code := cli.Main(a.tb.Context(), p, all.Products()); code != 0 {
		a.tb.Fatalf("completing %q ended with %d", args, code)
	}
	return out.String(), a.requests.Load() - before
}

// TestCompletionAsksOnce completes the same words again and again: the vendor is asked once a day.
func TestCompletionAsksOnce(t *testing.T) {
	t.Parallel()
	a := newAsking(t)
	c := newTypist(t)
	for _, row := range []struct{ typed, want string }{
		{"zone=", "zone=SEL-A"},
		{"type=", "type=M6C"},
		{"image=", "Ubuntu"},
	} {
		first, n := a.complete("plan", c.file, "--set", row.typed)
		if !strings.Contains(first, row.want) || n == 0 {
			t.Errorf("%s completes to %q after %d requests, want %s after some", row.typed, first, n, row.want)
		}
		for range 3 {
			if again, n := a.complete("plan", c.file, "--set", row.typed); again != first || n != 0 {
				t.Errorf("%s completes to %q after %d requests, want %q after none", row.typed, again, n, first)
			}
		}
	}
	if out, n := a.complete("orders", "show", ""); n != 0 {
		t.Errorf("orders complete to %q after %d requests, want none", out, n)
	}
	a.now = func() time.Time { return time.Now().Add(25 * time.Hour) }
	if _, n := a.complete("plan", c.file, "--set", "zone="); n == 0 {
		t.Error("what is a day old is not asked for again")
	}
}

// BenchmarkComplete is one Tab with everything known: it has 100 ms, of which the start of the program takes a part.
func BenchmarkComplete(b *testing.B) {
	a := newAsking(b)
	for _, row := range [][]string{{"plan", "x.yaml", "--set", "zone="}, {"orders", "show", ""}, {"or"}} {
		a.complete(row...)
		b.Run(strings.Join(row, " "), func(b *testing.B) {
			for b.Loop() {
				a.complete(row...)
			}
		})
	}
}
