package cli

import (
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/text"
)

// newConfig explains the settings.
func newConfig(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Create a configuration file, and explain the settings",
		Example: "metalwright config init\nmetalwright config explain", Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newConfigInit(p, f), &cobra.Command{
		Use:   "explain",
		Short: "Print every setting, its value, and where it comes from",
		Long: "Flags override the environment, which overrides the profile, then the configuration file, then " +
			"the defaults. Only the last four characters of keys and secrets are shown, and only the server " +
			"of a webhook. Settings below defaults are used for whatever an order omits.",
		Example: "metalwright config explain\nmetalwright --profile prod config explain --json",
		Args:    usageArgs(cobra.NoArgs),
		RunE:    func(*cobra.Command, []string) error { return explainSettings(p, products, f) },
	})
	return c
}

// settingJSON is a setting as scripts see it.
type settingJSON struct {
	Name   string  `json:"name"`
	Value  *string `json:"value"`
	Origin string  `json:"origin"`
	Source *string `json:"source"`
	Error  *string `json:"error"`
}

func explainSettings(p run.Process, products []*provider.Product, f *run.Flags) error {
	s, file, err := run.Settings(p, products, *f)
	if err != nil {
		return err
	}
	tx, err := text.New(s.Value(config.Lang).Text)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--lang", "Why", err)
	}
	if _, err := config.Endpoints(s.Value(config.Endpoint), products); err != nil { // it may hold a password
		return report.Exit(report.ExitUsage, err)
	}
	var found []config.Resolved
	var broken []settingJSON
	absent := 0 // products without a key: when that is all of them, orders are simulated
	creds, err := f.ProfileLoader(p, products, s, file).All()
	if err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	for _, c := range creds {
		r := config.Resolved{Product: c.Product.ID, Profile: c.Profile.Name, Credential: c.Credential, Beside: !c.Named}
		switch {
		case c.Problem == nil:
			found = append(found, r)
			continue
		case run.ErrorReason(c.Problem) == config.ReasonNoKey:
			if !c.Named {
				continue
			}
			absent++
		}
		why, _ := report.Describe(tx, c.Problem)
		broken = append(broken, settingJSON{Name: r.Name(), Origin: string(config.OriginDefault), Error: report.OrNil(why)})
	}
	on, err := config.Bool(s.Value(config.Sim))
	simulated := err == nil && (on || len(found)+len(broken) == absent)
	var all []settingJSON
	for _, x := range config.Explain(s, file, found) {
		all = append(all, settingJSON{
			Name: x.Name, Value: report.OrNil(x.Text), Origin: string(x.Origin), Source: report.OrNil(x.Source),
		})
	}
	all = append(all, broken...)
	if f.Format().Structured() {
		return f.Format().Print(p.Out, struct {
			Schema    string        `json:"schema"`
			Simulated bool          `json:"simulated"`
			Settings  []settingJSON `json:"settings"`
		}{report.Schema, simulated, all})
	}
	if f.ASCII {
		tx = tx.ASCII()
	}
	c := report.Columns{Text: tx}
	c.Head("config_explain.head")
	for _, x := range all {
		c.Row(x.Name, firstText(x.Value), x.Origin, firstText(x.Source, x.Error))
	}
	return c.Write(p.Out)
}

// firstText is the first text that is there; "-" when none is.
func firstText(texts ...*string) string {
	for _, t := range texts {
		if t != nil {
			return *t
		}
	}
	return "-"
}
