package cli_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestRunPanics has what a run does panic: the program is torn down as after any error, and its error says so.
func TestRunPanics(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 { // the second run finds the journal closed and unlocked
		err := cli.RunProgram(t, process(t, time.Now, nil), all.Products(), dir,
			func(context.Context, *cli.Program) error { panic("a hole in the floor") })
		if err == nil || !strings.Contains(err.Error(), "bug in metalwright") {
			t.Errorf("withProgram() = %v, want the error of a panic", err)
		}
	}
}
