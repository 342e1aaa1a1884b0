package pattern_test

import (
	"testing"

	"github.com/metalwright/metalwright/state/internal/pattern"
)

// TestLazy compiles once, and only what is used.
func TestLazy(t *testing.T) {
	t.Parallel()
	p := pattern.Lazy(`^a+$`)
	if first := p(); first != p() || !p().MatchString("aa") || p().MatchString("b") {
		t.Error("Lazy(^a+$) is not one expression that matches aa")
	}
	wrong := pattern.Lazy(`(`)
	defer func() {
		if recover() == nil {
			t.Error("an expression that is none does not panic when it is used")
		}
	}()
	wrong()
}
