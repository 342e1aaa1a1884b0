package tour

import (
	"fmt"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

// numbered is a screen with a number in each line.
func numbered(name string, w, h int) screen.Screen {
	var lines []string
	for i := range h {
		lines = append(lines, fmt.Sprintf("%s, line %d", name, i+1))
	}
	return screen.Draw(strings.Join(lines, "\n"), w, h)
}

func looks(t *testing.T) Looks {
	t.Helper()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	return Looks{Theme: theme.New(true, false), Text: tx, Drives: true}
}

// TestFrames: the bar is below the program where there is room, and over its last lines while the tour rests where
// there is none; what is typed is seen, and who uses the program sees its keys.
func TestFrames(t *testing.T) {
	t.Parallel()
	const caption = "Every question has a suggestion. ctrl+g accepts them all, and goes to the review without a stop."
	one := View{
		Screens: []screen.Screen{numbered("shell", 40, 12)}, Users: []string{""}, Title: "The first order in a minute",
		Caption: caption, At: 3, Of: 10, Needs: tourfile.Size{Columns: 40, Rows: 12},
	}
	two := one
	two.Screens = []screen.Screen{numbered("alice", 40, 12), numbered("bob", 40, 12)}
	two.Users, two.Focus = []string{"alice", "bob"}, 1
	as := func(v View, m Mode, rests bool) View {
		v.Mode, v.Rests = m, rests
		return v
	}
	ways := as(one, choosing, true)
	ways.Choices = []string{"to the left", "to the right"}
	waits := as(one, stuck, true)
	waits.Fault = "What do you want to order?"
	l := looks(t)
	for _, c := range []struct {
		name string
		view View
		size uitest.Size
	}{
		{"typing", as(one, playing, false), uitest.Size{W: 40, H: 12}},
		{"resting", as(one, playing, true), uitest.Size{W: 40, H: 12}},
		{"paused", as(one, paused, true), uitest.Size{W: 40, H: 12}},
		{"by_hand", as(one, interactive, true), uitest.Size{W: 40, H: 12}},
		{"choosing", ways, uitest.Size{W: 40, H: 12}},
		{"stuck", waits, uitest.Size{W: 40, H: 12}},
		{"ended", as(one, ended, true), uitest.Size{W: 40, H: 12}},
		{"room_below", as(one, playing, false), uitest.Size{W: 80, H: 16}},
		{"one_of_two", as(two, paused, true), uitest.Size{W: 80, H: 16}},
		{"one_of_two_typing", as(two, playing, false), uitest.Size{W: 40, H: 12}},
		{"both", as(two, paused, true), uitest.Size{W: 81, H: 16}},
		{"too_small", as(one, playing, false), uitest.Size{W: 39, H: 12}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			uitest.Golden(t, screen.Draw(l.draw(c.view, c.size.W, c.size.H), c.size.W, c.size.H).Text())
		})
	}
}

// TestCaptionFollows: the caption of a step is there when its screen is, and not while its keys are typed.
func TestCaptionFollows(t *testing.T) {
	t.Parallel()
	x := newScript([]*tourfile.Tour{{
		About: tourfile.Words{Any: "About"},
		Steps: []tourfile.Step{{Caption: tourfile.Words{Any: "One"}}, {}, {Caption: tourfile.Words{Any: "Three"}}},
	}})
	tx := looks(t).Text
	var seen []string
	note := func() {
		caption, _ := x.words(tx)
		seen = append(seen, caption)
	}
	for !x.ended() {
		note()
		x.reach()
		note()
		x.done()
	}
	if got, want := strings.Join(seen, " "), "About One One One One Three"; got != want {
		t.Errorf("the captions are %q, want %q", got, want)
	}
}
