package config_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/config"
)

// TestTemplates finds the directory of order files: the one that the file names, or the one beside the file, wherever
// that is or would be.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, path, flag, home, want string }{
		{"", "", "", "/home/a", "/home/a/.config/metalwright/templates"},
		{"", "", "", "", ""},
		{"color: never\n", "/etc/mw.yaml", "", "/home/a", "/etc/templates"},
		{"templates: ~/orders\n", "/etc/mw.yaml", "", "/home/a", "/home/a/orders"},
		{"templates: /srv/orders\n", "/etc/mw.yaml", "", "", "/srv/orders"},
		{"templates: orders\n", "/etc/mw.yaml", "", "/home/a", "error"},
	} {
		f := &config.File{}
		if c.text != "" {
			var err error
			if f, err = config.Parse([]byte(c.text), c.path, all.Products()); err != nil {
				t.Fatal(err)
			}
		}
		got, err := config.Templates(f, c.flag, func(string) (string, bool) { return "", false }, c.home)
		if err != nil {
			got = "error"
		}
		if got != c.want {
			t.Errorf("Templates(%q in %q) = %q, want %q", c.text, c.path, got, c.want)
		}
	}
}
