package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestScreensAreClean walks the wizard of each product, places an order and looks at its board, and then at every page
// and dialog that there is beside: at every size no frame has anything in it that a terminal acts on but styles, and in
// ASCII nothing else.
func TestScreensAreClean(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		t.Run(map[bool]string{false: "any", true: "ASCII"}[ascii], func(t *testing.T) {
			t.Parallel()
			c := newClock()
			p := process(t, c.Now, nil)
			p.User = "op" + unclean
			h := cli.OpenProgram(t, p, bespoken(t), t.TempDir(), 2000)
			if ascii {
				h = h.ASCII()
			}
			var first step.Draft
			for i, p := range all.Products() {
				d := wizardIn(t, h, c, usual())
				d.Rest()
				for range i {
					d.Press("down")
				}
				d.Press("enter")
				for n := 0; n < 60 && d.wizard.Step() != "review"; n++ {
					d.clock.Advance(time.Second)
					d.Rest()
					d.clean(t, ascii)
					if strings.Contains(d.Text(), h.Env().Theme.Glyph.Cursor+" "+h.Env().T("field.billing.consent")) {
						d.Press("left")
					}
					d.Press("enter")
				}
				if got := d.wizard.Step(); got != "review" {
					t.Fatalf("%s ends on %q\n%s", p.ID, got, d.Text())
				}
				if i == 0 {
					first = d.wizard.Draft()
				}
				for _, keys := range [][]string{nil, {"p"}, {"esc"}, {"s"}, {"esc"}, {"f1"}, {"esc"}, {"enter"}} {
					d.Press(keys...)
					d.Rest()
					d.clean(t, ascii)
				}
				d.Press("y", "enter")
				d.Until("the board", func() bool {
					return strings.Contains(d.Text(), "PROVISIONING") ||
						strings.Contains(d.Text(), "DONE")
				})
				d.clean(t, ascii)
				d.WaitFor("updated")
				d.look(time.Hour, "DONE")
				d.clean(t, ascii)
			}
			views, err := h.Orders().Views.Orders(t.Context())
			if err != nil || len(views) != len(all.Products()) {
				t.Fatalf("Orders() = %d, %v, want one of each product", len(views), err)
			}
			for _, v := range views {
				d := &wizardTest{t: t, program: h, clock: c, viewed: viewed{uitest.Drive(t, h.App(h.Board(v.ID)), usual())}}
				d.Until("the board", func() bool { return strings.Contains(d.Text(), "DONE") })
				for _, keys := range [][]string{nil, {"x"}, {"enter"}, {"esc"}, {"esc"}, {"y"}, {"f1"}} {
					d.Press(keys...)
					d.clean(t, ascii)
				}
			}
			leaves(t, h)
			at := slices.IndexFunc(views, func(v order.View) bool { return v.Product == all.Products()[0].ID })
			pagesAreClean(t, h, c, ascii, first, views[at].ID)
		})
	}
}

// clean looks at the frame at every size, as it is sent to the terminal.
func (d viewed) clean(t *testing.T, ascii bool) {
	t.Helper()
	sgr := regexp.MustCompile("\x1b\\[([0-9;:]*)m")
	for _, s := range append(uitest.Sizes(), usual()) {
		d.Resize(s)
		frame := d.View().Content
		if strings.Contains(frame, "\x1b[8m") {
			t.Errorf("at %v someone else's style is in the frame", s)
		}
		if line := raw(sgr.ReplaceAllString(frame, ""), ascii); line != "" {
			t.Errorf("at %v, ASCII %v, the frame has the line %q", s, ascii, line)
		}
		if why := d.wrong(); why != "" {
			t.Errorf("at %v: %s", s, why)
		}
	}
}
