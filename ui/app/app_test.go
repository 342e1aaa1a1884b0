package app_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

// page writes down what it gets.
type page struct {
	editing bool
	first   bool // nothing is before it
	got     []string
}

func (p *page) Init() tea.Cmd { return nil }

func (p *page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		p.got = append(p.got, msg.String())
	case tea.PasteMsg:
		p.got = append(p.got, "paste")
	}
	return nil
}

func (p *page) View(int, int) (string, *tea.Cursor) { return "page", nil }
func (p *page) Head() app.Head                      { return app.Head{} }
func (p *page) Keys() []key.Binding                 { return nil }
func (p *page) Editing() bool                       { return p.editing }
func (p *page) Leave() string                       { return "" }
func (p *page) Close()                              {}

func (p *page) Backs() bool { return !p.first }

func (p *page) Back() (tea.Cmd, bool) {
	p.got = append(p.got, "back")
	return nil, !p.first
}

func open(t *testing.T, p app.Page) *uitest.Driver {
	t.Helper()
	return openWith(t, p, app.Options{})
}

func openWith(t *testing.T, p app.Page, o app.Options) *uitest.Driver {
	t.Helper()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	return uitest.Drive(t, app.New(&step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx}, p,
		o), uitest.Size{W: 80, H: 24})
}

// TestEscapeBeforeKey wants an Escape that came in one read with another key to go back, unless the two together edit
// text or the terminal sends Escape and Alt apart.
func TestEscapeBeforeKey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		key     string
		editing bool
		want    string
	}{
		{"alt+esc", false, "back back"},
		{"alt+esc", true, "back back"},
		{"alt+x", false, "back x"},
		{"alt+x", true, "back x"},
		{"alt+d", false, "back d"},
		{"alt+d", true, "alt+d"},
		{"alt+enter", true, "back"},
		{"alt+enter", false, "back"},
		{"alt+backspace", true, "alt+backspace"},
		{"alt+left", false, "back left"},
		{"alt+left", true, "alt+left"},
		{"alt+up", true, "back up"},
		{"alt+shift+g", false, "back G"},
		{"alt+é", false, "back é"},
		{"alt+space", false, "back space"},
	} {
		p := &page{editing: c.editing}
		d := open(t, p)
		d.Press(c.key)
		if want := strings.Fields(c.want); !slices.Equal(p.got, want) {
			t.Errorf("%s, editing %t: the page gets %q, want %q", c.key, c.editing, p.got, want)
		}
		p.got = nil
		d.Send(tea.KeyboardEnhancementsMsg{Flags: 1})
		d.Press(c.key)
		if slices.Contains(p.got, "back") {
			t.Errorf("%s, where the terminal reports Alt: the page gets %q", c.key, p.got)
		}
	}
}

// TestEnterBehindHelp wants an Enter that comes before anything was drawn without the help to answer nothing, by
// whatever key it is given.
func TestEnterBehindHelp(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{
		{"esc", "enter"}, {"alt+enter"}, {"enter", "enter"}, {"esc", "ctrl+y"}, {"alt+ctrl+y"},
	} {
		p := &page{}
		d := openWith(t, p, app.Options{Keys: map[string]string{"enter": "ctrl+y"}})
		d.Press("f1")
		d.Press(keys...)
		if slices.Contains(p.got, "enter") {
			t.Errorf("%q: the page behind the help gets %q", keys, p.got)
		}
		d.View()
		if d.Press("ctrl+y"); !slices.Contains(p.got, "enter") {
			t.Errorf("%q: the page that is seen gets %q, want Enter", keys, p.got)
		}
	}
}

// TestLongHintLeavesRoom shows a notice that is longer than the window: the page still has lines, and the keys stay.
func TestLongHintLeavesRoom(t *testing.T) {
	t.Parallel()
	d := open(t, &page{})
	for _, s := range []uitest.Size{{W: 40, H: 12}, {W: 80, H: 24}} {
		d.Resize(s)
		d.Send(app.Notice{Text: strings.Repeat("a word that wraps ", 60)})
		lines := strings.Split(d.Text(), "\n")
		if len(lines) != s.H || !strings.Contains(lines[1], "page") || !strings.Contains(lines[s.H-1], "ctrl+c") {
			t.Errorf("at %v the screen shows\n%s", s, d.Text())
		}
	}
}

