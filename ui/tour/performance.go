package tour

import (
	"context"
	"time"
)

// performance is a player at work in one world: it takes steps, and does what someone wants.
type performance struct {
	*Player

	world *stage
	ahead int // how many steps after the one that is taken are taken at once, too
}

// stick stops at a step that cannot be taken.
func (p *performance) stick(err error) { p.set(func() { p.mode, p.fault = stuck, err }) }

// drive takes steps and commands until the world has to be made again. It returns how many steps to take in the next
// one; -1 ends the player.
func (p *performance) drive(ctx context.Context) (next int, err error) {
	for ctx.Err() == nil {
		p.settle()
		if p.mode == playing {
			if next, leave := p.step(ctx); leave {
				return next, nil
			}
			continue
		}
		if next, leave := p.idle(ctx); leave {
			return next, nil
		}
	}
	return -1, nil
}

// settle finds out what follows the step that was taken.
func (p *performance) settle() {
	p.set(func() {
		switch {
		case p.mode == interactive || p.mode == stuck:
		case len(p.script.ways()) > 0:
			p.mode = choosing
		case p.script.ended():
			p.mode = ended
		case p.pace.isPaused():
			p.mode = paused
		default:
			p.mode = playing
		}
	})
	if p.mode != playing {
		p.slow()
	}
}

// slow ends what is taken at once.
func (p *performance) slow() {
	p.ahead = 0
	p.pace.set(func(x *pace) { x.fast = false })
}

// step takes the next step, and obeys meanwhile.
func (p *performance) step(ctx context.Context) (next int, leave bool) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	var err error
	step, done, reached := p.script.next(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		err = p.world.do(ctx, step, p.pace, func() { close(reached) })
	}()
	for shown := reached; ; {
		select {
		case <-shown:
			shown = nil
			p.set(p.script.reach)
		case <-done:
			return p.taken(ctx, err)
		case c := <-p.commands:
			switch c.do {
			case pause:
				p.pace.set(func(x *pace) { x.paused = !x.paused })
				p.bump()
			case forward:
				p.forward(shown == nil)
			case back, again, byHand:
				end()
				<-done
				return p.obey(c)
			case choose, giveBack:
			}
		}
	}
}

// taken says that a step was taken, or what follows when it could not be.
func (p *performance) taken(ctx context.Context, err error) (next int, leave bool) {
	switch {
	case ctx.Err() != nil:
	case err != nil && p.o.Auto: // continue with the next round rather than stop
		return p.nextRound()
	case err != nil:
		p.stick(err)
	default:
		p.set(p.script.done)
	}
	if p.ahead > 0 {
		p.ahead--
	} else {
		p.slow()
	}
	return 0, false
}

// forward finishes the step at once. Where its screen is shown and stands still, that alone shows nothing: the next
// step is taken as well. So it is when a step is already taken at once.
func (p *performance) forward(shown bool) {
	fast, still := false, p.pace.isPaused()
	p.pace.set(func(x *pace) { fast, x.fast = x.fast, true })
	if fast || still && shown {
		p.ahead++
	}
}

// handTick is how often the clock continues while someone uses the program.
const handTick = 250 * time.Millisecond

// roundPause is how long the end of a tour is shown before it begins again.
const roundPause = 4 * time.Second

// idle waits for a command.
func (p *performance) idle(ctx context.Context) (next int, leave bool) {
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
		return p.obey(c)
	case <-p.pace.changes(): // there may be room now
		return 0, false
	case <-after:
	}
	switch p.mode {
	case interactive:
		p.world.clock.Advance(handTick)
	case choosing:
		p.choose(p.script.round / len(p.script.tours) % len(p.script.ways()))
	default:
		return p.nextRound()
	}
	return 0, false
}

// nextRound begins the next round, or ends after the last one.
func (p *performance) nextRound() (next int, leave bool) {
	p.script.round++
	if p.o.Loops > 0 && p.script.round >= p.o.Loops {
		return -1, true
	}
	p.restart()
	return 0, true
}

// restart begins the tour whose turn it is.
func (p *performance) restart() {
	p.set(func() {
		p.script.restart()
		p.mode = opening
	})
}

// choose continues in way n of the step before. Where the tour is paused, its first step is taken at once.
func (p *performance) choose(n int) {
	if p.pace.isPaused() {
		p.pace.set(func(x *pace) { x.fast = true })
	}
	p.set(func() {
		p.script.choose(n)
		p.mode = playing
	})
}

// obey does what someone wants while no step is being taken.
func (p *performance) obey(c command) (next int, leave bool) {
	switch c.do {
	case pause:
		p.pace.set(func(x *pace) { x.paused = !x.paused })
	case forward:
		if p.mode == paused {
			p.pace.set(func(x *pace) { x.fast = true })
		}
	case back:
		p.pace.set(func(x *pace) { x.paused, x.fast = true, false })
		p.set(func() {
			next = p.script.before()
			p.mode = opening
		})
		return next, true
	case again:
		p.pace.set(func(x *pace) { x.paused = false })
		p.restart()
		return 0, true
	case byHand:
		p.set(func() { p.mode = interactive })
		p.world.press(c.keys)
	case giveBack:
		if p.mode == interactive {
			p.set(func() { p.mode = opening })
			return p.script.at, true
		}
	case choose:
		if p.mode == choosing && c.n < len(p.script.ways()) {
			p.choose(c.n)
		}
	}
	return 0, false
}
