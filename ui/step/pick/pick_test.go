package pick_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

// offer is a row of a long list.
type offer struct {
	name, city string
	cores      int
}

const offered = 500

// source has them in no order that a column has: cores go up and down.
func source(context.Context, step.Draft) ([]offer, error) {
	city := []string{"Seoul", "Frankfurt", "São Paulo", "東京", "Nairobi"}
	all := make([]offer, offered)
	for i := range all {
		all[i] = offer{fmt.Sprintf("type-%03d", i), city[i%len(city)], i*7%offered + 1}
	}
	return all, nil
}

// program is the question as a program of its own.
type program struct {
	*pick.Screen[offer]
	size   uitest.Size
	chosen *offer
}

// Update is that of [tea.Model].
func (l *program) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if s, ok := msg.(tea.WindowSizeMsg); ok {
		l.size = uitest.Size{W: s.Width, H: s.Height}
		return l, nil
	}
	return l, l.Screen.Update(msg)
}

// View is that of [tea.Model].
func (l *program) View() tea.View {
	s, cursor := l.Screen.View(l.size.W, l.size.H)
	v := tea.NewView(s)
	v.Cursor = cursor
	return v
}

// ask opens the list in a window of the size.
func ask(t *testing.T, s uitest.Size) (*uitest.Driver, *program) {
	t.Helper()
	d, l := begin(t, s, source)
	d.WaitFor("type-000")
	return d, l
}

// begin opens a list whose rows load gives.
func begin(t *testing.T, s uitest.Size, load func(context.Context, step.Draft) ([]offer, error)) (
	*uitest.Driver, *program,
) {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	l := &program{}
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
	l.Screen = pick.New(e, step.Draft{}, nil, pick.Config[offer]{
		ID: "type",
		Columns: []pick.Column[offer]{
			{
				Column: widget.Column{ID: "type", Title: "Type", Width: 10, Flex: true}, Whole: true,
				Cell: func(o offer) string { return o.name },
			},
			{
				Column: widget.Column{ID: "cores", Title: "Cores", Width: 7, Right: true},
				Cell:   func(o offer) string { return fmt.Sprint(o.cores) },
			},
			{Column: widget.Column{ID: "city", Title: "City", Width: 10, Drop: 1}, Cell: func(o offer) string { return o.city }},
		},
		Key:     func(o offer) string { return o.name },
		Load:    load,
		Current: func(step.Draft) string { return "" },
		Detail:  func(_ step.Draft, o offer, _ int) []string { return []string{"All about " + o.name} },
		Choose:  func(_ *step.Draft, o offer) { l.chosen = &o },
	})
	return uitest.Drive(t, l, s), l
}

// TestFilterBeforeTheRows types a filter while the rows are still being loaded: it is text, and no key of the list.
func TestFilterBeforeTheRows(t *testing.T) {
	t.Parallel()
	ready := make(chan struct{})
	d, l := begin(t, uitest.Size{W: 80, H: 24}, func(ctx context.Context, draft step.Draft) ([]offer, error) {
		<-ready
		return source(ctx, draft)
	})
	d.Press("/", "4", "9")
	d.WaitFor("Loading", "/49")
	close(ready)
	d.WaitFor("type-049", "type-149", "/49")
	if !l.Editing() || strings.Contains(d.Text(), "type-000") {
		t.Errorf("the list does not show what was typed for:\n%s", d.Text())
	}
}

// TestFiveHundredRows filters by typing, sorts, reads the detail and chooses, in a list of 500 rows.
func TestFiveHundredRows(t *testing.T) {
	t.Parallel()
	for _, size := range []uitest.Size{{W: 80, H: 24}, {W: 40, H: 12}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			d, l := ask(t, size)
			detail := size.H >= 24 // the list comes first where there is no room for both
			on := func(what, name string) {
				t.Helper()
				if got, ok := l.Selected(); !ok || got.name != name {
					t.Errorf("%s: Selected() = %q, %v, want %q", what, got.name, ok, name)
				}
				shown := d.Text()
				if !strings.Contains(shown, name) {
					t.Errorf("%s: %s is not in sight:\n%s", what, name, shown)
				}
				if got := strings.Contains(shown, "All about "+name); got != detail {
					t.Errorf("%s: the detail of %s is shown: %v, want %v:\n%s", what, name, got, detail, shown)
				}
				fits(t, what, shown, size)
			}
			on("at first", "type-000")
			d.Press("end")
			on("at the end", "type-499")
			d.Press("home", "/", "type-37")
			if !l.Editing() {
				t.Error("after /: Editing() = false, want true")
			}
			d.WaitFor("10 of 500")
			if shown := d.Text(); strings.Contains(shown, "type-001") {
				t.Errorf("the filter type-37 leaves type-001:\n%s", shown)
			}
			d.Press("enter", "home")
			on("filtered", "type-370")
			d.Press("s", "s", "home") // by the name, then by the cores, of which type-372 has 105, type-371 98, and type-370 91
			on("sorted by cores", "type-370")
			d.Press("S", "home") // type-379 has 154
			on("the other way", "type-379")
			d.Press("esc", "home") // all again, still sorted: 357*7%500 = 499
			on("unfiltered", "type-357")
			d.Press("d")
			detail = false
			on("without the detail", "type-357")
			d.Press("enter")
			d.Rest()
			if l.chosen == nil || l.chosen.name != "type-357" {
				t.Errorf("chosen = %v, want type-357", l.chosen)
			}
		})
	}
}

// fits checks that a frame is inside its window.
func fits(t *testing.T, what, shown string, size uitest.Size) {
	t.Helper()
	lines := strings.Split(shown, "\n")
	if len(lines) > size.H {
		t.Errorf("%s: %d lines, want at most %d:\n%s", what, len(lines), size.H, shown)
	}
	for _, line := range lines {
		if w := ansi.StringWidth(line); w > size.W {
			t.Errorf("%s: a line is %d cells wide, want at most %d: %q", what, w, size.W, line)
		}
	}
}
