package cli

import (
	"io"

	mango "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/ui/run"
)

// newMan prints the manual page, from the same words as --help.
func newMan(p run.Process) *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "Print the manual page",
		Example: "metalwright man | man -l -\nmetalwright man > metalwright.1",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			page, err := mango.NewManPage(1, c.Root())
			if err != nil {
				return err
			}
			_, err = io.WriteString(p.Out, page.Build(roff.NewDocument()))
			return err
		},
	}
}
