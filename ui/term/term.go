// Package term runs a screen in a terminal: the local one, a session's over SSH, or one that a test holds in memory.
package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// ErrPanic is wrapped by the error of [Run] when the model or one of its commands panicked. The terminal has been
// restored by then.
var ErrPanic = errors.New("the screen failed")

// ErrKilled is wrapped by the error of [Run] when the program ended without having been asked to quit: its output
// broke, or its context ended.
var ErrKilled = errors.New("the screen was ended")

// ErrHangup is wrapped, beside [ErrKilled], when the terminal is gone: its sizes have ended, or it cannot be taken
// again.
var ErrHangup = errors.New("the terminal is gone")

// ErrInterrupted is wrapped by the error of [Run] when the model asked to end as if by an interrupt.
var ErrInterrupted = errors.New("interrupted")

// Options say which terminal. The zero value is the process's own.
type Options struct {
	In  io.Reader // nil: standard input
	Out io.Writer // nil: standard output
	// Env is the terminal's environment, the client's over SSH: TERM, COLORTERM, NO_COLOR. nil: the process's.
	Env []string
	// Width and Height are the first size in cells, where In and Out are no terminal that tells it. 0: the usual one,
	// 80 by 24, as for a terminal that tells 0.
	Width, Height int
	Profile       *colorprofile.Profile // nil: by Env
	FPS           int                   // frames per second at most; 0: 60
	// Filter sees every message first, and may change or drop it (nil). May be nil.
	Filter func(tea.Model, tea.Msg) tea.Msg
	// Resize brings later sizes, where the terminal does not. Closing it says that the terminal is gone and ends the
	// program. May be nil.
	Resize <-chan tea.WindowSizeMsg
	// OnStart gets the way to send messages in, before the program runs. It must not send by itself: send waits for
	// the program, and does nothing once that has ended. May be nil.
	OnStart func(send func(tea.Msg))
}

// Run shows m until it quits, and is the only function that builds and runs a [tea.Program], so that how frames are
// drawn can change in one place. Signals are the caller's: they end ctx. The error is nil after a normal quit;
// otherwise it wraps [ErrPanic], [ErrInterrupted] or [ErrKilled], the latter with the cause of ctx when that ended.
func Run(ctx context.Context, m tea.Model, o Options) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel(nil)

	if f, ok := o.Out.(*os.File); ok {
		o.Out = &output{File: f}
	}
	g := &guard{inner: m}
	s := &stage{options: o, guard: g}
	first := s.size.of(tea.WindowSizeMsg{Width: o.Width, Height: o.Height})
	all := append(options(ctx, o), tea.WithWindowSize(first.Width, first.Height), tea.WithFilter(s.filter))
	p := tea.NewProgram(g, all...) //nolint:forbidigo // this is the one place
	g.quit, s.program = p.Quit, p
	s.job = control(o.In, o.Out, p.Send, func() { cancel(ErrHangup) })
	defer s.job.close()
	if o.OnStart != nil {
		o.OnStart(p.Send)
	}
	if o.Resize != nil {
		wg.Go(func() { forward(ctx, o.Resize, p.Send, cancel) })
	}
	_, err := p.Run()
	if fault := g.failed(); fault != nil {
		return fault
	}
	return explain(ctx, err)
}

// output is the terminal's file, and how often it was written to.
type output struct {
	*os.File
	writes atomic.Int64
}

// Write writes to the terminal.
func (o *output) Write(p []byte) (int, error) {
	o.writes.Add(1)
	return o.File.Write(p)
}

// stage is what stands between the terminal and the model.
type stage struct {
	options Options
	guard   *guard
	program *tea.Program
	job     *job
	size    size
}

// filter sees every message in the program's loop, before the program does.
func (s *stage) filter(m tea.Model, msg tea.Msg) (out tea.Msg) {
	defer func() {
		if s.guard.caught(recover()) {
			out = tea.QuitMsg{}
		}
	}()
	if s.options.Filter != nil {
		if msg = s.options.Filter(m, msg); msg == nil {
			return nil
		}
	}
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		return s.size.of(size)
	}
	return s.job.filter(s.program, msg)
}

// forward sends sizes until ctx or the terminal ends.
func forward(ctx context.Context, sizes <-chan tea.WindowSizeMsg, send func(tea.Msg), cancel context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case size, open := <-sizes:
			if !open {
				cancel(ErrHangup)
				return
			}
			send(size)
		}
	}
}

func options(ctx context.Context, o Options) []tea.ProgramOption {
	// The built-in signal handler and a context that a signal ends deadlock with the terminal raw (bubbletea 1806).
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler()}
	if o.In != nil {
		opts = append(opts, tea.WithInput(keys(o.In)))
	}
	if o.Out != nil {
		opts = append(opts, tea.WithOutput(o.Out))
	}
	if o.Env != nil {
		opts = append(opts, tea.WithEnvironment(o.Env))
	}
	if o.Profile != nil {
		opts = append(opts, tea.WithColorProfile(*o.Profile))
	}
	if o.FPS > 0 {
		opts = append(opts, tea.WithFPS(o.FPS))
	}
	return opts
}

// explain turns the library's errors into ours.
func explain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, tea.ErrProgramPanic):
		return fmt.Errorf("%w: %w", ErrPanic, err)
	case errors.Is(err, tea.ErrInterrupted):
		return fmt.Errorf("%w: %w", ErrInterrupted, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ErrKilled, context.Cause(ctx))
	default:
		return fmt.Errorf("%w: %w", ErrKilled, err)
	}
}
