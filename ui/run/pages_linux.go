package run

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// FreeInit gives back the pages of the program's own file that only the start of its packages has used: more than a
// megabyte, which would be held to the end. What is needed again comes from the kernel's cache of files. A program that
// is being debugged keeps them, as they have its breakpoints.
func FreeInit() {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil || !strings.Contains(string(status), "\nTracerPid:\t0\n") {
		return
	}
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		f := strings.Fields(line) // addresses, permissions, offset, device, inode, path
		if len(f) < 6 || f[5] != self || strings.Contains(f[1], "w") {
			continue
		}
		first, last, _ := strings.Cut(f[0], "-")
		from, err := strconv.ParseUint(first, 16, 64)
		to, also := strconv.ParseUint(last, 16, 64)
		if err == nil && also == nil && from < to {
			// it is a hint: nothing depends on whether the kernel takes it
			_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, uintptr(from), uintptr(to-from), syscall.MADV_DONTNEED)
		}
	}
}
