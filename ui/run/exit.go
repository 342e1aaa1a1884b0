package run

import (
	"context"
	"errors"
	"syscall"

	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/term"
)

// ExitCode is the exit code of a run that has ended with err; ctx is that of [Signals].
func ExitCode(ctx context.Context, err error) int {
	var own *report.ExitError
	switch {
	case err == nil:
		return report.ExitDone
	case errors.As(err, &own):
		return own.Code
	case errors.Is(err, term.ErrPanic):
		return report.ExitPanic
	case ctx.Err() != nil:
		return signalCode(ctx)
	case errors.Is(err, term.ErrHangup):
		return 128 + int(syscall.SIGHUP) // which may come later, or not at all
	default:
		return report.ExitOther
	}
}

// SessionExitCode is the exit code of a session.
func SessionExitCode(ctx context.Context, err error) int {
	if e, ok := errors.AsType[*report.ExitError](err); ok {
		return e.Code
	}
	if e, ok := serve.RefusalOf(err); ok {
		if e.Limit {
			return report.ExitRefused
		}
		return report.ExitAuth
	}
	if e, ok := errors.AsType[*SignalError](err); ok {
		return e.code()
	}
	switch {
	case errors.Is(err, term.ErrPanic):
		return serve.ExitPanic
	case errors.Is(err, serve.ErrShutdown), errors.Is(context.Cause(ctx), serve.ErrShutdown):
		return (&SignalError{syscall.SIGTERM}).code()
	case errors.Is(err, serve.ErrIdle), errors.Is(err, serve.ErrRevoked), errors.Is(err, serve.ErrRights):
		return (&SignalError{syscall.SIGHUP}).code()
	}
	return ExitCode(ctx, err)
}
