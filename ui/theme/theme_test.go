package theme_test

import (
	"fmt"
	"image/color"
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/themefile"
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

// schemes are the program's own.
func schemes(t *testing.T) map[string]theme.Scheme {
	t.Helper()
	all := map[string]theme.Scheme{}
	for _, name := range theme.Names() {
		s, ok := theme.Named(name)
		if !ok {
			t.Errorf("Named(%q) is none, want every one of Names()", name)
		}
		all[name] = s
	}
	return all
}

// TestSixteenColours shows that the row under the cursor and the badges stay readable where colours are few.
func TestSixteenColours(t *testing.T) {
	t.Parallel()
	for name, s := range schemes(t) {
		for _, dark := range []bool{true, false} {
			th := s.Theme(dark, false)
			for _, p := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.ANSI256, colorprofile.TrueColor} {
				for part, st := range map[string]lipgloss.Style{
					"Selected": th.Selected, "Locked": th.Locked, "Badge": th.Badge, "Live": th.Live,
				} {
					if fg, bg := p.Convert(st.GetForeground()), p.Convert(st.GetBackground()); fg == bg {
						t.Errorf("%s, dark %v, %v: %s is %v on itself", name, dark, p, part, fg)
					}
				}
			}
			if !th.Badge.GetReverse() || !th.Live.GetReverse() {
				t.Errorf("%s, dark %v: badges are not reverse, so without colour they are like other text", name, dark)
			}
		}
	}
}

// TestContrast computes the contrast of every text of every theme with what is behind it, as WCAG 2.2 defines it
// (1.4.3: 4.5; 1.4.6: 7). A terminal's background is black or white here. What cannot be chosen and lines are exempt
// there, but not in the theme for high contrast.
func TestContrast(t *testing.T) {
	t.Parallel()
	for name, s := range schemes(t) {
		for _, dark := range []bool{true, false} {
			th := s.Theme(dark, false)
			paper := color.Color(color.White)
			if name == "dark" || dark && name != "light" {
				paper = color.Black
			}
			least := 4.5
			if name == "contrast" {
				least = 7
			}
			for i := range reflect.TypeFor[theme.Theme]().NumField() {
				part := reflect.TypeFor[theme.Theme]().Field(i).Name
				if !reflect.TypeFor[theme.Theme]().Field(i).IsExported() {
					continue
				}
				st, ok := reflect.TypeAssert[lipgloss.Style](reflect.ValueOf(*th).Field(i))
				if !ok || part == "Text" { // the colour of texts is the terminal's own
					continue
				}
				if (part == "Faint" || part == "Frame") && name != "contrast" {
					continue
				}
				behind := st.GetBackground()
				if (behind == lipgloss.NoColor{}) {
					behind = paper
				}
				if got := theme.Contrast(st.GetForeground(), behind); got < least {
					t.Errorf("%s, dark %v: %s has a contrast of %.2f, want %.1f", name, dark, part, got, least)
				}
			}
		}
	}
}

// TestUnderCursor: what has a colour of its own can be read in the row under the cursor, too.
func TestUnderCursor(t *testing.T) {
	t.Parallel()
	for name, s := range schemes(t) {
		for _, dark := range []bool{true, false} {
			th := s.Theme(dark, false)
			least := 3.0
			if name == "contrast" {
				least = 7
			}
			for part, st := range map[string]lipgloss.Style{
				"Dim": th.Dim, "Good": th.Good, "Warn": th.Warn, "Bad": th.Bad, "Info": th.Info, "Accent": th.Accent,
			} {
				on := th.UnderCursor(st)
				if got := theme.Contrast(on.GetForeground(), on.GetBackground()); got < least {
					t.Errorf("%s, dark %v: %s has a contrast of %.2f, want %.1f", name, dark, part, got, least)
				}
			}
		}
	}
}

// TestFromFile takes the colours of a file, and the others of the theme that it is based on.
func TestFromFile(t *testing.T) {
	t.Parallel()
	colors := themefile.Colors{}
	for _, name := range themefile.Names() {
		colors[name] = "#010203"
	}
	th := theme.FromFile(themefile.Theme{Base: "contrast", Dark: colors, Light: themefile.Colors{"accent": "12"}}).
		Theme(true, false)
	for name, got := range map[string]color.Color{
		"Title": th.Title.GetForeground(), "Dim": th.Dim.GetForeground(), "Faint": th.Faint.GetForeground(),
		"Accent": th.Accent.GetForeground(), "Good": th.Good.GetForeground(), "Warn": th.Warn.GetForeground(),
		"Bad": th.Bad.GetForeground(), "Info": th.Info.GetForeground(), "Selected": th.Selected.GetForeground(),
		"selection": th.Selected.GetBackground(), "Badge": th.Badge.GetForeground(), "ink": th.Badge.GetBackground(),
		"Frame": th.Frame.GetForeground(),
	} {
		if got != lipgloss.Color("#010203") {
			t.Errorf("%s is %v, want the colour of the file", name, got)
		}
	}
	base, _ := theme.Named("contrast")
	light := th.On(false)
	if light.Accent.GetForeground() != lipgloss.Color("12") || light.Dark {
		t.Errorf("on a light background the accent is %v, want colour 12", light.Accent.GetForeground())
	}
	if want := base.Theme(false, false).Title.GetForeground(); light.Title.GetForeground() != want {
		t.Errorf("what the file leaves out is %v, want %v", light.Title.GetForeground(), want)
	}
}
