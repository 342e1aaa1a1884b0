package theme

import (
	"image/color"
	"math"

	"charm.land/lipgloss/v2"
)

// legible is the least contrast of bold text in the row under the cursor (WCAG 2.2, 1.4.3).
const legible = 3

// UnderCursor is a style in the row under the cursor: in its own color where that can be read on the bar.
func (t *Theme) UnderCursor(st lipgloss.Style) lipgloss.Style {
	if t.lost[st.GetForeground()] {
		return t.Selected
	}
	return st.Background(t.Selected.GetBackground()).Bold(true)
}

// lost are the colors of a palette that cannot be read on the bar of the row under the cursor.
func (p *palette) lost() map[color.Color]bool {
	all := map[color.Color]bool{}
	for _, c := range []color.Color{p.bright, p.dim, p.faint, p.accent, p.good, p.warn, p.bad, p.info} {
		all[c] = contrastOf(c, p.selected) < legible
	}
	return all
}

// contrastOf is the contrast of two colors, as WCAG 2.2 defines it: 1 to 21.
func contrastOf(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of a color: 0 to 1.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		x := float64(v) / 0xffff
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
