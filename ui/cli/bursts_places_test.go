package cli_test

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/board"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/orders"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/wizard"
)

// places are where a burst can begin. New ones go to the end: the corpus counts.
func places() []func(b *burst, product int) {
	at := func(id string, keys ...string) func(*burst, int) {
		return func(b *burst, product int) {
			b.walkTo(id, product)
			b.Press(keys...)
		}
	}
	page := func(open func(b *burst, id order.ID) app.Page, keys ...string) func(*burst, int) {
		return func(b *burst, product int) {
			b.show(open(b, b.scene.order(product)))
			b.settle()
			b.WaitFor("SIMULATED")
			b.Press(keys...)
		}
	}
	one := func(b *burst, id order.ID) app.Page { return b.program.Board(id) }
	every := func(b *burst, _ order.ID) app.Page { return b.program.Board("") }
	list := func(b *burst, _ order.ID) app.Page { return b.program.List() }
	orphans := func(b *burst, _ order.ID) app.Page { return b.program.OrphansPage() }
	renewals := func(b *burst, _ order.ID) app.Page { return b.program.RenewalsPage() }
	var out []func(*burst, int)
	for _, s := range steps.All() {
		out = append(out, at(s.ID))
	}
	return append(
		out,
		at("review", "enter"), at("review", "enter", "y"), at("review", "p"), at("review", "s"), at("zone", "/"),
		at("naming", "f1"),
		at("storage", "down", "space", "down", "down", "down", "down", "space", "down", "space"),
		at("access", "right", "right", "enter"),
		page(one), page(one, "x"), page(one, "x", "enter"), page(one, "x", "down", "enter"), page(one, "x", "down", "down",
			"enter"),
		page(one, "o"), page(every), page(every, "/"), page(list), page(list, "enter"), page(list, "x"), page(list, "ctrl+c"),
		page(orphans),
		at("type", "z"), at("billing", "ctrl+t"), page(one, "enter"), (*burst).ofDraft,
		page(func(b *burst, _ order.ID) app.Page { return b.program.Wizard() }),
		page(func(b *burst, _ order.ID) app.Page { return wizard.NewKeys(b.program.Env(), b.first) }),
		(*burst).demo, page(list, "f1", "g"), at("zone", "f1"),
		page(renewals), page(renewals, "x"), page(renewals, "f1"), page(orphans, "x"), page(orphans, "f1"),
	)
}

// first is the page that a start shows.
func (b *burst) first() app.Page { return b.program.Wizard() }

// ofDraft asks whether to go on with the answers of a product's order.
func (b *burst) ofDraft(product int) {
	b.walkTo("review", product)
	d := b.wizard.Draft()
	b.show(wizard.NewOffer(b.program.Env(), d, b.clock.Now(), func() app.Page { return b.program.WizardWith(d) }, b.first))
}

// demo lists the tours.
func (b *burst) demo(int) {
	m := menu(b.t, b.program)
	b.t.Cleanup(m.Close)
	b.app, b.wizard = nil, nil
	b.Driver = uitest.Drive(b.t, m, usual())
	b.Timeless = true
}

// menu is the list of tours on the terminal of a program. Close it.
func menu(t *testing.T, x *cli.Program) *tour.Menu {
	t.Helper()
	var tours []*tourfile.Tour
	for _, name := range assets.TourNames() {
		tours = append(tours, readTour(t, name))
	}
	e := x.Env()
	return tour.NewMenu(e.Ctx, tours, tour.PlayerOptions{Options: cli.TourOptions(all.Products(), e.Text), Speed: 1},
		tour.Looks{Theme: e.Theme, Text: e.Text, Drives: true})
}

// leaveDemo leaves the tour that is played, and then the list of tours.
func (b *burst) leaveDemo() {
	b.t.Helper()
	b.Resize(usual())
	b.Until("the end of "+b.at(), func() bool {
		for _, k := range []tea.KeyPressMsg{{Code: tea.KeyTab}, {Code: 'c', Mod: tea.ModCtrl}} { // it may be played by hand
			if !b.Quit() {
				b.send(k)
			}
		}
		return b.Quit()
	})
}

// at names the page that is open.
func (b *burst) at() string {
	if b.app == nil {
		return "the list of tours"
	}
	switch p := b.app.Page().(type) {
	case *wizard.Wizard:
		return "step " + p.Step()
	default:
		return fmt.Sprintf("%T", p)
	}
}

// waiting is how many commands of the open page wait for the journal, or for what happens in a tour.
func (b *burst) waiting() int {
	if b.app == nil {
		return 1
	}
	switch b.app.Page().(type) {
	case *board.Board, *orders.List, *orders.Renewals:
		return 1
	}
	return 0
}
