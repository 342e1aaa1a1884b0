package widget_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

func answer(v []string, err error) func(context.Context) ([]string, error) {
	return func(context.Context) ([]string, error) { return v, err }
}

func TestLoadStates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		v    []string
		err  error
		want widget.LoadState
	}{
		{"ready", []string{"a"}, nil, widget.LoadReady},
		{"empty", nil, nil, widget.LoadEmpty},
		{"failed", nil, errors.New("broken"), widget.LoadFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var l widget.Load[[]string]
			if l.State() != widget.LoadIdle {
				t.Errorf("zero value: State() = %v, want idle", l.State())
			}
			cmd := l.Start(t.Context(), answer(c.v, c.err))
			if l.State() != widget.LoadBusy {
				t.Errorf("after Start: State() = %v, want busy", l.State())
			}
			msg := cmd()
			if _, ok := msg.(widget.LoadMsg); !ok {
				t.Errorf("the command sent a %T, want a LoadMsg", msg)
			}
			if !l.Update(msg) || l.State() != c.want || !errors.Is(l.Err(), c.err) {
				t.Errorf("after the answer: State() = %v, Err() = %v, want %v, %v", l.State(), l.Err(), c.want, c.err)
			}
			if l.Update(msg) {
				t.Error("the same answer was taken twice")
			}
		})
	}
}

// TestLoadTakesItsOwnAnswer shows that stale answers, answers to others and answers after a cancel change nothing.
func TestLoadTakesItsOwnAnswer(t *testing.T) {
	t.Parallel()
	var a, b widget.Load[[]string]
	var first context.Context
	old := a.Start(t.Context(), func(ctx context.Context) ([]string, error) {
		first = ctx
		return []string{"old"}, nil
	})
	late := old()
	foreign := b.Start(t.Context(), answer([]string{"foreign"}, nil))()
	fresh := a.Start(t.Context(), answer([]string{"new"}, nil))
	if first.Err() == nil {
		t.Error("a newer question did not cancel the older one")
	}
	for name, msg := range map[string]tea.Msg{"stale": late, "foreign": foreign, "other": tea.FocusMsg{}} {
		if a.Update(msg) {
			t.Errorf("the %s answer was taken", name)
		}
	}
	msg := fresh()
	a.Cancel()
	if a.Update(msg) || a.State() != widget.LoadIdle {
		t.Errorf("after Cancel: State() = %v, want idle", a.State())
	}
	if !a.Update(a.Start(t.Context(), answer([]string{"again"}, nil))()) || a.Value()[0] != "again" {
		t.Errorf("after another Start: Value() = %q, want again", a.Value())
	}
}

// TestLoadCancelled shows that a question whose context ended sends nothing.
func TestLoadCancelled(t *testing.T) {
	t.Parallel()
	var l widget.Load[int]
	cmd := l.Start(t.Context(), func(ctx context.Context) (int, error) { return 0, ctx.Err() })
	l.Cancel()
	if msg := cmd(); msg != nil {
		t.Errorf("command after Cancel sent %v, want nothing", msg)
	}
	l.Set(5)
	if !l.Usable() || l.Value() != 5 {
		t.Errorf("Set(5): Usable() = %v, Value() = %d", l.Usable(), l.Value())
	}
}

func TestLoadingFrames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		l    widget.Loading
	}{
		{"busy", widget.Loading{State: widget.LoadBusy, What: "zones", Tick: 7}},
		{"empty", widget.Loading{State: widget.LoadEmpty}},
		{"failed", widget.Loading{
			State: widget.LoadFailed, What: "images",
			Why: "DescribeImages: the vendor did not answer within 30 seconds\x1b[31m (request 8f2c)",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			th, tx := theme.New(true, false), english(t)
			uitest.Frames(t, func(w, h int) string { return c.l.View(th, tx, w, h) })
			for _, s := range []uitest.Size{{W: 0, H: 0}, {W: 1, H: 1}, {W: 3, H: 9}} {
				checkFrame(t, c.name, c.l.View(th, tx, s.W, s.H), nil, s.W, s.H)
			}
		})
	}
	if s := (widget.Loading{State: widget.LoadReady}).View(theme.New(true, false), english(t), 9,
		3); s != strings.Repeat("\n", 2) {
		t.Errorf("a ready load draws %q, want nothing", s)
	}
}
