package run

import (
	"errors"

	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term"
)

// caught returns a panic of do as an error, so that what follows is still done.
func caught(rt *Runtime, do func() error) (err error) {
	defer recovered(rt, &err)
	return do()
}

// recovered is deferred, and puts a panic into err.
func recovered(rt *Runtime, err *error) {
	if e := term.NewPanic(recover()); e != nil {
		*err = RecordPanic(rt.Env, rt.Log, e)
	}
}

// RecordPanic logs a panic in one line. Where nothing is logged its stack is a part of the error.
func RecordPanic(env *step.Env, log *Log, e *term.PanicError) error {
	log.Error("panic", "what", e.What, "stack", string(e.Stack))
	if log.kept() {
		return report.Exit(report.ExitPanic, errors.New(env.T("cli.panic_logged", "What", e.What)))
	}
	return report.Exit(report.ExitPanic, errors.New(env.T("cli.panic", "What", e.What)+"\n"+string(e.Stack)))
}
