//go:build unix

package term

import (
	"errors"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// sequences has the terminal act on escape sequences, as it does.
func sequences(*os.File) error { return nil }

// ready waits until the terminal takes something. It reports whether it will.
func (t *tty) ready() bool {
	if t.out == nil {
		return false
	}
	for {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(t.out.Fd()), Events: unix.POLLOUT}}, -1) //nolint:gosec // it fits
		if !errors.Is(err, unix.EINTR) {
			return err == nil && n == 1
		}
	}
}

// resized calls f when the terminal has another size, until stop is called.
func (t *tty) resized(f func()) (stop func()) {
	if t.out == nil {
		return func() {}
	}
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, syscall.SIGWINCH)
	go func() {
		for {
			select {
			case <-signals:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
