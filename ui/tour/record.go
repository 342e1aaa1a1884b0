package tour

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/cast"
)

// Recorder makes a tour of what someone does by hand.
type Recorder struct {
	player *Player
	tour   *tourfile.Tour
	viewer *Viewer
	clock  time.Time // of the last key
	mask   string    // what the program shows for a character of a secret
	left   bool      // a secret was left out

	mu      sync.Mutex
	secrets []provider.Secret // that the program has learned
}

// NewRecorder begins with an empty tour.
func NewRecorder(o PlayerOptions) *Recorder {
	o.Auto = false
	r := &Recorder{tour: &tourfile.Tour{
		Title: tourfile.Words{Any: "My tour"}, Speed: 20, Size: tourfile.Size{Columns: 80, Rows: 24},
		Steps: []tourfile.Step{{Caption: tourfile.Words{Any: o.Text.T("demo.write_here")}}},
	}}
	outer := o.Hide
	o.Hide = func(secrets ...provider.Secret) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.secrets = append(r.secrets, secrets...)
		if outer != nil {
			outer(secrets...)
		}
	}
	r.player = NewPlayer(r.tour, o)
	r.player.byHand = true
	return r
}

// Player is what has to run meanwhile.
func (r *Recorder) Player() *Player { return r.player }

// Viewer shows what is done; tab ends it.
func (r *Recorder) Viewer(l Looks) tea.Model {
	l.Drives, l.Records = true, true
	r.mask = string(l.Theme.Glyph.Mask)
	r.viewer = NewViewer(r.player, l, false, nil)
	return &recording{r.viewer, r}
}

// Tour is what was recorded, once the player has ended, and whether secrets were left out of it: their steps have a
// note.
func (r *Recorder) Tour() (t *tourfile.Tour, left bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leaveOutKnown()
	return r.tour, r.left
}

// leaveOutKnown takes the secrets that the program has learned out of the tour: also one whose lines, or whose
// corrections, made several steps of it.
func (r *Recorder) leaveOutKnown() {
	steps := r.tour.Steps
	var typed []rune
	var of []int // the step of each
	for i, s := range steps {
		typed = append(typed, []rune(s.Type)...)
		for range []rune(s.Type) {
			of = append(of, i)
		}
		for _, key := range s.Press {
			if key == "backspace" && len(typed) > 0 {
				typed, of = typed[:len(typed)-1], of[:len(of)-1]
			}
		}
	}
	for at, secret := range cast.Find(typed, r.secrets...) {
		if secret {
			r.leave(&steps[of[at]])
		}
	}
	for i := range steps {
		s := &steps[i]
		if slices.Contains(cast.Find([]rune(s.Type), r.secrets...), true) { // before it was corrected
			r.leave(s)
		}
		s.Wait = slices.DeleteFunc(s.Wait, func(w tourfile.Words) bool {
			return slices.Contains(cast.Find([]rune(w.Any), r.secrets...), true)
		})
	}
}

// leave leaves what a step types out of the tour.
func (r *Recorder) leave(s *tourfile.Step) {
	s.Type, s.Note, r.left = "", tourfile.Words{Any: r.player.o.Text.T("demo.secret_note")}, true
}

// recording is a viewer that keeps the keys.
type recording struct {
	*Viewer
	r *Recorder
}

// Update keeps a key, and passes it on.
func (m *recording) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok && !m.small() {
		if k.String() == "tab" {
			m.r.leaveOut(true)
			return m, tea.Quit
		}
		m.r.key(k)
	}
	_, cmd := m.Viewer.Update(msg)
	return m, cmd
}

// key adds a key to the tour: to the step that is being typed, or as a new one that waits for what is seen now.
func (r *Recorder) key(k tea.KeyPressMsg) {
	r.leaveOut(k.Text == "")
	steps := r.tour.Steps
	last := &steps[len(steps)-1]
	now, text := r.player.now(), k.Text != "" // also a capital
	gone := now.Sub(r.clock).Truncate(time.Second)
	first := r.clock.IsZero()
	r.clock = now
	if !first && gone >= minClock {
		last.Wait = append(last.Wait, seen(r.player.view())...)
		r.tour.Steps = append(steps, tourfile.Step{Clock: tourfile.Duration(gone)})
		last = &r.tour.Steps[len(r.tour.Steps)-1]
	}
	switch {
	case text && len(last.Press) == 0:
		last.Type += k.Text
	case !text && (len(last.Press) == 0 || !slices.Contains(last.Press, "enter")):
		last.Press = append(last.Press, k.String())
	default:
		last.Wait = append(last.Wait, seen(r.player.view())...)
		next := tourfile.Step{Type: k.Text}
		if !text {
			next = tourfile.Step{Press: tourfile.List{k.String()}}
		}
		r.tour.Steps = append(r.tour.Steps, next)
	}
}

// leaveOut takes what was typed last out of the tour when the program masks it. ended waits until the screen shows it
// all: what comes next may take it away.
func (r *Recorder) leaveOut(ended bool) {
	last := &r.tour.Steps[len(r.tour.Steps)-1]
	if last.Type == "" || len(last.Press) > 0 {
		return
	}
	if ended {
		settle(r.player, maskTime)
	}
	v := r.player.view()
	if len(v.Screens) == 0 {
		return
	}
	s := v.Screens[v.Focus]
	if x, y := s.CursorX, s.CursorY; s.At(x-1, y).Text == r.mask || s.At(x, y).Text == r.mask {
		r.leave(last)
	}
}

// maskTime is how long a screen may take to show what was typed.
const maskTime = 2 * time.Second

// settle waits until the screens of p rest, for no longer than most.
func settle(p *Player, most time.Duration) {
	p.mu.Lock()
	s := p.stage
	p.mu.Unlock()
	if s == nil {
		return
	}
	ctx, end := context.WithTimeout(context.Background(), most)
	defer end()
	s.settled(ctx)
}

// minClock is how much time has to go by between two keys for a tour to say so.
const minClock = 5 * time.Second

// seen is the first sentence below the head of the screen, which says where one is.
func seen(v View) tourfile.Waits {
	if len(v.Screens) == 0 {
		return nil
	}
	lines := strings.Split(v.Screens[v.Focus].Text(), "\n")
	for _, line := range lines[min(2, len(lines)):] {
		line = strings.TrimSpace(line)
		if strings.ContainsFunc(line, unicode.IsLetter) && !strings.ContainsFunc(line, unicode.IsDigit) {
			return tourfile.Waits{{Any: line}}
		}
	}
	return nil
}
