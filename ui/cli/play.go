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
		Short: "Play a recording that --record has made",
		Long: "Plays an asciicast of version 2 or 3, of at most 256 MiB. " +
			"Moments at which nothing happened are cut to three\n" +
			"seconds. Nothing in the file reaches the terminal but characters and their colors.\n" +
			"--record masks passwords, keys and first-boot scripts, also pieces of them of 8 characters or more. It does\n" +
			"not mask shorter ones, nor names, and IP addresses only with --record-no-addresses.",
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
	c.Flags().Float64Var(&speed, "speed", 1, "how many times faster than it was recorded")
	run.Rates(c.Flags(), "speed")
	return c
}
