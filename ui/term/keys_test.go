package term_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/term"
)

// TestRunEscapes wants every Escape of a read distinguished from the others, and pastes left as they are.
func TestRunEscapes(t *testing.T) {
	t.Parallel()
	const e = "\x1b"
	for _, c := range []struct {
		reads []string
		want  string // the last key of each is a z
	}{
		{[]string{e + e + e + "xz"}, "esc esc alt+x z"},
		{[]string{e + e + "\rz"}, "esc alt+enter z"},
		{[]string{e + e + e + e + e + e + "[Az"}, "esc esc esc esc alt+up z"},
		{[]string{e + e + "[Dz"}, "alt+left z"},
		{[]string{e + "[A" + e + e + e + "OPz"}, "up esc alt+f1 z"},
		{[]string{e + "[200~a" + e + e + "b" + e + "[201~" + e + e + "yz"}, "paste esc alt+y z"},
		{[]string{e + "[20", "0~a" + e + e + "b" + e + "[2", "01~" + e + e + "yz"}, "paste esc alt+y z"},
		{[]string{e + "[13;5u" + e + e + "\x7fz"}, "ctrl+enter esc alt+backspace z"},
		{[]string{strings.Repeat(e, 500) + "z"}, strings.Repeat("esc ", 499) + "alt+z"},
	} {
		in, keys := io.Pipe()
		o := options(t, io.Discard)
		o.In = in
		var got []string
		m := &screen{do: func(msg tea.Msg) tea.Cmd {
			switch msg := msg.(type) {
			case tea.KeyPressMsg:
				if got = append(got, msg.String()); strings.HasSuffix(msg.String(), "z") {
					return tea.Quit
				}
			case tea.PasteMsg:
				if strings.Contains(msg.Content, "[27u") {
					t.Errorf("the paste is %q", msg.Content)
				}
				got = append(got, "paste")
			}
			return nil
		}}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for _, r := range c.reads {
				_, _ = io.WriteString(keys, r)
			}
		}()
		if err := term.Run(t.Context(), m, o); err != nil {
			t.Errorf("Run = %v, want no error", err)
		}
		_ = in.Close()
		<-done
		if want := strings.Fields(c.want); !slices.Equal(got, want) {
			t.Errorf("%q is %d keys, %q, want %q", c.reads, len(got), got[:min(len(got), 9)], want[:min(len(want), 9)])
		}
	}
}
