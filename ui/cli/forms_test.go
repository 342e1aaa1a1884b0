package cli_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/theme"
)

// TestArrowsOnlyMove walks through all questions of each product, up and down through every form with what is folded
// away: arrows come to each item and back, and change no answer.
func TestArrowsOnlyMove(t *testing.T) {
	t.Parallel()
	for _, product := range []provider.ProductID{"zenlayer-bmc", vm, edge} {
		t.Run(string(product), func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			d.product(product)
			d.walk("zone")
			if product == edge {
				d.Press("/", "tez-gz-1", "enter", "enter") // it has networks
			}
			for _, step := range []string{"billing", "network", "storage", "access", "naming"} {
				d.walk(step)
				walker{d}.arrows(step)
				if step == "billing" && product == edge {
					d.Press("y")
				}
			}
		})
	}
}

// arrows goes down to the last item of the question, opening what is folded away, and up again.
func (d walker) arrows(step string) {
	d.t.Helper()
	d.Rest()
	before := d.answers()
	end := func(key string) []string {
		var seen []string
		for still := 0; still < 8; still++ { // a choice may have so many rows without another item
			f := focus(d.Text())
			if at := f[len(f)-1]; !slices.Contains(seen, at) {
				seen, still = append(seen, at), 0
				if strings.HasPrefix(at, "More") {
					d.Press("enter")
					continue
				}
			}
			d.Press(key)
			d.Rest()
		}
		return slices.DeleteFunc(seen, func(s string) bool { return strings.HasPrefix(s, "More") })
	}
	down := end("down")
	up := end("up")
	slices.Reverse(up)
	if !slices.Equal(down, up) {
		d.t.Errorf("%s: Down comes to %q, Up to %q", step, down, up)
	}
	if after := d.answers(); before != after {
		d.t.Errorf("%s: arrows changed the answers\n%s\n%s", step, before, after)
	}
}

// TestRowsAreRefusedInTheirBox types rows that cannot be: the box stays open with the error at what is wrong, and the
// answers stay as they were.
func TestRowsAreRefusedInTheirBox(t *testing.T) {
	t.Parallel()
	metal := []string{"down", "enter"} // arrays by disk
	for _, c := range []struct {
		name    string
		product string
		open    []string // keys from the beginning of the question to the box
		wrong   []string // what is typed in it
		item    string
		why     string
		right   []string
	}{
		{
			"a disk that is not there", "metal", append(metal, "down", "enter", "tab"),
			[]string{"ctrl+u", "1-9"},
			"Disks",
			"6",
			[]string{"ctrl+u", "1,2"},
		},
		{
			"a disk of another array", "metal", append(metal, "down", "enter", "tab"),
			[]string{"ctrl+u", "1-3"},
			"Disks",
			"3",
			[]string{"ctrl+u", "1,2"},
		},
		{
			"a path that is none", "metal", append(metal, "down", "down", "down", "down", "enter", "down", "down", "enter"),
			[]string{"ctrl+u", "500"},
			"Path", "/var",
			[]string{"ctrl+u", "/srv"},
		},
		{
			"a disk too small", "vm",
			[]string{"down", "enter"},
			[]string{"ctrl+u", "1"},
			"Size", "20",
			[]string{"ctrl+u", "40"},
		},
		{
			"too many disks", "vm",
			[]string{"down", "enter", "tab", "tab"},
			[]string{"ctrl+u", "99"},
			"How many",
			"10",
			[]string{"ctrl+u", "2"},
		},
		{
			"a range with host bits", "edge",
			[]string{"enter", "tab"},
			[]string{"ctrl+u", "10.0.0.1/24"},
			"Address range", "10.0.0.0",
			[]string{"ctrl+u", "10.0.0.0/24"},
		},
		{
			"a network without a line", "edge",
			[]string{"down", "enter", "tab"},
			[]string{"ctrl+u"},
			"Line", "Required",
			[]string{"BGP"},
		},
		{
			"no bandwidth at all", "edge",
			[]string{"down", "enter", "tab", "tab", "tab"},
			[]string{"0"},
			"Bandwidth", "1",
			[]string{"ctrl+u", "100"},
		},
		{
			"more addresses than machines", "edge",
			[]string{"down", "enter", "tab", "tab", "tab", "tab", "down", "enter"},
			[]string{"ctrl+u", "9"},
			"Addresses", "1",
			[]string{"ctrl+u", "1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			zone, model, question := "sel-a", "m6c", "storage"
			switch c.product {
			case "vm":
				d.product(vm)
				zone, model = "fra-a", ""
			case "edge":
				d.product(edge)
				zone, model, question = "sg-1", "", "network"
			}
			d.walk("zone")
			d.Press("/", zone, "enter")
			d.walk("type")
			if model != "" {
				d.Press("/", model, "enter")
			}
			if c.product == "edge" {
				d.walk("billing")
				d.Press("left") // the consent
			}
			d.walk(question)
			d.Press(c.open...)
			before := d.answers()
			d.Press(c.wrong...)
			d.Press("tab", "tab", "tab")
			f := focus(d.Text())
			_, below, _ := strings.Cut(d.Text(), theme.New(true, false).Glyph.Cursor+" "+c.item)
			if !strings.HasPrefix(f[len(f)-1], c.item) || !strings.Contains(below, "✗") || !strings.Contains(below, c.why) {
				t.Errorf("the cursor is at %q, want the error at %s with %s\n%s", f[len(f)-1], c.item, c.why, d.Text())
			}
			if after := d.answers(); before != after {
				t.Errorf("the wrong row changed the answers from\n%s\nto\n%s", before, after)
			}
			d.Press(c.right...)
			for range 3 {
				if strings.Contains(d.Text(), "╭") {
					d.Press("tab")
				}
			}
			if strings.Contains(d.Text(), "✗") || strings.Contains(d.Text(), "╭") {
				t.Errorf("the box does not take the right row\n%s", d.Text())
			}
		})
	}
}
