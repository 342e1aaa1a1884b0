package board

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// viewers are the others who look at the order of a board.
type viewers struct {
	names []string
	seen  <-chan []string // who they are, whenever that changes; nil where nobody else can look
	left  func()
}

// viewersOf says that the order of m is looked at, until they are closed.
func viewersOf(m *model, o Options) *viewers {
	v := &viewers{}
	if o.Watch == nil || m.id == "" {
		return v
	}
	v.seen, v.left = o.Watch(m.id)
	select {
	case v.names = <-v.seen:
	default:
	}
	return v
}

// presence is who else looks at the order of a board from now on.
type presence struct {
	viewers *viewers
	names   []string
}

// meet waits for someone else to come or go; nil where nobody else can.
func (v *viewers) meet(ctx context.Context) tea.Cmd {
	if v.seen == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case names, open := <-v.seen:
			if open {
				return presence{v, names}
			}
		case <-ctx.Done():
		}
		return nil
	}
}

// close says that the order is not looked at any more.
func (v *viewers) close() {
	if v.left != nil {
		v.left()
	}
}
