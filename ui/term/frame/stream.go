package frame

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// stream is what is written to a terminal: text and control sequences.
type stream []byte

// add appends text or a control sequence.
func (s *stream) add(text string) { *s = append(*s, text...) }

// insert puts text before what was appended since the stream was at bytes long.
func (s *stream) insert(at int, text string) {
	s.add(text)
	copy((*s)[at+len(text):], (*s)[at:])
	copy((*s)[at:], text)
}

// toggle switches a mode that was on or off.
func (s *stream) toggle(from, to bool, on, off string) {
	switch {
	case to && !from:
		s.add(on)
	case from && !to:
		s.add(off)
	}
}

// mouse asks for the reports of a mouse, and takes back what was asked for before.
func (s *stream) mouse(from, to tea.MouseMode) {
	if from == to {
		return
	}
	if from != tea.MouseModeNone {
		s.add(ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr)
	}
	switch to {
	case tea.MouseModeNone:
	case tea.MouseModeCellMotion:
		s.add(ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr)
	case tea.MouseModeAllMotion:
		s.add(ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr)
	}
}

// keyboard asks for keys that cannot be mistaken, by both protocols: terminals ignore the one that they do not know.
// The terminal answers which of it it does.
func (s *stream) keyboard(from, to int) {
	switch {
	case from == to:
	case to == 0:
		s.add(ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1))
	case from == 0:
		s.add(ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(to) + ansi.RequestKittyKeyboard)
	default:
		s.add(ansi.KittyKeyboard(to, 1) + ansi.RequestKittyKeyboard)
	}
}

// progress shows how far something is, in the bar of the task or the title.
func (s *stream) progress(p tea.ProgressBar) {
	switch p.State {
	case tea.ProgressBarDefault:
		s.add(ansi.SetProgressBar(p.Value))
	case tea.ProgressBarError:
		s.add(ansi.SetErrorProgressBar(p.Value))
	case tea.ProgressBarIndeterminate:
		s.add(ansi.SetIndeterminateProgressBar)
	case tea.ProgressBarWarning:
		s.add(ansi.SetWarningProgressBar(p.Value))
	default:
		s.add(ansi.ResetProgressBar)
	}
}
