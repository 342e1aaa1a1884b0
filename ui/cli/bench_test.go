package cli_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// BenchmarkFirstFrame is a wizard from nothing to its first frame.
func BenchmarkFirstFrame(b *testing.B) {
	d := sit(b, usual())
	b.ReportAllocs()
	for b.Loop() {
		s := d.program.Session()
		m := s.App(s.Wizard())
		m.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
		_ = m.View()
	}
}

// BenchmarkKey is one key and its frame, on a list and on a form.
func BenchmarkKey(b *testing.B) {
	for _, row := range []struct{ step, there, back string }{
		{"zone", "down", "up"},
		{"network", "down", "up"},
		{"naming", "7", "backspace"},
	} {
		b.Run(row.step, func(b *testing.B) {
			d := sit(b, usual())
			d.Timeless = true
			d.walk(row.step)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				k := row.there
				if i%2 == 1 {
					k = row.back
				}
				d.Press(k)
				_ = d.View()
			}
		})
	}
}
