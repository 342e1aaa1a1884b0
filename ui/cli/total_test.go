package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/uitest"
)

// sideTotal is what the side bar says the order costs.
var sideTotal = regexp.MustCompile(`│ Total\s+│\n.*│ ([0-9.,]+ USD\S*( for \d+ months?)?) `)

// TestTotalStandsStill orders by Enter alone: the price of the type on the list is that of the order, and the side
// bar's total moves with no answer that nobody gave.
func TestTotalStandsStill(t *testing.T) {
	t.Parallel()
	for name, open := range map[string][]string{"bare metal": {"enter"}, "virtual machine": {"down", "enter"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, uitest.Size{W: 200, H: 40})
			d.on("product")
			d.Press(open...)
			d.walk("type")
			d.Until("the prices", func() bool { return strings.Contains(d.Text(), ".") && !d.wizard.Waiting() })
			cursor := regexp.MustCompile(`▸ \S+ .*`).FindString(d.Text()[strings.Index(d.Text(), "TYPE"):])
			first := ""
			for range 40 {
				d.Press("enter")
				d.Rest()
				if d.wizard.Step() == "review" { // which has no side bar
					if !strings.Contains(d.Text(), first) {
						t.Errorf("the review does not have the total %s\n%s", first, d.Text())
					}
					break
				}
				var m []string
				d.Until("the price", func() bool {
					m = sideTotal.FindStringSubmatch(d.Text())
					return m != nil
				})
				if first == "" {
					first = m[1]
				}
				if m[1] != first {
					t.Errorf("on %s the total is %s, want %s as before", d.wizard.Step(), m[1], first)
				}
			}
			amount, _, _ := strings.Cut(first, " ")
			if !strings.Contains(cursor, amount) {
				t.Errorf("the list of types says %q, and the order costs %s", cursor, first)
			}
		})
	}
}

// TestCountOnTheList types how many machines there will be on the list of types.
func TestCountOnTheList(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 120, H: 40})
	d.walk("type")
	one := d.Text()
	d.Press("1", "2")
	d.WaitFor("12 machines", "12 × USD/h")
	d.Press("down", "3")
	d.WaitFor("3 machines", "3 × USD/h")
	d.Press("backspace")
	d.Rest()
	if got := d.Text(); !strings.Contains(got, "1 machine:") || strings.Contains(got, "×") {
		t.Errorf("after backspace there is not one machine again:\n%s\nbefore\n%s", got, one)
	}
	for range 6 {
		d.Press("9")
	}
	d.WaitFor("is more than 10000, the most of an order")
	if got := d.wizard.Draft().Spec.Count; got != 9999 {
		t.Errorf("9 six times makes %d machines, want 9999", got)
	}
	d.Press("enter")
	d.Rest()
	if d.wizard.Step() != "type" {
		t.Errorf("9999 machines of what is not that many were taken")
	}
	d.WaitFor("; you want 9999", "Not sold anywhere else")
	d.Press("esc", "3", "enter")
	d.on("image")
	d.Press("ctrl+g")
	d.walk("review")
	if got := d.wizard.Draft().Spec.Machines(); got != 3 {
		t.Errorf("the review has %d machines, want 3", got)
	}
}

// TestWiderShowsNoLess compares the lists in windows of several widths: a wider one shows every word of a narrower one
// that is not cut.
func TestWiderShowsNoLess(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"zone", "type", "image"} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			narrow := ""
			for _, w := range []int{40, 60, 80, 100, 120, 200} {
				d := sit(t, uitest.Size{W: w, H: 40})
				d.walk(id)
				if id == "type" {
					d.Until("the prices", func() bool { return !d.wizard.Waiting() })
				}
				_, shown, _ := strings.Cut(d.Text(), "?") // below the question
				shown, _, _ = strings.Cut(shown, "enter choose")
				shown = regexp.MustCompile(` \d+ × .*`).ReplaceAllString(shown, "") // the order in a line or in a side bar
				for word := range strings.FieldsSeq(narrow) {
					if !strings.ContainsAny(word, "…─│╭╮╰╯›·") && !strings.Contains(shown, word) {
						t.Errorf("%d columns do not show %q:\n%s\nfewer do:\n%s", w, word, shown, narrow)
					}
				}
				narrow = shown
			}
		})
	}
}

// TestPriceInTheSmallestWindow wants the price of a prepaid order of several machines also where there is least room.
func TestPriceInTheSmallestWindow(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 40, H: 12})
	d.walk("type")
	d.Press("1", "2", "c")
	d.WaitFor("12 × USD/month", "1,780.20")
	d.Press("c")
	d.WaitFor("12 × USD/h", "3.0480")
}
