package wizard

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Keys is the page that says where keys of real accounts are looked for, and how one is made.
type Keys struct {
	env  *step.Env
	back func() app.Page
	top  int // the first line that is shown
}

// NewKeys returns the page of someone who has none. back makes the page before.
func NewKeys(env *step.Env, back func() app.Page) *Keys { return &Keys{env: env, back: back} }

// Init starts nothing.
func (k *Keys) Init() tea.Cmd { return nil }

// Update scrolls; Enter goes back.
func (k *Keys) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	const page = 8
	switch press.String() {
	case "up", "k":
		k.top--
	case "down", "j":
		k.top++
	case "pgup":
		k.top -= page
	case "pgdown", "space":
		k.top += page
	case "home", "g":
		k.top = 0
	case "end", "G":
		k.top = 1 << 20
	case "enter", "q":
		cmd, _ := k.Back()
		return cmd
	}
	return nil
}

// View names the places, vendor by vendor.
func (k *Keys) View(w, h int) (string, *tea.Cursor) {
	lines := k.lines(w - 2)
	k.top = max(min(k.top, len(lines)-h), 0)
	shown := append([]string{}, lines[k.top:min(len(lines), k.top+h)]...)
	if t := k.env.Theme; k.top+h < len(lines) {
		shown[len(shown)-1] = " " + t.Dim.Render(t.Glyph.Down+" "+k.env.T("board.below"))
	}
	return widget.Fit(strings.Join(shown, "\n"), w, h), nil
}

func (k *Keys) lines(w int) []string {
	e, t := k.env, k.env.Theme
	lines := []string{"", " " + t.Title.Render(widget.Truncate(e.T("keys.title"), w, t.Glyph.Ellipsis))}
	say := func(indent, text string) {
		for _, l := range widget.Wrap(text, w-len(indent)) {
			lines = append(lines, " "+indent+t.Text.Render(l))
		}
	}
	say("", e.T("keys.why"))
	vendor := ""
	for _, p := range e.Products {
		if p.Vendor == vendor { // its products have the same keys
			continue
		}
		vendor = p.Vendor
		lines = append(lines, "", " "+t.Title.Render(widget.Truncate(vendor, w, t.Glyph.Ellipsis)))
		say("", e.T("keys.make."+string(p.ID)))
		say("", e.T("keys.none"))
		for _, n := range p.KeyNames {
			say("  ", n.ID+", "+n.Secret)
		}
		for _, s := range p.Tools.KeySources {
			say("  ", keyFiles[s])
		}
	}
	lines = append(lines, "")
	say("", e.T("keys.then"))
	return lines
}

// keyFiles are where the vendors' tools have keys.
var keyFiles = map[string]string{
	"zeno": "~/.zenlayer/credentials.json", "tccli": "~/.tccli/NAME.credential",
	"tencentcloud": "~/.tencentcloud/credentials",
}

// Head names the page.
func (k *Keys) Head() app.Head {
	return app.Head{Title: k.env.T("keys.title"), Simulated: k.env.Accounts.AllSimulated(k.env.Products)}
}

// Keys scroll, and lead back.
func (k *Keys) Keys() []key.Binding {
	g := k.env.Theme.Glyph
	return []key.Binding{
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", k.env.T("key.back"))),
		key.NewBinding(key.WithKeys("up", "down"), key.WithHelp(g.Up+g.Down, k.env.T("key.scroll"))),
	}
}

// Editing is never.
func (k *Keys) Editing() bool { return false }

// Backs is always.
func (k *Keys) Backs() bool { return true }

// Back leads to the page before.
func (k *Keys) Back() (tea.Cmd, bool) {
	return func() tea.Msg { return app.Open{From: k, Page: k.back} }, true
}

// Leave says that nothing was ordered.
func (k *Keys) Leave() string { return k.env.T("wizard.leave") }

// Close ends nothing.
func (k *Keys) Close() {}
