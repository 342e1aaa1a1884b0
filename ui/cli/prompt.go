package cli

import (
	"bufio"
	"context"
	"errors"
	"strings"
	"syscall"

	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// askYes asks the sentence and wants a confirmation; anything else is the error that nothing was done.
func askYes(ctx context.Context, p run.Process, env *step.Env, asked, cancelled string) error {
	if err := report.Prompt(p.Err, asked); err != nil {
		return err
	}
	typed, err := typedLine(ctx, p)
	if err != nil {
		return err
	}
	if !agreed(typed) {
		return report.Exit(report.ExitCancelled, errors.New(env.T(cancelled)))
	}
	return nil
}

// agreed reports whether an answer is an explicit yes.
func agreed(answer string) bool {
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes")
}

// typedLine reads what is typed, until ctx ends; "" at the end of the input.
func typedLine(ctx context.Context, p run.Process) (string, error) {
	return readLine(ctx, bufio.NewReader(p.In))
}

// readLine is line, from a reader that may be asked again.
func readLine(ctx context.Context, in *bufio.Reader) (string, error) {
	answer := make(chan string, 1)
	go func() { // ends with the input: reading a terminal cannot be taken back
		line, err := in.ReadString('\n')
		if err != nil && line == "" {
			answer <- ""
			return
		}
		answer <- strings.TrimSpace(line)
	}()
	select {
	case line := <-answer:
		return line, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// interruptible ends when ctrl+c comes from the terminal of a session, where nobody makes a signal of it.
func interruptible(ctx context.Context, p run.Process) (context.Context, func()) {
	if p.Session == nil || !p.Terminal {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	keys := bufio.NewReader(p.In)
	go func() { // ends with the session's input
		for {
			switch b, err := keys.ReadByte(); {
			case err != nil:
				return
			case b == 'C'-'@':
				cancel(&run.SignalError{Signal: syscall.SIGINT})
				return
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}
