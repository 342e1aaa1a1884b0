package review

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/theme"
)

// TestMarksUnderTheCursor keeps the mark of a row when the cursor is on it, and short labels whole in narrow windows.
func TestMarksUnderTheCursor(t *testing.T) {
	t.Parallel()
	th := theme.New(true, false)
	l := list{env: &step.Env{Theme: th}, rows: []row{
		{field: provider.FieldName, label: "Billing type", value: "twice", kind: warned},
		{field: provider.FieldZone, label: "Zone", value: "SEL-A", kind: bad},
		{field: provider.FieldType, label: "Type", value: "M6C"},
	}}
	for at, want := range []string{
		th.Glyph.Cursor + th.Glyph.Warn + "Billing type", th.Glyph.Cursor + th.Glyph.Fail + "Zone", th.Glyph.Cursor + " Type",
	} {
		l.at = at
		if got := ansi.Strip(l.draw(38, 5)); !strings.Contains(got, want) {
			t.Errorf("with the cursor on row %d:\n%s\nwant %q", at, got, want)
		}
	}
}
