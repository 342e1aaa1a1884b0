package board

import (
	"context"
	"reflect"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// keptFrames is how many frames are kept, of some ten kilobytes each. Boards that show the same do so within a second
// or two of each other.
const keptFrames = 64

// Shared is what the boards of many people have in common: an order is read once, with its history, for all who look
// at it, and a frame that several boards show is drawn once. Make it with [NewShared]. It is safe for concurrent use.
type Shared struct {
	frames *lru.Cache[sight, frame]

	mu  sync.Mutex
	all map[order.ID]*common // the orders that someone looks at
}

// NewShared returns what boards have in common.
func NewShared() *Shared {
	c, err := lru.New[sight, frame](keptFrames)
	if err != nil { // it is about the size alone
		panic(err)
	}
	return &Shared{frames: c, all: map[order.ID]*common{}}
}

// common is one order, as it was read for all boards that show it.
type common struct {
	turn   chan struct{} // holds a value while one of them reads: a lock whose waiting a context can end
	last   *reading      // of the one whose turn it is; nil: nothing was read yet
	boards int           // that show it, by the lock of Shared
}

// join says that a board shows an order, until it leaves or ctx ends. The board of all orders has nothing in common
// with others, nor has any board while there is no Shared.
func (s *Shared) join(ctx context.Context, id order.ID) (c *common, leave func()) {
	if s == nil || id == "" {
		return &common{turn: make(chan struct{}, 1)}, func() {}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c = s.all[id]; c == nil {
		c = &common{turn: make(chan struct{}, 1)}
		s.all[id] = c
	}
	c.boards++
	once := sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if c.boards--; c.boards == 0 {
			delete(s.all, id)
		}
	})
	stop := context.AfterFunc(ctx, once)
	return c, func() {
		stop()
		once()
	}
}

// read is v with its history: what another board has read already where that shows the same, and else what s has. The
// history of an order is read again only when a machine or a request has changed.
func (c *common) read(ctx context.Context, s step.Orders, v order.View) (*reading, error) {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := &reading{views: []order.View{v}, of: fingerprint(v)}
	if c.last != nil {
		now.history, now.book = c.last.history, c.last.book
		switch {
		case reflect.DeepEqual(c.last.views[0], v):
			return c.last, nil
		case c.last.of == now.of:
			c.last = now
			return now, nil
		}
	}
	var err error
	if now.history, err = s.History(ctx, v.ID); err != nil {
		return nil, err
	}
	if timed(v) {
		arrivals, err := s.Arrivals(ctx, v.Product)
		if err != nil {
			return nil, err
		}
		now.book = estimate.Learn(arrivals)
	}
	c.last = now
	return now, nil
}

// sight is all that the frame of a board depends on at which nobody has done anything yet. Boards for which all of it
// is the same show the same. People who may do different things with the order never have the same frame.
type sight struct {
	of     *reading
	second int64 // that its clocks show
	w, h   int
	theme  theme.Identity
	words  text.Identity
	head   app.Head
	here   string // who else looks at the order
	rights uint64 // what the person may do with it, a bit for each action
}

// frame is what a board shows, and how many lines of it are the grid.
type frame struct {
	text  string
	gridH int
}

// sightOf is what b is to show in w by h cells; false when that may be on no other board, as while something is open.
func sightOf(b *Board, w, h int) (sight, bool) {
	r := b.source.load.Value()
	v, one := b.model.one()
	if b.opts.Shared == nil || r == nil || !one || &b.model.views[0] != &r.views[0] || len(b.list.rows.all) == 0 ||
		v.Status == order.Waiting || !untouched(b) {
		return sight{}, false
	}
	return sight{
		of: r, second: b.model.now.Unix(), w: w, h: h, theme: b.env.Theme.Identity(), words: b.env.Identity(),
		head: b.Head(), here: strings.Join(b.viewers.names, ", "), rights: b.model.rights(v),
	}, true
}

// untouched reports whether nobody has done anything yet that is seen, and nothing is open.
func untouched(b *Board) bool {
	return b.list.untouched() && b.dialogs.menu == nil && b.dialogs.over == nil && !b.page.open() && b.notice.text == "" &&
		!b.password.open()
}

// View draws the board, and what is open above it, unless another board has drawn the same.
func (b *Board) View(w, h int) (string, *tea.Cursor) {
	b.list.arrange(w)
	now, common := sightOf(b, w, h)
	if common {
		if f, ok := b.opts.Shared.frames.Get(now); ok {
			b.list.place(w-2, f.gridH)
			return f.text, nil
		}
	}
	text, cur := b.draw(w, h)
	switch {
	case common:
		b.opts.Shared.frames.Add(now, frame{text, b.list.height})
	case b.dialogs.over != nil:
		return b.dialogs.over.view(text, w, h), nil
	}
	return text, cur
}
