package orders

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// listPage is what the pages of orphans and renewals have in common: one list, a question over it, and sentences below
// it.
type listPage struct {
	env    *step.Env
	grid   *widget.Grid
	before func() app.Page // the page before it; nil: there is none
	asks   *question       // nil: nothing is asked
	notice string          // what came of the last action
	loaded bool
	tick   int
}

// passage is a sentence below the list; one without text is left out.
type passage struct {
	style lipgloss.Style
	text  string
}

// take handles what arrives: a key goes to the question, or else to press; columns are those of the list.
func (l *listPage) take(msg tea.Msg, columns func() []widget.Column, press func(tea.KeyPressMsg) tea.Cmd) tea.Cmd {
	switch msg := msg.(type) {
	case step.TickMsg:
		if !l.loaded {
			l.tick++
			return step.Tick()
		}
	case changed:
		l.notice = msg.notice
	case tea.KeyPressMsg:
		l.notice = ""
		switch {
		case l.asks != nil:
			return l.answer(msg)
		case l.grid.Typing():
			l.grid.Update(msg)
		case msg.String() == "q":
			return func() tea.Msg { return app.Quit{} }
		default:
			return press(msg)
		}
	case tea.PasteMsg:
		if l.asks != nil {
			l.asks.form.Update(msg)
			return nil
		}
		l.grid.Update(msg)
	case tea.MouseMsg:
		l.grid.Update(msg)
	case tea.BackgroundColorMsg:
		l.grid.SetTheme(l.env.Theme)
	case app.Language:
		l.grid.SetColumns(columns())
		l.asks = nil
	}
	return nil
}

// answer gives the question a key, and starts what it asks for once its word was typed.
func (l *listPage) answer(k tea.KeyPressMsg) tea.Cmd {
	if !l.asks.answered(k) {
		return nil
	}
	yes := l.asks.yes
	l.asks = nil
	return yes
}

// waiting is the page until something is known.
func (l *listPage) waiting(state widget.LoadState, err error, what string, w, h int) (string, *tea.Cursor) {
	v := widget.Loading{State: state, What: l.env.T(what), Tick: l.tick}
	v.Why, v.Hint = l.env.Errors().Failure(err)
	return v.View(l.env.Theme, l.env.Text, w, h), nil
}

// page is the title, the list unless it has no rows, and the sentences below it; over all of them the question.
func (l *listPage) page(title string, rows int, below []passage, w, h int) (string, *tea.Cursor) {
	t := l.env.Theme
	var lines []string
	for _, l := range widget.Wrap(title, w-2) { // it has a sum, or is all that there is to read
		lines = append(lines, t.Title.Render(l))
	}
	lines = append(lines, "")
	foot := l.foot(below, w-2)
	foot = foot[:min(len(foot), max(h-len(lines)-3, 0))]
	grid, cur := "", (*tea.Cursor)(nil)
	if rows > 0 {
		grid, cur = l.grid.View(w-2, max(h-len(lines)-len(foot), 2))
	}
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+len(lines)
	}
	all := strings.Join(append(append(lines, grid), foot...), "\n")
	page := widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: all, Width: w - 1})
	if l.asks == nil {
		return page, cur
	}
	return l.asks.view(page, w, h)
}

// foot is the notice and what is said below it, wrapped, after an empty line.
func (l *listPage) foot(below []passage, w int) []string {
	var lines []string
	for _, p := range append([]passage{{l.env.Theme.Accent, l.notice}}, below...) {
		if p.text == "" {
			continue
		}
		for _, line := range widget.Wrap(p.text, w) {
			lines = append(lines, p.style.Render(line))
		}
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// head names the page.
func (l *listPage) head(title string) app.Head {
	h := app.Head{Title: l.env.T(title)}
	h.Simulated = l.env.Accounts.AllSimulated(l.env.Products)
	h.Live = !h.Simulated && l.env.Accounts.AnyReal(l.env.Products)
	return h
}

func (l *listPage) bind(k, id string) key.Binding {
	return key.NewBinding(key.WithKeys(k), key.WithHelp(k, l.env.T(id)))
}

// keys are those that do something now; own are the page's, while the list has the keys.
func (l *listPage) keys(rows int, own func() []key.Binding) []key.Binding {
	switch {
	case l.asks != nil:
		return []key.Binding{l.bind("enter", l.asks.enter)}
	case l.grid.Typing():
		return []key.Binding{l.bind("enter", "key.keep_filter")}
	}
	keys := append(own(), l.bind("q", "key.quit"))
	if rows > 1 {
		keys = append(keys, l.bind("/", "key.filter"), l.bind("s", "key.sort"))
	}
	return keys
}

// Backs reports whether Escape leads somewhere.
func (l *listPage) Backs() bool {
	return l.asks != nil || l.grid.Typing() || l.grid.Filter() != "" || l.before != nil
}

// Editing reports whether letters are text.
func (l *listPage) Editing() bool { return l.asks != nil || l.grid.Typing() }

// back closes the question, ends the filter, or leads from a page to the one before.
func (l *listPage) back(from app.Page) (tea.Cmd, bool) {
	if l.asks != nil {
		l.asks = nil
		return nil, true
	}
	if l.grid.Typing() || l.grid.Filter() != "" {
		l.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		return nil, true
	}
	if l.before != nil {
		return func() tea.Msg { return app.Open{From: from, Page: l.before} }, true
	}
	return nil, false
}

// Leave says that nothing is lost.
func (l *listPage) Leave() string { return l.env.T("orders.leave") }
