package board

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/theme"
)

// beside is another board of the order that first shows, of a person who may do what may says.
func beside(t *testing.T, first *Board, shared *Shared, r *reading, may func(order.View, policy.Action) bool) *Board {
	t.Helper()
	env, o := *first.env, first.opts
	o.Shared, o.May = shared, may
	looks, words := *first.env.Theme, first.env.Own()
	env.Theme, env.Text = &looks, words
	env.Accounts.Of = func(provider.ProductID) []step.Account { return nil }
	b := New(&env, first.source.orders, first.model.id, o)
	t.Cleanup(b.Close)
	b.source.load.Set(r)
	b.show(r.views)
	return b
}

// TestEqualBoardsDrawOnce draws a frame once for all boards that show the same, and never shows anybody the frame of a
// board that differs in anything: what someone may do, what they have done, the size, the colours, the language, the
// time, who else looks on, and what was read.
func TestEqualBoardsDrawOnce(t *testing.T) {
	t.Parallel()
	first, v := filled(t, 30)
	shared, r := NewShared(), &reading{views: []order.View{v}}
	everything := func(order.View, policy.Action) bool { return true }
	frame := func(b *Board, w, h int) string {
		t.Helper()
		got, _ := b.View(w, h)
		alone := beside(t, b, nil, b.source.load.Value(), b.model.allowed)
		alone.model.now, alone.viewers.names, alone.list.moved = b.model.now, b.viewers.names, b.list.moved
		alone.list.grid.Select(b.list.grid.Key())
		if want, _ := alone.View(w, h); got != want {
			t.Errorf("a board shows\n%s\nand by itself\n%s", got, want)
		}
		return got
	}
	for range 5 {
		frame(beside(t, first, shared, r, everything), 100, 30)
	}
	if n := shared.frames.Len(); n != 1 {
		t.Errorf("five equal boards drew %d frames, want 1", n)
	}
	other := r.views[0]
	other.Wanted++
	looksOnly := func(_ order.View, a policy.Action) bool { return a == policy.Look }
	for _, c := range []struct {
		name string
		make func() *Board
		w, h int
	}{
		{"other rights", func() *Board { return beside(t, first, shared, r, looksOnly) }, 100, 30},
		{"another width", func() *Board { return beside(t, first, shared, r, everything) }, 101, 30},
		{"another height", func() *Board { return beside(t, first, shared, r, everything) }, 100, 31},
		{"other colours", func() *Board {
			b := beside(t, first, shared, r, everything)
			*b.env.Theme = *theme.New(false, false)
			b.Update(tea.BackgroundColorMsg{})
			return b
		}, 100, 30},
		{"ASCII", func() *Board {
			b := beside(t, first, shared, r, everything)
			*b.env.Theme = *theme.New(true, true)
			b.Update(tea.BackgroundColorMsg{})
			return b
		}, 100, 30},
		{"another language", func() *Board {
			b := beside(t, first, shared, r, everything)
			b.env.Switch()
			b.Update(app.Language{})
			return b
		}, 100, 30},
		{"another second", func() *Board {
			b := beside(t, first, shared, r, everything)
			b.model.now = b.model.now.Add(time.Second)
			return b
		}, 100, 30},
		{"other people", func() *Board {
			b := beside(t, first, shared, r, everything)
			b.viewers.names = []string{"vera"}
			return b
		}, 100, 30},
		{"another reading", func() *Board {
			return beside(t, first, shared, &reading{views: []order.View{other}}, everything)
		}, 100, 30},
	} {
		before := shared.frames.Len()
		frame(c.make(), c.w, c.h)
		if n := shared.frames.Len(); n != before+1 {
			t.Errorf("%s: %d frames were drawn, want one of its own", c.name, n-before)
		}
	}
	for name, do := range map[string]func(*Board){
		"the cursor is elsewhere": func(b *Board) { b.input.press(tea.KeyPressMsg{Code: tea.KeyDown}) },
		"a filter is typed":       func(b *Board) { b.input.press(tea.KeyPressMsg{Code: '/', Text: "/"}) },
		"a machine is open":       func(b *Board) { b.input.press(tea.KeyPressMsg{Code: tea.KeyEnter}) },
		"something is said":       func(b *Board) { b.notice.say("said") },
		"a password is shown":     func(b *Board) { b.password.secret = provider.NewSecret("secret") },
		"something is open above": func(b *Board) { b.input.press(tea.KeyPressMsg{Code: 'y', Text: "y"}) },
	} {
		b := beside(t, first, shared, r, everything)
		do(b)
		before := shared.frames.Len()
		if kept, _ := b.View(100, 30); shared.frames.Len() != before {
			t.Errorf("%s: the frame is kept for others:\n%s", name, kept)
		}
	}
}

