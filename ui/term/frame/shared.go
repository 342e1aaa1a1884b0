package frame

import (
	tea "charm.land/bubbletea/v2"
	lru "github.com/hashicorp/golang-lru/v2"
)

// kept is how many changes are kept, of some ten kilobytes each. Terminals that show the same do so within a second or
// two of each other.
const kept = 128

// Shared is what many drawers drew of late, so that a change that several terminals need is worked out once. Make it
// with [NewShared]. It is safe for concurrent use.
type Shared struct{ drawn *lru.Cache[change, drawn] }

// change is all that the bytes depend on which bring a terminal from one frame to the next. Terminals for which all of
// it is the same get the same bytes, whoever looks at them.
type change struct {
	terminal terminal
	before   state
	from, to string
	wanted   modes
	cursor   tea.Position
	visible  bool // the cursor
}

// drawn is what came of a change.
type drawn struct {
	bytes string
	after state
	text  string // of the frame that is shown now, one for all terminals that show it
}

// NewShared returns what drawers have in common.
func NewShared() *Shared {
	c, err := lru.New[change, drawn](kept)
	if err != nil { // it is about the size alone
		panic(err)
	}
	return &Shared{c}
}

// draw is [Drawer.draw] on the other screen, by what another drawer has drawn where that is the same.
func (s *Shared) draw(d *Drawer, b []byte, v tea.View, m modes) []byte {
	c := change{
		terminal: d.terminal, before: d.state, from: d.shown.text, to: v.Content, wanted: m, visible: v.Cursor != nil,
	}
	if c.visible {
		c.cursor = v.Cursor.Position
	}
	if d.fresh {
		c.from = "" // what was there does not matter
	}
	if have, ok := s.drawn.Get(c); ok {
		d.state, d.shown, d.spare = have.after, shown{text: have.text}, nil
		return append(b, have.bytes...)
	}
	at := len(b)
	b = d.draw(b, v, m)
	s.drawn.Add(c, drawn{string(b[at:]), d.state, v.Content})
	return b
}
