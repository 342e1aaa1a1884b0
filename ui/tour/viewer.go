package tour

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/widget"
)

// Viewer shows a player on one terminal, and lets someone drive it.
type Viewer struct {
	player *Player
	looks  Looks
	sizes  bool // the player gets as many cells as there are here
	w, h   int
	back   func() tea.Model // where leaving leads; nil: out
}

// NewViewer shows p. Where it drives, the screens are as large as there is room for, and leaving it leads back.
func NewViewer(p *Player, l Looks, sizes bool, back func() tea.Model) *Viewer {
	return &Viewer{player: p, looks: l, sizes: sizes, back: back}
}

type changedMsg struct{ player *Player }

type stoppedMsg struct{ player *Player }

// Init waits for changes.
func (v *Viewer) Init() tea.Cmd { return tea.Batch(tea.RequestBackgroundColor, v.wait()) }

func (v *Viewer) wait() tea.Cmd {
	p, changed := v.player, v.player.changes()
	return func() tea.Msg {
		select {
		case <-changed:
			return changedMsg{p}
		case <-p.stopped:
			return stoppedMsg{p}
		}
	}
}

// Update drives the player.
func (v *Viewer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case changedMsg:
		if msg.player == v.player {
			return v, v.wait()
		}
	case stoppedMsg:
		if msg.player == v.player {
			return v.leave()
		}
	case tea.WindowSizeMsg:
		v.w, v.h = msg.Width, msg.Height
		if v.sizes {
			v.player.Resize(v.room())
		}
	case tea.BackgroundColorMsg:
		v.looks.Theme = v.looks.Theme.On(msg.IsDark())
	case tea.PasteMsg:
		if v.looks.Drives {
			v.player.do(command{do: byHand, keys: "\x1b[200~" + msg.Content + "\x1b[201~"})
		}
	case tea.KeyPressMsg:
		return v.press(msg)
	}
	return v, nil
}

// room is how many cells the screens have.
func (v *Viewer) room() (w, h int) {
	if h := v.h - barHeight; h >= v.player.view().Needs.Rows {
		return v.w, h
	}
	return max(v.w, 1), max(v.h, 1)
}

// small reports whether the tour waits for a larger window.
func (v *Viewer) small() bool { return v.w > 0 && small(v.w, v.h, v.player.view().Needs) }

func (v *Viewer) leave() (tea.Model, tea.Cmd) {
	if v.back == nil {
		return v, tea.Quit
	}
	m := v.back()
	begin := m.Init()
	m, more := m.Update(tea.WindowSizeMsg{Width: v.w, Height: v.h}) // at once: the window may have another size soon
	return m, tea.Batch(begin, more)
}

func (v *Viewer) press(k tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	mode, name := v.player.view().Mode, k.String()
	if !v.looks.Drives || v.small() { // nobody sees what another key would do
		if name == "ctrl+c" || name == "q" || name == "esc" {
			return v.leave()
		}
		return v, nil
	}
	switch {
	case mode == interactive && name == "tab":
		v.player.do(command{do: giveBack})
	case mode == interactive:
		v.player.do(command{do: byHand, keys: sent(k)})
	case name == "ctrl+c", mode == ended && (name == "q" || name == "esc" || name == "enter"):
		return v.leave()
	case name == "space":
		v.player.do(command{do: pause})
	case name == "right":
		v.player.do(command{do: forward})
	case name == "left":
		v.player.do(command{do: back})
	case (mode == ended || mode == stuck) && name == "r":
		v.player.do(command{do: again})
	case mode == choosing && len(name) == 1 && name[0] >= '1' && name[0] <= '9':
		v.player.do(command{do: choose, n: int(name[0] - '1')})
	case mode == choosing, mode == ended, mode == stuck, mode == opening, name == "tab":
	default:
		v.player.do(command{do: byHand, keys: sent(k)})
	}
	return v, nil
}

// sent is what a keyboard sends for a key.
func sent(k tea.KeyPressMsg) string {
	if k.Text != "" {
		return k.Text
	}
	name := k.String()
	if rest, ok := strings.CutPrefix(name, "alt+"); ok {
		return "\x1b" + screen.Key(rest)
	}
	return screen.Key(name)
}

// View draws.
func (v *Viewer) View() tea.View {
	content := ""
	if v.w > 0 && v.h > 0 {
		content = v.looks.draw(v.player.view(), v.w, v.h)
	}
	view := tea.NewView(widget.Safe(content, v.looks.Theme.ASCII))
	view.AltScreen = true
	view.WindowTitle = "metalwright demo"
	return view
}
