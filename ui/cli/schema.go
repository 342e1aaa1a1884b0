package cli

import (
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/ui/run"
)

// newSchema prints the JSON Schema of order files.
func newSchema(p run.Process) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of order files, for editors",
		Example: "metalwright schema > order.schema.json",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			_, err := p.Out.Write(assets.OrderSchema)
			return err
		},
	}
}
