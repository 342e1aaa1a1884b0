package cli

import (
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/ui/cast"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/term"
)

// newPlay plays recordings.
func newPlay(p run.Process, f *run.Flags) *cobra.Command {
	var speed float64
	c := &cobra.Command{
		Use:   "play FILE",
		Short: "Play a recording made with --record",
		Long: "Plays an asciicast of version 2 or 3, of at most 256 MiB. Pauses are cut to three seconds. " +
			"Nothing in the file reaches the terminal except characters and their colours.\n--record masks " +
			"passwords, keys and first-boot scripts, and pieces of them of at least 8 characters. It does " +
			"not mask shorter pieces or names, and IP addresses only with --record-no-addresses.",
		Example: "metalwright audit play session.cast\nmetalwright audit play session.cast --speed 4",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if !p.Terminal {
				return report.UsageError("demo.play_terminal")
			}
			file, err := p.OpenFile(args[0])
			if err != nil {
				return report.UsageError("cli.at", "Place", args[0], "Why", err)
			}
			r, err := cast.Read(file)
			_ = file.Close() // it was only read
			if err != nil {
				return report.UsageError("cli.at", "Place", args[0], "Why", err)
			}
			show := cast.NewShow(r, speed)
			defer show.Close()
			return term.Run(c.Context(), show, terminalOptions(p, *f))
		},
	}
	c.Flags().Float64Var(&speed, "speed", 1, "how many times faster than recorded")
	run.Rates(c.Flags(), "speed")
	return c
}
