package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// keymap is which keys have been given to actions in place of the usual ones, which go on working unless another
// action has got them. Pages know the usual keys alone. The zero value changes nothing.
type keymap struct {
	usual map[string]string // by the key that is pressed
	own   map[string]string // the other way
}

func newKeymap(own map[string]string) keymap {
	m := keymap{usual: map[string]string{}, own: own}
	for usual, k := range own {
		m.usual[k] = usual
	}
	return m
}

// meant is the usual key for what k does. While a text is edited, characters are text.
func (m keymap) meant(k tea.KeyPressMsg, editing bool) tea.KeyPressMsg {
	usual, ok := m.usual[k.String()]
	if !ok || editing && k.Text != "" {
		return k
	}
	return pressed(usual)
}

// pressed is the message of a key by its name.
func pressed(name string) tea.KeyPressMsg {
	if c, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(c[0]), Mod: tea.ModCtrl}
	}
	for code, n := range map[rune]string{
		tea.KeyEscape: "esc", tea.KeyEnter: "enter", tea.KeyUp: "up", tea.KeyDown: "down", tea.KeyPgUp: "pgup",
		tea.KeyPgDown: "pgdown", tea.KeyHome: "home", tea.KeyEnd: "end", tea.KeyF2: "f2", tea.KeyF3: "f3",
	} {
		if n == name {
			return tea.KeyPressMsg{Code: code}
		}
	}
	return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
}

// shown are the bindings with the keys that have to be pressed.
func (m keymap) shown(all []key.Binding) []key.Binding {
	if len(m.own) == 0 {
		return all
	}
	all = slices.Clone(all)
	for i, b := range all {
		names, changed := []string{}, false
		for _, k := range b.Keys() {
			own, ok := m.own[k]
			if changed = changed || ok; ok {
				k = own
			}
			names = append(names, k)
		}
		if changed {
			all[i].SetHelp(strings.Join(names, " "), b.Help().Desc)
		}
	}
	return all
}
