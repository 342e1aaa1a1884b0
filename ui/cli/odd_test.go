package cli_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// oddKeys are what the random walks press: every key that means something somewhere, and some that mean nothing.
func oddKeys() []string {
	return []string{
		"enter", "enter", "enter", "tab", "shift+tab", "esc", "up", "down", "left", "right", "home", "end", "pgup", "pgdown",
		"space", "backspace", "delete", "ctrl+u", "ctrl+g", "ctrl+t", "ctrl+r", "ctrl+d", "ctrl+w", "f1", "?", "/", "a", "c",
		"d", "e",
		"j", "k",
		"n", "p", "r", "s", "S", "x", "0", "3", "7", "[", "]", ",", "-", "字", "é", "👍🏽", "\u202e", "\u0300",
	}
}

func oddPastes() []string {
	return []string{
		"", publicKey, publicKey + "\r\n" + publicKey, "\x1b[31mred\x1b[0m", "a\tb\x00c", strings.Repeat("x", 5000),
		"web-[1,3]", "[", "[9,9]",
		"字字字字", "\u202eabc", "-1", "99999999999999999999", "1e309", "NaN", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
	}
}

// oddWalk presses random keys, pastes and resizes, and looks at every frame.
func oddWalk(tb testing.TB, d *wizardTest, r *rand.Rand, steps int) {
	tb.Helper()
	d.Timeless = true
	keys, pastes := oddKeys(), oddPastes()
	for i := range steps {
		var what string
		switch r.IntN(20) {
		case 0:
			s := uitest.Size{W: r.IntN(221), H: r.IntN(71)}
			what = fmt.Sprint("resize ", s)
			d.Resize(s)
		case 1:
			p := pastes[r.IntN(len(pastes))]
			what = fmt.Sprintf("paste %q", p)
			d.Paste(p)
		default:
			what = keys[r.IntN(len(keys))]
			d.Press(what)
		}
		if r.IntN(3) > 0 {
			d.Rest()
		}
		if why := d.wrong(); why != "" {
			tb.Fatalf("step %d, %q on %s: %s\n%s", i, what, d.wizard.Step(), why, d.Text())
		}
	}
}

// wrong says what is wrong with the frame: it fills the window exactly, and the cursor is inside.
func (d viewed) wrong() string {
	v, s := d.View(), d.Size()
	if s.W == 0 || s.H == 0 {
		return ""
	}
	lines := strings.Split(v.Content, "\n")
	if len(lines) != s.H {
		return fmt.Sprintf("%d lines, want %d", len(lines), s.H)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w > s.W {
			return fmt.Sprintf("line %d is %d cells wide, want at most %d: %q", i, w, s.W, l)
		}
	}
	if c := v.Cursor; c != nil && (c.X < 0 || c.Y < 0 || c.X >= s.W || c.Y >= s.H) {
		return fmt.Sprintf("the cursor is at %d,%d in a window of %d by %d", c.X, c.Y, s.W, s.H)
	}
	return ""
}

// TestOddKeys walks at random, from the start and from the middle. Nothing is ever bought: y is not among the keys.
func TestOddKeys(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.own()
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same walks each time
		n := wizardIn(t, d.program, d.clock, usual())
		if seed%2 == 1 {
			n = d.again(t)
		}
		oddWalk(t, n, r, 400)
		bought(t, n.ledger(), 0, 0)
	}
}

func FuzzOddKeys(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(seed, 60)
	}
	d := sit(f, usual())
	d.own()
	f.Fuzz(func(t *testing.T, seed uint64, steps int) {
		n := d.again(t)
		oddWalk(t, n, rand.New(rand.NewPCG(seed, 2)), max(min(steps, 300), 0)) //nolint:gosec // by the fuzzer's seed
		bought(t, n.ledger(), 0, 0)
	})
}

// TestBackKeepsEverything walks back to the first question and forward again: no answer changes.
func TestBackKeepsEverything(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.own()
	before := d.answers()
	for range 3 {
		for range 40 {
			if d.wizard.Step() == "product" {
				break
			}
			d.Press("esc")
			d.Rest()
		}
		if got := d.wizard.Step(); got != "product" {
			t.Fatalf("esc leads to %q, want the first step\n%s", got, d.Text())
		}
		if got := d.answers(); got != before {
			t.Errorf("on the way back the answers became\n%s\nwant\n%s", got, before)
		}
		d.walk("review")
		if got := d.answers(); got != before {
			t.Errorf("there and back the answers became\n%s\nwant\n%s", got, before)
		}
	}
}

// TestBackFromNonsense leaves every form with nonsense in it: going back is never refused, and the nonsense is still
// there when one comes again.
func TestBackFromNonsense(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ step, before, text string }{
		{"network", "down", "lots"},
		{"naming", "", "many"},
	} {
		d := sit(t, usual())
		d.walk(row.step)
		if row.before != "" {
			d.Press(row.before)
		}
		d.Press("ctrl+u", row.text)
		d.Press("esc")
		d.Rest()
		if got := d.wizard.Step(); got == row.step {
			t.Errorf("%s: esc is refused\n%s", row.step, d.Text())
			continue
		}
		for range 10 {
			if d.wizard.Step() == row.step {
				break
			}
			d.Press("enter")
			d.Rest()
		}
		if !strings.Contains(d.Text(), row.text) {
			t.Errorf("%s: %q is lost\n%s", row.step, row.text, d.Text())
		}
	}
}

// TestOnlyYesBuys presses everything but y on the question.
func TestOnlyYesBuys(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	back := func() bool { // closes what the review has open, if anything
		if !strings.Contains(d.Text(), "Place this order?") && !strings.Contains(d.Text(), "secrets masked") {
			return false
		}
		d.Press("esc")
		return true
	}
	d.walk("review")
	for _, k := range oddKeys() {
		d.walk("review")
		d.Press("enter", k, "enter")
		d.Rest()
		for d.wizard.Step() == "review" && back() {
			continue
		}
	}
	bought(t, d.ledger(), 0, 0)
}

// TestPlacedOnce confirms again and again, at every moment until the board is open: the order is placed once.
func TestPlacedOnce(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("review")
	draft := d.wizard.Draft()
	quote, err := draft.Reader().Quote(t.Context(), draft.Spec)
	if err != nil {
		t.Fatalf("Quote() = %v", err)
	}
	d.Press("enter", "y", "enter")
	d.Until("the board", func() bool {
		d.Send(step.Place{Quote: quote})
		return strings.Contains(d.Text(), "PROVISIONING")
	})
	bought(t, d.ledger(), 1, 1)
	orders, err := d.program.Orders().Views.Orders(t.Context())
	if err != nil || len(orders) != 1 {
		t.Errorf("Orders() = %d, %v, want one", len(orders), err)
	}
}
