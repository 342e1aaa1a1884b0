package board

import (
	"context"
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// action is something that a person may do about an order. Its messages are "action.<id>" and "action.<id>_note".
type action struct {
	id   string
	word string           // has to be typed before it is done; "" when Enter is enough
	asks []provider.Field // secrets that it needs again
	note []string         // what has to be looked at first
	do   func(ctx context.Context, secrets provider.Access) error
}

// actions are what can be done about v now, the harmless first.
func (b *Board) actions(v order.View) []action {
	s, id := b.orders, v.ID
	var out []action
	uncertain := slices.ContainsFunc(v.Batches, func(x order.BatchView) bool {
		return x.State == order.BatchAmbiguous || x.State == order.BatchUnresolved
	})
	if uncertain {
		out = append(out, action{id: "look", do: func(ctx context.Context, _ provider.Access) error { return s.LookAgain(ctx, id) }})
	}
	if v.Rest > 0 && !uncertain && !v.InFlight() {
		out = append(out, action{id: "rest", word: b.env.T("action.yes"), asks: v.Asks, do: func(ctx context.Context, a provider.Access) error {
			return s.OrderRest(ctx, id, a)
		}})
	}
	for _, x := range v.Batches {
		if x.State != order.BatchUnresolved {
			continue
		}
		out = append(
			out,
			action{id: "close", word: b.env.T("action.nothing"), do: func(ctx context.Context, _ provider.Access) error { return s.CloseUnresolved(ctx, id) }},
			// The evidence stands above the word that has to be typed.
			action{id: "again", word: x.Token, asks: v.Asks, note: b.evidence(x), do: func(ctx context.Context, a provider.Access) error {
				return s.BuyAgain(ctx, id, order.Again{N: x.N, Token: x.Token, Checked: true, Secrets: a})
			}},
		)
		break
	}
	if !v.Open {
		out = append(out, action{id: "forget", word: b.env.T("action.yes"), do: func(ctx context.Context, _ provider.Access) error { return s.Forget(ctx, id) }})
	}
	return out
}

// evidence names machines that an unresolved batch may have bought.
func (b *Board) evidence(x order.BatchView) []string {
	if len(x.Evidence) == 0 {
		return nil
	}
	lines := []string{b.env.T("action.evidence")}
	for _, m := range x.Evidence[:min(len(x.Evidence), 5)] {
		lines = append(lines, "  "+widget.Clean(m.Name)+"  "+widget.Clean(string(m.ID))+"  "+string(m.Status))
	}
	if n := len(x.Evidence) - 5; n > 0 {
		lines = append(lines, "  "+b.env.T("naming.more", "Count", n))
	}
	return lines
}

// dearer is an action that was not done because the price has risen since it was agreed to.
type dearer struct {
	action  action
	secrets provider.Access
	stale   *order.Stale
}

// askPrice offers to do it at the price of now.
func (b *Board) askPrice(m dearer) {
	v, ok := b.current()
	if !ok {
		return
	}
	was, is := m.stale.Was.Due().String(), m.stale.Is.Due().String()
	a := action{id: "dearer", word: b.env.T("action.yes"), note: []string{b.env.T("action.prices", "Was", was, "Is", is)}}
	a.do = func(ctx context.Context, _ provider.Access) error {
		if err := b.orders.AcceptQuote(ctx, v.ID, m.stale.Is); err != nil {
			return err
		}
		return m.action.do(ctx, m.secrets)
	}
	b.menu = &menu{board: b, list: []action{a}}
	b.menu.ask(a)
}

// menu lists the actions of one order, and asks for the word and the secrets of the chosen one.
type menu struct {
	board *Board
	list  []action
	at    int
	form  *widget.Form // nil while the list is shown
}

func (b *Board) openMenu() {
	v, ok := b.current()
	if !ok {
		return
	}
	list := b.actions(v)
	if len(list) == 0 {
		b.notice = b.env.T("board.no_action")
		return
	}
	b.menu = &menu{board: b, list: list}
}

// current is the order that is shown, or the one of the row under the cursor.
func (b *Board) current() (order.View, bool) {
	if b.id != "" && len(b.views) > 0 {
		return b.views[0], true
	}
	i, ok := b.grid.Row()
	if !ok {
		return order.View{}, false
	}
	at := slices.IndexFunc(b.views, func(v order.View) bool { return v.ID == b.rows.all[i].order })
	if at < 0 {
		return order.View{}, false
	}
	return b.views[at], true
}

// update handles a key or a paste; closed says that the menu has done its work.
func (m *menu) update(msg tea.Msg) (cmd tea.Cmd, closed bool) {
	if m.form != nil {
		m.form.Update(msg)
		m.form.Back()
		m.form.Changed()
		if !m.form.Submitted() {
			return nil, false
		}
		return m.submit()
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil, false
	}
	switch k.String() {
	case "up", "k":
		m.at = max(m.at-1, 0)
	case "down", "j":
		m.at = min(m.at+1, len(m.list)-1)
	case "enter":
		a := m.list[m.at]
		if a.word == "" && len(a.asks) == 0 {
			return m.run(provider.Access{}), true
		}
		m.ask(a)
	case "x", "q":
		return nil, true
	}
	return nil, false
}

func (m *menu) ask(a action) {
	e := m.board.env
	var items []widget.Item
	for _, f := range a.asks {
		kind := widget.Secret
		if f == provider.FieldInitScript {
			kind = widget.Multiline
		}
		items = append(items, widget.Item{ID: string(f), Label: e.Label(f), Kind: kind, Help: e.T("action.again_secret")})
	}
	if a.word != "" {
		items = append(items, widget.Item{ID: "word", Label: e.T("action.type", "Word", a.word), Kind: widget.Input})
	}
	m.form = widget.NewForm(e.Theme, e.Text, items)
}

func (m *menu) submit() (tea.Cmd, bool) {
	a := m.list[m.at]
	if a.word != "" && !strings.EqualFold(strings.TrimSpace(m.form.Value("word")), a.word) {
		m.form.SetError("word", m.board.env.T("action.mistyped"))
		m.form.Focus("word")
		return nil, false
	}
	var access provider.Spec
	for _, f := range a.asks {
		bind, _ := provider.BindingFor(f)
		if m.form.Value(string(f)) == "" {
			m.form.SetError(string(f), m.board.env.T("rule.required"))
			m.form.Focus(string(f))
			return nil, false
		}
		if err := bind.Set(&access, m.form.Value(string(f))); err != nil {
			m.form.SetError(string(f), m.board.env.Why(err))
			return nil, false
		}
	}
	return m.run(access.Access), true
}

func (m *menu) run(secrets provider.Access) tea.Cmd {
	a, b := m.list[m.at], m.board
	return func() tea.Msg {
		err := a.do(b.env.Ctx, secrets)
		if stale, ok := errors.AsType[*order.Stale](err); ok {
			return dearer{a, secrets, stale}
		}
		if err != nil {
			return done{b.env.T("action.failed", "Why", widget.Clean(err.Error()))}
		}
		return done{b.env.T("action.done")}
	}
}

func (m *menu) keys() []key.Binding {
	bind := func(k, id string) key.Binding {
		return key.NewBinding(key.WithKeys(k), key.WithHelp(k, m.board.env.T(id)))
	}
	return []key.Binding{bind("enter", "key.choose")}
}

func (m *menu) view(w, h int) string {
	e, t := m.board.env, m.board.env.Theme
	w = min(w-2, 72)
	if m.form != nil {
		note := widget.Wrap(e.T("action."+m.list[m.at].id+"_note"), w-4)
		for _, l := range m.list[m.at].note {
			note = append(note, t.Warn.Render(widget.Truncate(l, w-4, t.Glyph.Ellipsis)))
		}
		rows := min(2*len(m.list[m.at].asks)+4, max(h-len(note)-2, 2))
		body, _ := m.form.View(w-4, rows)
		return widget.Box(t, e.T("action."+m.list[m.at].id), strings.Join(append(note, body), "\n"), w, len(note)+rows+2)
	}
	var lines []string
	for i, a := range m.list {
		text := e.T("action." + a.id)
		if i == m.at {
			lines = append(lines, t.Selected.Render(widget.PadRight(t.Glyph.Cursor+" "+text, w-4)))
			for _, l := range widget.Wrap(e.T("action."+a.id+"_note"), w-8) {
				lines = append(lines, t.Dim.Render("    "+l))
			}
			continue
		}
		lines = append(lines, t.Text.Render("  "+text))
	}
	return widget.Box(t, e.T("action.title"), strings.Join(lines, "\n"), w, min(len(lines)+2, h))
}
