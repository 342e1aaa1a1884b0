package tour

import (
	"context"
	"errors"
	"fmt"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/tourfile"
)

// Scene is what is seen after a step.
type Scene struct {
	Number  int // of the step, from 1
	Step    tourfile.Step
	Last    bool                       // nothing follows
	View    func() View                // what is seen now
	Settled func(context.Context) View // what is seen once nothing has been drawn for a moment
}

// Rehearse takes all steps of a tour at once, in way n where it can go on in several, and calls see after each of them.
// An error of see ends it.
func Rehearse(ctx context.Context, t *tourfile.Tour, o Options, n int, see func(Scene) error) error {
	p := NewPlayer(t, PlayerOptions{Options: o})
	s, err := open(ctx, t, p.o.Options)
	if err != nil {
		return err
	}
	p.stage = s
	defer p.shut()
	settled := func(ctx context.Context) View {
		s.settled(ctx)
		return p.view()
	}
	for x := &p.script; !x.ended(); {
		step := x.next()
		if err := s.do(ctx, step, atOnce(), func() {}); err != nil {
			return fmt.Errorf("step %d: %w", x.at+1, err)
		}
		x.done()
		p.mode = paused
		if len(step.Choice) > 0 {
			p.mode = choosing
		}
		if err := see(Scene{x.at, step, x.ended() && p.mode != choosing, p.view, settled}); err != nil {
			return err
		}
		if p.mode == choosing {
			x.choose(n % len(step.Choice))
		}
	}
	return nil
}

// Check finds what the reader of a tour cannot know: faults that the simulated cloud does not have, and sentences that
// the program does not say. nil when there is nothing.
func Check(t *tourfile.Tour, has func(message string) bool) error {
	var all []error
	check := func(where string, steps []tourfile.Step) {
		for i, s := range steps {
			at := fmt.Sprintf("%s %d", where, i+1)
			if _, err := sim.ParseFaults([]byte(s.Fault)); s.Fault != "" && err != nil {
				all = append(all, fmt.Errorf("%s: fault: %w", at, err))
			}
			for _, w := range append([]tourfile.Words{s.Caption, s.Note, s.Until}, s.Wait...) {
				if w.Message != "" && !has(w.Message) {
					all = append(all, fmt.Errorf("%s: message %q: the program has no such sentence", at, w.Message))
				}
			}
		}
	}
	check("step", t.Steps)
	for i, s := range t.Steps {
		for j, c := range s.Choice {
			check(fmt.Sprintf("step %d, way %d, step", i+1, j+1), c.Steps)
		}
	}
	return errors.Join(all...)
}
