package tour

import "slices"

// Command is what somebody who drives wants.
type Command struct {
	do   commandKind
	keys string // as a keyboard sends them
	n    int
}

type commandKind uint8

const (
	pause commandKind = iota
	forward
	back
	byHand
	giveBack
	choose
	again
)

// Pause stops the tour, or has it go on.
func Pause() Command { return Command{do: pause} }

// Forward finishes the step at once, or takes the next one.
func Forward() Command { return Command{do: forward} }

// Back goes back by a step, and stops there.
func Back() Command { return Command{do: back} }

// ByHandWith sends what a keyboard sends to the program; the tour waits until [GiveBack].
func ByHandWith(keys string) Command { return Command{do: byHand, keys: keys} }

// GiveBack goes on with the tour where it was left.
func GiveBack() Command { return Command{do: giveBack} }

// Choose goes on in way n, from 0.
func Choose(n int) Command { return Command{do: choose, n: n} }

// Again begins the tour again.
func Again() Command { return Command{do: again} }

// obey does what somebody wants while no step is being taken.
func (p *Player) obey(c Command, s *stage) (next int, leave bool) {
	switch c.do {
	case pause:
		p.pace.set(func(x *pace) { x.paused = !x.paused })
	case forward:
		if p.mode == Paused {
			p.pace.set(func(x *pace) { x.fast = true })
		}
	case back:
		p.pace.set(func(x *pace) { x.paused, x.fast = true, false })
		to := max(p.at-1, 0)
		if p.unchoose() { // back to the choice
			to = p.at
		}
		p.set(func() { p.mode = Opening })
		return to, true
	case again:
		p.restart()
		return 0, true
	case byHand:
		p.set(func() { p.mode = ByHand })
		s.press(c.keys)
	case giveBack:
		if p.mode == ByHand {
			p.set(func() { p.mode = Opening })
			return p.at, true
		}
	case choose:
		if p.mode == Choosing && c.n < len(p.steps[p.at-1].Choice) {
			p.choose(c.n)
		}
	}
	return 0, false
}

// choose goes on in way n of the step before.
func (p *Player) choose(n int) {
	p.set(func() {
		last := &p.steps[p.at-1]
		way := last.Choice[n]
		last.chosen, last.taken, last.Choice = last.Choice, len(way.Steps), nil
		p.steps = slices.Insert(p.steps, p.at, toPlay(way.Steps)...)
		p.mode = Playing
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
