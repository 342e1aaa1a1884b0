package cli_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/app"
)

// wizardSteps are those of bare metal.
func wizardSteps() []string {
	return []string{
		"product", "zone", "type", "image", "billing", "network", "storage", "access", "naming", "review",
	}
}

// TestMouse moves the cursor of every screen by clicks and the wheel, and buys nothing by clicking everywhere.
func TestMouse(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	click := func(x, y int) { d.Send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft}) }
	marks := func() []int {
		var lines []int
		for y, l := range strings.Split(d.Text(), "\n") {
			if strings.Contains(l, "▸ ") {
				lines = append(lines, y)
			}
		}
		return lines
	}
	d.walk("zone")
	before := marks()
	click(60, before[len(before)-1]+2)
	if after := marks(); !slices.Equal(after, before) {
		t.Errorf("a click moved the cursor from %v to %v, want nothing before the mouse is on", before, after)
	}
	d.Press("f3")
	if v := d.View(); v.MouseMode != tea.MouseModeCellMotion || !strings.Contains(d.Text(), "The mouse moves the cursor") {
		t.Errorf("after F3 the mouse has mode %v\n%s", v.MouseMode, d.Text())
	}
	for _, to := range []int{4, 1, 3} {
		at := before[len(before)-1]
		click(60, at+to)
		if after := marks(); !slices.Contains(after, at+to) {
			t.Errorf("a click on line %d has the cursor on %v\n%s", at+to, after, d.Text())
		}
	}
	before = marks()
	d.Send(tea.MouseWheelMsg{X: 60, Y: 12, Button: tea.MouseWheelDown})
	if after := marks(); slices.Equal(after, before) {
		t.Errorf("the wheel left the cursor on %v", after)
	}
	d.Press("home")
	for _, step := range wizardSteps()[1:] {
		d.walk(step)
		for y := range usual().H {
			for x := 0; x < usual().W; x += 8 {
				click(x, y)
				d.Send(tea.MouseMotionMsg{X: x, Y: y, Button: tea.MouseLeft})
				d.Send(tea.MouseReleaseMsg{X: x + 1, Y: y})
			}
		}
		d.Press("home")
		if got := d.wizard.Step(); got != step {
			t.Fatalf("clicks lead from %s to %s", step, got)
		}
	}
	d.Press("enter", "y")
	for y := range usual().H {
		for x := range usual().W {
			click(x, y)
		}
	}
	d.Rest()
	if l := d.ledger(); len(l.Purchases) != 0 {
		t.Errorf("clicks bought: %v", l.Purchases)
	}
}

// TestFreeKeys looks whether a key that an action may get means something on a screen already.
func TestFreeKeys(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	check := func(at string, p app.Page) {
		for _, b := range p.Keys() {
			for _, k := range b.Keys() {
				if slices.Contains(config.FreeKeys(), k) {
					t.Errorf("%s uses %q, which is free for actions", at, k)
				}
			}
		}
	}
	for i, p := range all.Products() {
		d := wizardIn(t, d.program, d.clock, usual())
		d.Rest()
		d.Press(slices.Repeat([]string{"down"}, i)...)
		d.Press("enter")
		for range 60 {
			d.Rest()
			check(string(p.ID)+" "+d.wizard.Step(), d.wizard)
			if d.wizard.Step() == "review" {
				break
			}
			if strings.Contains(d.Text(), "▸ "+d.program.Env().T("field.billing.consent")) {
				d.Press("left")
			}
			d.Press("enter")
		}
	}
	d.walk("review")
	d.place()
	d.WaitFor("PENDING")
	for _, k := range []string{"", "enter", "esc", "x"} {
		if k != "" {
			d.Press(k)
		}
		check("the board "+k, d.program.Board(""))
	}
	check("the list of orders", d.program.List())
	var named []string
	for _, a := range config.Actions() {
		named = append(named, a.Key)
	}
	for _, k := range config.FreeKeys() {
		if slices.Contains(named, k) {
			t.Errorf("%q is free, and the usual key of an action", k)
		}
	}
}
