package term_test

import (
	"slices"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/ui/term"
)

// TestColorEnv switches colours off with whatever value NO_COLOR has.
func TestColorEnv(t *testing.T) {
	t.Parallel()
	for text, none := range map[string]bool{"yes": true, "1": true, "0": true, "false": true, "": false} {
		env := []string{"TERM=xterm-256color", "NO_COLOR=" + text}
		before := slices.Clone(env)
		if got := colorprofile.Env(term.ColorEnv(env)) <= colorprofile.ASCII; got != none {
			t.Errorf("NO_COLOR=%s: no colours is %v, want %v", text, got, none)
		}
		if !slices.Equal(env, before) {
			t.Errorf("NO_COLOR=%s: the environment became %q", text, env)
		}
	}
	if got := colorprofile.Env(term.ColorEnv([]string{"TERM=xterm-256color"})); got != colorprofile.ANSI256 {
		t.Errorf("without NO_COLOR the profile is %v, want 256 colours", got)
	}
}
