// Package term runs a screen in a terminal: the local one, a session's over SSH, or one that a test holds in memory.
//
// Bubble Tea reads the keys, runs the updates and the commands. Its renderer and the renderer's clock are off: a frame
// is drawn when an update has changed what is shown, at once, or a few milliseconds after the frame before. While the
// terminal has not taken a frame no other is made, so a slow one gets the newest frame and not all of them. [Run] puts
// three parts between Bubble Tea and the terminal: a stage, which is the program's model and sees all its messages, a
// [frame.Drawer], which turns a view into the bytes that change the terminal, and an output, which writes them beside
// the program's loop.
package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/ui/term/frame"
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

// Copy is someone who sees what a terminal shows, such as a recording. It must not wait.
type Copy interface {
	io.Writer
	Resize(w, h int)
}

// Options say which terminal.
type Options struct {
	In  io.Reader
	Out io.Writer
	// Env is the terminal's environment, the client's over SSH: TERM, COLORTERM, NO_COLOR.
	Env []string
	// Width and Height are the first size in cells, where Out is no terminal that has one. 0: the usual one, 80 by 24,
	// as for a terminal that reports 0.
	Width, Height int
	Profile       *colorprofile.Profile // nil: by Env
	FPS           int                   // frames per second at most; 0: 250
	// AskLater has the terminal asked what it can do when the message [Ask] comes, and not with the first frame: the
	// answers to what a program has asked that ends at once are read by whoever is next at the terminal.
	AskLater bool
	// Filter sees every message first, and may change or drop it (nil). May be nil.
	Filter func(tea.Model, tea.Msg) tea.Msg
	// Resize brings later sizes, where the terminal does not. Closing it says that the terminal is gone and ends the
	// program. May be nil.
	Resize <-chan tea.WindowSizeMsg
	// Copy gets what is drawn, and every size, beside the terminal. May be nil.
	Copy Copy
	// Shared is what the terminals of many screens have in common; nil: nothing.
	Shared *frame.Shared
	// OnStart gets the way to send messages in, before the program runs. It must not send by itself: send waits for
	// the program, and does nothing once that has ended. May be nil.
	OnStart func(send func(tea.Msg))
}

// Ask is the message for which a terminal is asked what it can do, see [Options.AskLater].
type Ask struct{}

// Run shows m until it quits, and is the only function that builds and runs a [tea.Program], so that how frames are
// drawn can change in one place. Signals are the caller's: they end ctx. The error is nil after a normal quit;
// otherwise it wraps [ErrPanic], [ErrInterrupted] or [ErrKilled], the latter with the cause of ctx when that ended.
func Run(ctx context.Context, m tea.Model, o Options) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel(nil)

	if o.Profile == nil {
		o.Profile = new(colorprofile.Detect(o.Out, ColorEnv(o.Env)))
	}
	g := &guard{inner: m}
	s := newStage(ctx, g, o, func(err error) { cancel(fmt.Errorf("%w: %w", ErrHangup, err)) })
	if err := s.begin(); err != nil {
		return fmt.Errorf("%w: %w: %w", ErrKilled, ErrHangup, err)
	}
	p := tea.NewProgram(s, programOptions(ctx, s)...) //nolint:forbidigo // this the one place
	g.quit, s.program = p.Quit, p
	s.job = control(s)
	defer s.job.close()
	defer s.tty.resized(s.askSize)()
	if o.OnStart != nil {
		o.OnStart(p.Send)
	}
	if o.Resize != nil {
		wg.Go(func() { forward(ctx, o.Resize, p.Send, cancel) })
	}
	_, err := p.Run()
	s.end(err == nil)
	if fault := g.failed(); fault != nil {
		return fault
	}
	return explain(ctx, err)
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
			send(resize(size))
		}
	}
}

func programOptions(ctx context.Context, s *stage) []tea.ProgramOption {
	o := s.options
	return []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(keys(o.In)), tea.WithOutput(o.Out),
		tea.WithEnvironment(append([]string{}, o.Env...)), tea.WithColorProfile(*o.Profile),
		tea.WithWindowSize(s.size.w, s.size.h), tea.WithFilter(s.filter),
		// The built-in signal handler and a context that a signal ends deadlock with the terminal raw (bubbletea 1806).
		tea.WithoutSignalHandler(),
		// The renderer's clock is not switched off with it, see [stopClock]. Once a second is as slow as it gets.
		tea.WithoutRenderer(), tea.WithFPS(1),
	}
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
