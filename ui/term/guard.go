package term

import (
	"fmt"
	"reflect"
	"runtime"
	"runtime/debug"
	"sync"

	tea "charm.land/bubbletea/v2"
)

// PanicError is a panic of the model or of one of its commands. It wraps [ErrPanic].
type PanicError struct {
	What  string // of what kind; not the panic's own words, which may quote what someone has typed
	Stack []byte
}

// NewPanic is the error of what recover has returned, with the stack of the caller, or of the
// goroutine where it happened. It is nil for nil.
func NewPanic(r any) *PanicError {
	if r == nil {
		return nil
	}
	stack := debug.Stack()
	if p, ok := r.(interface{ Origin() (any, []byte) }); ok { // it happened in another goroutine
		r, stack = p.Origin()
	}
	what := fmt.Sprintf("%T", r)
	if e, ok := r.(runtime.Error); ok { // its words are about numbers and types
		what = e.Error()
	}
	return &PanicError{What: what, Stack: stack}
}

// Error is for logs.
func (e *PanicError) Error() string { return ErrPanic.Error() + ": " + e.What }

// Unwrap is [ErrPanic].
func (e *PanicError) Unwrap() error { return ErrPanic }

// guard is a model that ends the program in good order when the model inside panics: the library would write the stack,
// with what it may contain, to the error stream of the process.
type guard struct {
	inner tea.Model
	quit  func() // ends the program; it may wait
	last  tea.View

	mu    sync.Mutex
	fault *PanicError // the first one
}

func (g *guard) failed() *PanicError {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.fault
}

// caught keeps what recover has returned, and reports whether that was something.
func (g *guard) caught(r any) bool {
	e := NewPanic(r)
	if e == nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fault == nil {
		g.fault = e
	}
	return true
}

// Init starts the model inside.
func (g *guard) Init() (cmd tea.Cmd) {
	defer func() {
		if g.caught(recover()) {
			cmd = tea.Quit
		}
	}()
	return g.guarded(g.inner.Init())
}

// Update hands a message to the model inside, until that has failed.
func (g *guard) Update(msg tea.Msg) (m tea.Model, cmd tea.Cmd) {
	defer func() {
		if g.caught(recover()) {
			m, cmd = g, tea.Quit
		}
	}()
	if g.failed() != nil {
		return g, tea.Quit
	}
	g.inner, cmd = g.inner.Update(msg)
	return g, g.guarded(cmd)
}

// View is what the model inside shows, and what it showed last once it has failed.
func (g *guard) View() (v tea.View) {
	defer func() {
		if g.caught(recover()) {
			v = g.last
			go g.quit()
		}
	}()
	if g.failed() != nil {
		return g.last
	}
	g.last = g.inner.View()
	return g.last
}

// guarded is cmd, and whatever commands it brings, ending the program when it panics.
func (g *guard) guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if g.caught(recover()) {
				msg = tea.QuitMsg{}
			}
		}()
		return g.each(cmd())
	}
}

// each guards the commands that a message carries: those of a batch, and of the library's sequence, whose type has no
// name outside.
func (g *guard) each(msg tea.Msg) tea.Msg {
	list := reflect.ValueOf(msg)
	if !list.IsValid() || list.Kind() != reflect.Slice || list.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return msg
	}
	out := reflect.MakeSlice(list.Type(), list.Len(), list.Len())
	for i := range list.Len() {
		cmd, _ := reflect.TypeAssert[tea.Cmd](list.Index(i))
		out.Index(i).Set(reflect.ValueOf(g.guarded(cmd)))
	}
	return out.Interface()
}
