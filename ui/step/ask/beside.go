package ask

import (
	"cmp"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// warnings are the lines of what the configuration warns of.
func (c *Config) warnings(e *step.Env, d step.Draft, w int) (lines []string) {
	if c.Warnings == nil {
		return nil
	}
	t := e.Theme
	for _, warning := range c.Warnings(e, d) {
		for _, l := range widget.Wrap(t.Glyph.Warn+" "+t.Clean(warning), w) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	return lines
}

// question is what the form asks, in words.
func (c *Config) question(e *step.Env) string { return e.T(cmp.Or(c.Ask, c.ID+".ask")) }

// beside is how many of room lines what is below the form may have. The form keeps the answer with the focus in
// sight.
func (c *Config) beside(room int) int {
	const least, wanted = 10, 5 // lines of a form with something below it, and of what was asked for
	switch {
	case c.Wanted != nil && c.Wanted():
		return max(room/3, min(room-2, wanted))
	case room >= least:
		return room / 3
	}
	return 0
}
