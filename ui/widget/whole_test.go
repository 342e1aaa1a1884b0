package widget_test

import (
	"slices"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

// table is rows of words.
type table [][]string

func (t table) Len() int                 { return len(t) }
func (t table) Version(int) uint64       { return 1 }
func (t table) Cell(row, col int) string { return t[row][col] }
func (t table) Disabled(int) bool        { return false }
func (t table) Style(int) lipgloss.Style { return lipgloss.NewStyle() }
func (t table) Key(row int) string       { return t[row][0] }

// TestWholeRow draws a list in windows from 24 to 120 columns: whatever the row under the cursor has can be read in
// each of them.
func TestWholeRow(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	rows := table{
		{"a-long-name-of-a-machine", "two disks of 480 GB", "1.89 USD/h"},
		{"b", "none", "0.10 USD/h"},
	}
	for w := 24; w <= 120; w++ {
		g := widget.NewGrid(theme.New(true, false), tx, []widget.Column{
			{ID: "name", Title: "NAME", Width: 10, Flex: true},
			{ID: "disks", Title: "DISKS", Width: 12, Drop: 1},
			{ID: "price", Title: "PRICE", Width: 10, Drop: 2},
		}, rows).Whole()
		view, _ := g.View(w, 12)
		lines := strings.Split(uitest.Draw(view, w, 12).Text(), "\n")
		if len(lines) > 13 || slices.ContainsFunc(lines, func(l string) bool { return widget.Width(l) > w }) {
			t.Fatalf("%d columns: the grid is too large\n%s", w, strings.Join(lines, "\n"))
		}
		bare := strings.NewReplacer(" ", "", theme.New(true, false).Glyph.Bullet, "")
		shown := bare.Replace(strings.Join(lines, ""))
		for _, cell := range rows[0] {
			if !strings.Contains(shown, bare.Replace(cell)) {
				t.Errorf("%d columns: %q cannot be read\n%s", w, cell, strings.Join(lines, "\n"))
			}
		}
	}
}
