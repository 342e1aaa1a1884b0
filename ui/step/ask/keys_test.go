package ask

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
)

// TestEnterIsNamed wants the line of keys to say that Enter opens what is folded away, and continues elsewhere.
func TestEnterIsNamed(t *testing.T) {
	t.Parallel()
	v := &shop{options: map[provider.Field][]provider.Option{
		provider.FieldNetCharge: {{Value: "a", Ready: true}, {Value: "b", Ready: true}},
	}}
	s := form(t, v, Item{Field: provider.FieldNetCharge}, Item{Field: provider.FieldTags, More: true})
	run(s, s.Init())
	said := func(want string) {
		t.Helper()
		if got := s.Keys()[0].Help(); got.Key != "enter" || got.Desc != want {
			t.Errorf("on %s the first key is %q %q, want enter %q", s.form.Focused(), got.Key, got.Desc, want)
		}
	}
	press(s, tea.KeyDown)
	said("choose")
	press(s, tea.KeyEnter)
	said("next")
	s.form.Focus(foldID)
	said("open")
	press(s, tea.KeyEnter)
	if got := s.form.Focused(); got != string(provider.FieldTags) {
		t.Errorf("Enter on what is folded away leads to %s, want the tags", got)
	}
	said("next")
}

// cluster is a shop that wants a subnet with one of its network charges.
type cluster struct{ *shop }

func (c cluster) Check(s provider.Spec, _ provider.Known) error {
	if s.Network.Charge == "shared" && s.Network.Subnet == "" {
		return provider.Violation(provider.FieldSubnet, provider.RuleRequired)
	}
	return nil
}

// TestRequiredIsNeverFolded wants an answer that another one has made necessary to be asked, and not to be folded away
// with those that few people want.
func TestRequiredIsNeverFolded(t *testing.T) {
	t.Parallel()
	v := &shop{options: map[provider.Field][]provider.Option{
		provider.FieldNetCharge: {{Value: "own", Ready: true}, {Value: "shared", Ready: true}},
		provider.FieldSubnet:    {{Value: "sub-1", Ready: true}},
	}}
	s := form(t, v, Item{Field: provider.FieldNetCharge}, Item{Field: provider.FieldSubnet, More: true, Free: true},
		Item{Field: provider.FieldTags, More: true})
	s.draft.Account.Reader = cluster{v}
	run(s, s.Init())
	shown := func() bool {
		it, _ := s.form.Item(string(provider.FieldSubnet))
		return !it.Hidden
	}
	if shown() {
		t.Fatal("the subnet is shown before it is needed")
	}
	s.form.SetValue(string(provider.FieldNetCharge), "shared")
	s.answer(provider.FieldNetCharge)
	if fold, _ := s.form.Item(foldID); !shown() || strings.Contains(fold.Value, "Subnet") {
		t.Errorf("the subnet that is needed is shown: %v, folded away are %s", shown(), fold.Value)
	}
	if fold, _ := s.form.Item(foldID); fold.Hidden {
		t.Error("what few people want is not folded away any more")
	}
}

// TestTermsHaveAUnit wants choices that are numbers to say what they count.
func TestTermsHaveAUnit(t *testing.T) {
	t.Parallel()
	v := &shop{options: map[provider.Field][]provider.Option{
		provider.FieldMonths: {{Value: "1", Ready: true}, {Value: "12", Ready: true}},
	}}
	s := form(t, v, Item{Field: provider.FieldMonths})
	run(s, s.Init())
	if view, _ := s.View(80, 24); !strings.Contains(view, "1 month") || !strings.Contains(view, "12 months") {
		t.Errorf("the terms have no unit:\n%s", view)
	}
}
