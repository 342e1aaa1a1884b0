package widget_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/widget"
)

// TestFormEnterIsNamed walks through a form with an item of each kind, and compares what Enter is said to do with what
// it does.
func TestFormEnterIsNamed(t *testing.T) {
	t.Parallel()
	all := []widget.Item{
		{ID: "line", Kind: widget.Input},
		{ID: "choice", Kind: widget.Choice, Value: "a", Choices: []widget.Option{{Value: "a"}, {Value: "b"}}},
		{ID: "switch", Kind: widget.Toggle},
		{ID: "check", Kind: widget.Check},
		{ID: "text", Kind: widget.Multiline},
		{ID: "last", Kind: widget.Secret},
		{ID: "more", Kind: widget.Fold, Value: "others"},
	}
	seen := map[widget.Enter]bool{}
	for _, way := range []string{
		"", "tab", "tab down", "tab down enter", "tab tab", "tab tab tab", "tab tab tab tab", "tab tab tab tab x",
		"tab tab tab tab x enter enter", "tab tab tab tab tab", "tab tab tab tab tab down",
	} {
		f := newForm(t, all)
		play(f, strings.Fields(way)...)
		said, at, choice, text := f.Enter(), f.Focused(), f.Value("choice"), f.Value("text")
		seen[said] = true
		play(f, "enter")
		var does widget.Enter
		switch {
		case f.Unfolded() != "":
			does = widget.EnterUnfold
		case f.Submitted():
			does = widget.EnterSubmit
		case f.Value("choice") != choice:
			does = widget.EnterChoose
		case f.Value("text") != text:
			does = widget.EnterNewLine
		case f.Focused() == at:
			t.Errorf("after %q Enter does nothing on %s", way, at)
		}
		if does != said {
			t.Errorf("after %q Enter on %s does %d, and is said to do %d", way, at, does, said)
		}
	}
	for e := widget.EnterNext; e <= widget.EnterNewLine; e++ {
		if !seen[e] {
			t.Errorf("no item was asked where Enter does %d", e)
		}
	}
}
