package cast

import (
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/widget"
)

// mostIdle is how long a moment is shown at most at which nothing happened.
const mostIdle = 3 * time.Second

// Show plays a recording on a terminal. What is in it reaches no terminal but the one in memory that it is drawn on.
type Show struct {
	recording *Recording
	speed     float64
	term      *screen.Terminal
	at        int
	paused    bool
	w, h      int
}

// NewShow plays r at a speed, 1 as it was recorded. The caller closes it.
func NewShow(r *Recording, speed float64) *Show {
	s := &Show{recording: r, speed: speed, term: screen.New(r.Width, r.Height)}
	in := s.term.Input()
	go func() { _, _ = io.Copy(io.Discard, in) }() // what the terminal says of itself is nobody's here
	return s
}

// Close ends it.
func (s *Show) Close() { s.term.Close() }

// eventMsg says that event number At is due.
type eventMsg struct{ at int }

// Init begins.
func (s *Show) Init() tea.Cmd { return s.next() }

// next waits for the next event.
func (s *Show) next() tea.Cmd {
	if s.paused || s.at >= len(s.recording.Events) {
		return nil
	}
	since := s.recording.Events[s.at].At
	if s.at > 0 {
		since -= s.recording.Events[s.at-1].At
	}
	wait := time.Duration(float64(min(max(since, 0), mostIdle)) / s.speed)
	at := s.at
	return tea.Tick(wait, func(time.Time) tea.Msg { return eventMsg{at} })
}

// Update shows the next event, and obeys: space pauses, q leaves.
func (s *Show) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.w, s.h = msg.Width, msg.Height
	case eventMsg:
		if msg.at == s.at && !s.paused {
			s.draw(s.recording.Events[s.at])
			s.at++
			return s, s.next()
		}
	case tea.KeyPressMsg:
		switch msg.String() {
		case "q", "esc", "ctrl+c":
			return s, tea.Quit
		case "space":
			s.paused = !s.paused
			return s, s.next()
		}
	}
	return s, nil
}

func (s *Show) draw(e Event) {
	switch e.Kind {
	case "o":
		_, _ = io.WriteString(s.term, e.Data) // a terminal in memory takes all
	case "r":
		var w, h int
		if n, _ := fmt.Sscanf(e.Data, "%dx%d", &w, &h); n == 2 && w > 0 && h > 0 && w <= maxCells && h <= maxCells {
			s.term.Resize(w, h)
		}
	}
}

// View is the recording as far as it is shown.
func (s *Show) View() tea.View {
	content := widget.Fit(s.term.Screen().ANSI(), max(s.w, 1), max(s.h, 1))
	v := tea.NewView(widget.Safe(content, false))
	v.AltScreen = true
	v.WindowTitle = "metalwright"
	return v
}
