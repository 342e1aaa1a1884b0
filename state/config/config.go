// Package config finds settings and credentials, and remembers where each came from. It reads no input by itself:
// flags, environment and files are passed to it as layers.
package config

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/assets"
)

// Lookup reads one variable of the environment, like os.LookupEnv.
type Lookup func(name string) (string, bool)

// Origin is the kind of place that a value came from.
type Origin string

// The origins, in the order in which they win.
const (
	OriginFlag        Origin = "flag"
	OriginEnvironment Origin = "environment"
	OriginProfile     Origin = "profile"
	OriginFile        Origin = "file" // of a credential: a file of the vendor's tool
	originKeyring     Origin = "keyring"
	OriginDefault     Origin = "default"
)

// Name names a setting; its flag is --name, and its variable METALWRIGHT_NAME.
type Name string

// The settings.
const (
	UseProfile Name = "profile"  // the account to use
	Sim        Name = "sim"      // use the simulated cloud: "true"
	Endpoint   Name = "endpoint" // PRODUCT=URL, separated by commas
	State      Name = "state"    // the directory of the journal, or the URL of its server
	Output     Name = "output"   // table, json, ndjson, yaml
	Lang       Name = "lang"     // [assets.Languages]
	Color      Name = "color"    // auto, always, never
	Theme      Name = "theme"    // the colours of screens: the name of a theme
	Mouse      Name = "mouse"    // the mouse moves the cursor: "true"
	Plain      Name = "plain"    // no full screen: "true"
	ASCII      Name = "ascii"    // no other glyphs: "true"
	LogFile    Name = "log-file" // "" writes no log
	Debug      Name = "debug"    // "true"
	Config     Name = "config"   // the configuration file
)

// Names returns all settings, in the order in which they are explained.
func Names() []Name {
	return []Name{
		UseProfile, Sim, Endpoint, State, Output, Lang, Color, Theme, Mouse, Plain, ASCII, LogFile, Debug, Config,
	}
}

// Variable is the environment variable of n: METALWRIGHT_LOG_FILE.
func (n Name) Variable() string {
	return "METALWRIGHT_" + strings.ToUpper(strings.ReplaceAll(string(n), "-", "_"))
}

// Value is a setting and where it came from.
type Value struct {
	Name   Name
	Text   string // "" when it is not set
	Origin Origin
	Source string // within the origin: "--state", "METALWRIGHT_STATE"
}

// Layer is one place with values.
type Layer struct {
	Origin Origin
	// Get returns the text for n, and what to call its place; false when it is not set there.
	Get func(n Name) (text, source string, ok bool)
}

// Flags is the layer of the flags that were given; those left out are not in set.
func Flags(set map[Name]string) Layer {
	return Layer{Origin: OriginFlag, Get: func(n Name) (string, string, bool) {
		text, ok := set[n]
		return text, "--" + string(n), ok
	}}
}

// Environment is the layer of the METALWRIGHT_ variables. An empty variable counts as not set.
func Environment(env Lookup) Layer {
	return Layer{Origin: OriginEnvironment, Get: func(n Name) (string, string, bool) {
		text, ok := env(n.Variable())
		return text, n.Variable(), ok && text != ""
	}}
}

// Defaults is the last layer. home and env determine where the journal is.
func Defaults(env Lookup, home string) Layer {
	return Layer{Origin: OriginDefault, Get: func(n Name) (string, string, bool) {
		switch n {
		case State:
			dir, source := stateDir(env, home)
			return dir, source, dir != ""
		case Output:
			return "table", "", true
		case Lang:
			tag, source := Locale(env)
			lang, _, _ := strings.Cut(tag, "-")
			if slices.Contains(assets.Languages(), lang) {
				return lang, source, true
			}
			return "en", "", true
		case Color:
			return "auto", "", true
		case Theme:
			return "auto", "", true
		case ASCII:
			if term, _ := env("TERM"); ASCIITerm(term) {
				return "true", "TERM", true
			}
			return "", "", true
		case Plain:
			if term, _ := env("TERM"); term == "dumb" { // it cannot move its cursor
				return "true", "TERM", true
			}
			return "", "", true
		default:
			return "", "", true
		}
	}}
}

// ASCIITerm reports whether a terminal of this TERM has no glyphs for what screens draw beyond ASCII: the consoles of
// Linux and BSD, and terminals of the time before Unicode.
func ASCIITerm(term string) bool {
	return term == "linux" || term == "ansi" || strings.HasPrefix(term, "cons25") || strings.HasPrefix(term, "vt")
}

// Locale is the language that LC_ALL, LC_MESSAGES or LANG asks for, as a BCP 47 tag such as "zh-CN", and which of them.
// It is "" when they name none, or one in an encoding other than UTF-8, which is all that is written.
func Locale(env Lookup) (tag, source string) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		v, _ := env(name)
		if v == "" {
			continue
		}
		v, _, _ = strings.Cut(v, "@")
		v, encoding, _ := strings.Cut(v, ".")
		if v == "C" || v == "POSIX" {
			return "", name
		}
		switch strings.ToLower(strings.ReplaceAll(encoding, "-", "")) {
		case "", "utf8":
			return strings.ReplaceAll(v, "_", "-"), name
		}
		return "", name
	}
	return "", ""
}

// stateDir follows the XDG Base Directory Specification. A path that is not absolute is returned unchanged, for
// [FilePath] to refuse: the specification says to ignore it, but then the next run might use another journal.
func stateDir(env Lookup, home string) (dir, source string) {
	if x, ok := env("XDG_STATE_HOME"); ok && x != "" {
		path, reason := ExpandPath(x, home)
		if reason != "" || !filepath.IsAbs(path) {
			return x, "XDG_STATE_HOME"
		}
		return filepath.Join(path, "metalwright"), "XDG_STATE_HOME"
	}
	if home == "" {
		return "", ""
	}
	return filepath.Join(home, ".local", "state", "metalwright"), ""
}

// Settings are layers, the strongest first.
type Settings struct{ layers []Layer }

// New makes settings of layers, the strongest first.
func New(layers ...Layer) Settings { return Settings{layers} }

// Value returns n from the first layer that has it.
func (s Settings) Value(n Name) Value {
	for _, l := range s.layers {
		if text, source, ok := l.Get(n); ok {
			return Value{Name: n, Text: text, Origin: l.Origin, Source: source}
		}
	}
	return Value{Name: n, Origin: OriginDefault}
}

// All returns every setting.
func (s Settings) All() []Value {
	var all []Value
	for _, n := range Names() {
		all = append(all, s.Value(n))
	}
	return all
}
