package uitest

import (
	"math/rand/v2"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Resizes gives what d shows windows of many sizes, from 1 by 1 to 500 by 200: no line is too long, and none is too
// many. Afterwards the window is as it was.
func Resizes(d *Driver, name string) {
	d.tb.Helper()
	was := d.size
	r := rand.New(rand.NewPCG(1, uint64(len(name)))) //nolint:gosec // a length is not negative
	for _, s := range append(corners(), randomSizes(r, 30)...) {
		d.Resize(s)
		fits(d, name)
	}
	d.Resize(was)
}

// corners are the sizes at which something changes.
func corners() []Size {
	var all []Size
	for _, w := range []int{1, 2, 39, 40, 79, 80, 119, 120, 500} {
		for _, h := range []int{1, 2, 11, 12, 23, 24, 40, 200} {
			all = append(all, Size{W: w, H: h})
		}
	}
	return all
}

func randomSizes(r *rand.Rand, n int) []Size {
	all := make([]Size, n)
	for i := range all {
		all[i] = Size{W: 1 + r.IntN(500), H: 1 + r.IntN(200)}
	}
	return all
}

// fits wants the frame to stay within the window.
func fits(d *Driver, name string) {
	d.tb.Helper()
	lines := strings.Split(d.View().Content, "\n")
	if len(lines) > d.size.H {
		d.tb.Errorf("%s at %d by %d has %d lines", name, d.size.W, d.size.H, len(lines))
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > d.size.W {
			d.tb.Errorf("%s at %d by %d has a line of %d cells: %q", name, d.size.W, d.size.H, w, ansi.Strip(line))
		}
	}
}
