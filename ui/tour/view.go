package tour

import (
	"cmp"
	"errors"
	"time"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/screen"
)

// now is the time in the tour's world.
func (p *Player) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stage == nil {
		return start()
	}
	return p.stage.clock.Now()
}

// View is what a player shows.
type View struct {
	Screens []screen.Screen
	Users   []string // whose they are; "" of a shell
	Focus   int
	Title   string
	Caption string
	Note    string
	Choices []string
	Mode    Mode
	Fault   string // why it is stuck
	Needs   tourfile.Size
	At, Of  int  // the step whose screen is shown, from 1, and how many there are
	Rests   bool // the screen of the step is there, and is left to be read
}

// view is what there is to see now.
func (p *Player) view() View {
	p.mu.Lock()
	defer p.mu.Unlock()
	x := &p.script
	v := View{
		Title: Words(p.o.Text, x.tour.Title), Mode: p.mode, Needs: needs(x.tour), At: max(x.shown, 1), Of: len(x.steps),
		Rests: p.mode != playing || x.shown > x.at,
	}
	v.Caption, v.Note = x.words(p.o.Text)
	if p.mode == playing && p.pace.isPaused() {
		v.Mode, v.Rests = paused, true
	}
	if e, ok := errors.AsType[*StuckError](p.fault); ok {
		v.Fault = cmp.Or(e.Text, p.o.Text.T("demo.unread"))
	} else if p.fault != nil {
		v.Fault = p.fault.Error()
	}
	if p.mode == choosing {
		for _, c := range x.ways() {
			v.Choices = append(v.Choices, Words(p.o.Text, c.Title))
		}
	}
	if p.stage != nil {
		for _, x := range p.stage.clients {
			v.Screens, v.Users = append(v.Screens, x.term.Screen()), append(v.Users, x.user)
		}
		_, v.Focus = p.stage.used()
	}
	return v
}
