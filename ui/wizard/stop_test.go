package wizard

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// rules are those of a product that wants a name.
type rules struct {
	provider.Reader
	product *provider.Product
}

func (r rules) Product() *provider.Product { return r.product }

func (rules) Suggest(s provider.Spec, _ provider.Known) provider.Spec { return s }

func (rules) Check(s provider.Spec, _ provider.Known) error {
	if s.Name == "" {
		return provider.Violation(provider.FieldName, provider.RuleRequired)
	}
	return nil
}

func (rules) Zones(context.Context) ([]provider.Zone, error) {
	return []provider.Zone{{ID: "Z"}, {ID: "Y"}}, nil
}

// question is a screen that remembers why the user is back, and whether it was started.
type question struct {
	ask
	fault   error
	started *int
}

func (q question) Init() tea.Cmd {
	*q.started++
	return nil
}

func (question) Move() step.Move                       { return nil }
func (question) Update(tea.Msg) tea.Cmd                { return nil }
func (q question) Editing() bool                       { return false }
func (q question) View(int, int) (string, *tea.Cursor) { return "", nil }

// checked is a wizard of three questions about an order in the zone Z, whose second one asks for the name, and how
// often a screen was started. With start it begins with that.
func checked(t *testing.T, start *step.Start) (w *Wizard, d step.Draft, started *int) {
	t.Helper()
	started = new(int)
	w = twoSteps(t, Options{})
	p := w.draft.Product
	p.Fields = append(p.Fields, provider.FieldName)
	naming := step.Step{ID: "naming", Owns: []provider.Field{provider.FieldName}}
	steps := []step.Step{w.steps[0], naming, w.steps[1]}
	for i := range steps {
		steps[i].Shown = func(*provider.Product) bool { return true }
		steps[i].New = func(_ *step.Env, d step.Draft, fault error) step.Screen {
			return question{ask{draft: d}, fault, started}
		}
	}
	d = w.draft
	d.Account = &step.Account{ID: "a", Reader: rules{product: p}}
	o := Options{List: func(back func() app.Page) app.Page { return back() }}
	if start != nil {
		start.Draft = d
		return Begin(w.outside, steps, *start, o), d, started
	}
	return New(w.outside, steps, d, o), d, started
}

// ended runs the check of w to its end.
func ended(w *Wizard, cmd tea.Cmd) {
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			if c != nil {
				ended(w, c)
			}
		}
	default:
		w.Update(msg)
	}
}

// elsewhere leaves w for the orders and comes back.
func elsewhere(t *testing.T, w *Wizard) (*Wizard, tea.Cmd) {
	t.Helper()
	open, ok := w.List()().(app.Open)
	if !ok {
		t.Fatal("List() opens nothing")
	}
	w.Close()
	again, ok := open.Page().(*Wizard)
	if !ok {
		t.Fatal("back leads to no wizard")
	}
	return again, again.Init()
}

// TestOrdersDuringACheck leaves for the orders while a template is checked. Back goes on with it: what breaks a rule
// does not keep it from its review.
func TestOrdersDuringACheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind step.StartKind
		want string
	}{{step.StartTemplate, "review"}, {step.StartDraft, "naming"}} {
		w, d, _ := checked(t, &step.Start{Kind: c.kind})
		w.Init()
		if got := w.Draft().Spec.Zone; got != d.Spec.Zone {
			t.Errorf("the order that is checked is in %q, want %q", got, d.Spec.Zone)
		}
		again, cmd := elsewhere(t, w)
		ended(again, cmd)
		if again.Step() != c.want {
			t.Errorf("%v: back from the orders the check leads to %s, want %s", c.kind, again.Step(), c.want)
		}
	}
}

// TestOrdersWhileFixing leaves for the orders from an answer that is given again: the next stop is the review still,
// and the screen says why the user is back.
func TestOrdersWhileFixing(t *testing.T) {
	t.Parallel()
	w, _, _ := checked(t, nil)
	fault := provider.Violation(provider.FieldZone, provider.RuleRequired)
	w.fixing = true
	w.open(0, fault)
	again, _ := elsewhere(t, w)
	q, _ := again.screen.(question)
	if !again.fixing || q.fault == nil {
		t.Errorf("back from the orders: fixing %v, fault %v, want both", again.fixing, q.fault)
	}
	again.Update(app.Language{})
	if q, _ = again.screen.(question); q.fault == nil {
		t.Error("in another language the screen does not say why the user is back")
	}
}

// TestLanguageDuringACheck goes on with the check, in the same mode; without it the screen has the other words.
func TestLanguageDuringACheck(t *testing.T) {
	t.Parallel()
	w, _, _ := checked(t, &step.Start{Kind: step.StartTemplate})
	cmd := w.Init()
	w.Update(app.Language{})
	if !w.landing || w.refit.State() == 0 {
		t.Error("another language ends the check")
	}
	ended(w, cmd)
	if w.Step() != "review" {
		t.Errorf("the check leads to %s, want the review", w.Step())
	}
	w, _, started := checked(t, nil)
	w.Init()
	was := *started
	w.fix(mode{short: true})
	w.Update(app.Language{})
	if _, ok := w.Back(); !ok || *started != was+1 {
		t.Errorf("Back() = %v, screens started: %d, want the screen made anew", ok, *started-was)
	}
}

// TestEscapeDuringACheck is as if nothing was asked for: the screen is as it was, and what follows it, too.
func TestEscapeDuringACheck(t *testing.T) {
	t.Parallel()
	w, _, started := checked(t, nil)
	w.Init()
	w.fixing = true // it was opened from the review
	cmd := w.forward()
	if *started != 1 {
		t.Fatalf("%d screens were started, want 1", *started)
	}
	if _, ok := w.Back(); !ok || w.Step() != "zone" || !w.fixing || *started != 1 {
		t.Errorf("Back() = %v on %s, fixing %v, %d screens, want the one that was open, and the review behind it",
			ok, w.Step(), w.fixing, *started)
	}
	ended(w, cmd)
	if w.Step() != "zone" {
		t.Errorf("a check that was ended leads to %s", w.Step())
	}
	w, _, started = checked(t, &step.Start{Kind: step.StartTemplate})
	w.Init()
	if _, ok := w.Back(); !ok || *started != 1 || w.fixing || w.landing {
		t.Errorf("Back() from the check of a template: %v, %d screens, fixing %v, want the first question, started",
			ok, *started, w.fixing)
	}
}

// TestFaultsOnce names an answer that the vendor does not know once, whatever rule it breaks for that.
func TestFaultsOnce(t *testing.T) {
	t.Parallel()
	missing := []*provider.Error{{Kind: provider.KindNotFound, Field: provider.FieldImage}}
	broken := provider.Join(provider.Violation(provider.FieldImage, provider.RuleUnsupported),
		provider.Violation(provider.FieldName, provider.RuleRequired))
	got := Faults(missing, broken)
	if len(got) != 2 || got[0] != missing[0] || got[1].Field != provider.FieldName {
		t.Errorf("Faults() = %v, want the image that is not known, and the name", got)
	}
}
