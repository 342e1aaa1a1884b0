package board

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
)

// openNew opens a new order, unless the one that is shown may have been bought: that is found out first.
func openNew(b *Board) tea.Cmd {
	if v, ok := b.current(); ok && v.Status == order.Ambiguous {
		b.notice = b.env.T("orders.unknown_first", "Order", v.ID.String())
		return nil
	}
	if b.opts.Again != nil {
		return func() tea.Msg { return app.Open{From: b, Page: b.opts.Again} }
	}
	return func() tea.Msg { return app.Notice{Text: b.env.T("orders.no_new")} }
}

// Keys are the bindings of the board.
func (b *Board) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, b.env.T(id))) }
	if b.menu != nil {
		return b.menu.keys()
	}
	if b.over != nil {
		return b.over.keys()
	}
	if !b.opts.Password.IsZero() {
		return []key.Binding{bind("y", "key.copy_password"), bind("w", "key.kept")}
	}
	if b.grid.Typing() {
		return []key.Binding{bind("enter", "key.keep_filter")}
	}
	var keys []key.Binding
	v, ok := b.current()
	if _, missing := b.missing(v); ok && missing && v.Rest > 0 {
		keys = append(keys, bind(orderKey, "key.order_rest"))
	} else if ok && missing {
		keys = append(keys, bind(orderKey, "key.order_again"))
	}
	keys = append(keys, bind("q", "key.quit"))
	if ok && b.acts(v) {
		keys = append(keys, bind("x", "key.actions"))
	}
	if b.opts.Again != nil && (!ok || v.Status != order.Ambiguous) { // what may be bought is not ordered again
		keys = append(keys, bind("n", "key.new_order"))
	}
	if slices.ContainsFunc(b.views, func(v order.View) bool { return v.Open }) {
		keys = append(keys, bind("r", "key.refresh"))
	}
	if len(b.rows.all) > 0 && !b.page.open() {
		keys = append(keys, bind("enter", "key.open_machine"))
	}
	if len(b.rows.all) > 1 && !b.page.open() {
		keys = append(keys, bind("/", "key.filter"), bind("s", "key.sort"))
	}
	if len(b.rows.all) > 0 {
		keys = append(keys, bind("y", "key.copy"), bind("S", "key.ssh"))
		if ok && b.releasesLater(v) {
			keys = append(keys, bind(laterKey, "release_later.key"))
		}
		keys = append(keys, bind("t", "key.support"))
		if b.opts.Access.Export != nil {
			keys = append(keys, bind("e", "key.tools"))
		}
	}
	return keys
}

// Backs reports whether Escape leads somewhere.
func (b *Board) Backs() bool {
	return b.menu != nil || b.over != nil || b.page.open() || b.grid.Typing() || b.grid.Filter() != "" ||
		b.opts.List != nil || !b.opts.Password.IsZero()
}
