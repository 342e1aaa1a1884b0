package tour

import "slices"

// command is what someone who drives wants.
type command struct {
	do   commandKind
	keys string // of byHand, as a keyboard sends them
	n    int    // of choose: the way, from 0
}

type commandKind uint8

const (
	pause    commandKind = iota // stop the tour, or have it go on
	forward                     // finish the step at once, or take the next one
	back                        // go back by a step, and stop there
	byHand                      // send keys to the program: the tour waits until giveBack
	giveBack                    // go on with the tour where it was left
	choose                      // go on in way n
	again                       // begin the tour again
)

// obey does what someone wants while no step is being taken.
func (p *Player) obey(c command, s *stage) (next int, leave bool) {
	switch c.do {
	case pause:
		p.pace.set(func(x *pace) { x.paused = !x.paused })
	case forward:
		if p.mode == paused {
			p.pace.set(func(x *pace) { x.fast = true })
		}
	case back:
		p.pace.set(func(x *pace) { x.paused, x.fast = true, false })
		to := max(p.at-1, 0)
		if p.unchoose() { // back to the choice
			to = p.at
		}
		p.set(func() { p.mode = opening })
		return to, true
	case again:
		p.restart()
		return 0, true
	case byHand:
		p.set(func() { p.mode = interactive })
		s.press(c.keys)
	case giveBack:
		if p.mode == interactive {
			p.set(func() { p.mode = opening })
			return p.at, true
		}
	case choose:
		if p.mode == choosing && c.n < len(p.steps[p.at-1].Choice) {
			p.choose(c.n)
		}
	}
	return 0, false
}

// choose continues in way n of the step before.
func (p *Player) choose(n int) {
	p.set(func() {
		last := &p.steps[p.at-1]
		way := last.Choice[n]
		last.chosen, last.taken, last.Choice = last.Choice, len(way.Steps), nil
		p.steps = slices.Insert(p.steps, p.at, toPlay(way.Steps)...)
		p.mode = playing
	})
}

// unchoose takes the way back that begins at the step that comes next, and reports whether there was one.
func (p *Player) unchoose() bool {
	if p.at == 0 || len(p.steps[p.at-1].Choice) > 0 {
		return false
	}
	last := p.steps[p.at-1]
	if last.chosen == nil {
		return false
	}
	p.set(func() {
		p.steps = slices.Delete(p.steps, p.at, p.at+last.taken)
		p.steps[p.at-1] = played{Step: last.Step}
		p.steps[p.at-1].Choice = last.chosen
	})
	return true
}
