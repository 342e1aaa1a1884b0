package config_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/config"
)

// TestKeys reads which keys actions have, and refuses keys that mean something else.
func TestKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want map[string]string // nil: refused
		says []string
	}{
		{"{help: f9}", map[string]string{"?": "f9"}, nil},
		{"{help: \"?\"}", map[string]string{}, nil},
		{"{up: home, first: up}", map[string]string{"up": "home", "home": "up"}, nil},
		{"{help: x}", nil, []string{"c.yaml:1:14: keys.help", `"x" is not one of`, "f9"}},
		{"{help: f9, back: f9}", nil, []string{"keys.back", "keys.help also has \"f9\""}},
		{"{help: esc}", nil, []string{"keys.help", "keys.back also has \"esc\""}},
		{"{helps: f9}", nil, []string{"keys.helps", "did you mean help"}},
		{"{help: 9}", nil, []string{"keys.help", "text (in quotes)"}},
	} {
		f, err := config.Parse([]byte("keys: "+c.text), "c.yaml", all.Products())
		if c.want == nil {
			for _, want := range c.says {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("keys: %s gives %v, want %q in it", c.text, err, want)
				}
			}
			continue
		}
		if err != nil || !maps.Equal(f.Keys, c.want) {
			t.Errorf("keys: %s gives %v, %v, want %v", c.text, f, err, c.want)
		}
	}
}

// TestASCIITerm knows the terminals that have nothing but ASCII, also as a default of the setting.
func TestASCIITerm(t *testing.T) {
	t.Parallel()
	for term, want := range map[string]bool{
		"linux": true, "vt100": true, "vt220": true, "ansi": true, "cons25": true, "xterm": false, "screen": false, "": false,
	} {
		env := func(name string) (string, bool) { return term, name == "TERM" }
		v := config.New(config.Defaults(env, "")).Value(config.ASCII)
		if config.ASCIITerm(term) != want || (v.Text == "true") != want || want && v.Source != "TERM" {
			t.Errorf("TERM=%s: ASCIITerm() = %v, the setting is %+v, want %v", term, config.ASCIITerm(term), v, want)
		}
	}
}
