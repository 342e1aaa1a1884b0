package together_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/together"
)

// TestPanic has one of several functions panic: the others end, and the caller panics with its words and its stack.
func TestPanic(t *testing.T) {
	t.Parallel()
	g, ctx := together.With(t.Context())
	g.Go(func() error { panic("odd answer") })
	g.Go(func() error {
		<-ctx.Done()
		return ctx.Err()
	})
	defer func() {
		p, ok := recover().(*together.Panic)
		if !ok || p.String() != "odd answer" || !strings.Contains(string(p.Stack), "together_test.go") {
			t.Errorf("Wait() panics with %+v, want the function's own words and stack", p)
		}
	}()
	t.Errorf("Wait() = %v, want a panic", g.Wait())
}

func TestError(t *testing.T) {
	t.Parallel()
	why := errors.New("refused")
	g, ctx := together.With(t.Context())
	g.Go(func() error { return why })
	g.Go(func() error {
		<-ctx.Done()
		return context.Cause(ctx)
	})
	if err := g.Wait(); !errors.Is(err, why) {
		t.Errorf("Wait() = %v, want %v", err, why)
	}
}
