package sheet_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/sheet"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// shop has one rule: tags are needed.
type shop struct{ provider.Reader }

func (shop) Check(s provider.Spec, _ provider.Known) error {
	if len(s.Tags) > 0 {
		return nil
	}
	return provider.Violation(provider.FieldTags, provider.RuleRequired)
}

// open is a sheet with two choices, rows that are tags, and a line that adds one.
func open(t *testing.T) *sheet.Screen {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: time.Now}
	d := step.Draft{Product: &provider.Product{}, Account: &step.Account{Reader: shop{}}}
	return sheet.New(e, d, nil, sheet.Config{
		ID: "storage", Fields: []provider.Field{provider.FieldTags},
		Started: func(step.Draft, provider.Field) bool { return false },
		Lines:   lines,
	})
}

func lines(s *sheet.Screen) []sheet.Line {
	named := s.Now.Spec.Name
	choice := func(name string) sheet.Line {
		return sheet.Line{
			Text: sheet.Radio(s.Env, named == name, "name "+name, "a note"), Radio: true, Chosen: named == name,
			Press: func() { s.Now.Spec.Name = name },
		}
	}
	add := func() {
		s.Edit("Tag", []widget.Item{{ID: "key", Label: "Key", Kind: widget.Input}, {
			ID: "value", Label: "Value", Kind: widget.Choice, Value: "a", Choices: []widget.Option{{Value: "a"}, {Value: "b"}},
		}}, func(v func(string) string) (string, string) {
			if v("key") == "" {
				return "key", "A tag needs a key"
			}
			s.Now.Spec.Tags = append(s.Now.Spec.Tags, provider.Tag{Key: v("key"), Value: v("value")})
			return "", ""
		})
	}
	all := []sheet.Line{{Text: "Names", Head: true}, choice(""), choice("web")}
	for i, tag := range s.Now.Spec.Tags {
		all = append(all, sheet.Line{
			Text: "    " + tag.Key + "    " + tag.Value, Field: provider.FieldTags, Press: func() {},
			Remove: func() { s.Now.Spec.Tags = slices.Delete(s.Now.Spec.Tags, i, i+1) },
		})
	}
	return append(all, sheet.Line{Text: "  + add a tag", Open: true, Field: provider.FieldTags, Press: add, Add: add})
}

func press(s *sheet.Screen, keys ...rune) {
	for _, k := range keys {
		msg := tea.KeyPressMsg{Code: k}
		if k > ' ' && k < 0x7f {
			msg.Text = string(k)
		}
		s.Update(msg)
	}
}

func view(s *sheet.Screen) string {
	v, _ := s.View(80, 24)
	return v
}

// TestKeys chooses, adds a row in a form, takes it away, and continues once nothing is wrong.
func TestKeys(t *testing.T) {
	t.Parallel()
	s := open(t)
	press(s, tea.KeyDown, tea.KeyEnter) // takes the other choice, and stays
	if s.Now.Spec.Name != "web" || s.Move() != nil {
		t.Errorf("the name is %q, want web", s.Now.Spec.Name)
	}
	press(s, tea.KeyEnter)
	if m := s.Move(); m != nil || !strings.Contains(view(s), "Required") {
		t.Errorf("Move() = %v, want none and the fault below its line:\n%s", m, view(s))
	}
	press(s, 'a', tea.KeyEnter, tea.KeyEnter) // the cursor is at the fault
	if !s.Editing() || !strings.Contains(view(s), "A tag needs a key") {
		t.Errorf("the form is closed, or does not say what is missing:\n%s", view(s))
	}
	press(s, 'k', tea.KeyEnter, tea.KeyRight, tea.KeyEnter)
	if got := s.Now.Spec.Tags; len(got) != 1 || got[0] != (provider.Tag{Key: "k", Value: "b"}) {
		t.Errorf("the tags are %v, want k=b\n%s", got, view(s))
	}
	press(s, tea.KeyTab)
	if m := s.Move(); m != (step.Done{}) {
		t.Errorf("Move() = %v, want that it is done", m)
	}
	press(s, 'x')
	if len(s.Now.Spec.Tags) != 0 {
		t.Errorf("the tags are %v, want none", s.Now.Spec.Tags)
	}
}

