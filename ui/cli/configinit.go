package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newConfigInit writes a configuration file that sets nothing yet.
func newConfigInit(p run.Process, f *run.Flags) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Create a configuration file with every key commented out, and print its path",
		Long: "Creates the default file, or that of --config or METALWRIGHT_CONFIG, readable only by you (mode " +
			"0600). It changes nothing until you remove the # before a key. An existing file is never " +
			"overwritten.",
		Example: "metalwright config init\nmetalwright --config team.yaml config init",
		Args:    usageArgs(cobra.NoArgs),
		// There is no file to read yet, and where there is one it is not looked at.
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			return cmp.Or(run.CheckFlags(c), f.ResolveOutside(p))
		},
		RunE: func(*cobra.Command, []string) error { return beginConfig(p, f) },
	}
}

func beginConfig(p run.Process, f *run.Flags) error {
	path, _, _, err := config.Path(f.Config, p.Lookup, p.Home)
	if err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	if path == "" {
		return report.UsageError("cli.no_config_home")
	}
	if path, err = p.OutputPath(path); err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	switch err := p.Create(path, config.Template()); {
	case errors.Is(err, fs.ErrExist):
		return report.UsageError("cli.config_exists", "Path", path)
	case err != nil:
		return err
	}
	if f.Format().Structured() {
		return f.Format().Print(p.Out, struct {
			Schema string `json:"schema"`
			Path   string `json:"path"`
		}{report.Schema, path})
	}
	_, err = fmt.Fprintln(p.Out, path)
	return err
}
