package cli

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/text"
)

// flags are the settings that every command takes.
type flags struct {
	sim       bool
	endpoints []string
	state     string
	lang      string
	color     string
	ascii     bool
	plain     bool
	speed     float64
	faults    string
	json      bool
	output    string
	profiles  []string
	narrow    []string // the same of a session, among those that the server has opened
	config    string
	logFile   string
	debug     bool

	text *text.Text // of the language that was chosen; nil until it is known

	set map[config.Name]string // what was given, once settled

	notify []string      // of the commands that follow an order
	wait   time.Duration // of those that do nothing else
}

// register declares the flags on the root. Defaults are not theirs but the last layer's.
func (f *flags) register(root *cobra.Command) {
	pf := root.PersistentFlags()
	pf.StringArrayVarP(&f.profiles, "profile", "p", nil,
		"open only this profile of the configuration file (repeatable; default: all of them)")
	pf.BoolVar(&f.sim, "sim", false, "use the simulated cloud even when credentials are there")
	pf.StringArrayVar(&f.endpoints, "endpoint", nil, "reach a product elsewhere: PRODUCT=URL (repeatable)")
	pf.StringVar(&f.state, "state", "",
		"directory of the journal, or the postgres:// URL of one that several hosts share (default: metalwright below "+
			"the user's state directory)")
	f.registerLooks(root)
	pf.StringVar(&f.config, "config", "",
		"configuration file (default: metalwright/config.yaml below the user's configuration directory)")
	pf.StringVar(&f.logFile, "log-file", "", "write a log, JSON lines without secrets, to the end of this file")
	pf.BoolVar(&f.debug, "debug", false, "log more")
	pf.Float64Var(&f.speed, "speed", 20, "how many times faster than real machines the simulated ones come up")
	pf.StringVar(&f.faults, "faults", "", "file of the faults that the simulated cloud shall have, in YAML")
	rates(pf, "speed")
}

// registerLooks declares those of them that change only what is seen.
func (f *flags) registerLooks(root *cobra.Command) {
	pf := root.PersistentFlags()
	pf.StringVarP(&f.output, "output", "o", "",
		"form of the result: table (default), json, yaml, or ndjson for a line at each change")
	pf.BoolVar(&f.json, "json", false, "the same as --output json")
	pf.StringVar(&f.lang, "lang", "", "language of the screens: en (default)")
	pf.StringVar(&f.color, "color", "", "when to use colours: auto (default), always or never")
	pf.BoolVar(&f.plain, "plain", false, "no full screen: write a line for each change, ask a line for each question")
	pf.BoolVar(&f.ascii, "ascii", false, "draw with ASCII only")
}

// format is the form of results that was asked for.
func (f *flags) format() format { return format{output: f.output, ascii: f.ascii} }

// worded says err in the language that was chosen, and in the default one as long as that is not known.
func (f *flags) worded(err error) error {
	tx := f.text
	if tx == nil {
		var failed error
		if tx, failed = text.New(text.Fallback); failed != nil {
			return errors.Join(err, failed)
		}
	}
	return worded(tx, err)
}

// settle takes each setting from the layer that wins.
func (f *flags) settle(p Process, products []*provider.Product) error {
	if slices.Contains(slices.Concat(f.profiles, f.narrow), "") {
		return usage("cli.empty_flag", "Flag", "--profile")
	}
	if f.json {
		f.output = "json"
	}
	f.set = f.given()
	s, _, err := settings(p, products, *f)
	if tx, failed := text.New(s.Value(config.Lang).Text); failed == nil { // who needs it says what is wrong with it
		f.text = tx
	}
	if err != nil {
		return err
	}
	for name, to := range map[config.Name]*bool{config.Plain: &f.plain, config.ASCII: &f.ascii, config.Debug: &f.debug} {
		if *to, err = config.Bool(s.Value(name)); err != nil {
			return exitWith(exitUsage, err)
		}
	}
	if err := config.Public(s.Value(config.State)); err != nil {
		return exitWith(exitUsage, err)
	}
	f.output, f.color = s.Value(config.Output).Text, s.Value(config.Color).Text
	if f.logFile, err = p.logFile(s.Value(config.LogFile)); err != nil {
		return exitWith(exitUsage, err)
	}
	switch f.output {
	case "table", "json", "ndjson", "yaml":
	default:
		return misspelt("--output", f.output, []string{"table", "json", "ndjson", "yaml"})
	}
	switch f.color {
	case "auto", "always", "never":
		return nil
	}
	return unknownColor(f.color)
}

