package term

import (
	"os"

	"golang.org/x/sys/windows"
)

// sequences has the console act on escape sequences.
func sequences(out *os.File) error {
	var mode uint32
	if err := windows.GetConsoleMode(windows.Handle(out.Fd()), &mode); err != nil {
		return err
	}
	return windows.SetConsoleMode(windows.Handle(out.Fd()),
		mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING|windows.DISABLE_NEWLINE_AUTO_RETURN)
}

// resized does nothing: a console reports its size among the keys.
func (*tty) resized(func()) (stop func()) { return func() {} }

// ready is not known here.
func (*tty) ready() bool { return false }
