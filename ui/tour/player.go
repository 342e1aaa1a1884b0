package tour

import (
	"context"
	"sync"
	"time"

	"github.com/metalwright/metalwright/state/tourfile"
)

// Mode is what a player does.
type Mode uint8

// The modes.
const (
	opening     Mode = iota // the world is made, or made again up to a step
	playing                 // a step is being taken
	paused                  // until someone continues
	interactive             // someone uses the program themselves
	choosing                // the tour can go on in several ways
	ended                   // nothing follows
	stuck                   // a step cannot be taken
)

// PlayerOptions are those of a player.
type PlayerOptions struct {
	Options

	Speed float64 // 1: as a person types and reads; 0 is 1
	Auto  bool    // begins again at the end, for ever; takes every way of a choice in turn
	// Loops ends an automatic player after so many rounds; 0: never.
	Loops int
}

// Player plays one tour for any number of viewers. It is safe for concurrent use. Make it with [NewPlayer], and
// [Player.Run] it.
type Player struct {
	tours    []*tourfile.Tour // played in turn
	hand     bool             // someone uses the program from the start
	o        PlayerOptions
	pace     *pace
	commands chan command
	stopped  chan struct{} // closed when Run has ended

	mu      sync.Mutex
	tour    *tourfile.Tour
	changed chan struct{}
	stage   *stage // nil while it is opened
	steps   []played
	at      int // the step that is taken, or comes next
	mode    Mode
	fault   error // why it is stuck
	round   int
}

// played is a step of the tour as it is played: once a way is chosen its steps follow.
type played struct {
	tourfile.Step

	chosen []tourfile.Choice // what there was to choose from; nil before
	taken  int               // how many steps the chosen way has
}

func toPlay(steps []tourfile.Step) []played {
	all := make([]played, len(steps))
	for i, s := range steps {
		all[i].Step = s
	}
	return all
}

// NewPlayer makes a player of the tour, which plays nothing yet.
func NewPlayer(t *tourfile.Tour, o PlayerOptions) *Player { return NewRound([]*tourfile.Tour{t}, o) }

// NewRound is [NewPlayer] for several tours, of which an automatic player plays one after the other.
func NewRound(tours []*tourfile.Tour, o PlayerOptions) *Player {
	if o.Speed <= 0 {
		o.Speed = 1
	}
	p := &Player{
		tours: tours, tour: tours[0], o: o, pace: newPace(o.Speed), commands: make(chan command, 64),
		changed: make(chan struct{}),
		stopped: make(chan struct{}), steps: toPlay(tours[0].Steps),
	}
	p.o.Changed = p.bump
	return p
}

// changes is closed when what is shown may have changed since the call.
func (p *Player) changes() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

func (p *Player) bump() { p.set(func() {}) }

// set changes what viewers see.
func (p *Player) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	close(p.changed)
	p.changed = make(chan struct{})
}

// do has the player do something. It does not wait: what is too much is lost.
func (p *Player) do(c command) {
	select {
	case p.commands <- c:
	default:
	}
}

// Resize says how many cells there are for the screens.
func (p *Player) Resize(w, h int) {
	p.mu.Lock()
	s := p.stage
	p.o.Width, p.o.Height = w, h
	p.mu.Unlock()
	if s != nil {
		s.resize(p.room)
	}
}

// room is how many cells there are for the screens; 0: as many as the tour wants.
func (p *Player) room() (w, h int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.o.Width, p.o.Height
}

// Run plays until ctx ends.
func (p *Player) Run(ctx context.Context) error {
	defer close(p.stopped)
	defer p.shut()
	for to := 0; ; {
		next, err := p.play(ctx, to)
		if ctx.Err() != nil { // someone left, maybe while the world was made
			return nil
		}
		if err != nil {
			return err
		}
		if to = next; next < 0 {
			return nil
		}
	}
}

// shut ends the world.
func (p *Player) shut() {
	p.mu.Lock()
	s := p.stage
	p.stage = nil
	p.mu.Unlock()
	if s != nil {
		_ = s.close() // what is left of a temporary directory is the system's to remove
	}
}

