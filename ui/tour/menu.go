package tour

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/widget"
)

// Menu lists tours, and plays the one that is chosen.
type Menu struct {
	ctx   context.Context
	tours []*tourfile.Tour
	o     PlayerOptions
	looks Looks
	play  func() // ends the player that runs; nil: none does
	parts *sync.WaitGroup
	at    int
	help  bool // what the keys of tours do is shown
	w, h  int
}

// NewMenu lists the tours. [Menu.Close] ends what it plays.
func NewMenu(ctx context.Context, tours []*tourfile.Tour, o PlayerOptions, l Looks) *Menu {
	return &Menu{ctx: ctx, tours: tours, o: o, looks: l, parts: &sync.WaitGroup{}}
}

// Close ends the tour that is played.
func (m *Menu) Close() {
	if m.play != nil {
		m.play()
	}
	m.parts.Wait()
}

// Init asks what the terminal looks like.
func (m *Menu) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update moves the cursor.
func (m *Menu) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.looks.Theme = m.looks.Theme.On(msg.IsDark())
	case tea.KeyPressMsg:
		return m.press(msg.String())
	}
	return m, nil
}

func (m *Menu) press(name string) (tea.Model, tea.Cmd) {
	if m.help && name != "ctrl+c" {
		m.help = false
		return m, nil
	}
	switch name {
	case "ctrl+c", "q", "esc":
		return m, tea.Quit
	case "?", "f1":
		m.help = true
	case "up", "k":
		m.at = max(m.at-1, 0)
	case "down", "j":
		m.at = min(m.at+1, len(m.tours)-1)
	case "enter", "space":
		return m.start(m.at)
	default:
		if n, err := strconv.Atoi(name); err == nil && n >= 1 && n <= len(m.tours) {
			return m.start(n - 1)
		}
	}
	return m, nil
}

// start plays a tour.
func (m *Menu) start(n int) (tea.Model, tea.Cmd) {
	m.at = n
	p := NewPlayer(m.tours[n], m.o)
	ctx, end := context.WithCancel(m.ctx)
	m.play = end
	v := NewViewer(p, m.looks, true, func() tea.Model {
		end()
		return m
	})
	v.w, v.h = m.w, m.h
	p.Resize(v.room())
	m.parts.Go(func() { _ = p.Run(ctx) }) // the viewer shows what it could not do
	return v, v.Init()
}

// View draws the list.
func (m *Menu) View() tea.View {
	t, w, h := m.looks.Theme, max(m.w, 1), max(m.h, 1)
	keys, body := "demo.keys_menu", m.list
	if m.help {
		keys, body = "demo.keys_help", m.explained
	}
	lines := body(w, h-1)
	lines = append(lines[:max(min(len(lines), h-1), 0)], make([]string, max(h-1-len(lines), 0))...)
	lines = append(lines, t.Dim.Render(" "+whole(m.looks.Text.T(keys), w-2)))
	view := tea.NewView(widget.Safe(widget.Fit(strings.Join(lines, "\n"), w, h), t.ASCII))
	view.AltScreen = true
	view.WindowTitle = "metalwright demo"
	return view
}

// head is the title, with space around it where there are h lines.
func (m *Menu) head(h int) []string {
	title := " " + m.looks.Theme.Title.Render(m.looks.Text.T("demo.title"))
	if h < roomy {
		return []string{title}
	}
	return []string{"", title, ""}
}

// roomy is from how many lines on the title has space around it.
const roomy = 20

// list is the tours and what the chosen one is about, in about h lines. Where there are fewer the list scrolls; what
// the cursor is on is never cut.
func (m *Menu) list(w, h int) []string {
	t := m.looks.Theme
	var rows []string
	from, to := 0, 0 // the lines of the one that is chosen
	for i, x := range m.tours {
		name := strconv.Itoa(i+1) + " " + Words(m.looks.Text, x.Title)
		if i != m.at {
			rows = append(rows, "   "+widget.Truncate(name, w-4, t.Glyph.Ellipsis))
			continue
		}
		from = len(rows)
		for j, line := range widget.Wrap(name, max(w-5, 1)) {
			mark := t.Glyph.Cursor + " "
			if j > 0 {
				mark = "    "
			}
			rows = append(rows, " "+t.Selected.Render(mark+line+" "))
		}
		to = len(rows)
	}
	about := []string{""}
	for _, l := range widget.Wrap(Words(m.looks.Text, m.tours[m.at].About), max(w-4, 1)) {
		about = append(about, "   "+t.Dim.Render(l))
	}
	head := m.head(h)
	room := max(h-len(head)-len(about), to-from)
	top := max(min(from-(room-(to-from))/2, len(rows)-room), 0)
	return slices.Concat(head, rows[top:min(top+room, len(rows))], about)
}

// explained is what tours are, and what keys do in them.
func (m *Menu) explained(w, h int) []string {
	lines := m.head(h)
	for _, id := range []string{
		"demo_help.about", "demo_help.play", "demo_help.pause", "demo_help.steps", "demo_help.hand", "demo_help.leave",
	} {
		for _, l := range widget.Wrap(m.looks.Text.T(id), max(w-2, 1)) {
			lines = append(lines, " "+l)
		}
	}
	return lines
}
