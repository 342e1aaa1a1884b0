package board

import tea "charm.land/bubbletea/v2"

// presence is who else looks at the order of a board from now on.
type presence struct {
	board  *Board
	others []string
}

// meet waits for someone else to come or go; nil where nobody else can.
func (b *Board) meet() tea.Cmd {
	if b.others == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case names, open := <-b.others:
			if open {
				return presence{b, names}
			}
		case <-b.env.Ctx.Done():
		}
		return nil
	}
}
