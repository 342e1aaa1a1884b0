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
	At, Of  int
}

// view is what there is to see now.
func (p *Player) view() View {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := View{Title: Words(p.o.Text, p.tour.Title), Mode: p.mode, At: p.at, Of: len(p.steps)}
	if p.mode == playing && p.pace.isPaused() {
		v.Mode = paused
	}
	if e, ok := errors.AsType[*StuckError](p.fault); ok {
		v.Fault = cmp.Or(e.Text, p.o.Text.T("demo.unread"))
	} else if p.fault != nil {
		v.Fault = p.fault.Error()
	}
	now := min(p.at, len(p.steps)-1)
	for _, s := range p.steps[:now+1] {
		if s.Caption != (tourfile.Words{}) {
			v.Caption = Words(p.o.Text, s.Caption)
		}
		if s.Note != (tourfile.Words{}) {
			v.Note = Words(p.o.Text, s.Note)
		}
	}
	if p.mode == choosing {
		for _, c := range p.steps[p.at-1].Choice {
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
