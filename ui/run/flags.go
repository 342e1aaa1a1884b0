package run

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// Flags are the settings that every command takes.
type Flags struct {
	Sim       bool
	endpoints []string
	State     string
	lang      string
	Color     string
	theme     string
	Scheme    theme.Scheme // that theme names
	Mouse     bool
	Keys      map[string]string // [config.File.Keys]
	ASCII     bool
	Plain     bool
	Speed     float64
	faults    string
	JSON      bool
	Quiet     bool // no progress
	Output    string
	Profiles  []string
	Narrow    []string // the same of a session, among those that the server has opened
	Config    string
	logFile   string
	Record    Recorded
	debug     bool

	text *text.Text // of the language that was chosen; nil until it is known

	set map[config.Name]string // what was given, once settled

	simulated *simulation // shared by all copies: whether a run has opened the simulated cloud; nil before

	Notify []string      // of the commands that follow an order
	Wait   time.Duration // of those that do nothing else
	Until  string        // what they wait for: "running" or "ready"
}

// Register declares the flags on the root. Defaults are not theirs but the last layer's.
func (f *Flags) Register(root *cobra.Command) {
	pf := root.PersistentFlags()
	pf.StringArrayVarP(&f.Profiles, "profile", "p", nil,
		"use only this profile of the configuration file (repeatable; default: all)")
	pf.BoolVar(&f.Sim, "sim", false, "use the simulated cloud even if there are credentials")
	pf.StringArrayVar(&f.endpoints, "endpoint", nil, "use another endpoint for a product: PRODUCT=URL "+
		"(repeatable)")
	pf.StringVar(&f.State, "state", "",
		"directory of the journal, or the postgres:// URL of one that several hosts share (default: metalwright "+
			"in the user's state directory)")
	f.RegisterLooks(root)
	pf.StringVar(&f.Config, "config", "",
		"configuration file (default: metalwright/config.yaml in the user's configuration directory)")
	f.Record.register(pf)
	pf.StringVar(&f.logFile, "log-file", "", "append a log to this file, as JSON lines without secrets")
	pf.BoolVar(&f.debug, "debug", false, "log more")
	pf.Float64Var(&f.Speed, "speed", 20, "how many times faster than real the simulated machines come up")
	pf.StringVar(&f.faults, "faults", "", "YAML file with faults to simulate")
	Rates(pf, "speed")
}

// RegisterLooks declares those of them that change only what is seen.
func (f *Flags) RegisterLooks(root *cobra.Command) {
	pf := root.PersistentFlags()
	pf.StringVarP(&f.Output, "output", "o", "",
		"output format: table (default), json, yaml, or ndjson for one line per change")
	pf.BoolVar(&f.JSON, "json", false, "same as --output json")
	pf.BoolVarP(&f.Quiet, "quiet", "q", false, "no progress: only results, questions and errors")
	pf.StringVar(&f.lang, "lang", "", "language of screens, messages and help: en or zh (default: from the "+
		"locale)")
	pf.StringVar(&f.Color, "color", "", "when to use colours: auto (default), always or never")
	pf.StringVar(&f.theme, "theme", "",
		"colours: auto (default), dark, light, contrast, or your own file, see `help files`")
	pf.BoolVar(&f.Mouse, "mouse", false, "let the mouse move the cursor")
	pf.BoolVar(&f.Plain, "plain", false, "no full screen: print a line for each change and each question")
	pf.BoolVar(&f.ASCII, "ascii", false, "use only ASCII characters")
}

// Format is the form of results that was asked for.
func (f *Flags) Format() report.Format { return report.Format{Output: f.Output, ASCII: f.ASCII} }

// Localize says err in the language that was chosen: by the flag, the environment or the locale as long as the settings
// are not read, which no command line is that cannot be understood.
func (f *Flags) Localize(p Process, err error) error {
	tx := f.text
	if tx == nil {
		flag, env, last := f.outer(p)
		var failed error
		if tx, failed = text.New(config.New(flag, env, last).Value(config.Lang).Text); failed != nil {
			tx, failed = text.New(text.Fallback)
		}
		if failed != nil {
			return errors.Join(err, failed)
		}
	}
	return report.Localize(tx, err)
}

// UnknownColor is the error of a word that --color does not take.
func UnknownColor(word string) error {
	return NotOneOf("--color", word, []string{"auto", "always", "never"})
}

// RegisterNotify declares the flag of the commands that follow an order.
func (f *Flags) RegisterNotify(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.Notify, "notify", nil,
		"notify when an order finishes or needs attention: bell, desktop, or a URL (repeatable)")
}
