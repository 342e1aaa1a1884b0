package run

import (
	"slices"
	"strconv"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
)

// CleanStreams is p with its output streams clean. What still waits for its end is written when the function is called.
func (p Process) CleanStreams(f *Flags) (Process, func()) {
	ascii := func() bool { return f.ASCII || wantsASCII(p) }
	out, err := report.NewStream(p.Out, ascii), report.NewStream(p.Err, ascii)
	p.Out, p.Err = out, err
	return p, func() { out.Flush(); err.Flush() }
}

// wantsASCII looks for the option before the flags are read: a command line that cannot be read is said in ASCII, too.
func wantsASCII(p Process) bool {
	args := p.Args
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	if slices.Contains(args, "--ascii") {
		return true
	}
	text, set := p.Lookup("METALWRIGHT_ASCII")
	if !set || text == "" {
		name, _ := p.Lookup("TERM")
		return config.ASCIITerm(name)
	}
	on, _ := strconv.ParseBool(text) // what is no truth value is refused with the other settings
	return on
}
