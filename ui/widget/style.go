package widget

import "charm.land/lipgloss/v2"

// styled wraps s to w cells and renders each line by itself, so that a cut frame never leaves a style open.
func styled(st lipgloss.Style, s string, w int) []string {
	lines := Wrap(s, w)
	for i, l := range lines {
		lines[i] = st.Render(l)
	}
	return lines
}
