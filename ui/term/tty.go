package term

import (
	"io"
	"os"

	"golang.org/x/term"
)

// tty is the terminal's files, where it has some. The zero value has none, and does nothing.
type tty struct {
	in, out       *os.File    // nil: no terminal
	wasIn, wasOut *term.State // as they were found
}

func openTTY(in io.Reader, out io.Writer) *tty {
	t := &tty{}
	if f, ok := in.(*os.File); ok && isTerminal(f) {
		t.in = f
	}
	if f, ok := out.(*os.File); ok && isTerminal(f) {
		t.out = f
	}
	return t
}

func isTerminal(f *os.File) bool { return term.IsTerminal(fd(f)) }

func fd(f *os.File) int { return int(f.Fd()) } //nolint:gosec // a descriptor fits

// raw has the terminal pass on every key as it is pressed.
func (t *tty) raw() error {
	if t.in != nil {
		was, err := term.MakeRaw(fd(t.in))
		if err != nil {
			return err
		}
		if t.wasIn == nil {
			t.wasIn = was
		}
	}
	if t.out == nil {
		return nil
	}
	if t.wasOut == nil {
		was, err := term.GetState(fd(t.out))
		if err != nil {
			return err
		}
		t.wasOut = was
	}
	return sequences(t.out)
}

// restore gives the terminal back as it was found.
func (t *tty) restore() error {
	var err error
	if t.wasIn != nil {
		err = term.Restore(fd(t.in), t.wasIn)
	}
	if t.wasOut != nil && t.wasIn == nil {
		err = term.Restore(fd(t.out), t.wasOut)
	}
	return err
}

// size is the terminal's size, where it has a file.
func (t *tty) size() (width, height int, err error) { return term.GetSize(fd(t.out)) }
