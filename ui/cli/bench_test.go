package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// BenchmarkPlan is `plan` of a file on the simulated cloud, from the start to the price.
func BenchmarkPlan(b *testing.B) {
	dir := b.TempDir()
	file := filepath.Join(dir, "web.yaml")
	const order = "metalwright: v1\nproduct: zenlayer-bmc\nzone: SEL-A\ntype: M6C\nname: web\n"
	if err := os.WriteFile(file, []byte(order), 0o600); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p := process(b, time.Now, nil)
		p.Args, p.Out, p.Err = []string{"--sim", "--state", dir, "plan", file}, io.Discard, io.Discard
		if code := cli.Main(b.Context(), p, all.Products()); code != 0 {
			b.Fatalf("plan ended with %d", code)
		}
	}
}

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
