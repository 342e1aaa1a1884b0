package app_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/app"
)

// TestKeys gives actions other keys: they do what the usual ones do, which go on working unless another action has got
// them, and they are what the help says.
func TestKeys(t *testing.T) {
	t.Parallel()
	f, err := config.Parse([]byte(
		"keys: {help: f9, down: b, back: ctrl+x, page_up: f4, first: end, last: home}"), "c.yaml", nil)
	if err != nil {
		t.Fatalf("Parse() = %v", err)
	}
	for _, c := range []struct {
		key     string
		editing bool
		want    string
	}{
		{"b", false, "down"},
		{"b", true, "b"},
		{"down", false, "down"},
		{"ctrl+x", true, "back"},
		{"esc", false, "back"},
		{"home", false, "end"},
		{"end", false, "home"},
		{"x", false, "x"},
	} {
		p := &page{editing: c.editing}
		d := openWith(t, p, app.Options{Keys: f.Keys})
		d.Press(c.key)
		if !slices.Equal(p.got, []string{c.want}) {
			t.Errorf("%s, editing %t: the page gets %q, want %q", c.key, c.editing, p.got, c.want)
		}
	}
	d := openWith(t, &page{}, app.Options{Keys: f.Keys})
	d.Press("f9")
	for _, want := range []string{"end home f4 pgdown", "ctrl+x", "f9 f1"} {
		if !strings.Contains(d.Text(), want) {
			t.Errorf("the help does not say %q\n%s", want, d.Text())
		}
	}
}

// TestEveryAction has every action done by another key.
func TestEveryAction(t *testing.T) {
	t.Parallel()
	for _, a := range config.Actions() {
		p := &page{}
		d := openWith(t, p, app.Options{Keys: map[string]string{a.Key: "f9"}})
		d.Press("f9")
		byOwn, seen := slices.Clone(p.got), d.Text()
		p.got = nil
		d = openWith(t, p, app.Options{Keys: map[string]string{a.Key: "f9"}})
		d.Press(a.Key)
		if !slices.Equal(byOwn, p.got) || seen != d.Text() {
			t.Errorf("%s: f9 gives the page %q, and %s %q\n%s", a.Name, byOwn, a.Key, p.got, seen)
		}
	}
}