// TestOutcomeFindsItsPage gives what came of an action to the page where it was asked for, and says it to who has left
// that page.
func TestOutcomeFindsItsPage(t *testing.T) {
	t.Parallel()
	first, second := &page{}, &page{}
	d := open(t, first)
	d.Send(app.Outcome{Of: first, Msg: tea.PasteMsg{}, Words: "it was not released"})
	if !slices.Contains(first.got, "paste") || strings.Contains(d.Text(), "not released") {
		t.Errorf("the page gets %q, and the screen shows\n%s", first.got, d.Text())
	}
	d.Send(app.Open{From: first, Page: func() app.Page { return second }},
		app.Outcome{Of: first, Msg: tea.PasteMsg{}, Words: "it was not released"})
	if slices.Contains(second.got, "paste") || !strings.Contains(d.Text(), "it was not released") {
		t.Errorf("another page gets %q, and the screen shows\n%s", second.got, d.Text())
	}
}

// TestOpenFromReplacedPage wants a page that has been replaced to replace nothing.
func TestOpenFromReplacedPage(t *testing.T) {
	t.Parallel()
	first, second, third := &page{}, &page{}, &page{}
	d := open(t, first)
	d.Send(app.Open{From: first, Page: func() app.Page { return second }},
		app.Open{From: first, Page: func() app.Page { return third }})
	d.Press("x")
	if len(third.got) > 0 || !slices.Equal(second.got, []string{"x"}) {
		t.Errorf("the pages get %q and %q, want the second alone to have the key", second.got, third.got)
	}
}

// TestNothingUnseenIsAnswered keeps keys and pastes from a page that the window has no room for. It still leads back
// and out.
func TestNothingUnseenIsAnswered(t *testing.T) {
	t.Parallel()
	for _, s := range []uitest.Size{{W: 39, H: 24}, {W: 80, H: 11}, {W: 1, H: 1}} {
		p := &page{}
		d := open(t, p)
		d.Press("a")
		d.Resize(s)
		d.Press("y", "enter")
		d.Paste("yes")
		d.Press("esc")
		d.Resize(uitest.Size{W: 40, H: 12})
		d.Press("b")
		d.Paste("yes")
		if want := []string{"a", "back", "b", "paste"}; !slices.Equal(p.got, want) {
			t.Errorf("with a window of %v in between the page got %q, want %q", s, p.got, want)
		}
		d.Resize(s)
		d.Press("ctrl+c", "ctrl+c")
		d.Until("the end", d.Quit)
	}
}

// loading is a page that has to load first what it shows.
type loading struct {
	page
	busy bool
}

func (p *loading) Loading() bool { return p.busy }

// TestOpening keeps what is typed for the page that is to come, in order, until that has loaded what it shows.
func TestOpening(t *testing.T) {
	t.Parallel()
	first, second := &page{}, &loading{busy: true}
	d := openWith(t, first, app.Options{Opening: true})
	d.Press("a")
	d.Paste("text")
	d.Send(app.Open{From: first, Page: func() app.Page { return second }})
	d.Press("b", "esc")
	if len(first.got)+len(second.got) > 0 {
		t.Errorf("the pages get %q and %q, want nothing before the second is ready", first.got, second.got)
	}
	second.busy = false
	d.Send(struct{}{})
	d.Press("c")
	if want := []string{"a", "paste", "b", "back", "c"}; !slices.Equal(second.got, want) {
		t.Errorf("the page gets %q, want %q", second.got, want)
	}
}

// TestColoursOfBackground draws all lines anew when the terminal says that its background is light: what stays the same
// is drawn once, and looks different then.
func TestColoursOfBackground(t *testing.T) {
	t.Parallel()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	lit := func(before ...tea.Msg) string {
		a := app.New(&step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx}, &page{}, app.Options{})
		for _, msg := range append(before, tea.WindowSizeMsg{Width: 80, Height: 24}) {
			a.Update(msg)
			a.View()
		}
		a.Update(tea.BackgroundColorMsg{Color: color.White})
		return a.View().Content
	}
	if got, want := lit(tea.WindowSizeMsg{Width: 80, Height: 24}), lit(); got != want {
		t.Errorf("on a light background\n%q\nis shown, want\n%q", got, want)
	}
}
