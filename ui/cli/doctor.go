package cli

import (
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/doctor"
	"github.com/metalwright/metalwright/ui/run"
)

func newDoctor(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var ready string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Diagnose credentials, clock, endpoints, terminal and journal, and suggest fixes",
		Long: "Searches for credentials, makes one signed read-only request with each, compares the clock with " +
			"the vendor's, and checks the terminal and the journal. It changes nothing. The exit code is 1 " +
			"if there is a fault.",
		Example: "metalwright doctor\nmetalwright doctor --json\nmetalwright doctor --ready 127.0.0.1:9090",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("ready") {
				return doctor.Ready(c.Context(), p, f, ready)
			}
			return doctor.Run(c.Context(), p, products, f)
		},
	}
	c.Flags().StringVar(&ready, "ready", "",
		"only check whether the server on this machine with this --metrics address is ready")
	return c
}
