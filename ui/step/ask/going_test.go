package ask

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// late is a shop that suggests a network charge once its choices were asked for.
type late struct{ *shop }

func (l late) Suggest(s provider.Spec, k provider.Known) provider.Spec {
	if s = l.shop.Suggest(s, k); len(l.looked) > 0 && s.Network.Charge == "" {
		s.Network.Charge = "ByBandwidth"
	}
	return s
}

func (l late) Options(ctx context.Context, s provider.Spec, f provider.Field) ([]provider.Option, error) {
	return l.shop.Options(ctx, s, f)
}

// waiting is a form whose choices are on their way, and what brings them.
func waiting(t *testing.T) (*Screen, tea.Cmd) {
	t.Helper()
	v := &shop{options: map[provider.Field][]provider.Option{
		provider.FieldNetCharge: {{Value: "ByBandwidth", Ready: true}, {Value: "ByTraffic", Ready: true}},
	}}
	s := form(t, v, Item{Field: provider.FieldNetCharge}, Item{Field: provider.FieldTags})
	s.draft.Account.Reader = late{v}
	return s, s.Init()
}

// TestFinishWaitsForChoices goes to the review once what is missing was suggested, and not when the operator has done
// something else here meanwhile.
func TestFinishWaitsForChoices(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		meanwhile func(*Screen)
		want      step.Move
	}{
		{"nothing", func(*Screen) {}, step.Finish{}},
		{"a key", func(s *Screen) { s.Update(tea.KeyPressMsg{Code: tea.KeyDown}) }, nil},
		{"a paste", func(s *Screen) { s.Update(tea.PasteMsg{Content: "a=b"}) }, nil},
		{"escape", func(s *Screen) { s.Back() }, nil},
		{"the editor", Stay, nil},
	} {
		s, coming := waiting(t)
		s.Update(tea.KeyPressMsg{Code: 'g', Mod: tea.ModCtrl})
		c.meanwhile(s)
		run(s, coming)
		if m := s.Move(); m != c.want {
			t.Errorf("after %s: Move() = %v, want %v", c.name, m, c.want)
		}
	}
}

// TestKeysWaitForChoices changes a choice before there is anything to choose from, and goes on at once: the form waits,
// and the item that was meant is changed.
func TestKeysWaitForChoices(t *testing.T) {
	t.Parallel()
	s, coming := waiting(t)
	s.Update(tea.KeyPressMsg{Code: tea.KeyRight})
	s.Update(tea.KeyPressMsg{Code: tea.KeyTab})
	s.form.SetValue(string(provider.FieldTags), "a=b")
	s.answer(provider.FieldTags)
	s.Update(tea.KeyPressMsg{Code: 'g', Mod: tea.ModCtrl})
	if m := s.Move(); m != nil {
		t.Fatalf("Move() = %v before the keys have changed anything", m)
	}
	run(s, coming)
	if got := s.Draft().Spec.Network.Charge; got != "ByTraffic" || s.Move() != (step.Finish{}) {
		t.Errorf("the charge is %q, want ByTraffic, and the review", got)
	}
}
