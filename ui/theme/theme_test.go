package theme_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/theme"
)

func statuses() []provider.Status {
	return []provider.Status{
		provider.StatusPending, provider.StatusCreating, provider.StatusRunning, provider.StatusFailed,
		provider.StatusVanished, provider.StatusUnknown, provider.StatusReleased,
	}
}

// TestStatusMarks shows that no colour is needed to tell the statuses apart.
func TestStatusMarks(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		seen := map[string]provider.Status{}
		for _, s := range statuses() {
			mark, _ := theme.New(true, ascii).Status(s)
			if other, ok := seen[mark]; ok || ansi.StringWidth(mark) != 1 {
				t.Errorf("ascii %v: Status(%s) = %q, as %q, want a mark of its own, one cell wide", ascii, s, mark, other)
			}
			seen[mark] = s
		}
	}
	if got, _ := theme.New(true, false).Status("REINSTALLING"); got != "?" {
		t.Errorf("Status of a word nobody knows = %q, want ?", got)
	}
}

// TestGlyphs shows that every glyph is there, one cell wide, and ASCII where that is asked for.
func TestGlyphs(t *testing.T) {
	t.Parallel()
	for _, ascii := range []bool{false, true} {
		check := func(name, s string) {
			if name != "Ellipsis" && ansi.StringWidth(s) != 1 {
				t.Errorf("ascii %v: %s = %q, want one cell", ascii, name, s)
			}
			for _, r := range s {
				if ascii && r > 0x7e {
					t.Errorf("%s = %q, want ASCII", name, s)
				}
			}
		}
		g := theme.New(true, ascii).Glyph
		for i, s := range g.Spinner {
			check(fmt.Sprintf("Spinner[%d]", i), s)
		}
		for _, v := range []reflect.Value{reflect.ValueOf(g), reflect.ValueOf(g.Box)} {
			for i := range v.NumField() {
				if v.Field(i).Kind() == reflect.String {
					check(v.Type().Field(i).Name, v.Field(i).String())
				}
			}
		}
	}
}

// TestSixteenColours shows that the row under the cursor and the badge stay readable where colours are few.
func TestSixteenColours(t *testing.T) {
	t.Parallel()
	for _, dark := range []bool{true, false} {
		th := theme.New(dark, false)
		for _, p := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor} {
			for name, st := range map[string]struct{ fg, bg any }{
				"Selected": {p.Convert(th.Selected.GetForeground()), p.Convert(th.Selected.GetBackground())},
				"Badge":    {p.Convert(th.Badge.GetForeground()), p.Convert(th.Badge.GetBackground())},
			} {
				if st.fg == st.bg {
					t.Errorf("dark %v, %v: %s is %v on itself", dark, p, name, st.fg)
				}
			}
			faint, selected := p.Convert(th.Faint.GetForeground()), p.Convert(th.Selected.GetBackground())
			if faint == selected {
				t.Errorf("dark %v, %v: a disabled row under the cursor is %v on itself", dark, p, faint)
			}
		}
		if !th.Badge.GetReverse() {
			t.Errorf("dark %v: Badge is not reverse, so without colour it is like other text", dark)
		}
	}
}
