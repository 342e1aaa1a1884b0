package app

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// lateAfter is how long a run may take to open before the screen says so.
const lateAfter = 300 * time.Millisecond

// late says that it takes longer.
type late struct{}

// opening keeps what is typed while the first page only stands for the one that an [Open] brings, and until that one
// has loaded what it shows. Its zero value keeps nothing.
type opening struct {
	standIn bool // the first page is still there
	keeps   bool
	kept    []tea.Msg
	old     Page // the first page, which is seen until the one that follows it has loaded; nil: that one is seen
}

// start has the screen say so when the run takes long to open.
func (o *opening) start() tea.Cmd {
	return tea.Tick(lateAfter, func(time.Time) tea.Msg { return late{} })
}

// keep keeps msg if it was typed, and reports whether nothing else is to be done with it. ctrl+c calls quit: nothing
// has been asked or begun that it could interrupt.
func (o *opening) keep(msg tea.Msg, quit func() tea.Cmd) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+z":
			return tea.Suspend, true
		case "ctrl+c":
			if o.standIn {
				return quit(), true
			}
			return nil, false
		}
	case tea.PasteMsg, tea.MouseMsg:
	default:
		return nil, false
	}
	o.kept = append(o.kept, msg)
	return nil, true
}

// release hands what was kept to take, in order, once the page has loaded what it shows.
func (o *opening) release(p Page, take func(tea.Msg) tea.Cmd) tea.Cmd {
	if l, ok := p.(interface{ Loading() bool }); o.standIn || ok && l.Loading() {
		return nil
	}
	kept := o.kept
	*o = opening{}
	var all []tea.Cmd
	for _, msg := range kept {
		all = append(all, take(msg))
	}
	return tea.Batch(all...)
}
