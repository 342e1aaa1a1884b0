package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// gridFilter is what the rows of a grid are filtered by, and the field in which that is typed.
type gridFilter struct {
	field  *editor
	query  string
	typing bool
	hay    []string // lower-case text of each row, made when a filter first asks
}

// Filter is the filter; "" is none.
func (f *gridFilter) Filter() string { return f.query }

// Typing reports whether a filter is being typed, so that letters are text.
func (f *gridFilter) Typing() bool { return f.typing }

func (f *gridFilter) begin() {
	f.typing = true
	f.field.focus()
	if f.query != "" && !strings.HasSuffix(f.query, " ") {
		f.field.set(f.query + " ") // what is typed now is another word
	}
}

func (f *gridFilter) end() {
	f.typing = false
	f.field.blur()
}

// setTheme makes the field anew, with the looks of t.
func (f *gridFilter) setTheme(t *theme.Theme) {
	f.field = newEditor(t, f.query, false)
	if f.typing {
		f.field.focus()
	}
}

// conditions are the rows that src itself keeps, nil for all, and the words that the others are searched for.
func (f *gridFilter) conditions(src Source) (keep func(row int) bool, words []string) {
	query := f.query
	if by, ok := src.(Filterer); ok && query != "" {
		keep, query = by.Filter(query)
	}
	return keep, strings.Fields(strings.ToLower(query))
}

// rowText is what a filter looks at: the visible cells of a row.
func (f *gridFilter) rowText(row int, c *cellTexts) string {
	if f.hay[row] == "" {
		var b strings.Builder
		for _, s := range c.layout.slots {
			b.WriteString(c.text(row, s.col))
			b.WriteByte('\n')
		}
		f.hay[row] = strings.ToLower(b.String())
	}
	return f.hay[row]
}

// matches reports whether text has every word, and none that has a "!" before it.
func matches(text string, words []string) bool {
	for _, w := range words {
		not, inverse := strings.CutPrefix(w, "!")
		if inverse && not == "" {
			continue // still being typed
		}
		if strings.Contains(text, not) == inverse {
			return false
		}
	}
	return true
}

// gridStatus says in w cells what is no row: the filter, how many rows there are, and why none is shown.
type gridStatus struct {
	filter *gridFilter
	rows   *cursor
	theme  *theme.Theme
	text   *text.Text
	w      int
}

// nothing says why no row is shown.
func (s gridStatus) nothing() string {
	why := s.text.T("list.none")
	if s.filter.query != "" && s.rows.total > 0 {
		why = s.text.T("list.no_match", "Filter", s.filter.query)
	}
	return s.theme.Dim.Render(Truncate("  "+why, s.w, s.theme.Glyph.Ellipsis))
}

// count is how many rows there are, in words.
func (s gridStatus) count() string {
	r := s.rows
	if s.filter.query != "" || s.filter.typing {
		return s.text.T("list.filtered", "Shown", r.shown(), "Total", r.total)
	}
	return s.text.T("list.position", "From", min(r.top+1, r.shown()), "To", min(r.top+r.page, r.shown()),
		"Total", r.total)
}

// line is the one below the rows, y lines down: the filter, and how many rows there are.
func (s gridStatus) line(y int) (string, *tea.Cursor) {
	f, t, w := s.filter, s.theme, s.w
	count := Truncate(s.count(), w, "")
	if !f.typing && f.query == "" {
		return t.Dim.Render(PadLeft(count, w)), nil
	}
	prompt := "/"
	room := max(w-gutter-len(prompt)-Width(count)-gap, 0)
	if room < 4 { // no room for both: the words that are typed count more
		room, count = max(w-gutter-len(prompt), 0), ""
	}
	typed, x := f.field.view(room)
	head := Truncate(strings.Repeat(" ", gutter)+prompt, w, "")
	tail := ""
	if f.typing && f.query == "" {
		typed = t.Faint.Render(Truncate(s.text.T("list.hint"), room, t.Glyph.Ellipsis))
	}
	if count != "" {
		tail = strings.Repeat(" ", max(w-Width(head)-Width(typed)-Width(count), 0)) + t.Dim.Render(count)
	}
	line := Truncate(t.Accent.Render(head)+typed+tail, w, "")
	if !f.typing {
		return line, nil
	}
	return line, tea.NewCursor(min(Width(head)+x, w-1), y)
}
