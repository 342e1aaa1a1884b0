package widget

import (
	"context"
	"errors"
	"reflect"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// LoadState is the state of a [Load].
type LoadState uint8

// The states of a load.
const (
	LoadIdle   LoadState = iota // nothing was asked for, or it was cancelled
	LoadBusy                    // asked, no answer yet
	LoadReady                   // there is a value
	LoadEmpty                   // there is a value, and it holds nothing
	LoadFailed                  // Err says why
)

// LoadMsg is the answer to a [Load]. A root hands every LoadMsg to all of its screens: only the load that asked
// takes it.
type LoadMsg interface{ loadMsg() }

// Load asks for one thing at a time, off the event loop, and takes only the answer to its latest question. The zero
// value is ready to use. It must not be copied.
type Load[T any] struct {
	seq    uint64 // number of the latest question; answers to others are stale
	state  LoadState
	value  T
	err    error
	cancel context.CancelFunc
}

// loaded is an answer; its owner and number say to which question.
type loaded[T any] struct {
	owner *Load[T]
	seq   uint64
	value T
	err   error
}

func (loaded[T]) loadMsg() {}

// Start asks: the command runs fn and brings its answer. A question that is still open is cancelled and its answer
// dropped. The value of the question before stays until the answer comes.
func (l *Load[T]) Start(parent context.Context, fn func(context.Context) (T, error)) tea.Cmd {
	l.stop()
	ctx, cancel := context.WithCancel(parent)
	l.cancel, l.state, l.err = cancel, LoadBusy, nil
	seq := l.seq
	return func() tea.Msg {
		v, err := fn(ctx)
		if ctx.Err() != nil && errors.Is(err, context.Canceled) {
			return nil // left, nobody waits
		}
		return loaded[T]{owner: l, seq: seq, value: v, err: err}
	}
}

// Update takes msg when it answers the latest question, and reports whether it did.
func (l *Load[T]) Update(msg tea.Msg) (changed bool) {
	m, ok := msg.(loaded[T])
	if !ok || m.owner != l || m.seq != l.seq || l.state != LoadBusy {
		return false
	}
	l.stop()
	l.err = m.err
	switch {
	case m.err != nil:
		l.state = LoadFailed
		return true
	case isEmpty(m.value):
		l.state = LoadEmpty
	default:
		l.state = LoadReady
	}
	l.value = m.value
	return true
}

// Set makes v the value without a question, as when it was known before.
func (l *Load[T]) Set(v T) {
	l.stop()
	l.value, l.err, l.state = v, nil, LoadReady
	if isEmpty(v) {
		l.state = LoadEmpty
	}
}

// Cancel ends an open question; its answer will be dropped. What was known stays known.
func (l *Load[T]) Cancel() {
	if l.state == LoadBusy {
		l.state = LoadIdle
	}
	l.stop()
}

// stop ends the context of the latest question and makes its answer stale.
func (l *Load[T]) stop() {
	l.seq++
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}

// State is the state of l.
func (l *Load[T]) State() LoadState { return l.state }

// Value is the latest answer; the zero value before the first one.
func (l *Load[T]) Value() T { return l.value }

// Err is why the latest question failed; nil when it did not.
func (l *Load[T]) Err() error { return l.err }

// Usable reports whether Value is an answer to the latest question.
func (l *Load[T]) Usable() bool { return l.state == LoadReady || l.state == LoadEmpty }

// isEmpty reports whether v is a list or map without elements.
func isEmpty(v any) bool {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Slice, reflect.Map:
		return r.Len() == 0
	default:
		return false
	}
}

// Loading describes how far a load is, for [Loading.View]. The zero value is a load that has not started.
type Loading struct {
	State LoadState
	What  string // what is loaded, in the user's words: "zones"; "" when there is no word
	Tick  int    // how many times the screen's ticker has fired; chooses the spinner's frame
	Why   string // the failure in words, when State is LoadFailed
	Hint  string // what to do about it; "" is the retry key
}

// View draws the state into w by h cells: a spinner, why it failed and how to try again, or that there is nothing.
// It is blank when the load is ready.
func (l Loading) View(t *theme.Theme, tx *text.Text, w, h int) string {
	var lines []string
	switch l.State {
	case LoadBusy:
		frames := t.Glyph.Spinner
		s := named(tx, "load.busy", "load.busy_plain", l.What)
		lines = append(lines, t.Accent.Render(frames[max(l.Tick, 0)%len(frames)])+" "+
			t.Dim.Render(Truncate(s+t.Glyph.Ellipsis, w-2, "")))
	case LoadEmpty:
		lines = append(lines, styled(t.Dim, tx.T("load.empty"), w)...)
	case LoadFailed:
		lines = append(lines, styled(t.Bad, t.Glyph.Fail+" "+named(tx, "load.failed", "load.failed_plain", l.What), w)...)
		lines = append(lines, styled(t.Text, t.CleanLines(l.Why), w)...)
		hint := l.Hint
		if hint == "" {
			hint = tx.T("load.retry")
		}
		lines = append(lines, "")
		lines = append(lines, styled(t.Dim, hint, w)...)
	case LoadIdle, LoadReady:
	}
	return strings.Join(fitLines(lines, w, h), "\n")
}

// named is the sentence id about what, or plain when there is no word.
func named(tx *text.Text, id, plain, what string) string {
	if what == "" {
		return tx.T(plain)
	}
	return tx.T(id, "What", what)
}
