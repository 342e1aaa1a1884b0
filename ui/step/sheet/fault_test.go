package sheet_test

import (
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// once is a vendor that takes each key of a tag once.
type once struct{ provider.Reader }

func (once) Check(s provider.Spec, _ provider.Known) error {
	for i, tag := range s.Tags {
		if slices.ContainsFunc(s.Tags[:i], func(o provider.Tag) bool { return o.Key == tag.Key }) {
			e := provider.Violation(provider.FieldTags, provider.RuleDuplicate)
			e.Allowed = tag.Key
			return e
		}
	}
	return nil
}

// tags is a sheet of rows that can be edited, with two that are in each other's way.
func tags(t *testing.T) *sheet.Screen {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
	d := step.Draft{Product: &provider.Product{}, Account: &step.Account{Reader: once{}}}
	for _, k := range []string{"a", "b", "a", "c"} {
		d.Spec.Tags = append(d.Spec.Tags, provider.Tag{Key: k, Value: "1"})
	}
	return sheet.New(e, d, nil, sheet.Config{
		ID: "storage", Fields: []provider.Field{provider.FieldTags},
		Started: func(step.Draft, provider.Field) bool { return true },
		Lines: func(s *sheet.Screen) (all []sheet.Line) {
			for i, tag := range s.Now.Spec.Tags {
				all = append(all, sheet.Line{
					Text: tag.Key, Field: provider.FieldTags, Press: func() { s.Now.Spec.Tags[i].Value = "edited" },
					Without: func(c *provider.Spec) { c.Tags = slices.Delete(slices.Clone(c.Tags), i, i+1) },
				})
			}
			return all
		},
	})
}

// TestTheWrongRowGetsTheCursor: Enter goes to the last row that is to blame, and does there what the row is for; once
// the row was edited it continues.
func TestTheWrongRowGetsTheCursor(t *testing.T) {
	t.Parallel()
	s := tags(t)
	press(s, tea.KeyEnter)
	press(s, tea.KeyEnter)
	if got := s.Now.Spec.Tags[2].Value; got != "edited" || s.Move() != nil {
		t.Fatalf("Enter on the wrong row made of it %q, want edited", got)
	}
	s.Now.Spec.Tags[2].Key = "d"
	press(s, tea.KeyEnter)
	if s.Move() == nil {
		t.Error("Enter behind an edit does not lead to the next question")
	}
}

// TestTryUndoesWhatBreaksARule, names its item, and leaves alone what was broken before.
func TestTryUndoesWhatBreaksARule(t *testing.T) {
	t.Parallel()
	s := tags(t)
	key := func(*provider.Error) string { return "key" }
	if item, why := s.Try(func() { s.Now.Spec.Tags[3].Value = "2" }, key); item != "" {
		t.Errorf("an old fault keeps a row from being taken: %q, %q", item, why)
	}
	s.Now.Spec.Tags[2].Key = "d"
	item, why := s.Try(func() { s.Now.Spec.Tags[3].Key = "b" }, key)
	if item != "key" || why == "" || s.Now.Spec.Tags[3].Key != "c" {
		t.Errorf("Try() = %q, %q with %+v, want the change undone", item, why, s.Now.Spec.Tags)
	}
}
