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

// demand asks the vendor for the choices of a form as they are needed, and keeps the keys that wait for them.
type demand struct {
	of      *fieldset
	load    *widget.Load[options]
	want    []provider.Field // that are being asked for, or could not be had
	held    []pressed        // keys that wait for choices
	resting provider.Field   // where the focus may stay; "" is nowhere
	tick    int              // of the spinner
}

// restTime is how long the focus rests on an answer that can be left open before its choices are asked for: who passes
// by wants none of them.
const restTime = 250 * time.Millisecond

// rested comes when the focus has been on an item for a while.
type rested struct {
	of    *demand
	field provider.Field
}

// pressed is a key that waits for the choices of its item.
type pressed struct {
	field provider.Field
	key   tea.KeyPressMsg
}

const mostPressed = 16 // keys that wait; who leans on a key does not mean all of them

// Waiting reports whether choices are being asked for.
func (d *demand) Waiting() bool { return d.load.State() == widget.LoadBusy }

// Failed is why there are no choices.
func (d *demand) Failed() error { return d.load.Err() }

// failed reports whether choices could not be had.
func (d *demand) failed() bool { return d.load.State() == widget.LoadFailed }

// turn is the next frame of the spinner.
func (d *demand) turn() tea.Cmd {
	if !d.Waiting() {
		return nil
	}
	d.tick++
	return step.Tick()
}

// wanted are the fields whose choices are needed with the answers as they are: those that are shown and not optional.
func (d *demand) wanted() []provider.Field {
	items := slices.DeleteFunc(slices.Clone(d.of.items), func(it Item) bool {
		return !d.of.choices.looked(it) || d.of.choices.has(it.Field) || d.of.hidden(it)
	})
	if len(items) == 0 {
		return nil
	}
	lacks := d.of.lacking()
	var fields []provider.Field
	for _, it := range items {
		if !d.of.optional(it, lacks) {
			fields = append(fields, it.Field)
		}
	}
	return fields
}

// ask asks for the choices of the fields and of those that could not be had before; one request at a time.
func (d *demand) ask(fields ...provider.Field) tea.Cmd {
	for _, f := range fields {
		if !slices.Contains(d.want, f) {
			d.want = append(d.want, f)
		}
	}
	if len(d.want) == 0 || d.Waiting() {
		return nil
	}
	r, spec, all := d.of.draft.Reader(), d.of.draft.Spec.Clone(), slices.Clone(d.want)
	return tea.Batch(step.Tick(), d.load.Start(d.of.env.Ctx, func(ctx context.Context) (options, error) {
		return fetch(ctx, r, spec, all)
	}))
}

// need asks for what the latest answers need. What could not be had is left to the operator.
func (d *demand) need() tea.Cmd {
	if d.failed() {
		return nil
	}
	return d.ask(d.wanted()...)
}

// again asks for everything anew.
func (d *demand) again() tea.Cmd {
	d.of.draft.Forget()
	d.load.Cancel()
	return d.ask(append(slices.Sorted(maps.Keys(d.of.choices.loaded)), d.wanted()...)...)
}

// took shows the choices that have come, and returns the keys that waited for them; false when none could be had.
func (d *demand) took() ([]pressed, bool) {
	held := d.held
	d.held = nil
	if d.load.Err() != nil {
		return nil, false
	}
	got := d.load.Value()
	d.want = slices.DeleteFunc(d.want, func(f provider.Field) bool { _, ok := got[f]; return ok })
	d.of.offer(got)
	return held, true
}

// unsettled reports whether what is being asked for may still change the answers: an answer whose choices are asked for
// may be suggested once they have come, or changed by keys that wait for them.
func (d *demand) unsettled() bool {
	waits := func(f *provider.Error) bool {
		return f.Rule == provider.RuleRequired && slices.Contains(d.want, f.Field)
	}
	return d.Waiting() && (len(d.held) > 0 || slices.ContainsFunc(d.of.faults(), waits))
}

// missing is the item with the focus when its choices come from the vendor and are not known.
func (d *demand) missing() (Item, bool) {
	it, ok := d.of.focused()
	return it, ok && d.of.choices.looked(it) && !d.of.choices.has(it.Field)
}

// hold keeps a key that changes a choice until there is something to choose from, and reports whether it did.
func (d *demand) hold(k tea.KeyPressMsg) (tea.Cmd, bool) {
	it, ok := d.missing()
	if !ok || !slices.Contains([]string{"left", "right", "space"}, k.String()) {
		return nil, false
	}
	if len(d.held) < mostPressed {
		d.held = append(d.held, pressed{it.Field, k})
	}
	return d.ask(it.Field), true
}

// rest waits for the focus to stay where it is, if that is of use.
func (d *demand) rest() tea.Cmd {
	it, ok := d.missing()
	if !ok || slices.Contains(d.want, it.Field) || d.resting == it.Field {
		return nil
	}
	d.resting = it.Field
	return tea.Tick(restTime, func(time.Time) tea.Msg { return rested{d, it.Field} })
}

// restedOn asks for the choices of the item that still has the focus.
func (d *demand) restedOn(m rested) tea.Cmd {
	if m.of != d {
		return nil
	}
	d.resting = ""
	if it, ok := d.of.focused(); !ok || it.Field != m.field || d.of.choices.has(m.field) {
		return nil
	}
	return d.ask(m.field)
}