// play makes a new world, takes the first steps of the tour at once, and goes on from there. It returns how many steps
// to take in the next world; -1 ends the player.
func (p *Player) play(ctx context.Context, to int) (next int, err error) {
	p.shut()
	p.set(func() { p.mode, p.fault, p.at = opening, nil, 0 })
	p.mu.Lock()
	o := p.o.Options
	p.mu.Unlock()
	s, err := open(ctx, p.tour, o)
	if err != nil {
		return -1, err
	}
	p.set(func() { p.stage = s })
	s.resize(p.room) // it was made for what there was before
	fast := newPace(1)
	fast.fast = true
	if p.hand {
		p.set(func() { p.mode = interactive })
	}
	for p.at < to {
		if err := s.do(ctx, p.steps[p.at].Step, fast); err != nil {
			p.stuck(err)
			break
		}
		p.set(func() { p.at++ })
	}
	return p.drive(ctx, s)
}

func (p *Player) stuck(err error) { p.set(func() { p.mode, p.fault = stuck, err }) }

// drive takes steps and commands until the world has to be made again.
func (p *Player) drive(ctx context.Context, s *stage) (next int, err error) {
	for ctx.Err() == nil {
		p.settle()
		if p.mode == playing {
			if next, leave := p.step(ctx, s); leave {
				return next, nil
			}
			continue
		}
		if next, leave := p.idle(ctx, s); leave {
			return next, nil
		}
	}
	return -1, nil
}

// settle finds out what follows the step that was taken.
func (p *Player) settle() {
	p.set(func() {
		switch {
		case p.mode == interactive || p.mode == stuck:
		case p.at > 0 && len(p.steps[p.at-1].Choice) > 0:
			p.mode = choosing
		case p.at == len(p.steps):
			p.mode = ended
		case p.pace.isPaused():
			p.mode = paused
		default:
			p.mode = playing
		}
	})
}

// step takes the next step, and obeys meanwhile.
func (p *Player) step(ctx context.Context, s *stage) (next int, leave bool) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	var err error
	done := make(chan struct{})
	step := p.steps[p.at].Step
	go func() {
		defer close(done)
		err = s.do(ctx, step, p.pace)
	}()
	for {
		select {
		case <-done:
			p.pace.set(func(x *pace) { x.fast = false })
			switch {
			case ctx.Err() != nil:
			case err != nil && p.o.Auto: // go on with the next round rather than stand still
				return p.nextRound()
			case err != nil:
				p.stuck(err)
			default:
				p.set(func() { p.at++ })
			}
			return 0, false
		case c := <-p.commands:
			switch c.do {
			case pause:
				p.pace.set(func(x *pace) { x.paused = !x.paused })
				p.set(func() {})
			case forward:
				p.pace.set(func(x *pace) { x.fast = true })
			case back, again, byHand:
				end()
				<-done
				return p.obey(c, s)
			case choose, giveBack:
			}
		}
	}
}

// handTick is how often the clock continues while someone uses the program.
const handTick = 250 * time.Millisecond

// roundPause is how long the end of a tour is shown before it begins again.
const roundPause = 4 * time.Second

// idle waits for a command.
func (p *Player) idle(ctx context.Context, s *stage) (next int, leave bool) {
	var after <-chan time.Time
	switch {
	case p.mode == interactive:
		after = time.After(handTick)
	case p.o.Auto && !p.pace.isPaused() && (p.mode == ended || p.mode == choosing || p.mode == stuck):
		after = time.After(time.Duration(float64(roundPause) / p.o.Speed))
	}
	select {
	case <-ctx.Done():
		return -1, true
	case c := <-p.commands:
		return p.obey(c, s)
	case <-after:
	}
	switch p.mode {
	case interactive:
		s.clock.Advance(handTick)
	case choosing:
		p.choose(p.round / len(p.tours) % len(p.steps[p.at-1].Choice))
	default:
		return p.nextRound()
	}
	return 0, false
}

// nextRound begins the next round, or ends after the last one.
func (p *Player) nextRound() (next int, leave bool) {
	p.round++
	if p.o.Loops > 0 && p.round >= p.o.Loops {
		return -1, true
	}
	p.restart()
	return 0, true
}

// restart forgets what was chosen.
func (p *Player) restart() {
	p.set(func() {
		p.tour = p.tours[p.round%len(p.tours)]
		p.steps, p.mode = toPlay(p.tour.Steps), opening
	})
}
