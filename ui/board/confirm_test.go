package board

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestOrderingIsAgreedToByY orders the rest as the first purchase: y, then Enter, for the sum on the line of keys. Yes
// may be written out; anything else orders nothing, and no line says that Enter would.
func TestOrderingIsAgreedToByY(t *testing.T) {
	t.Parallel()
	term := provider.Amount(1006.2, "USD")
	for _, c := range []struct {
		name, typed, want string
		change            func(*order.View)
	}{
		{"by the hour", "y", "enter order for 5.67 USD/h", func(*order.View) {}},
		{"written out", "Yes", "enter order for 5.67 USD/h", func(*order.View) {}},
		{"for a term", "y", "enter order for 3,018.60 USD", func(v *order.View) {
			v.Quote.Term, v.Spec.Billing = term, provider.Billing{Charge: provider.Prepaid, Months: 12}
		}},
		{"without a price", "y", "enter place the order", func(v *order.View) { v.Quote = provider.Quote{} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, "zenlayer-bmc")
			v := allUp(2)
			v.Wanted, v.Rest, v.Status = 5, 3, order.Partial
			c.change(&v)
			p.board.show([]order.View{v})
			for _, s := range uitest.AllSizes() {
				p.Resize(s)
				p.Press("o")
				p.shows(t, `Type "y"`)
				if foot := p.lastLine(); strings.Contains(foot, "enter") {
					t.Errorf("at %v Enter does something before anything is agreed to: %s", s, foot)
				}
				p.Press(strings.Split(c.typed, "")...)
				if foot := p.lastLine(); !strings.Contains(foot, c.want) {
					t.Errorf("at %v the line of keys is %q, want %q", s, foot, c.want)
				}
				p.Press("x", "enter")
				p.shows(t, "That does not match")
				p.Press("esc")
			}
		})
	}
}

// TestReleaseTextIsReadWhole scrolls what a release does where the smallest window has no room for all of it.
func TestReleaseTextIsReadWhole(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-vm")
	p.Resize(uitest.Size{W: 40, H: 12})
	v := view("zenlayer-vm", 2)
	v.Status, v.Open, v.Finished = order.Done, false, noon
	p.board.show([]order.View{v})
	p.Press("x", "end")
	for n, a := range p.board.dialogs.menu.list {
		if a.id == "release_all" {
			p.board.dialogs.menu.at = n
		}
	}
	p.Press("enter")
	p.shows(t, `Type "o-k7q2m9x4"`, "more below")
	missing := strings.Fields(p.board.env.Releases().How(v, 2))
	for range 12 {
		text := p.Text()
		missing = slices.DeleteFunc(missing, func(word string) bool { return strings.Contains(text, word) })
		if !strings.Contains(text, `Type "o-k7q2m9x4"`) {
			t.Errorf("the question is not seen:\n%s", text)
		}
		p.Press("pgdown")
	}
	if len(missing) > 0 || strings.Contains(p.Text(), "more below") {
		t.Errorf("%q cannot be read; at the end is\n%s", missing, p.Text())
	}
	p.Press("pgup", "pgup", "pgup", "pgup")
	p.shows(t, "2 machines", "more below")
}
