package tour

import (
	"slices"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/text"
)

// script is what a player plays, and how far it has come.
type script struct {
	tours []*tourfile.Tour // played in turn
	tour  *tourfile.Tour
	steps []played
	at    int // the step that is taken, or comes next
	// shown is how many steps have brought their screens: the words of these may be seen, and of no others.
	shown int
	round int
}

// played is a step of the tour as it is played: once a way is chosen its steps follow.
type played struct {
	tourfile.Step

	chosen []tourfile.Choice // what there was to choose from; nil before
	taken  int               // how many steps the chosen way has
}

func newScript(tours []*tourfile.Tour) script {
	return script{tours: tours, tour: tours[0], steps: toPlay(tours[0].Steps)}
}

func toPlay(steps []tourfile.Step) []played {
	all := make([]played, len(steps))
	for i, s := range steps {
		all[i].Step = s
	}
	return all
}

// rewind goes back to where nothing has happened.
func (x *script) rewind() { x.at, x.shown = 0, 0 }

// restart is rewind for the tour whose turn it is, and forgets what was chosen.
func (x *script) restart() {
	x.tour = x.tours[x.round%len(x.tours)]
	x.steps = toPlay(x.tour.Steps)
	x.rewind()
}

// next is the step that is taken, or comes next.
func (x *script) next() tourfile.Step { return x.steps[x.at].Step }

// reach says that the screen of the step that is taken is there.
func (x *script) reach() { x.shown = x.at + 1 }

// done says that the step was taken.
func (x *script) done() {
	x.at++
	x.shown = x.at
}

// ended reports whether nothing follows.
func (x *script) ended() bool { return x.at == len(x.steps) }

// ways are those in which the tour can continue now; nil: in one.
func (x *script) ways() []tourfile.Choice {
	if x.at == 0 {
		return nil
	}
	return x.steps[x.at-1].Choice
}

// choose continues in way n of the step before.
func (x *script) choose(n int) {
	last := &x.steps[x.at-1]
	way := last.Choice[n]
	last.chosen, last.taken, last.Choice = last.Choice, len(way.Steps), nil
	x.steps = slices.Insert(x.steps, x.at, toPlay(way.Steps)...)
}

// before is how many steps lead to the screen before the one that is shown. Where that offered a choice, it does so
// again.
func (x *script) before() int {
	to := max(x.shown-1, 0)
	if to == 0 || x.steps[to-1].chosen == nil {
		return to
	}
	last := x.steps[to-1]
	x.steps = slices.Delete(x.steps, to, to+last.taken)
	x.steps[to-1] = played{Step: last.Step}
	x.steps[to-1].Choice = last.chosen
	return to
}

// words are the last caption and the last note of the steps whose screens are there. Before the first one the tour says
// what it is about.
func (x *script) words(tx *text.Text) (caption, note string) {
	caption = Words(tx, x.tour.About)
	for _, s := range x.steps[:x.shown] {
		if s.Caption != (tourfile.Words{}) {
			caption = Words(tx, s.Caption)
		}
		if s.Note != (tourfile.Words{}) {
			note = Words(tx, s.Note)
		}
	}
	return caption, note
}
