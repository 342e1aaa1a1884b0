package term

import (
	"fmt"
	"reflect"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Messages of the library whose types have no names outside, known by what its commands make.
var (
	execType  = reflect.TypeOf(tea.Exec(nil, nil)())
	clearType = reflect.TypeOf(tea.ClearScreen())
	sizeType  = reflect.TypeOf(tea.RequestWindowSize())
)

// requests are the sequences for messages by which commands ask something of the terminal. The library writes them
// with the clock of its renderer, which is off.
var requests = sync.OnceValue(func() map[reflect.Type]string {
	return map[reflect.Type]string{
		reflect.TypeOf(tea.RequestBackgroundColor()): ansi.RequestBackgroundColor,
		reflect.TypeOf(tea.RequestForegroundColor()): ansi.RequestForegroundColor,
		reflect.TypeOf(tea.RequestCursorColor()):     ansi.RequestCursorColor,
		reflect.TypeOf(tea.RequestCursorPosition()):  ansi.RequestCursorPositionReport,
		reflect.TypeOf(tea.RequestTerminalVersion()): ansi.RequestNameVersion,
		reflect.TypeOf(tea.ReadClipboard()):          ansi.RequestSystemClipboard,
		reflect.TypeOf(tea.ReadPrimaryClipboard()):   ansi.RequestPrimaryClipboard,
	}
})

// texts are the same for messages that carry a text.
var texts = sync.OnceValue(func() map[reflect.Type]func(string) string {
	return map[reflect.Type]func(string) string{
		reflect.TypeOf(tea.RequestCapability("")()):   func(s string) string { return ansi.RequestTermcap(s) },
		reflect.TypeOf(tea.SetClipboard("")()):        ansi.SetSystemClipboard,
		reflect.TypeOf(tea.SetPrimaryClipboard("")()): ansi.SetPrimaryClipboard,
	}
})

// request is the sequence that msg asks the terminal for; "" when it is no such message. What goes to the clipboard
// goes two ways through tmux, which takes it for its own or passes it on, by its settings.
func request(msg tea.Msg, tmux bool) string {
	if raw, ok := msg.(tea.RawMsg); ok {
		return fmt.Sprint(raw.Msg)
	}
	t := reflect.TypeOf(msg)
	if seq, ok := requests()[t]; ok {
		return seq
	}
	if f, ok := texts()[t]; ok {
		seq := f(reflect.ValueOf(msg).String())
		if tmux && strings.HasPrefix(seq, "\x1b]52;") {
			seq += ansi.TmuxPassthrough(seq)
		}
		return seq
	}
	return ""
}

// inTmux reports whether the terminal is tmux; over SSH only its name says so.
func inTmux(env []string) bool {
	for _, kv := range env {
		switch k, v, _ := strings.Cut(kv, "="); k {
		case "TMUX":
			return v != ""
		case "TERM":
			if strings.HasPrefix(v, "tmux") {
				return true
			}
		}
	}
	return false
}

// groups reports whether the terminal may be asked for synchronized output and grapheme clusters. Some answer a
// question that they do not know with rubbish. It is how Bubble Tea decides.
func groups(env []string) bool {
	var name, program string
	var named, remote, windows bool
	for _, kv := range env {
		switch k, v, _ := strings.Cut(kv, "="); k {
		case "TERM":
			name = v
		case "TERM_PROGRAM":
			program, named = v, true
		case "SSH_TTY":
			remote = true
		case "WT_SESSION":
			windows = true
		}
	}
	for _, good := range []string{"ghostty", "wezterm", "alacritty", "kitty", "rio"} {
		if strings.Contains(name, good) {
			return true
		}
	}
	return windows || !remote && (!named || !strings.Contains(program, "Apple"))
}
