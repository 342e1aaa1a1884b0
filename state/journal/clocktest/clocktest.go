// Package clocktest makes times that only a machine which sleeps would show. It is for tests.
package clocktest

import (
	"time"
	"unsafe"
)

// Slept is at as it is read after the machine has slept for d, of which whole seconds count: the wall clock is ahead,
// the monotonic clock, which is compared where there is one, is not (package time, Monotonic Clocks). at has to be
// from [time.Now].
func Slept(at time.Time, d time.Duration) time.Time {
	const seconds = 30 // the bits of the nanoseconds are below them
	*(*uint64)(unsafe.Pointer(&at)) += uint64(d/time.Second) << seconds
	return at
}
