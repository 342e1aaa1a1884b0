package board

import (
	"reflect"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// menu lists the actions of one order, and asks for the word and the secrets of the chosen one.
type menu struct {
	env      *step.Env
	offers   *offers
	commands *commands
	of       order.ID
	list     []action
	at       int
	form     *widget.Form // nil while the list is shown
	about    scroll       // what is to be confirmed, above the form
}

// The items of the form that are no secrets.
const (
	itemIDs   = "ids"
	itemCheck = "check"
	itemWord  = "word"
)

// reread keeps the actions up to date while someone thinks: what asks nothing yet follows the order in all, such as
// that evidence which has come since has to be checked. An open form keeps what it asks, and what it says is renewed
// only while it still is about the same machines: the cursor may be on another one meanwhile.
func (m *menu) reread() {
	v, ok := m.offers.model.view(m.of)
	if !ok {
		return
	}
	for _, now := range m.offers.all(v) {
		for i := range m.list {
			switch was := m.list[i]; {
			case was.id != now.id || was.word != now.word || was.request != now.request:
			case m.form == nil:
				m.list[i] = now
			case reflect.DeepEqual(was.command(given{}), now.command(given{})):
				m.list[i].note, m.list[i].said = now.note, now.said
			}
		}
	}
}

// update handles a key or a paste; closed says that the menu has done its work.
func (m *menu) update(msg tea.Msg) (cmd tea.Cmd, closed bool) {
	if m.form != nil {
		if k, ok := msg.(tea.KeyPressMsg); ok && m.about.press(k.String()) {
			return nil, false
		}
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
			return m.commands.do(m.of, a, given{}), true
		}
		m.ask(a)
	case "x", "q":
		return nil, true
	}
	return nil, false
}

func (m *menu) ask(a action) {
	e := m.env
	var items []widget.Item
	for _, f := range a.asks {
		kind := widget.Secret
		if f == provider.FieldInitScript {
			kind = widget.Multiline
		}
		items = append(items, widget.Item{
			ID: string(f), Label: e.Fields().Label(f), Kind: kind, Help: e.T("action.again_secret"),
		})
	}
	if a.names {
		items = append(items, widget.Item{
			ID: itemIDs, Label: e.T("action.ids"), Kind: widget.Input, Value: strings.Join(a.found, ","),
			Help: e.T("action.ids_help"),
		})
	}
	if a.check {
		items = append(items, widget.Item{
			ID: itemCheck, Label: e.T("action.checked"), Kind: widget.Toggle,
			Help: e.T("action.checked_" + a.id),
		})
	}
	if a.word != "" {
		items = append(items, widget.Item{
			ID: itemWord, Label: e.T("action.confirm"), Kind: widget.Input, Help: e.T("action.type", "Word", a.word),
		})
	}
	m.form, m.about = widget.NewForm(e.Theme, e.Text, items), scroll{}
}

// wrong puts words beneath an item.
func (m *menu) wrong(item, words string) (tea.Cmd, bool) {
	m.form.SetError(item, words)
	m.form.Focus(item)
	return nil, false
}

func (m *menu) submit() (tea.Cmd, bool) {
	a, e := m.list[m.at], m.env
	var g given
	var access provider.Spec
	for _, f := range a.asks {
		bind, _ := provider.LineFor(f)
		if m.form.Value(string(f)) == "" {
			return m.wrong(string(f), e.T("rule.required"))
		}
		if err := bind.Set(&access, m.form.Value(string(f))); err != nil {
			return m.wrong(string(f), e.Errors().Text(err))
		}
	}
	g.secrets = access.Access
	if a.names {
		for _, id := range strings.FieldsFunc(m.form.Value(itemIDs), func(r rune) bool { return r == ',' || r == ' ' }) {
			g.ids = append(g.ids, provider.InstanceID(id))
		}
		if len(g.ids) == 0 {
			return m.wrong(itemIDs, e.T("rule.required"))
		}
	}
	if g.checked = a.check && m.form.Bool(itemCheck); a.check && !g.checked {
		return m.wrong(itemCheck, e.T("action.unchecked_"+a.id))
	}
	if a.word != "" && !a.agrees(e.T("action.yes"), m.form.Value(itemWord)) {
		return m.wrong(itemWord, e.T("action.mistyped"))
	}
	return m.commands.do(m.of, a, g), true
}

