package cli_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestResize gives every screen windows from 1 by 1 to 500 by 200: no line is too long, none is too many, and what had
// the focus has it afterwards.
func TestResize(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	r := rand.New(rand.NewPCG(1, 2))
	check := func(name string) {
		t.Helper()
		before := focus(d.Text())
		for _, s := range append(corners(), randomSizes(r, 30)...) {
			d.Resize(s)
			fits(t, name, d.View().Content, s)
		}
		d.Resize(usual())
		if after := focus(d.Text()); !slices.Equal(before, after) {
			t.Errorf("%s: the focus was on %q and is on %q", name, before, after)
		}
	}
	for _, id := range []string{
		"product", "zone", "type", "image", "billing", "network", "storage", "access", "naming", "review",
	} {
		d.walk(id)
		check(id)
		d.Press("f1")
		check(id + " with help")
		d.Press("esc")
	}
	d.Press("p")
	check("request")
	d.Press("p", "enter")
	check("question")
	d.Press("n")
	d.place()
	d.WaitFor("PENDING", "looked")
	check("board")
	d.Press("enter")
	check("machine")
	d.Press("esc", "x")
	check("actions")
	for name, p := range map[string]app.Page{"orders": d.program.List(), "orphans": d.program.OrphansPage()} {
		d.Driver = uitest.Drive(t, d.program.App(p), usual())
		d.Until("what there is", func() bool { return !strings.Contains(d.Text(), "Loading") })
		check(name)
		d.Press("?")
		check(name + " with help")
	}
}

// corners are the sizes at which something changes.
func corners() []uitest.Size {
	var all []uitest.Size
	for _, w := range []int{1, 2, 39, 40, 79, 80, 119, 120, 500} {
		for _, h := range []int{1, 2, 11, 12, 23, 24, 40, 200} {
			all = append(all, uitest.Size{W: w, H: h})
		}
	}
	return all
}

func randomSizes(r *rand.Rand, n int) []uitest.Size {
	all := make([]uitest.Size, n)
	for i := range all {
		all[i] = uitest.Size{W: 1 + r.IntN(500), H: 1 + r.IntN(200)}
	}
	return all
}

// fits wants a frame to stay within the window.
func fits(t *testing.T, name, frame string, s uitest.Size) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) > s.H {
		t.Errorf("%s at %d by %d has %d lines", name, s.W, s.H, len(lines))
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > s.W {
			t.Errorf("%s at %d by %d has a line of %d cells: %q", name, s.W, s.H, w, ansi.Strip(line))
		}
	}
}
