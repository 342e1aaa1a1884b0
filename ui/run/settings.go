package run

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/text"
)

// Settings are the layers of f: flags, environment, profile, file, default. The file is empty when there is none.
func Settings(p Process, products []*provider.Product, f Flags) (config.Settings, *config.File, error) {
	flag, env, last := f.outer(p)
	if p.Home != "" && !filepath.IsAbs(p.Home) { // everything below it would depend on where the program is started
		err := &config.Error{Reason: config.ReasonNoHome, Text: p.Home}
		return config.New(flag, env, last), &config.File{}, report.Exit(report.ExitUsage, err)
	}
	file, err := ConfigFile(p, products, f.Config)
	if err != nil {
		return config.New(flag, env, last), &config.File{}, report.Exit(report.ExitUsage, err)
	}
	s := config.New(flag, env, file.Layer(), last)
	profile, err := usedProfile(s, file)
	if err == nil {
		s, err = f.within(p, file, profile.Name)
	}
	if err != nil {
		err = report.Exit(report.ExitUsage, err)
	}
	return s, file, err
}

// outer are the layers around those of the file.
func (f *Flags) outer(p Process) (flag, env, last config.Layer) {
	return config.Flags(f.given()), config.Environment(p.Lookup), config.Defaults(p.Lookup, p.Home)
}

// within are the settings with those of the profile; "" is none.
func (f *Flags) within(p Process, file *config.File, profile string) (config.Settings, error) {
	flag, env, last := f.outer(p)
	layer, err := file.ProfileLayer(profile)
	return config.New(flag, env, layer, file.Layer(), last), err
}

// Resolve takes each setting from the layer that wins.
func (f *Flags) Resolve(p Process, products []*provider.Product) error {
	if slices.Contains(slices.Concat(f.Profiles, f.Narrow), "") {
		return report.UsageError("cli.empty_flag", "Flag", "--profile")
	}
	f.begin()
	s, file, err := Settings(p, products, *f)
	f.Keys = file.Keys
	err = f.settle(p, s, err)
	colors, failed := scheme(p, s.Value(config.Theme), file, f.Config)
	if failed == nil {
		f.Scheme = colors
	}
	return cmp.Or(err, failed)
}

// ResolveOutside is Resolve without the configuration file and its profiles, for what writes one.
func (f *Flags) ResolveOutside(p Process) error {
	f.begin()
	flag, env, last := f.outer(p)
	return f.settle(p, config.New(flag, env, last), nil)
}

// begin remembers which flags were given.
func (f *Flags) begin() {
	if f.JSON {
		f.Output = "json"
	}
	f.set, f.simulated = f.given(), new(simulation)
}

// settle takes the settings from s. err is what is wrong with them; it is said in the language that they name.
func (f *Flags) settle(p Process, s config.Settings, err error) error {
	if tx, failed := text.New(s.Value(config.Lang).Text); failed == nil { // who needs it says what is wrong with it
		f.text = tx
	}
	if err != nil {
		return err
	}
	for name, to := range map[config.Name]*bool{
		config.Plain: &f.Plain, config.ASCII: &f.ASCII, config.Debug: &f.debug, config.Mouse: &f.Mouse,
	} {
		if *to, err = config.Bool(s.Value(name)); err != nil {
			return report.Exit(report.ExitUsage, err)
		}
	}
	if err := config.Public(s.Value(config.State)); err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	f.Output, f.Color = s.Value(config.Output).Text, s.Value(config.Color).Text
	if f.logFile, err = logFile(p, s.Value(config.LogFile)); err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	switch f.Output {
	case "table", "json", "ndjson", "yaml":
	default:
		return NotOneOf("--output", f.Output, []string{"table", "json", "ndjson", "yaml"})
	}
	switch f.Color {
	case "auto", "always", "never":
		return nil
	}
	return UnknownColor(f.Color)
}

// Simulated reports whether a flag, the environment or, once it is read, the run asks for the simulated cloud.
func (f *Flags) Simulated(p Process) bool {
	flag, env, _ := f.outer(p)
	on, err := config.Bool(config.New(flag, env).Value(config.Sim))
	return f.Sim || err == nil && on || f.simulated != nil && bool(*f.simulated)
}

// simulation is whether a run is on the simulated cloud.
type simulation bool

// set remembers that; nil has nobody who asks.
func (s *simulation) set(on bool) {
	if s != nil {
		*s = simulation(on)
	}
}

// given is the flags that were given.
func (f *Flags) given() map[config.Name]string {
	if f.set != nil {
		return f.set
	}
	set := map[config.Name]string{}
	for name, value := range map[config.Name]string{
		config.State: f.State, config.Lang: f.lang, config.Endpoint: strings.Join(f.endpoints, ","), config.Output: f.Output,
		config.Color: f.Color, config.Theme: f.theme, config.UseProfile: strings.Join(f.Profiles, ","),
		config.Config:  f.Config,
		config.LogFile: f.logFile,
	} {
		if value != "" {
			set[name] = value
		}
	}
	for name, on := range map[config.Name]bool{
		config.Sim: f.Sim, config.Plain: f.Plain, config.ASCII: f.ASCII, config.Debug: f.debug, config.Mouse: f.Mouse,
	} {
		if on {
			set[name] = "true"
		}
	}
	return set
}

// ConfigFile reads the configuration file. One that nobody named need not be there.
func ConfigFile(p Process, products []*provider.Product, flag string) (*config.File, error) {
	path, source, named, err := config.Path(flag, p.Lookup, p.Home)
	if path == "" || err != nil {
		return &config.File{}, err
	}
	if path, err = p.within(path); err != nil {
		return &config.File{}, err
	}
	data, _, err := textfile.Read(path, config.MaxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return &config.File{}, nil
	case err != nil && named:
		return nil, report.NewError("cli.at", "Place", source, "Why", err)
	case err != nil:
		return nil, err
	case len(data) == 0: // its limits are gone
		return nil, report.NewError("cli.config_empty", "Path", path)
	}
	return config.Parse(data, path, products)
}

// usedProfile is the profile whose settings the run has; the zero value without one, or with several.
func usedProfile(s config.Settings, file *config.File) (config.Profile, error) {
	name := s.Value(config.UseProfile).Text
	if name == "" {
		return config.Profile{}, nil
	}
	all, err := file.Named(name)
	if err != nil || len(all) > 1 {
		return config.Profile{}, err
	}
	return all[0], nil
}
