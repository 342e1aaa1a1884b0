package step

import (
	"cmp"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
)

// Files turns drafts into order files, and keeps them where the operator has files of their own.
type Files struct {
	// Text is the draft as an order file for path, which may be "": JSON when the name says so, YAML else. It holds no
	// secret.
	Text func(d Draft, path string) ([]byte, error)
	// Save writes it there, and the start script beside it, for the owner alone. What is there already is replaced
	// with over, and an error that wraps [io/fs.ErrExist] without. nil: no file of this machine is the operator's,
	// such as over SSH.
	Save func(d Draft, path string, over bool) (Saved, error)
	// Read reads a file of the operator's; nil where none is theirs.
	Read func(path string) ([]byte, error)
	// Edit lends the terminal to the operator's own editor, on a copy of text that is theirs alone, and gives what became
	// of it to done; or why it did not. nil where no program is theirs to run, such as over SSH.
	Edit func(ctx context.Context, text []byte, done func([]byte, error) tea.Msg) tea.Cmd
}

// Saved is what [Files.Save] has written.
type Saved struct {
	Path   string
	Script string // the file of the start script; "" when there is none
	// Password reports that the order has a password, which the file does not hold.
	Password bool
}

// FileName is what an order file of s is called unless someone says otherwise: its name without the numbers.
func FileName(s provider.Spec) string {
	name, _, _ := strings.Cut(s.Name, "[")
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
	// A file that begins with a dash would be taken for a flag.
	return cmp.Or(strings.Trim(name, "-_"), "order") + ".yaml"
}
