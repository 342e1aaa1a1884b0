// Package theme is how the screens look: colours and glyphs, built once per session. Meaning is always carried by
// words or shapes too, so that every screen reads the same without colour.
package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
)

// Theme is a set of styles and glyphs. It is read only after [New]; a screen renders a segment with one of them and
// never nests two. Make it with [New]: the zero value has no glyphs.
type Theme struct {
	Title    lipgloss.Style // the name of a screen
	Text     lipgloss.Style // what is read
	Dim      lipgloss.Style // what explains
	Faint    lipgloss.Style // what cannot be chosen, rules and gaps
	Accent   lipgloss.Style // where the eye should go: focus, current step
	Good     lipgloss.Style
	Warn     lipgloss.Style
	Bad      lipgloss.Style
	Info     lipgloss.Style // neutral: on its way, estimated
	Selected lipgloss.Style // the row under the cursor
	Locked   lipgloss.Style // the row under the cursor that cannot be chosen
	Header   lipgloss.Style // column titles
	Key      lipgloss.Style // a key in the help line
	KeyText  lipgloss.Style // what the key does
	Badge    lipgloss.Style // SIMULATED: reverse, so that it stands out without colour too
	Live     lipgloss.Style // LIVE and the account that pays: as loud as Badge
	Frame    lipgloss.Style // lines of boxes

	Border color.Color // colour of Frame, for lipgloss borders
	Glyph  Glyph
	Dark   bool
	ASCII  bool

	scheme Scheme
	colors palette
	lost   map[color.Color]bool // cannot be read in the row under the cursor
}

// New builds the theme for a dark or light background. With ascii, no glyph is outside of ASCII.
func New(dark, ascii bool) *Theme { return Scheme{}.Theme(dark, ascii) }

// On is t for a dark or light background.
func (t *Theme) On(dark bool) *Theme { return t.scheme.Theme(dark, t.ASCII) }

// Theme is the scheme for a dark or light background. With ascii, no glyph is outside of ASCII.
func (s Scheme) Theme(dark, ascii bool) *Theme {
	p := s.on(dark)
	fg := func(c color.Color) lipgloss.Style { return lipgloss.NewStyle().Foreground(c) }
	return &Theme{
		Title:    fg(p.bright).Bold(true),
		Text:     lipgloss.NewStyle(),
		Dim:      fg(p.dim),
		Faint:    fg(p.faint),
		Accent:   fg(p.accent),
		Good:     fg(p.good),
		Warn:     fg(p.warn),
		Bad:      fg(p.bad),
		Info:     fg(p.info),
		Selected: fg(p.focus).Background(p.selected).Bold(true),
		Locked:   fg(p.focus).Background(p.selected),
		Header:   fg(p.dim).Bold(true),
		Key:      fg(p.accent),
		KeyText:  fg(p.dim),
		Badge:    fg(p.badge).Background(p.ink).Bold(true).Reverse(true),
		Live:     fg(p.bad).Background(p.ink).Bold(true).Reverse(true),
		Frame:    fg(p.border),
		Border:   p.border,
		Glyph:    newGlyph(ascii),
		Dark:     dark,
		ASCII:    ascii,
		scheme:   s,
		colors:   p,
		lost:     p.lost(),
	}
}

// Identity is what the looks of a theme depend on, to compare them.
type Identity struct {
	colors      palette
	dark, ascii bool
}

// Identity is equal for themes that look the same.
func (t *Theme) Identity() Identity { return Identity{t.colors, t.Dark, t.ASCII} }

// Clean makes text of a vendor, a file or a person fit for one line of the screen, as [provider.Clean] does, and in
// ASCII where the theme is.
func (t *Theme) Clean(s string) string {
	if t.ASCII {
		return provider.CleanASCII(s)
	}
	return provider.Clean(s)
}

// CleanLines is Clean for text of several lines: line ends stay, and a tab becomes a space.
func (t *Theme) CleanLines(s string) string {
	if !t.ASCII {
		return provider.CleanLines(s)
	}
	lines := strings.Split(provider.CleanLines(s), "\n")
	for i, l := range lines {
		lines[i] = provider.CleanASCII(l)
	}
	return strings.Join(lines, "\n")
}

// Status is the mark and the style of a status word. The mark's shape alone is enough to recognise the status.
func (t *Theme) Status(s provider.Status) (mark string, style lipgloss.Style) {
	g := t.Glyph
	switch s {
	case provider.StatusPending:
		return g.Ring, t.Dim
	case provider.StatusCreating:
		return g.Half, t.Info
	case provider.StatusRunning:
		return g.Done, t.Good
	case provider.StatusFailed:
		return g.Fail, t.Bad
	case provider.StatusVanished:
		return g.Gone, t.Bad
	case provider.StatusReleased:
		return g.Released, t.Faint
	default:
		return g.Unknown, t.Warn
	}
}
