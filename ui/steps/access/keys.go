package access

import (
	"cmp"
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
	"github.com/metalwright/metalwright/ui/widget"
)

// Init loads what the form needs.
func (s *Screen) Init() tea.Cmd { return tea.Batch(s.Screen.Init(), s.lookUp()) }

// lookUp asks for the keys that the account has, once keys are asked for.
func (s *Screen) lookUp() tea.Cmd {
	if s.asked || !s.Asks(provider.FieldSSHKeys) {
		return nil
	}
	s.asked = true
	d := s.Draft().Clone()
	return s.keys.Start(s.env.Ctx, func(ctx context.Context) ([]provider.Option, error) {
		return d.Reader().Options(ctx, d.Spec, provider.FieldSSHKeys)
	})
}

// offerKeys shows the account's keys beside the operator's own. Where they cannot be read they are left out, as any
// other key that cannot be: any may be typed.
func offerKeys(s *Screen) {
	have := knownKeys(s.env, s.Draft())[provider.FieldSSHKeys]
	var more []step.Line
	for _, o := range s.keys.Value() {
		words := strings.Fields(o.Value) // its type, the key, and what it is called
		if len(words) < 2 || slices.ContainsFunc(have, func(l step.Line) bool { return sameKey(l.Value, o.Value) }) {
			continue
		}
		l := step.Line{Label: cmp.Or(o.Label, words[0]), Detail: words[0], Value: strings.Join(words, " ")}
		have, more = append(have, l), append(more, l)
	}
	ask.Offer(s.Screen, provider.FieldSSHKeys, s.env.T("access.account_keys"), more)
}

// sameKey reports whether two lines have the same key, whatever is said behind it.
func sameKey(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	return len(x) > 1 && len(y) > 1 && x[0] == y[0] && x[1] == y[1]
}

// Close ends the requests.
func (s *Screen) Close() {
	s.Screen.Close()
	s.keys.Cancel()
}

// Prepare asks for what the next prompt needs.
func (s *Screen) Prepare() tea.Cmd { return tea.Batch(s.Screen.Prepare(), s.lookUp()) }

// Waiting reports whether choices, or the account's keys, are being asked for.
func (s *Screen) Waiting() bool { return s.Screen.Waiting() || s.keys.State() == widget.LoadBusy }
