package run

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// opening is done once the pages of opening the first run are released.
var opening sync.Once

// FreeOpening is [FreeInit] for what the first run of the process has used to open: flags, settings, migrations. Three
// megabytes. Runs that come later share their pages with others, and release nothing.
func FreeOpening() { opening.Do(FreeInit) }

// FreeInit releases the pages of the program's own file that only the start of its packages has used: more than a
// megabyte, which would be held to the end. What is needed again comes from the kernel's cache of files. A program that
// is being debugged keeps them, as they have its breakpoints; so does one that the loader has changed in its place, as
// it does where the program may be loaded anywhere (-buildmode=pie): the file does not have what is in them.
func FreeInit() {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil || !strings.Contains(string(status), "\nTracerPid:\t0\n") {
		return
	}
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return
	}
	for _, m := range unchanged(string(maps), self) {
		// it is a hint: nothing depends on whether the kernel takes it
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, m.from, m.to-m.from, syscall.MADV_DONTNEED)
	}
}

// mapping is a range of addresses.
type mapping struct{ from, to uintptr }

// unchanged are the mappings of the file that the program cannot write to and whose pages are all as the file has
// them. Its first argument is what /proc/PID/smaps says (proc(5)): a line of addresses, permissions, offset, device,
// inode and path for each mapping, then its figures.
func unchanged(smaps, file string) (all []mapping) {
	var last mapping // the zero value is none that counts
	for line := range strings.Lines(smaps) {
		f := strings.Fields(line)
		switch {
		case len(f) >= 6 && !strings.HasSuffix(f[0], ":"):
			last = mapping{}
			if strings.Join(f[5:], " ") == file && !strings.Contains(f[1], "w") {
				last = addresses(f[0])
			}
		case len(f) == 5 && !strings.HasSuffix(f[0], ":"): // of no file
			last = mapping{}
		case len(f) == 3 && (f[0] == "Anonymous:" || f[0] == "Swap:") && f[1] != "0": // changed pages
			last = mapping{}
		case len(f) > 0 && f[0] == "VmFlags:" && last != mapping{}: // the last line of each
			all = append(all, last)
		}
	}
	return all
}

// addresses reads "from-to", in hexadecimal; what is no range is the zero mapping.
func addresses(s string) mapping {
	first, last, _ := strings.Cut(s, "-")
	from, err := strconv.ParseUint(first, 16, 64)
	to, also := strconv.ParseUint(last, 16, 64)
	if err != nil || also != nil || from >= to {
		return mapping{}
	}
	return mapping{uintptr(from), uintptr(to)}
}
