package wizard

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// ask is a question without an answer of its own.
type ask struct {
	step.Screen
	draft step.Draft
	back  bool
}

func (a ask) Init() tea.Cmd     { return nil }
func (a ask) Draft() step.Draft { return a.draft }
func (a ask) Back() bool        { return a.back }
func (a ask) Close()            {}

// log keeps what a wizard wants kept.
type log struct{ did []string }

func (l *log) Keep(d step.Draft) tea.Cmd {
	l.did = append(l.did, "keep "+string(d.Spec.Zone))
	return nil
}

// twoSteps is a wizard of two questions with the options.
func twoSteps(t *testing.T, o Options) *Wizard {
	t.Helper()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	shown := func(*provider.Product) bool { return true }
	open := func(_ *step.Env, d step.Draft, _ error) step.Screen { return ask{draft: d} }
	env := &step.Env{
		Ctx: t.Context(), Theme: theme.New(true, false), Text: tx,
		Accounts: step.Accounts{Of: func(provider.ProductID) []step.Account { return nil }},
	}
	p := &provider.Product{ID: "p", Fields: []provider.Field{provider.FieldZone}}
	d := step.Draft{Product: p}
	d.Spec.Product, d.Spec.Zone = "p", "Z"
	return New(env, []step.Step{
		{ID: "zone", Owns: []provider.Field{provider.FieldZone}, Shown: shown, New: open},
		{ID: "review", Shown: shown, New: open},
	}, d, o)
}

// TestBackFromTheFirstQuestion goes to the page before the wizard, where there is one, and keeps the answers.
func TestBackFromTheFirstQuestion(t *testing.T) {
	t.Parallel()
	if _, ok := twoSteps(t, Options{}).Back(); ok {
		t.Error("Back() = true with nothing before the first question")
	}
	kept := &log{}
	w := twoSteps(t, Options{Back: func() app.Page { return nil }, Drafts: kept})
	cmd, ok := w.Back()
	if !ok || cmd == nil || !slices.Equal(kept.did, []string{"keep Z"}) {
		t.Errorf("Back() = %v, kept %q, want the page before, and the answers kept", ok, kept.did)
	}
}

// TestKeepsAtEveryStep keeps the answers with each step, and says what the open one is about.
func TestKeepsAtEveryStep(t *testing.T) {
	t.Parallel()
	kept := &log{}
	w := twoSteps(t, Options{Drafts: kept})
	said := w.Explain()
	if len(said) != 3 || said[0].Text == "" || said[1].Text == "" || said[2].Text != "Next: Review" {
		t.Errorf("Explain() = %+v, want the question, its answer, and what is next", said)
	}
	w.forward()
	if w.Step() != "review" || !slices.Equal(kept.did, []string{"keep Z"}) {
		t.Errorf("on %s kept %q, want the answers kept on the review", w.Step(), kept.did)
	}
	if w.Lists() {
		t.Error("Lists() = true without a list of orders")
	}
}

// TestListComesBack opens the orders in place of the wizard; back leads to the same question with the same answers.
func TestListComesBack(t *testing.T) {
	t.Parallel()
	var back func() app.Page
	w := twoSteps(t, Options{List: func(b func() app.Page) app.Page {
		back = b
		return nil
	}})
	w.forward()
	cmd := w.List()
	if !w.Lists() || cmd == nil {
		t.Fatal("List() opens nothing")
	}
	open, ok := cmd().(app.Open)
	if !ok {
		t.Fatalf("List() = %T, want app.Open", cmd())
	}
	open.Page()
	again, ok := back().(*Wizard)
	if !ok {
		t.Fatal("back leads to no wizard")
	}
	again.Init()
	if again.Step() != "review" || again.Draft().Spec.Zone != "Z" {
		t.Errorf("back leads to %s with %+v", again.Step(), again.Draft().Spec)
	}
}
