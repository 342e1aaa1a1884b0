package pick_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestPrompt asks for a row of the list in lines: each says what its columns say, and is found by any of them.
func TestPrompt(t *testing.T) {
	t.Parallel()
	d, l := ask(t, uitest.Size{W: 100, H: 30})
	d.Rest()
	if cmd := l.Prepare(); cmd != nil || l.Waiting() || l.Failed() != nil || l.PromptBack() {
		t.Errorf("the list is not ready to be asked for: waiting %v, failed %v", l.Waiting(), l.Failed())
	}
	p := l.Prompt()
	if len(p.Choices) != offered || !strings.Contains(strings.Join(p.Say, " "), "Which type?") {
		t.Fatalf("Prompt() has %d choices and says %q, want %d and the question", len(p.Choices), p.Say, offered)
	}
	c := p.Choices[1]
	if c.Value != "type-001" || !strings.Contains(c.Label, "cores 8") || !slices.Contains(c.Names, "Frankfurt") {
		t.Errorf("choice 2 = %+v, want type-001 with its cores and its city", c)
	}
	if i := slices.IndexFunc(p.Choices, func(c step.Choice) bool { return c.Current }); i != 0 {
		t.Errorf("choice %d is suggested, want the first", i+1)
	}
	if _, why := p.Take("nowhere"); why == "" || l.chosen != nil {
		t.Errorf("a choice that is not there was taken: %+v", l.chosen)
	}
	if _, why := p.Take("type-007"); why != "" || l.chosen == nil || l.chosen.name != "type-007" {
		t.Errorf("Take(type-007) chose %+v and says %q, want it", l.chosen, why)
	}
	if _, done := l.Move().(step.Done); !done {
		t.Error("after a choice the list does not lead on")
	}
}

// TestFinishKey takes the row under the cursor, also while the filter is typed, and leads to the review.
func TestFinishKey(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"down", step.FinishKey}, {"/", "type-001", step.FinishKey}} {
		d, l := ask(t, uitest.Size{W: 80, H: 24})
		d.Rest()
		d.Press(keys...)
		if l.chosen == nil || l.chosen.name != "type-001" {
			t.Errorf("%q chose %+v, want type-001", keys, l.chosen)
		}
		if _, done := l.Move().(step.Finish); !done {
			t.Errorf("%q does not lead to the review", keys)
		}
	}
}
