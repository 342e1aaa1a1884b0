package cli

import (
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

func newVersion(p run.Process, f *run.Flags) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version and how it was built",
		Example: "metalwright version\nmetalwright version --json",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			v := run.Build()
			if f.Format().Structured() {
				return f.Format().Print(p.Out, v)
			}
			return report.Println(p.Out, "metalwright "+v.String(), v.Go+" "+v.OS+"/"+v.Arch, v.Date)
		},
	}
}
