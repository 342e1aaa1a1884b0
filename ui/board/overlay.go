package board

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// overlay is what is open above the board and asks for nothing but keys.
type overlay interface {
	// press returns what is open after the key; nil closes it.
	press(k tea.KeyPressMsg) (tea.Cmd, overlay)
	view(below string, w, h int) string
	keys() []key.Binding
}

// bindings words keys, each with the message of what it does.
func bindings(e *step.Env, pairs ...string) []key.Binding {
	var out []key.Binding
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, key.NewBinding(key.WithKeys(pairs[i]), key.WithHelp(pairs[i], e.T(pairs[i+1]))))
	}
	return out
}

// choice is a short list of what can be done with the machines as they are.
type choice struct {
	env   *step.Env
	title string
	again string // the key that has opened it, which chooses, too
	items []item
	at    int
}

// item is one line of a choice.
type item struct {
	label string
	about string // what it stands for, below the chosen one
	do    func() (tea.Cmd, overlay)
}

func (c *choice) press(k tea.KeyPressMsg) (tea.Cmd, overlay) {
	switch k.String() {
	case "up", "k":
		c.at = max(c.at-1, 0)
	case "down", "j":
		c.at = min(c.at+1, len(c.items)-1)
	case "enter", c.again:
		return c.items[c.at].do()
	case "q":
		return nil, nil
	}
	return nil, c
}

func (c *choice) view(below string, w, h int) string {
	t, wide := c.env.Theme, min(w-2, 72)
	var lines []string
	for n, i := range c.items {
		if n != c.at {
			lines = append(lines, t.Text.Render("  "+widget.Truncate(i.label, wide-6, t.Glyph.Ellipsis)))
			continue
		}
		lines = append(lines, t.Selected.Render(widget.PadRight(t.Glyph.Cursor+" "+widget.Truncate(i.label, wide-6,
			t.Glyph.Ellipsis), wide-4)))
		if i.about != "" {
			lines = append(lines, t.Dim.Render("    "+widget.Truncate(i.about, wide-8, t.Glyph.Ellipsis)))
		}
	}
	lines = lines[:min(len(lines), max(h-2, 1))]
	return widget.Overlay(below, widget.Box(t, c.title, strings.Join(lines, "\n"), wide, len(lines)+2), w, h)
}

func (c *choice) keys() []key.Binding { return bindings(c.env, "enter", "key.choose") }

// paper shows a text over the whole page, without a frame beside it, so that a terminal can select it.
type paper struct {
	env    *step.Env
	title  string
	about  string // below the title; "" for nothing
	text   string // with an end of each line
	file   string // the name of the file that it can be saved as; "" for none
	save   func(name string, data []byte) (string, error)
	notice string
	from   int
	last   int // the most that from can be
	h      int // lines of the window
}

func (p *paper) press(k tea.KeyPressMsg) (tea.Cmd, overlay) {
	p.notice = ""
	switch k.String() {
	case "up", "k":
		p.from--
	case "down", "j":
		p.from++
	case "pgup":
		p.from -= p.h
	case "pgdown", "space":
		p.from += p.h
	case "home", "g":
		p.from = 0
	case "end", "G":
		p.from = p.last
	case "y":
		p.notice = p.env.T("copy.done")
		return tea.SetClipboard(p.text), p
	case "w":
		if p.file == "" || p.save == nil {
			break
		}
		path, err := p.save(p.file, []byte(p.text))
		if p.notice = p.env.T("paper.saved", "Path", path); err != nil {
			p.notice = p.env.T("paper.unsaved", "Why", p.env.Errors().Text(err))
		}
	case "q", "enter":
		return nil, nil
	}
	p.from = max(min(p.from, p.last), 0)
	return nil, p
}

func (p *paper) view(_ string, w, h int) string {
	t := p.env.Theme
	head, about := widget.Wrap(" "+p.title, w), []string(nil)
	if p.notice != "" {
		head = widget.Wrap(" "+p.notice, w)
	}
	if p.about != "" {
		about = append(widget.Wrap(p.about, w-2), "")
	}
	var lines []string
	for l := range strings.Lines(p.text) {
		lines = append(lines, broken(p.env.Clean(strings.ReplaceAll(strings.TrimSuffix(l, "\n"), "\t", "  ")), w)...)
	}
	p.h = max(h-len(head)-len(about)-1, 1)
	p.last = max(len(lines)-p.h, 0)
	p.from = max(min(p.from, p.last), 0)
	lines = lines[p.from:min(p.from+p.h, len(lines))]
	out := []string{}
	for _, l := range head {
		out = append(out, t.Info.Render(l))
	}
	out = append(out, "")
	for _, l := range about {
		out = append(out, " "+t.Dim.Render(l))
	}
	for _, l := range lines {
		out = append(out, t.Text.Render(l))
	}
	return widget.Fit(strings.Join(out, "\n"), w, h)
}

// broken is a line in parts of w cells: broken where a terminal breaks it, not between words.
func broken(line string, w int) []string {
	var out []string
	for widget.Width(line) > w {
		part := widget.Truncate(line, w, "")
		if part == "" {
			break
		}
		out = append(out, part)
		line = strings.TrimPrefix(line, part)
	}
	return append(out, line)
}

func (p *paper) keys() []key.Binding {
	all := bindings(p.env, "y", "key.copy_text")
	if p.file != "" && p.save != nil {
		all = append(all, bindings(p.env, "w", "key.save_text")...)
	}
	return all
}
