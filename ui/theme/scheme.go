package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/themefile"
)

// Scheme is the colours of a theme on a dark and on a light background. The zero value is "auto".
type Scheme struct{ dark, light *palette } // nil: the usual ones

// The names of the program's own schemes.
const (
	auto     = "auto"     // by the background of the terminal
	dark     = "dark"     // as on a dark background, whatever the terminal says of it
	light    = "light"    // as on a light one
	contrast = "contrast" // by the background, each text at least 7:1 against it
)

// Names are the program's own schemes.
func Names() []string { return []string{auto, dark, light, contrast} }

// Named is the program's own scheme of the name; false when there is none.
func Named(name string) (Scheme, bool) {
	onDark, onLight := darkPalette(), lightPalette()
	switch name {
	case auto, "":
		return Scheme{}, true
	case dark:
		return Scheme{&onDark, &onDark}, true
	case light:
		return Scheme{&onLight, &onLight}, true
	case contrast:
		onDark, onLight = contrastDark(), contrastLight()
		return Scheme{&onDark, &onLight}, true
	}
	return Scheme{}, false
}

// FromFile is the scheme of a file.
func FromFile(f themefile.Theme) Scheme {
	base, _ := Named(f.Base)
	onDark, onLight := base.on(true), base.on(false)
	onDark.set(f.Dark)
	onLight.set(f.Light)
	return Scheme{&onDark, &onLight}
}

func (s Scheme) on(dark bool) palette {
	switch {
	case dark && s.dark != nil:
		return *s.dark
	case dark:
		return darkPalette()
	case s.light != nil:
		return *s.light
	default:
		return lightPalette()
	}
}

// palette is the few colours that everything is made of.
type palette struct {
	bright, dim, faint, accent, good, warn, bad, info, focus, selected, badge, ink, border color.Color
}

// set takes the colours of a file.
func (p *palette) set(colors themefile.Colors) {
	to := map[string]*color.Color{
		"title": &p.bright, "dim": &p.dim, "faint": &p.faint, "accent": &p.accent, "good": &p.good, "warning": &p.warn,
		"bad": &p.bad, "info": &p.info, "selected": &p.focus, "selection": &p.selected, "badge": &p.badge, "ink": &p.ink,
		"border": &p.border,
	}
	for name, c := range colors {
		if to[name] != nil {
			*to[name] = lipgloss.Color(c)
		}
	}
}

func darkPalette() palette {
	return palette{
		bright:   lipgloss.Color("#F2F5F7"),
		dim:      lipgloss.Color("#9AA5B1"),
		faint:    lipgloss.Color("#66707C"),
		accent:   lipgloss.Color("#5CC8E0"),
		good:     lipgloss.Color("#62C98A"),
		warn:     lipgloss.Color("#E5B455"),
		bad:      lipgloss.Color("#F07470"),
		info:     lipgloss.Color("#84AFF5"),
		focus:    lipgloss.Color("#F2F5F7"),
		selected: lipgloss.Color("#1F4B66"),
		badge:    lipgloss.Color("#F0B03F"),
		ink:      lipgloss.Color("#14181C"),
		border:   lipgloss.Color("#4A5560"),
	}
}

func lightPalette() palette {
	return palette{
		bright:   lipgloss.Color("#12181D"),
		dim:      lipgloss.Color("#55606B"),
		faint:    lipgloss.Color("#8A949E"),
		accent:   lipgloss.Color("#0B7285"),
		good:     lipgloss.Color("#1E7D45"),
		warn:     lipgloss.Color("#97650A"),
		bad:      lipgloss.Color("#BE2F2B"),
		info:     lipgloss.Color("#2B5FB8"),
		focus:    lipgloss.Color("#12181D"),
		selected: lipgloss.Color("#CBE4EE"),
		badge:    lipgloss.Color("#97650A"),
		ink:      lipgloss.Color("#FFFFFF"),
		border:   lipgloss.Color("#B4BDC6"),
	}
}

func contrastDark() palette {
	return palette{
		bright:   lipgloss.Color("#FFFFFF"),
		dim:      lipgloss.Color("#E4E4E4"),
		faint:    lipgloss.Color("#C6C6C6"),
		accent:   lipgloss.Color("#00FFFF"),
		good:     lipgloss.Color("#5FFF5F"),
		warn:     lipgloss.Color("#FFFF00"),
		bad:      lipgloss.Color("#FF8787"),
		info:     lipgloss.Color("#AFD7FF"),
		focus:    lipgloss.Color("#000000"),
		selected: lipgloss.Color("#00FFFF"),
		badge:    lipgloss.Color("#FFFF00"),
		ink:      lipgloss.Color("#000000"),
		border:   lipgloss.Color("#FFFFFF"),
	}
}

func contrastLight() palette {
	return palette{
		bright:   lipgloss.Color("#000000"),
		dim:      lipgloss.Color("#262626"),
		faint:    lipgloss.Color("#444444"),
		accent:   lipgloss.Color("#00005F"),
		good:     lipgloss.Color("#004400"),
		warn:     lipgloss.Color("#5F0000"),
		bad:      lipgloss.Color("#870000"),
		info:     lipgloss.Color("#00005F"),
		focus:    lipgloss.Color("#FFFFFF"),
		selected: lipgloss.Color("#00005F"),
		badge:    lipgloss.Color("#5F0000"),
		ink:      lipgloss.Color("#FFFFFF"),
		border:   lipgloss.Color("#000000"),
	}
}