func unknownColor(word string) error {
	return misspelt("--color", word, []string{"auto", "always", "never"})
}

// given is the flags that were given.
func (f *flags) given() map[config.Name]string {
	if f.set != nil {
		return f.set
	}
	set := map[config.Name]string{}
	for name, value := range map[config.Name]string{
		config.State: f.state, config.Lang: f.lang, config.Endpoint: strings.Join(f.endpoints, ","), config.Output: f.output,
		config.Color: f.color, config.UseProfile: strings.Join(f.profiles, ","), config.Config: f.config,
		config.LogFile: f.logFile,
	} {
		if value != "" {
			set[name] = value
		}
	}
	for name, on := range map[config.Name]bool{
		config.Sim: f.sim, config.Plain: f.plain, config.ASCII: f.ascii, config.Debug: f.debug,
	} {
		if on {
			set[name] = "true"
		}
	}
	return set
}

// settings are the layers of f: flags, environment, profile, file, default. The file is empty when there is none.
func settings(p Process, products []*provider.Product, f flags) (config.Settings, *config.File, error) {
	flag, env, last := f.outer(p)
	if p.Home != "" && !filepath.IsAbs(p.Home) { // everything below it would depend on where the program is started
		err := &config.Error{Reason: config.ReasonNoHome, Text: p.Home}
		return config.New(flag, env, last), &config.File{}, exitWith(exitUsage, err)
	}
	file, err := configFile(p, products, f.config)
	if err != nil {
		return config.New(flag, env, last), &config.File{}, exitWith(exitUsage, err)
	}
	s := config.New(flag, env, file.Layer(), last)
	profile, err := used(s, file)
	if err == nil {
		s, err = f.within(p, file, profile.Name)
	}
	if err != nil {
		err = exitWith(exitUsage, err)
	}
	return s, file, err
}

// outer are the layers around those of the file.
func (f *flags) outer(p Process) (flag, env, last config.Layer) {
	return config.Flags(f.given()), config.Environment(p.Lookup), config.Defaults(p.Lookup, p.Home)
}

// within are the settings with those of the profile; "" is none.
func (f *flags) within(p Process, file *config.File, profile string) (config.Settings, error) {
	flag, env, last := f.outer(p)
	layer, err := file.ProfileLayer(profile)
	return config.New(flag, env, layer, file.Layer(), last), err
}

// profileLoader is which profiles the run opens.
func (f *flags) profileLoader(p Process, products []*provider.Product, s config.Settings,
	file *config.File,
) profileLoader {
	within := func(profile string) (config.Settings, error) { return f.within(p, file, profile) }
	return profileLoader{p, products, file, within, s}
}

// configFile reads the configuration file. One that nobody named need not be there.
func configFile(p Process, products []*provider.Product, flag string) (*config.File, error) {
	path, source, named, err := config.Path(flag, p.Lookup, p.Home)
	if path == "" || err != nil {
		return &config.File{}, err
	}
	data, _, err := textfile.Read(path, config.MaxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return &config.File{}, nil
	case err != nil && named:
		return nil, phrased("cli.at", "Place", source, "Why", err)
	case err != nil:
		return nil, err
	case len(data) == 0: // its limits are gone
		return nil, phrased("cli.config_empty", "Path", path)
	}
	return config.Parse(data, path, products)
}

// inject switches the faults of f's file on.
func (f *flags) inject(p Process, cloud *sim.Cloud) error {
	if f.faults == "" {
		return nil
	}
	list, err := p.input(f.faults)
	if err != nil {
		return usage("cli.at", "Place", "--faults", "Why", err)
	}
	faults, err := sim.ParseFaults(list)
	if err != nil {
		return usage("cli.at", "Place", "--faults "+f.faults, "Why", err)
	}
	if len(faults) == 0 {
		return usage("cli.at", "Place", "--faults "+f.faults, "Why", phrased("cli.no_faults"))
	}
	return cloud.Inject(faults...)
}

// registerNotify declares the flag of the commands that follow an order.
func (f *flags) registerNotify(c *cobra.Command) {
	c.Flags().StringArrayVar(&f.notify, "notify", nil,
		"tell when an order ends or needs someone: bell, desktop, or a URL (repeatable)")
}
