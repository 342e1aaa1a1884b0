package run

import (
	"fmt"
	"slices"
	"testing"
)

// TestUnchanged: pages that the loader has changed are kept, as are those that the program may write to, and those of
// other files.
func TestUnchanged(t *testing.T) {
	t.Parallel()
	smaps := ""
	add := func(addresses, permissions, path string, anonymous, swap int) {
		smaps += fmt.Sprintf("%s %s 00001000 fe:00 247026    %s\nSize:  8 kB\nAnonymous:   %d kB\nSwap:  %d kB\n"+
			"THPeligible:           0\nVmFlags: rd mr mw me\n", addresses, permissions, path, anonymous, swap)
	}
	add("400000-800000", "r-xp", "/a b/mw", 0, 0)
	add("800000-900000", "r--p", "/a b/mw", 0, 0)
	add("900000-a00000", "r--p", "/a b/mw", 64, 0) // relocated, then made read-only
	add("a00000-b00000", "r--p", "/a b/mw", 0, 4)
	add("b00000-c00000", "rw-p", "/a b/mw", 0, 0)
	add("c00000-d00000", "r-xp", "/lib/libc.so.6", 0, 0)
	add("d00000-e00000", "r--p", "", 0, 0)
	add("nonsense", "r-xp", "/a b/mw", 0, 0)
	want := []mapping{{0x400000, 0x800000}, {0x800000, 0x900000}}
	if got := unchanged(smaps, "/a b/mw"); !slices.Equal(got, want) {
		t.Errorf("unchanged() = %x, want %x", got, want)
	}
}
