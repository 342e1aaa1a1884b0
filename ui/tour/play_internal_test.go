package tour

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/text"
)

// TestUnread: a program that reads no keys ends a step after a while, and leaving the step ends it at once.
func TestUnread(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		hangs := func() *client {
			x := &client{term: screen.New(80, 24)}
			t.Cleanup(x.term.Close)
			return x
		}
		began := time.Now()
		err := hangs().key(t.Context(), "y")
		if e, ok := errors.AsType[*StuckError](err); !ok || e.Text != "" {
			t.Errorf("key() = %v, want that nobody reads", err)
		}
		if took := time.Since(began); took != patience {
			t.Errorf("it took %v, want %v", took, patience)
		}
		ctx, end := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, end)
		began = time.Now()
		if err := hangs().key(ctx, "n"); !errors.Is(err, context.Canceled) || time.Since(began) != time.Second {
			t.Errorf("key() = %v after %v, want that the step was left", err, time.Since(began))
		}
	})
}

// TestRestless: a screen that never rests does not hold the clock back for ever.
func TestRestless(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		x := &client{term: screen.New(20, 2)}
		defer x.term.Close()
		ctx, end := context.WithCancel(t.Context())
		defer end()
		go func() {
			for ctx.Err() == nil {
				_, _ = x.term.Write([]byte("."))
				rest(ctx, quietRest*quietRests/2)
			}
		}()
		began := time.Now()
		(&stage{clients: []*client{x}}).settled(ctx)
		if took := time.Since(began); took != patience {
			t.Errorf("settled() took %v, want %v", took, patience)
		}
	})
}

func player(t *testing.T) *Player {
	t.Helper()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	one := &tourfile.Tour{Size: tourfile.Size{Columns: 100, Rows: 40}, Steps: []tourfile.Step{{}}}
	return NewPlayer(one, PlayerOptions{Options: Options{Text: tx}})
}

// TestStuckWords: the bar says that keys are not read.
func TestStuckWords(t *testing.T) {
	t.Parallel()
	p := player(t)
	(&performance{Player: p}).stick(&StuckError{})
	if got := p.view().Fault; got != p.o.Text.T("demo.unread") {
		t.Errorf("the fault is %q", got)
	}
}

// TestResizeTogether: viewers may give another size while the player fits the screens to the one before. The newest
// one stays.
func TestResizeTogether(t *testing.T) {
	t.Parallel()
	p := player(t)
	x := &client{term: screen.Watched(100, 40, p.bump), resize: func(int, int) {}}
	defer x.term.Close()
	s := &stage{tour: p.script.tour, o: p.o.Options, clients: []*client{x}}
	p.stage = s
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 100 {
			p.Resize(30+i%7, 10)
		}
		p.Resize(60, 20)
	})
	all.Go(func() {
		for range 100 {
			s.resize(p.room)
		}
	})
	all.Go(func() {
		for range 100 {
			p.view()
		}
	})
	all.Wait()
	if got := x.term.Screen(); got.W != 60 || got.H != 20 {
		t.Errorf("the screen has %d by %d cells, want 60 by 20", got.W, got.H)
	}
}
