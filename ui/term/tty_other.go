//go:build !unix && !windows

package term

import "os"

func sequences(*os.File) error { return nil }

func (*tty) resized(func()) (stop func()) { return func() {} }

// ready is not known here.
func (*tty) ready() bool { return false }
