package board

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// input is what is typed and clicked: it goes to what is open, and else to the list.
type input struct {
	env      *step.Env
	model    *model
	list     *list
	page     *machinePage
	offers   *offers
	dialogs  *dialogs
	commands *commands
	checks   *checks
	reach    *reach
	password *password
	notice   *notice
	again    func() app.Page // a new order; nil where none can be placed
}

// update takes a key, a paste or the mouse.
func (n *input) update(msg tea.Msg) tea.Cmd {
	_, mouse := msg.(tea.MouseMsg)
	k, key := msg.(tea.KeyPressMsg)
	switch {
	case n.dialogs.menu != nil && !mouse:
		return n.dialogs.update(msg)
	case key:
		return n.press(k)
	case n.dialogs.menu == nil && n.dialogs.over == nil && !n.page.open():
		n.list.grid.Update(msg)
	}
	return nil
}

func (n *input) press(k tea.KeyPressMsg) tea.Cmd {
	n.notice.say("")
	n.password.closing = false
	switch {
	case n.password.open():
		cmd, kept := n.password.press(k.String())
		if kept {
			return n.commands.do(n.model.id, saved(n.model.id), given{})
		}
		return cmd
	case n.dialogs.over != nil:
		return n.dialogs.press(k)
	case n.list.grid.Typing():
		n.list.grid.Update(k)
		return nil
	case n.page.open() && n.page.scrolled(k.String()):
		return nil
	}
	cmd, known := n.do(k.String())
	if !known && !n.page.open() {
		n.list.moved = n.list.grid.Update(k) || n.list.moved
	}
	return cmd
}

// do does what a key of the board stands for; known says that it stands for something.
func (n *input) do(k string) (cmd tea.Cmd, known bool) {
	switch k {
	case "enter":
		n.page.enter()
	case "q":
		cmd = func() tea.Msg { return app.Quit{} }
	case "r":
		cmd = n.checks.ask()
	case "y":
		n.dialogs.over = n.reach.copies()
	case "S":
		cmd, n.dialogs.over = n.reach.ssh()
	case "e":
		n.dialogs.over = n.reach.tools()
	case "t":
		n.dialogs.over = n.reach.support()
	case laterKey:
		n.dialogs.openLater()
	case "x":
		n.dialogs.openMenu()
	case orderKey:
		n.dialogs.openMissing()
	case "n":
		cmd = n.openNew()
	default:
		return nil, false
	}
	return cmd, true
}

// openNew opens a new order, unless the one that is shown may have been bought: that is found out first.
func (n *input) openNew() tea.Cmd {
	if v, ok := n.list.current(); ok && v.Status == order.Ambiguous {
		n.notice.say(n.env.T("orders.unknown_first", "Order", v.ID.String()))
		return nil
	}
	if n.again != nil {
		return func() tea.Msg { return app.Open{From: n.commands.page, Page: n.again} }
	}
	return func() tea.Msg { return app.Notice{Text: n.env.T("orders.no_new")} }
}

// back closes what is open, one thing at a time, and reports whether anything was.
func (n *input) back() bool {
	switch {
	case n.dialogs.menu != nil:
		n.dialogs.closeMenu()
	case n.password.open():
		n.password.putAway()
	case n.dialogs.over != nil:
		n.dialogs.over = nil
	case n.page.open():
		n.page.close()
	case n.list.filtered():
		n.list.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
	default:
		return false
	}
	return true
}

// backs reports whether anything is open that back closes.
func (n *input) backs() bool {
	return n.dialogs.menu != nil || n.dialogs.over != nil || n.page.open() || n.list.filtered() || n.password.open()
}

// keys are the bindings that work now, the most useful first.
func (n *input) keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, n.env.T(id))) }
	switch {
	case n.dialogs.menu != nil || n.dialogs.over != nil:
		return n.dialogs.keys()
	case n.password.open():
		return n.password.keys()
	case n.list.grid.Typing():
		return []key.Binding{bind("enter", "key.keep_filter")}
	}
	var keys []key.Binding
	v, ok := n.list.current()
	rows := len(n.list.rows.all)
	if _, missing := n.offers.missing(v); ok && missing && v.Rest > 0 {
		label := "key.order_rest"
		if v.Bought == 0 { // there is nothing of which it would be the rest
			label = "key.try_again"
		}
		keys = append(keys, bind(orderKey, label))
	} else if ok && missing {
		keys = append(keys, bind(orderKey, "key.order_again"))
	}
	keys = append(keys, bind("q", "key.quit"))
	if ok && n.offers.acts(v) {
		keys = append(keys, bind("x", "key.actions"))
	}
	if n.again != nil && (!ok || v.Status != order.Ambiguous) { // what may be bought is not ordered again
		keys = append(keys, bind("n", "key.new_order"))
	}
	if n.model.open() {
		keys = append(keys, bind("r", "key.refresh"))
	}
	if rows > 0 && !n.page.open() {
		keys = append(keys, bind("enter", "key.open_machine"))
	}
	if rows > 1 && !n.page.open() {
		keys = append(keys, bind("/", "key.filter"), bind("s", "key.sort"))
	}
	if rows > 0 {
		keys = append(keys, bind("y", "key.copy"), bind("S", "key.ssh"))
		if ok && n.offers.releasesLater(v) {
			keys = append(keys, bind(laterKey, "release_later.key"))
		}
		keys = append(keys, bind("t", "key.support"))
		if n.reach.access.Export != nil {
			keys = append(keys, bind("e", "key.tools"))
		}
	}
	return keys
}
