package tour

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/screen"
)

// How a person types and reads, at the speed 1.
const (
	keyTime    = 90 * time.Millisecond
	pressTime  = 500 * time.Millisecond
	effectTime = 40 * time.Millisecond  // that a key's effect is waited for, at any speed
	escapeTime = 120 * time.Millisecond // after which an Escape is a key by itself, and no sequence
	patience   = 30 * time.Second       // until a text has to be there, at any speed
)

// StuckError is a text that a tour waits for and that does not come.
type StuckError struct {
	Text  string // "": the program does not read the keys that are sent to it
	Shown string // by the screen instead
}

// Error is for logs.
func (e *StuckError) Error() string {
	if e.Text == "" {
		return "the program does not read its keys"
	}
	return "the screen does not show " + e.Text
}

// errEnded is the error of a tour that was left.
var errEnded = errors.New("the tour has ended")

// do takes one step. It calls reached when its screen is there, before the time to read it.
func (s *stage) do(ctx context.Context, step tourfile.Step, p *pace, reached func()) error {
	s.use(step.Screen)
	if step.Fault != "" {
		faults, err := sim.ParseFaults([]byte(step.Fault))
		if err == nil {
			err = s.cloud.Inject(faults...)
		}
		if err != nil {
			return err
		}
	}
	if step.Clock > 0 {
		s.settled(ctx) // a timer that is being set now would be late by the whole step
		s.clock.Advance(time.Duration(step.Clock))
	}
	x, _ := s.used()
	for _, r := range x.typing(step.Type) {
		p.wait(ctx.Done(), keyTime)
		if err := x.key(ctx, string(r)); err != nil {
			return err
		}
	}
	if err := s.pressAll(ctx, x, step, p); err != nil {
		return err
	}
	for _, w := range step.Wait {
		if err := x.await(ctx, s.words(w)); err != nil {
			return err
		}
	}
	reached()
	p.wait(ctx.Done(), time.Duration(step.Pause))
	return ctx.Err()
}

// typing is the text of a step, with the order that the screen shows.
func (x *client) typing(text string) string {
	if !strings.Contains(text, "{order}") {
		return text
	}
	return strings.ReplaceAll(text, "{order}", orderID().FindString(x.term.Screen().Text()))
}

var orderID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\bo-[0-9a-z]{8}\b`) })

// mostPresses is how often the keys of a step are pressed at most.
const mostPresses = 30

// pressAll presses the keys of a step, as often as it says.
func (s *stage) pressAll(ctx context.Context, x *client, step tourfile.Step, p *pace) error {
	until := s.words(step.Until)
	for range mostPresses {
		for _, name := range step.Press {
			p.wait(ctx.Done(), pressTime)
			if err := x.key(ctx, screen.Key(name)); err != nil {
				return err
			}
			if name == "esc" {
				rest(ctx, escapeTime)
			}
		}
		if until == "" {
			return nil
		}
		s.settled(ctx) // pressed once more, they would leave the screen that is wanted
		if strings.Contains(x.term.Screen().Text(), until) || ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return &StuckError{Text: until, Shown: x.term.Screen().Text()}
}

// key sends a key and lets it have its effect.
func (x *client) key(ctx context.Context, keys string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	drew := x.term.Drew()
	if err := x.send(ctx, keys); err != nil {
		return err
	}
	t := time.NewTimer(effectTime)
	defer t.Stop()
	select {
	case <-drew:
	case <-t.C:
	case <-ctx.Done():
	}
	return ctx.Err()
}

// send sends keys, and gives up on a program that does not read them.
func (x *client) send(ctx context.Context, keys string) error {
	if x.shell != nil {
		if err := x.shell.listens(ctx); err != nil {
			return err
		}
	}
	read := make(chan error, 1)
	go func() { read <- x.term.Send(keys) }() // closing the terminal ends it
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case err := <-read:
		if err != nil {
			return errEnded
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return &StuckError{Shown: x.term.Screen().Text()}
	}
}

func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// await waits until the screen shows the text.
func (x *client) await(ctx context.Context, text string) error {
	t := time.NewTimer(patience)
	defer t.Stop()
	for {
		drew, shown := x.term.Drew(), x.term.Screen().Text()
		if strings.Contains(shown, text) {
			return nil
		}
		select {
		case <-drew:
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			return &StuckError{Text: text, Shown: shown}
		}
	}
}

// settled waits until the program has been left alone for a moment: nothing was drawn, and no timer was set. The moment
// is counted in short rests, which take longer on a busy machine, as the program does. It gives up on a screen that
// never rests.
func (s *stage) settled(ctx context.Context) {
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	last := activityOf(s)
	for still := 0; still < quietRests && ctx.Err() == nil; still++ {
		rest(ctx, quietRest)
		if now := activityOf(s); now != last {
			last, still = now, -1
		}
	}
}

// activityOf differs from what it was when the program has drawn something or has set a timer since.
func activityOf(s *stage) (a activity) {
	for i, x := range s.clients {
		a.drew[i%2] = x.term.Drew()
	}
	if s.clock != nil {
		a.timers = s.clock.set()
	}
	return a
}

type activity struct {
	drew   [2]<-chan struct{}
	timers uint64
}

// How long nothing happens once nothing is on its way any more.
const (
	quietRests = 25
	quietRest  = 10 * time.Millisecond
)
