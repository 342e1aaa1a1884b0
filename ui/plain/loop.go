package plain

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// loop runs the commands of screens and hands their messages over, as a program of Bubble Tea does.
type loop struct {
	messages chan tea.Msg
	ctx      context.Context // ends with the session
	stop     context.CancelFunc
}

func newLoop(ctx context.Context) *loop {
	ctx, stop := context.WithCancel(ctx)
	return &loop{messages: make(chan tea.Msg), ctx: ctx, stop: stop}
}

// run starts a command. Its message waits until someone wants one.
func (l *loop) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				l.run(c)
			}
		default:
			select {
			case l.messages <- msg:
			case <-l.ctx.Done():
			}
		}
	}()
}

// until hands messages over as long as someone waits.
func (l *loop) until(ctx context.Context, waiting func() bool, update func(tea.Msg) tea.Cmd) error {
	for waiting() {
		select {
		case msg := <-l.messages:
			l.run(update(msg))
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}