func (m *menu) keys() []key.Binding {
	bind := func(k, id string) key.Binding {
		return key.NewBinding(key.WithKeys(k), key.WithHelp(k, m.env.T(id)))
	}
	switch {
	case m.form != nil:
		keys := []key.Binding{bind("enter", "key.next")}
		if m.form.Focused() == itemWord { // the last question
			keys = m.last(m.list[m.at])
		}
		if m.about.over() {
			keys = append(keys, bind("pgdown", "key.scroll"))
		}
		return keys
	}
	return []key.Binding{bind("enter", "key.choose")}
}

// last are the keys of the last question: Enter orders only once that is agreed to.
func (m *menu) last(a action) []key.Binding {
	e := m.env
	bind := func(k, does string) []key.Binding {
		return []key.Binding{key.NewBinding(key.WithKeys(k), key.WithHelp(k, does))}
	}
	yes := e.T("action.yes")
	switch {
	case a.buys == nil:
		return bind("enter", e.T(a.enter()))
	case a.agrees(yes, m.form.Value(itemWord)):
		return bind("enter", e.Prices().OrderFor(*a.buys))
	case a.word == yes:
		return bind("y", e.T("key.yes"))
	}
	return nil
}

func (m *menu) view(w, h int) (string, *tea.Cursor) {
	w = min(w-2, 72)
	if m.form != nil {
		return m.viewForm(w, h)
	}
	e, t := m.env, m.env.Theme
	var lines []string
	first, last := 0, 0 // lines of the chosen one
	for i, a := range m.list {
		text := a.title(m.env)
		if i > 0 && a.risky() && !m.list[i-1].risky() {
			lines = append(lines, t.Faint.Render(strings.Repeat(t.Glyph.Box.H, w-4)))
		}
		if i != m.at {
			lines = append(lines, t.Text.Render("  "+text))
			continue
		}
		first = len(lines)
		lines = append(lines, t.Selected.Render(widget.PadRight(t.Glyph.Cursor+" "+text, w-4)))
		for _, l := range widget.Wrap(e.T("action."+a.id+"_note"), w-8) {
			lines = append(lines, t.Dim.Render("    "+l))
		}
		for _, s := range a.said {
			for _, l := range widget.Wrap(strings.TrimSpace(s), w-8) {
				lines = append(lines, t.Warn.Render("    "+l))
			}
		}
		last = len(lines)
	}
	room := max(h-2, 1)
	from := max(min(first, last-room), 0)
	if last <= room {
		from = 0
	}
	lines = lines[from:min(from+room, len(lines))]
	return widget.Box(t, e.T("action.title"), strings.Join(lines, "\n"), w, len(lines)+2), nil
}

// viewForm shows what is to be confirmed; where there is no room for all of it, the questions win, and it scrolls.
func (m *menu) viewForm(w, h int) (string, *tea.Cursor) {
	e, t, a := m.env, m.env.Theme, m.list[m.at]
	questions := len(a.asks) + 1
	if a.names {
		questions++
	}
	if a.check {
		questions++
	}
	rows := min(2*questions+1, max(h-3, 2))
	var note []string
	for _, l := range a.note {
		indent := l[:len(l)-len(strings.TrimLeft(l, " "))]
		for _, part := range widget.Wrap(strings.TrimLeft(l, " "), w-4-len(indent)) {
			note = append(note, t.Warn.Render(indent+part))
		}
	}
	about := widget.Wrap(e.T("action."+a.id+"_note"), w-4)
	if room := max(h-rows-2, 0); len(note)+len(about) <= room {
		note = append(about, note...)
	} else { // what the order's own lines say comes first
		note = m.about.shown(append(note, about...), room, t.Dim.Render(t.Glyph.Down+" "+e.T("board.below")))
	}
	body, cur := m.form.View(w-4, rows)
	if cur != nil { // inside the box
		cur.X, cur.Y = cur.X+2, cur.Y+1+len(note)
	}
	return widget.Box(t, a.title(m.env), strings.Join(append(note, body), "\n"), w, len(note)+rows+2), cur
}
