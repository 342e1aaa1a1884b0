//go:build unix

package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/programtest"
)

// TestShells presses Tab in every shell that is installed, after the script for it was loaded: words, orders of the
// journal and values of the vendor come.
func TestShells(t *testing.T) {
	t.Parallel()
	for _, shell := range []struct {
		name string
		args []string
		load string
		file string // what the shell completes with, beside itself
	}{
		{
			"bash",
			[]string{"--norc", "--noprofile", "-i"},
			". /usr/share/bash-completion/bash_completion; . <(metalwright completion bash)",
			"/usr/share/bash-completion/bash_completion",
		},
		{
			"zsh",
			[]string{"-f", "-i"},
			"autoload -U compinit; compinit -u; . <(metalwright completion zsh); compdef _metalwright metalwright", "",
		},
		{"fish", []string{"--no-config", "-i"}, "metalwright completion fish | source", ""},
	} {
		t.Run(shell.name, func(t *testing.T) {
			t.Parallel()
			path := programtest.Path(t, shell.name)
			if shell.file != "" {
				programtest.File(t, shell.file)
			}
			c := newTypist(t)
			home := t.TempDir()
			c.state = filepath.Join(home, ".local", "state", "metalwright")
			c.want(0, "y\n", "DONE", "apply", c.file)

			s := executeIn(t, usual(), home, path, shell.args...)
			s.Type(shell.load + "; echo read''y")
			s.Press("enter")
			s.WaitFor("ready")
			for _, row := range []struct{ typed, want string }{
				{"metalwright vers", "metalwright version"},
				{"metalwright orders show o-w", "metalwright orders show o-web"},
				{"metalwright plan " + c.file + " --set zone=SEL-", "SEL-B"},
				{"metalwright export o-web --to terr", "--to terraform"},
			} {
				s.Type(row.typed)
				s.Press("tab", "tab")
				s.WaitUntil(row.want, func(shown string) bool { return strings.Contains(flat(shown), flat(row.want)) })
				s.Press("ctrl+u", "ctrl+l")
				s.WaitUntil("an empty line", func(shown string) bool { return !strings.Contains(shown, "metalwright") })
			}
		})
	}
}
