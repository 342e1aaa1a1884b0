package app_test

import (
	"strings"
	"sync"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// listed is a page with a list to filter, which fills all lines but the last ones.
type listed struct {
	page
	empty int // lines at the end
}

func (p *listed) Keys() []key.Binding {
	return []key.Binding{key.NewBinding(key.WithKeys("/"), key.WithHelp("/", "filter"))}
}

func (p *listed) View(_, h int) (string, *tea.Cursor) {
	return strings.Repeat("row\n", h-p.empty), nil
}

// used are the hints that someone has used.
type used struct{ sync.Map }

func (u *used) Used(name string) bool {
	_, ok := u.Load(name)
	return ok
}

func (u *used) Use(name string) { u.Store(name, true) }

// TestHints shows one hint at a time, about a key that works now, until the key is pressed where it works.
func TestHints(t *testing.T) {
	t.Parallel()
	kept := &used{}
	p := &listed{empty: 1}
	d := openWith(t, p, app.Options{Hints: kept})
	has := func(yes, no string) {
		t.Helper()
		if shown := d.Text(); !strings.Contains(shown, yes) || no != "" && strings.Contains(shown, no) {
			t.Errorf("want %q and not %q on\n%s", yes, no, shown)
		}
	}
	has("? explains this screen", "filters the list")
	d.Press("?")
	has("Help", "explains this screen")
	d.Press("/") // which closes the help, and filters nothing
	has("/ and a word filters the list", "explains this screen")
	d.Press("/")
	d.Rest()
	if !kept.Used("help") || !kept.Used("filter") || kept.Used("actions") {
		t.Error("what was used is not what is kept")
	}
	has("row", "filters the list")
	if again := openWith(t, p, app.Options{Hints: kept}); strings.Contains(again.Text(), "filters the list") {
		t.Errorf("a hint is back\n%s", again.Text())
	}
}

// TestHintsTakeNoRoom shows no hint where all lines are taken, nor in a small window.
func TestHintsTakeNoRoom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		empty int
		size  uitest.Size
		shown bool
	}{
		{0, uitest.Size{W: 80, H: 24}, false},
		{1, uitest.Size{W: 80, H: 24}, true},
		{2, uitest.Size{W: 80, H: 24}, true},
		{4, uitest.Size{W: 40, H: 12}, false},
	} {
		d := openWith(t, &listed{empty: c.empty}, app.Options{Hints: &used{}})
		d.Resize(c.size)
		if shown := strings.Contains(d.Text(), "explains this screen"); shown != c.shown {
			t.Errorf("with %d empty lines at %v a hint is shown: %v, want %v\n%s", c.empty, c.size, shown, c.shown, d.Text())
		}
		if n := strings.Count(d.Text(), "row"); n != min(c.size.H-2-c.empty, n) {
			t.Errorf("at %v there are %d rows\n%s", c.size, n, d.Text())
		}
	}
}
