package term

import tea "charm.land/bubbletea/v2"

// The size of a terminal that reports none, or 0: the one that programs assume since there are terminals. A
// zero says that nothing is said (RFC 4254, section 6.2).
const (
	usualWidth  = 80
	usualHeight = 24
)

// The largest size that is drawn: more than a screen shows in letters that can be read. What a terminal reports
// beyond it is an error or an attack, as each cell takes memory, and it leaves the rest of the window empty.
const (
	mostWidth  = 600
	mostHeight = 200
)

// size is the terminal's size as it was reported last.
type size struct{ w, h int }

// of is the size that msg means.
func (s *size) of(msg tea.WindowSizeMsg) tea.WindowSizeMsg {
	keep := func(now *int, reported, usual, most int) int {
		if reported > 0 {
			*now = min(reported, most)
		}
		if *now <= 0 {
			*now = usual
		}
		return *now
	}
	return tea.WindowSizeMsg{Width: keep(&s.w, msg.Width, usualWidth, mostWidth), Height: keep(&s.h, msg.Height,
		usualHeight, mostHeight)}
}
