package term

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// TestClipboard goes both ways through tmux, and by one sequence elsewhere.
func TestClipboard(t *testing.T) {
	t.Parallel()
	msg := tea.SetClipboard("hello")()
	plain := request(msg, inTmux([]string{"TERM=xterm-256color", "TMUX="}))
	if !strings.HasPrefix(plain, "\x1b]52;c;") || strings.Contains(plain, "Ptmux") {
		t.Errorf("outside of tmux the clipboard is set by %q", plain)
	}
	for _, env := range [][]string{{"TMUX=/tmp/tmux-0/default,1,0"}, {"TERM=tmux-256color"}} {
		seq := request(msg, inTmux(env))
		if !strings.HasPrefix(seq, plain+"\x1bPtmux;\x1b\x1b]52;c;") || !strings.HasSuffix(seq, "\x1b\\") {
			t.Errorf("%v: the clipboard is set by %q", env, seq)
		}
	}
}
