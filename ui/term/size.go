package term

import tea "charm.land/bubbletea/v2"

// The size of a terminal that does not tell one, or tells 0: the one that programs assume since there are terminals. A zero says that
// nothing is said (RFC 4254, section 6.2).
const (
	usualWidth  = 80
	usualHeight = 24
)

// size is the terminal's size as it was told last.
type size struct{ w, h int }

// of is the size that msg means.
func (s *size) of(msg tea.WindowSizeMsg) tea.WindowSizeMsg {
	keep := func(now *int, told, usual int) int {
		if told > 0 {
			*now = told
		}
		if *now <= 0 {
			*now = usual
		}
		return *now
	}
	return tea.WindowSizeMsg{Width: keep(&s.w, msg.Width, usualWidth), Height: keep(&s.h, msg.Height, usualHeight)}
}
