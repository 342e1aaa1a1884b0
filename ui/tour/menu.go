package tour

import (
	"context"
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
		switch name := msg.String(); name {
		case "ctrl+c", "q", "esc":
			return m, tea.Quit
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
	t := m.looks.Theme
	lines := []string{"", " " + t.Title.Render(m.looks.Text.T("demo.title")), ""}
	for i, x := range m.tours {
		name := strconv.Itoa(i+1) + " " + Words(m.looks.Text, x.Title)
		if i == m.at {
			lines = append(lines, " "+t.Selected.Render(t.Glyph.Cursor+" "+name+" "))
		} else {
			lines = append(lines, "   "+name)
		}
	}
	lines = append(lines, "")
	for _, l := range widget.Wrap(Words(m.looks.Text, m.tours[m.at].About), max(m.w-4, 1)) {
		lines = append(lines, "   "+t.Dim.Render(l))
	}
	for len(lines) < m.h-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(min(len(lines), m.h-1), 0)], t.Dim.Render(" "+m.looks.Text.T("demo.keys_menu")))
	view := tea.NewView(widget.Safe(widget.Fit(strings.Join(lines, "\n"), max(m.w, 1), max(m.h, 1)), t.ASCII))
	view.AltScreen = true
	view.WindowTitle = "metalwright demo"
	return view
}
