package board

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// dialogs is what is open above the board: the menu of actions with its questions, or a box that takes keys alone; and
// what opens as soon as nothing else is open.
type dialogs struct {
	model    *model
	list     *list
	offers   *offers
	commands *commands
	notice   *notice
	password *password

	menu   *menu   // nil unless it is open
	over   overlay // nil unless it is open
	begins bool    // the menu opens with the first orders that are read
	due    bool    // a person has to decide: the menu opens when nothing else is open
	dearer *dearer // a price that has risen, which is asked about when nothing else is open
}

// free reports whether nothing is open that takes what is typed.
func (d *dialogs) free() bool {
	return d.menu == nil && d.over == nil && !d.list.grid.Typing() && !d.password.open()
}

// openMenu opens the actions of the order that is shown, or of the one under the cursor.
func (d *dialogs) openMenu() {
	v, ok := d.list.current()
	if !ok {
		return
	}
	list := d.offers.all(v)
	if len(list) == 0 {
		d.notice.say(d.model.env.T("board.no_action"))
		return
	}
	likely := slices.IndexFunc(list, func(a action) bool { return a.id == actionRefused })
	d.menu = &menu{env: d.model.env, offers: d.offers, commands: d.commands, of: v.ID, list: list, at: max(likely, 0)}
}

// openMissing asks at once for the confirmation of ordering what is missing.
func (d *dialogs) openMissing() {
	v, ok := d.list.current()
	if !ok {
		return
	}
	if a, ok := d.offers.missing(v); ok {
		d.question(v.ID, a)
	}
}

// question asks what has to be answered before a is done.
func (d *dialogs) question(of order.ID, a action) {
	d.menu = &menu{env: d.model.env, offers: d.offers, commands: d.commands, of: of, list: []action{a}}
	d.menu.ask(a)
}

// dearer is an action that was not done because the price has risen since it was agreed to.
type dearer struct {
	of     order.ID
	action action
	given  given
	stale  *order.Stale
}

// askPrice offers to do it at the price of now.
func (d *dialogs) askPrice(m dearer) {
	e := d.model.env
	if !d.free() { // what is typed is meant for what is open
		d.dearer = &m
		d.notice.say(e.T("action.price_later"))
		return
	}
	was, is := e.Prices().Moved(m.stale.Was, m.stale.Is)
	a := action{id: "dearer", word: e.T("action.yes"), buys: &m.stale.Is, note: []string{
		e.T("action.prices", "Was", was, "Arrow", e.Theme.Glyph.Change, "Is", is),
	}}
	a.command = func(given) order.Command { return order.AcceptQuote{ID: m.of, Quote: m.stale.Is} }
	a.then = &answered{m.action, m.given}
	d.question(m.of, a)
}

// follow opens what the orders that were read ask for, now or when nothing else is open. They were was before.
func (d *dialogs) follow(was []order.View) {
	if v, one := d.model.one(); one && len(was) == 1 {
		d.due = d.due || undecided(was[0], v)
	}
	d.reread()
	if d.begins {
		d.begins, d.due = false, false
		d.openMenu()
	}
	d.offer()
}

// undecided reports whether a request of the order whose outcome was being looked up waits for a person now.
func undecided(was, is order.View) bool {
	return slices.ContainsFunc(is.Batches, func(x order.BatchView) bool {
		return x.State == order.BatchUnresolved && slices.ContainsFunc(was.Batches, func(o order.BatchView) bool {
			return o.N == x.N && o.State == order.BatchAmbiguous
		})
	})
}

// reread keeps the menu up to date while someone thinks.
func (d *dialogs) reread() {
	if d.menu != nil {
		d.menu.reread()
	}
}

// offer opens what waits for a person, when nothing else is open: a price that has risen, or the decision that the end
// of the look-ups has left to them.
func (d *dialogs) offer() {
	if !d.free() {
		return
	}
	if m := d.dearer; m != nil {
		d.dearer = nil
		d.askPrice(*m)
		return
	}
	if d.due {
		d.due = false
		d.openMenu()
	}
}

// update has the menu take a key or a paste.
func (d *dialogs) update(msg tea.Msg) tea.Cmd {
	cmd, closed := d.menu.update(msg)
	if closed {
		d.closeMenu()
	}
	return cmd
}

// closeMenu closes the menu, and opens what has waited for that.
func (d *dialogs) closeMenu() {
	d.menu = nil
	d.offer()
}

// press has the box take a key.
func (d *dialogs) press(k tea.KeyPressMsg) (cmd tea.Cmd) {
	cmd, d.over = d.over.press(k)
	return cmd
}

// drop closes what is in the words of another language.
func (d *dialogs) drop() { d.menu, d.over = nil, nil }

// keys are those of what is open; nil when nothing is.
func (d *dialogs) keys() []key.Binding {
	switch {
	case d.menu != nil:
		return d.menu.keys()
	case d.over != nil:
		return d.over.keys()
	}
	return nil
}

// view draws the menu over a frame.
func (d *dialogs) view(frame string, w, h int) (string, *tea.Cursor) {
	box, cur := d.menu.view(w, h)
	if cur != nil { // Overlay draws it in the middle
		cur.X, cur.Y = cur.X+(w-widget.Width(box))/2, cur.Y+(h-lipgloss.Height(box))/2
	}
	return widget.Overlay(frame, box, w, h), cur
}
