package ask

import (
	"context"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// restTime is how long the focus rests on an answer that can be left open before its choices are asked for: who passes
// by wants none of them.
const restTime = 250 * time.Millisecond

// rested comes when the focus has been on an item for a while.
type rested struct {
	of    *Screen
	field provider.Field
}

// pressed is a key that waits for the choices of its item.
type pressed struct {
	field provider.Field
	key   tea.KeyPressMsg
}

const mostPressed = 16 // keys that wait; who leans on a key does not mean all of them

// looked reports whether the choices of an item come from the vendor.
func (s *Screen) looked(it Item) bool { return it.kind == widget.Choice && s.fixed[it.Field] == nil }

// loaded reports whether the choices of f are known.
func (s *Screen) loaded(f provider.Field) bool {
	_, ok := s.options[f]
	return ok
}

// lacking are the fields that the product's rules want answered.
func (s *Screen) lacking() map[provider.Field]bool {
	lacks := map[provider.Field]bool{}
	for _, e := range provider.All(s.draft.Reader().Check(s.draft.Spec, s.draft.Known)) {
		lacks[e.Field] = lacks[e.Field] || e.Rule == provider.RuleRequired
	}
	return lacks
}

// optional reports whether nobody needs the choices of an item before it is looked at: it is open, and may stay so.
func (s *Screen) optional(it Item, lacks map[provider.Field]bool) bool {
	return it.Free && s.value(it.Field) == "" && !lacks[it.Field]
}

// wanted are the fields whose choices are needed as the answers stand: those that are shown and not optional.
func (s *Screen) wanted() []provider.Field {
	items := slices.DeleteFunc(slices.Clone(s.cfg.Items), func(it Item) bool {
		return !s.looked(it) || s.loaded(it.Field) || s.hidden(it)
	})
	if len(items) == 0 {
		return nil
	}
	lacks := s.lacking()
	var fields []provider.Field
	for _, it := range items {
		if !s.optional(it, lacks) {
			fields = append(fields, it.Field)
		}
	}
	return fields
}

// ask asks for the choices of the fields and of those that could not be had before; one request at a time.
func (s *Screen) ask(fields ...provider.Field) tea.Cmd {
	for _, f := range fields {
		if !slices.Contains(s.want, f) {
			s.want = append(s.want, f)
		}
	}
	if len(s.want) == 0 || s.load.State() == widget.LoadBusy {
		return nil
	}
	r, spec, all := s.draft.Reader(), s.draft.Spec.Clone(), slices.Clone(s.want)
	type options = map[provider.Field][]provider.Option
	return tea.Batch(step.Tick(), s.load.Start(s.env.Ctx, func(ctx context.Context) (options, error) {
		return choices(ctx, r, spec, all)
	}))
}

// need asks for what the latest answers need. What could not be had is left to the operator.
func (s *Screen) need() tea.Cmd {
	if s.load.State() == widget.LoadFailed {
		return nil
	}
	return s.ask(s.wanted()...)
}

// again asks for everything anew.
func (s *Screen) again() tea.Cmd {
	s.draft.Forget()
	s.load.Cancel()
	return s.ask(append(slices.Sorted(maps.Keys(s.options)), s.wanted()...)...)
}

// took shows the choices that have come, and asks for what has become needed meanwhile.
func (s *Screen) took() tea.Cmd {
	going := s.going
	s.going = nil
	if s.load.Err() != nil {
		s.held = nil
		return nil
	}
	got := s.load.Value()
	s.want = slices.DeleteFunc(s.want, func(f provider.Field) bool { _, ok := got[f]; return ok })
	s.offer(got)
	cmds := []tea.Cmd{}
	held := s.held
	s.held = nil
	at := s.form.Focused()
	for _, p := range held { // who has gone on since meant the item all the same
		if s.form.Focus(string(p.field)) {
			cmds = append(cmds, s.press(p.key))
		}
	}
	s.form.Focus(at)
	cmds = append(cmds, s.ask(s.wanted()...))
	if going != nil {
		cmds = append(cmds, s.submit(going))
	}
	return tea.Batch(cmds...)
}

// hold keeps a key that changes a choice until there is something to choose from, and reports whether it did.
func (s *Screen) hold(k tea.KeyPressMsg) (tea.Cmd, bool) {
	it, ok := s.focused()
	if !ok || !s.looked(it) || s.loaded(it.Field) || !slices.Contains([]string{"left", "right", "space"}, k.String()) {
		return nil, false
	}
	if len(s.held) < mostPressed {
		s.held = append(s.held, pressed{it.Field, k})
	}
	return s.ask(it.Field), true
}

// rest waits for the focus to stay where it is, if that is of use.
func (s *Screen) rest() tea.Cmd {
	it, ok := s.focused()
	if !ok || !s.looked(it) || s.loaded(it.Field) || slices.Contains(s.want, it.Field) || s.resting == it.Field {
		return nil
	}
	s.resting = it.Field
	return tea.Tick(restTime, func(time.Time) tea.Msg { return rested{s, it.Field} })
}

// restedOn asks for the choices of the item that still has the focus.
func (s *Screen) restedOn(f provider.Field) tea.Cmd {
	s.resting = ""
	if it, ok := s.focused(); !ok || it.Field != f || s.loaded(f) {
		return nil
	}
	return s.ask(f)
}
