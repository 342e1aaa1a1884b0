package widget

import (
	"strings"
	"unicode"

	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

const (
	minField  = 24 // cells of a line of text, where there is room
	minNumber = 8  // cells of one with a unit
	areaLines = 8  // lines of a Multiline with the focus
	peekLines = 3  // lines of a Multiline without
)

// valueView is the value of an item being drawn, at the right of its label: the room that it has, and where the caret
// and the option under the cursor are in its lines.
type valueView struct {
	theme   *theme.Theme
	text    *text.Text
	item    *item
	focused bool
	room    int // cells
	h, left int // lines of the window, and those of it that are below what is drawn already: none may be

	cursor *tea.Cursor // nil where no text is typed
	row    int         // -1 where there is none
}

// lines are one at least.
func (v *valueView) lines() []string {
	switch e := v.item.entry.(type) {
	case *choice:
		return choiceView{v, e}.lines()
	case *toggleEntry:
		if v.item.Kind == Check {
			return []string{v.check(e.on)}
		}
		return []string{v.toggle(e)}
	case *areaEntry:
		return v.area(e.field)
	case lineEntry:
		return []string{v.input(e.editor)}
	default:
		return v.fold()
	}
}

// toggle is yes and no, one of which is marked.
func (v *valueView) toggle(e *toggleEntry) string {
	g := v.theme.Glyph
	yes, no := g.Off, g.On
	if e.on {
		yes, no = g.On, g.Off
	}
	e.confirm.Affirmative(yes + " " + v.text.T("form.yes") + "  ").Negative(no + " " + v.text.T("form.no"))
	return Truncate(firstLine(e.confirm.View()), v.room, "")
}

// check is a box and the words that it is about.
func (v *valueView) check(on bool) string {
	box, style := "[ ] ", v.theme.Text
	if on {
		box = "[x] "
	}
	if v.focused {
		style = v.theme.Accent
	}
	return v.option(style, Option{Label: box + v.item.Placeholder, Detail: v.item.Unit}, "", v.room)
}

// fold is what is hidden, in words.
func (v *valueView) fold() []string {
	style := v.theme.Faint
	if v.focused {
		style = v.theme.Text
	}
	lines := Wrap(v.theme.Clean(v.item.Value)+" "+v.theme.Glyph.Right, max(v.room, 1))
	for i, l := range lines {
		lines[i] = style.Render(l)
	}
	return lines
}

// input is one line of text with its unit.
func (v *valueView) input(e *editor) string {
	t, it, room := v.theme, v.item, v.room
	unit := t.Clean(it.Unit)
	if unit != "" {
		unit = " " + unit
	}
	if room < Width(unit)+8 {
		unit = ""
	}
	room -= Width(unit)
	s, x := e.view(room)
	line := t.Faint.Underline(true)
	if e.value() == "" {
		s = line.Render(Truncate(t.Clean(it.Placeholder), room, t.Glyph.Ellipsis))
		x = 0
	}
	used := Width(s)
	if v.focused {
		v.cursor = tea.NewCursor(x, 0)
		used = max(used, x+1)
	}
	least := minField
	if unit != "" {
		least = minNumber
	}
	if wide := min(max(used, least), room); wide > Width(s) {
		s += line.Render(strings.Repeat(" ", wide-Width(s)))
	}
	return s + t.Dim.Render(unit)
}

// option is a mark, an option's name, and its detail or why it cannot be chosen.
func (v *valueView) option(style lipgloss.Style, o Option, mark string, room int) string {
	t := v.theme
	if mark != "" {
		mark += " "
	}
	s := Truncate(mark+t.Clean(o.name()), room, t.Glyph.Ellipsis)
	tail := o.Detail
	if o.Disabled != "" {
		tail = o.Disabled
	}
	rest := room - Width(s) - gap
	if tail == "" || rest < 4 {
		return style.Render(s)
	}
	return style.Render(s) + strings.Repeat(" ", gap) + t.Dim.Render(Truncate(t.Clean(tail), rest, t.Glyph.Ellipsis))
}

// area is text of several lines beside a line that is drawn from top to bottom.
func (v *valueView) area(field *textarea.Model) []string {
	room := max(v.room-gap, 1)
	var lines []string
	if v.focused && field != nil {
		lines = v.edited(field, room)
	} else {
		lines = v.beginning(room)
	}
	if v.cursor != nil {
		v.cursor.X += gap
	}
	side := PadRight(v.theme.Faint.Render(v.theme.Glyph.Box.V), gap)
	for i := range lines {
		lines[i] = side + lines[i]
	}
	return lines
}

// edited is the text with the caret in it, as far as there is room.
func (v *valueView) edited(field *textarea.Model, room int) []string {
	t, it := v.theme, v.item
	lines := max(min(areaLines, v.h-2), 1)
	field.SetWidth(room)
	field.SetHeight(lines)
	s := field.View()
	if it.Masked {
		s = masked(s)
	}
	v.cursor = field.Cursor()
	if it.Value == "" && it.Placeholder != "" {
		s = t.Faint.Render(Truncate(t.Clean(it.Placeholder), room, t.Glyph.Ellipsis))
	}
	return fitLines(strings.Split(s, "\n"), room, lines)
}

// beginning is what the text starts with, and how much more there is.
func (v *valueView) beginning(room int) []string {
	t, it := v.theme, v.item
	if it.Value == "" {
		return []string{t.Faint.Render(Truncate(t.Clean(it.Placeholder), room, t.Glyph.Ellipsis))}
	}
	s := t.CleanLines(it.Value)
	if it.Masked {
		s = masked(s)
	}
	all := strings.Split(s, "\n")
	shown := min(len(all), peekLines)
	lines := fitLines(all[:shown:shown], room, shown)
	if n := len(all) - len(lines); n > 0 {
		lines = append(lines, t.Dim.Render(Truncate(v.text.T("form.more_lines", "Count", n), room, "")))
	}
	return lines
}

// masked is text with an asterisk for each character that is no blank.
func masked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return r
		}
		return '*'
	}, ansi.Strip(s))
}
