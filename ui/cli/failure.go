package cli

import (
	"slices"

	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// printFailure prints err, which is in words and ends the run with the code exit, as a document, where one was asked
// for and nothing was printed before.
func printFailure(p run.Process, f *run.Flags, exit int, err error) {
	out, ok := p.Out.(*report.Stream)
	format := f.Format()
	asked := format.Structured() || f.JSON || slices.Contains(p.Args, "--json") // the last before a fault in what follows
	if !asked || !ok || out.Written() {
		return
	}
	_ = format.Print(out, report.NewFailure(f.Simulated(p), exit, err)) // the error stream has said it
}
