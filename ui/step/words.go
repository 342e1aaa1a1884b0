package step

import (
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Elapsed words a duration as m:ss or h:mm:ss.
func Elapsed(d time.Duration) string {
	s := max(int(d.Round(time.Second)/time.Second), 0)
	pad := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	if s >= 3600 {
		return strconv.Itoa(s/3600) + ":" + pad(s/60%60) + ":" + pad(s%60)
	}
	return strconv.Itoa(s/60) + ":" + pad(s%60)
}

// tickTime is the spinner's pace.
const tickTime = 300 * time.Millisecond

// TickMsg moves the spinner of a screen that waits.
type TickMsg struct{}

// Tick asks for the next [TickMsg].
func Tick() tea.Cmd { return tea.Tick(tickTime, func(time.Time) tea.Msg { return TickMsg{} }) }
