package widget_test

import (
	"strconv"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/widget"
)

// systems is a choice of many, between two lines of text.
func systems(t *testing.T) *widget.Form {
	t.Helper()
	it := widget.Item{ID: "os", Kind: widget.Choice, Label: "System", Value: "7"}
	for i := range 30 {
		it.Choices = append(it.Choices, widget.Option{Value: strconv.Itoa(i), Label: "System " + strconv.Itoa(i)})
	}
	it.Choices[9].Disabled = "sold out"
	f := newForm(t, []widget.Item{{ID: "before", Label: "Before"}, it, {ID: "after", Label: "After"}})
	f.Focus("os")
	return f
}

// TestFormFilters narrows a long choice by what is typed, and takes an option by Enter.
func TestFormFilters(t *testing.T) {
	t.Parallel()
	f := systems(t)
	if !f.Filters() || f.Editing() {
		t.Fatalf("a long choice: Filters() = %v, Editing() = %v, want true, false", f.Filters(), f.Editing())
	}
	play(f, "/", "2", "8")
	s, cur := f.View(60, 20)
	s = ansi.Strip(s)
	if !f.Editing() || cur == nil || !strings.Contains(s, "System 28") || strings.Contains(s, "System 7 ") {
		t.Errorf("filtered by 28, Editing() = %v, cursor %v:\n%s", f.Editing(), cur, s)
	}
	if f.Value("os") != "7" || f.Changed() != nil {
		t.Errorf("filtering alone changed the answer to %q", f.Value("os"))
	}
	play(f, "enter")
	if f.Value("os") != "28" || f.Editing() || f.Focused() != "os" {
		t.Errorf("after Enter: %q, Editing() = %v, at %q, want 28 at os", f.Value("os"), f.Editing(), f.Focused())
	}
	play(f, "/")
	f.Update(tea.PasteMsg{Content: "nothing like it"})
	play(f, "enter", "down", "up")
	if s, _ := f.View(60, 20); f.Value("os") != "28" || !f.Editing() {
		t.Errorf("without a match Enter took %q:\n%s", f.Value("os"), s)
	}
	if !f.CloseFilter() || f.CloseFilter() || f.Editing() {
		t.Error("CloseFilter() does not end the filter once")
	}
	play(f, "/", "3", "tab")
	if f.Focused() != "after" || f.Value("os") != "28" {
		t.Errorf("tab out of a filter: at %q with %q, want after, 28", f.Focused(), f.Value("os"))
	}
	f.Focus("before")
	if play(f, "/"); f.Value("before") != "/" {
		t.Errorf("a slash in a line of text is %q", f.Value("before"))
	}
}

// TestFormLongChoice keeps the option under the cursor in sight in every window, past what cannot be chosen.
func TestFormLongChoice(t *testing.T) {
	t.Parallel()
	for _, h := range []int{4, 6, 10, 20, 40} {
		f := systems(t)
		for _, want := range []string{"8", "10", "11", "12"} {
			play(f, "down")
			s, _ := f.View(50, h)
			if s = ansi.Strip(s); !strings.Contains(s, "› ○ System "+want) {
				t.Fatalf("%d lines: the cursor is not at System %s:\n%s", h, want, s)
			}
		}
		if f.Value("os") != "7" || f.Enter() != widget.EnterChoose {
			t.Fatalf("%d lines: moving picked %q, Enter() = %v", h, f.Value("os"), f.Enter())
		}
		play(f, "shift+tab", "tab")
		if f.Enter() == widget.EnterChoose {
			t.Errorf("%d lines: back on the choice the cursor is not on what is picked", h)
		}
	}
}
