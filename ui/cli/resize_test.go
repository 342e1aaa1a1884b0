package cli_test

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/wizard"
)

// TestResize gives every screen windows from 1 by 1 to 500 by 200: no line is too long, none is too many, what had the
// focus has it afterwards, and no answer is lost.
func TestResize(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	for _, id := range []string{
		"product", "zone", "type", "image", "billing", "network", "storage", "access", "naming", "review",
	} {
		d.walk(id)
		resizes(t, d, id)
		d.Press("f1")
		resizes(t, d, id+" with help")
		d.Press("esc")
	}
	d.Press("f1", "g")
	resizes(t, d, "glossary")
	d.Press("esc")
	d.on("review")
	d.Press("p")
	resizes(t, d, "request")
	d.Press("p", "enter")
	resizes(t, d, "question")
	d.Press("n", "ctrl+c")
	resizes(t, d, "leaving")
	d.Press("down")
	d.place()
	d.WaitFor("PENDING", "updated")
	resizes(t, d, "board")
	d.Press("enter")
	resizes(t, d, "machine")
	d.Press("esc")
	for _, k := range []string{"x", "t", "e", "S"} {
		d.Press(k)
		resizes(t, d, "board after "+k)
		d.Press("esc")
	}
	for name, p := range map[string]app.Page{
		"orders": d.program.List(), "orphans": d.program.OrphansPage(), "renewals": d.program.RenewalsPage(),
	} {
		d.Driver = uitest.Drive(t, d.program.App(p), usual())
		d.Until("what there is", func() bool { return !strings.Contains(d.Text(), "Loading") })
		resizes(t, d, name)
		d.Press("?")
		resizes(t, d, name+" with help")
	}
}

// TestResizeForms does so with what opens within the questions of metal: filters, editors and comparisons.
func TestResizeForms(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("zone")
	d.Press("/", "seoul")
	resizes(t, d, "filter")
	d.Press("enter", "d")
	resizes(t, d, "details")
	d.Press("home", "enter")
	d.on("type")
	d.Press("z")
	d.WaitFor("in all zones")
	d.Rest()
	resizes(t, d, "all zones")
	d.Press("esc")
	d.walk("billing")
	d.Press("ctrl+t")
	d.Rest()
	resizes(t, d, "terms")
	d.Press("esc")
	d.walk("storage")
	d.Press("down", "space", "down", "down", "down", "down", "space", "down", "space")
	resizes(t, d, "partition")
	d.Press("esc")
	d.walk("access")
	d.Press("right", "right", "enter")
	d.Paste(publicKey)
	resizes(t, d, "keys")
	d.Press("esc")
	d.walk("naming")
	d.Press("ctrl+u", "3", "enter", "ctrl+u", "web-[1")
	resizes(t, d, "names with a fault")
}

// TestResizeProducts does so with the questions of the other products.
func TestResizeProducts(t *testing.T) {
	t.Parallel()
	v := sit(t, usual())
	v.product(vm)
	for _, id := range []string{"zone", "type", "image", "billing", "network", "storage", "access", "naming", "review"} {
		v.walk(id)
		resizes(t, v, "machines: "+id)
	}
	e := sit(t, usual())
	e.product(edge)
	e.walk("zone")
	resizes(t, e, "edge: zone")
	e.Press("/", "sg-1", "enter", "enter")
	e.on("type")
	resizes(t, e, "edge: type")
	e.walk("image")
	resizes(t, e, "edge: image")
	e.Press("/", "another", "enter", "enter")
	resizes(t, e, "edge: another image")
	e.Press("esc", "esc", "home", "enter")
	e.walk("billing")
	resizes(t, e, "edge: billing")
	e.Press("left", "enter")
	e.on("network")
	resizes(t, e, "edge: network")
	e.Press("tab", "enter")
	resizes(t, e, "edge: private network")
	e.Press("enter", "enter")
	e.Rest()
	e.Press("enter", "enter")
	resizes(t, e, "edge: public network")
	e.Press("enter", "enter", "enter", "enter")
	e.Rest()
	for _, id := range []string{"storage", "access", "naming", "review"} {
		e.walk(id)
		resizes(t, e, "edge: "+id)
	}
}

// TestResizeStart does so with what comes before the questions: accounts, a draft to go on with, the first minute of
// newcomers, and what no order uses.
func TestResizeStart(t *testing.T) {
	t.Parallel()
	c := newClouds(t, newClock().Now, eastWest)
	d := c.sit(newClock(), "east", "west")
	d.walk("account")
	resizes(t, d, "accounts")
	d.Driver = uitest.Drive(t, d.program.App(wizard.NewKeys(d.program.Env(), nil)), usual())
	resizes(t, d, "credentials")
	d.Driver = uitest.Drive(t, d.program.App(wizard.NewOffer(d.program.Env(), d.wizard.Draft(), newClock().Now(), nil,
		nil)), usual())
	resizes(t, d, "draft")
	p := process(t, newClock().Now, nil)
	p.Tour = func() tea.Cmd { return nil }
	newcomer := wizardIn(t, cli.OpenProfiles(t, p, all.Products(), t.TempDir()), newClock(), usual())
	newcomer.on("product")
	newcomer.WaitFor("Guided tour")
	resizes(t, newcomer, "newcomer")
}

// resizes gives what is on the screen windows of many sizes.
func resizes(t *testing.T, d *wizardTest, name string) {
	t.Helper()
	before, answers := focus(d.Text()), d.answers()
	uitest.Resizes(d.Driver, name)
	if after := focus(d.Text()); !slices.Equal(before, after) {
		t.Errorf("%s: the focus was on %q and is on %q", name, before, after)
	}
	if after := d.answers(); after != answers {
		t.Errorf("%s: the answers were %s and are %s", name, answers, after)
	}
}
