package run

import (
	"errors"
	"os"
	"strconv"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/cast"
	"github.com/metalwright/metalwright/ui/report"
)

// Recorded is a recording of a run as the flags ask for it. Its zero value records nothing.
type Recorded struct {
	path      string
	version   int
	addresses bool // are masked

	file *os.File
	cast *cast.Recorder
}

// register declares the flags.
func (r *Recorded) register(pf *pflag.FlagSet) {
	pf.StringVar(&r.path, "record", "", "record what the terminal shows into this new asciicast, with secrets masked")
	pf.IntVar(&r.version, "record-version", 2, "version of the recording: 2 or 3")
	pf.BoolVar(&r.addresses, "record-no-addresses", false, "mask IP addresses in the recording, too")
}

// Begin opens the file, and records what p writes from now on.
func (r *Recorded) Begin(p Process) error {
	if r.version != 2 && r.version != 3 {
		return NotOneOf("--record-version", strconv.Itoa(r.version), []string{"2", "3"})
	}
	if r.path == "" {
		return nil
	}
	path, err := p.OutputPath(r.path)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--record", "Why", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--record", "Why", err)
	}
	w, h := sizeOf(p)
	o := cast.Options{Version: r.version, Width: w, Height: h, Now: p.Now, Addresses: r.addresses}
	r.file, r.cast = file, cast.NewRecorder(file, o)
	record(p, r.cast)
	return nil
}

// record has a recording get what p writes from now on.
func record(p Process, r report.Recording) {
	for _, w := range []any{p.Out, p.Err} {
		if s, ok := w.(*report.Stream); ok {
			s.Record(r)
		}
	}
}

// hider hides secrets in what is recorded of the run, what it shows and what is typed; nil: nothing is.
func hider(p Process) func(...provider.Secret) {
	shown := report.RecordingOf(p.Out)
	if shown == nil {
		return p.Hide
	}
	return func(secrets ...provider.Secret) {
		shown.Hide(secrets...)
		if p.Hide != nil {
			p.Hide(secrets...)
		}
	}
}

// sizeOf is that of the terminal in cells; 0 where there is none.
func sizeOf(p Process) (w, h int) {
	if out, ok := report.Terminal(p.Out).(*os.File); ok && p.Width == 0 {
		if w, h, err := term.GetSize(int(out.Fd())); err == nil { //nolint:gosec // a descriptor fits
			return w, h
		}
	}
	return p.Width, p.Height
}

// Width is that of the terminal that the output of p goes to, in cells; 0 where it goes to none.
func Width(p Process) int {
	w, _ := sizeOf(p)
	return w
}

// End ends the recording with the run's exit code. A file to which nothing could be written is removed.
func (r *Recorded) End(exit int) error {
	if r.cast == nil {
		return nil
	}
	err := r.cast.Close(exit)
	if is, failed := r.file.Stat(); err != nil && failed == nil && is.Size() == 0 {
		err = errors.Join(err, os.Remove(r.file.Name()))
	}
	err = errors.Join(err, r.file.Close())
	r.cast = nil
	if err != nil {
		return report.NewError("cli.at", "Place", "--record", "Why", err)
	}
	return nil
}
