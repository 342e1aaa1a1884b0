package tour

import (
	"context"
	"sync"

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
	byHand   bool // someone uses the program from the start
	o        PlayerOptions
	pace     *pace
	commands chan command
	stopped  chan struct{} // closed when Run has ended

	mu      sync.Mutex
	changed chan struct{}
	stage   *stage // nil while it is opened
	script  script // changed by who runs the player alone
	mode    Mode
	fault   error // why it is stuck
}

// NewPlayer makes a player of the tour, which plays nothing yet.
func NewPlayer(t *tourfile.Tour, o PlayerOptions) *Player { return NewRound([]*tourfile.Tour{t}, o) }

// NewRound is [NewPlayer] for several tours, of which an automatic player plays one after the other.
func NewRound(tours []*tourfile.Tour, o PlayerOptions) *Player {
	if o.Speed <= 0 {
		o.Speed = 1
	}
	p := &Player{
		script: newScript(tours), o: o, pace: newPace(o.Speed), commands: make(chan command, 64),
		changed: make(chan struct{}), stopped: make(chan struct{}),
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

// Resize says how many cells there are for the screens. The tour waits while they are too few for the program.
func (p *Player) Resize(w, h int) {
	least := p.view().Needs
	p.pace.set(func(x *pace) { x.held = small(w, h, least) })
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
	p.set(func() {
		p.mode, p.fault = opening, nil
		p.script.rewind()
	})
	p.mu.Lock()
	o := p.o.Options
	p.mu.Unlock()
	s, err := open(ctx, p.script.tour, o)
	if err != nil {
		return -1, err
	}
	p.set(func() { p.stage = s })
	s.resize(p.room) // it was made for what there was before
	if p.byHand {
		p.set(func() {
			p.mode = interactive
			p.script.reach()
		})
	}
	one := &performance{Player: p, world: s}
	for p.script.at < to {
		if err := s.do(ctx, p.script.next(), atOnce(), func() {}); err != nil {
			one.stick(err)
			break
		}
		p.set(p.script.done)
	}
	return one.drive(ctx)
}
