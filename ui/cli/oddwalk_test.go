package cli_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// walked is how many odd worlds there are for each that a product walks through without -full.
const walked = 3

// TestOddWorlds walks the wizard of each product through each world by Enter, as far as it goes, and back: it never
// crashes, never shows a broken frame or one that says nothing, and never buys.
func TestOddWorlds(t *testing.T) {
	t.Parallel()
	for n, w := range worlds() {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			h := cli.OpenProgram(t, process(t, c.Now, nil), odd(t, w), t.TempDir(), 20)
			for i, p := range all.Products() {
				if !*full && (n+i)%walked != 0 {
					continue
				}
				t.Run(string(p.ID), func(t *testing.T) {
					d := wizardIn(t, h, c, usual())
					d.Rest()
					for range i {
						d.Press("down")
					}
					d.Press("enter")
					d.Rest()
					if got := d.wizard.Draft().Spec.Product; got != p.ID {
						t.Fatalf("the product is %q, want %q\n%s", got, p.ID, d.Text())
					}
					walker{d}.thereAndBack(t, w.ends[p.ID])
					bought(t, d.ledger(), 0, 0)
				})
			}
		})
	}
}

// walker walks through all questions, and looks at each, as nobody would who orders.
type walker struct{ *wizardTest }

// thereAndBack walks to the step where the world ends, and back to the first question.
func (d walker) thereAndBack(t *testing.T, want end) {
	t.Helper()
	got := d.forth(t)
	if want.step == "" {
		want.step = "review"
	}
	if got != want.step {
		t.Errorf("the walk ends on %q, want %q\n%s", got, want.step, d.Text())
	}
	if said := d.program.Env().T(want.says); want.says != "" && !strings.Contains(flat(d.Text()), flat(said)) {
		t.Errorf("the end of the walk does not say %q\n%s", said, d.Text())
	}
	for range 60 {
		if d.wizard.Step() == "product" {
			return
		}
		d.Press("esc")
		d.Rest()
		d.sound(t)
	}
	t.Errorf("esc does not lead back from %q\n%s", d.wizard.Step(), d.Text())
}

// forth presses Enter until nothing changes any more, agreeing to what has to be agreed to. It answers with the step
// where that is.
func (d walker) forth(t *testing.T) string {
	t.Helper()
	for same, n := 0, 0; same < 4 && n < 150; n++ {
		before, at := d.Text(), d.wizard.Step()
		if at == "review" {
			d.sound(t)
			return at
		}
		if strings.Contains(before, d.program.Env().Theme.Glyph.Cursor+" "+d.program.Env().T("field.billing.consent")) {
			d.Press("left")
		}
		if strings.Contains(before, d.program.Env().T("rule.required")) {
			d.Press("right") // a choice that nothing is suggested for
		}
		d.clock.Advance(time.Second) // as the vendors count requests
		d.Press("enter")
		d.Rest()
		d.sound(t)
		if d.wizard.Step() == at && d.Text() == before {
			same++
		} else {
			same = 0
		}
	}
	return d.wizard.Step()
}

// sound looks at the frame at every size: it is whole, has words, and no character in it does anything.
func (d walker) sound(t *testing.T) {
	t.Helper()
	for _, s := range append(uitest.Sizes(), usual()) {
		d.Resize(s)
		if why := d.wrong(); why != "" {
			t.Fatalf("%s at %v: %s\n%s", d.wizard.Step(), s, why, d.Text())
		}
		shown := d.Text()
		if at := strings.IndexFunc(shown, func(r rune) bool {
			return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar)
		}); at >= 0 {
			t.Errorf("%s at %v has the character %q", d.wizard.Step(), s, shown[at:min(at+8, len(shown))])
		}
		said := 0
		for i, l := range strings.Split(shown, "\n") {
			if i > 1 && i < s.H-1 && strings.ContainsFunc(l, unicode.IsLetter) {
				said++
			}
		}
		if said < 2 { // the question, and something below it
			t.Errorf("%s at %v says nothing:\n%s", d.wizard.Step(), s, shown)
		}
	}
}