// TestBackClosesTheForm keeps the row out, and leaves the sheet open.
func TestBackClosesTheForm(t *testing.T) {
	t.Parallel()
	s := open(t)
	press(s, tea.KeyDown, tea.KeyDown, 'a', 'k')
	if !s.Editing() || !s.Back() || s.Editing() || len(s.Now.Spec.Tags) != 0 {
		t.Errorf("Back() leaves editing %v and the tags %v, want neither", s.Editing(), s.Now.Spec.Tags)
	}
	if s.Back() {
		t.Error("Back() without a form = true, want false")
	}
}

// TestPrompts does the same line by line.
func TestPrompts(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.Prompt()
	var got []string
	for _, c := range p.Choices {
		got = append(got, c.Label)
	}
	if want := []string{"Names", "name, a note", "name web, a note", "add a tag"}; !slices.Equal(got, want) {
		t.Errorf("Prompt() lists %q, want %q", got, want)
	}
	if !p.Choices[0].Note || !p.Choices[1].On || p.Choices[2].On || p.Remove != nil {
		t.Errorf("Prompt() = %+v, want a heading, and the first choice on", p)
	}
	if _, why := p.Take(""); why != "Tags: Required" {
		t.Errorf("Enter: why = %q, want the fault", why)
	}
	_, _ = p.Take(p.Choices[2].Value)
	_, _ = s.Prompt().Take(p.Choices[3].Value) // opens the form
	if p = s.Prompt(); p.Label != "Tag, Key" {
		t.Errorf("Prompt() asks for %q, want the key", p.Label)
	}
	_, _ = p.Take("")
	_, _ = s.Prompt().Take("")
	if p = s.Prompt(); p.Label != "Tag, Key" || !slices.Contains(p.Say, "A tag needs a key") {
		t.Errorf("Prompt() = %+v, want the key again and why", p)
	}
	_, _ = p.Take("k")
	if !s.PromptBack() || s.Prompt().Label != "Tag, Key" {
		t.Error("PromptBack() does not go to the key")
	}
	_, _ = s.Prompt().Take("")
	_, _ = s.Prompt().Take("b")
	if p = s.Prompt(); p.Remove == nil || s.Now.Spec.Name != "web" || len(s.Now.Spec.Tags) != 1 {
		t.Fatalf("the answers are %+v, want web and a tag", s.Now.Spec)
	}
	if _, why := p.Remove(p.Choices[1].Value); why == "" {
		t.Error("a line that stays is removed")
	}
	if _, why := p.Remove(p.Choices[3].Value); why != "" || len(s.Now.Spec.Tags) != 0 {
		t.Errorf("Remove() = %q and leaves %v", why, s.Now.Spec.Tags)
	}
	if s.PromptBack() {
		t.Error("PromptBack() without a form = true, want false")
	}
}

// TestEnterIsNamed wants the line of keys to say what Enter does with the line under the cursor, and in the form of a
// row.
func TestEnterIsNamed(t *testing.T) {
	t.Parallel()
	s := open(t)
	said := func(want string) {
		t.Helper()
		if got := s.Keys()[0].Help(); got.Key != "enter" || got.Desc != want {
			t.Errorf("the first key is %q %q, want enter %q", got.Key, got.Desc, want)
		}
	}
	said("next")
	press(s, tea.KeyDown)
	said("choose")
	press(s, tea.KeyDown)
	said("add")
	press(s, tea.KeyEnter)
	said("next")
	press(s, 'k', tea.KeyTab)
	said("apply")
	press(s, tea.KeyEnter)
	if got := s.Draft().Spec.Tags; len(got) != 1 {
		t.Errorf("Enter has applied %v, want one tag", got)
	}
}