// TestKeysAfterSharedFrame has a board that shows another one's frame take keys and clicks as if it had drawn it.
func TestKeysAfterSharedFrame(t *testing.T) {
	t.Parallel()
	first, v := filled(t, 200)
	shared, r := NewShared(), &reading{views: []order.View{v}}
	var keys, clicks []string
	for range 2 {
		b := beside(t, first, shared, r, nil)
		b.View(100, 30)
		b.list.grid.Click(3)
		clicks = append(clicks, b.list.grid.Key())
		b = beside(t, first, shared, r, nil)
		b.View(100, 30)
		b.input.press(tea.KeyPressMsg{Code: tea.KeyPgDown})
		keys = append(keys, b.list.grid.Key())
	}
	if keys[0] != keys[1] || clicks[0] != clicks[1] {
		t.Errorf("a page down leads to %q, a click to %q, want the same for both boards", keys, clicks)
	}
}

// allOrders is the interface under a name that no method of it has.
type allOrders = step.Orders

// asked counts what is read of the history.
type asked struct {
	allOrders
	histories, arrivals int
}

func (a *asked) History(context.Context, order.ID) (order.History, error) {
	a.histories++
	return order.History{}, nil
}

func (a *asked) Arrivals(context.Context, provider.ProductID) ([]order.Arrival, error) {
	a.arrivals++
	return nil, nil
}

// TestHistoryIsReadOnce reads an order's history once for all boards and changes of it, as long as some board shows the
// order.
func TestHistoryIsReadOnce(t *testing.T) {
	t.Parallel()
	first, v := filled(t, 3)
	synctest.Test(t, func(t *testing.T) { historyIsReadOnce(t, v, first.model.now) })
}

func historyIsReadOnce(t *testing.T, v order.View, now time.Time) {
	t.Helper()
	shared, s := NewShared(), &asked{}
	ctx, end := context.WithCancel(t.Context())
	a, leave := shared.join(ctx, v.ID)
	b, _ := shared.join(ctx, v.ID)
	read := func(c *common, v order.View) *reading {
		t.Helper()
		r, err := c.read(ctx, s, v)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	one := read(a, v)
	if same := read(b, v); one != same || s.histories != 1 || s.arrivals != 1 {
		t.Errorf("two boards have read the history %d times and arrivals %d times, want once", s.histories, s.arrivals)
	}
	v.Watch.PolledAt = now.Add(time.Minute) // the vendor was asked, and nothing has changed
	if polled := read(b, v); polled == one || polled.views[0].Watch != v.Watch || s.histories != 1 {
		t.Errorf("after a look at the vendor the history was read %d times, want once", s.histories)
	}
	v.Instances = slices.Clone(v.Instances)
	v.Instances[0].Status = provider.StatusCreating
	if read(a, v); s.histories != 2 {
		t.Errorf("after a change the history was read %d times, want twice", s.histories)
	}
	leave()
	if leave(); len(shared.all) != 1 {
		t.Error("the order is forgotten while a board shows it")
	}
	end()
	synctest.Wait()
	if len(shared.all) != 0 {
		t.Error("the order is kept when the sessions have ended")
	}
}

// TestReadingWaitsForItsTurn does not let the end of one session wait for the reading of another.
func TestReadingWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	_, v := filled(t, 1)
	c, _ := NewShared().join(t.Context(), v.ID)
	c.turn <- struct{}{}
	ctx, end := context.WithCancel(t.Context())
	end()
	if _, err := c.read(ctx, &asked{}, v); err == nil {
		t.Error("a session that has ended reads")
	}
}
