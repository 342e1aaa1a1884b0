package cli_test

import (
	"bytes"
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// answers are those of a terminal that knows everything that it is asked at the start.
const answers = "\x1b]11;rgb:1a1a/1b1b/2626\x1b\\\x1bP1+r524742=38\x1b\\\x1b[?2026;2$y\x1b[?2027;2$y\x1b[?1u"

// firstSight is a terminal until it shows a text.
type firstSight struct {
	text string
	keys io.Writer // gets the answers; nil: the terminal answers nothing
	seen func()

	mu  sync.Mutex
	all bytes.Buffer
	at  time.Time // when the text came; zero before
}

func (f *firstSight) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.keys != nil && bytes.Contains(p, []byte("\x1b[?2026$p")) {
		go func() { _, _ = io.WriteString(f.keys, answers) }() // the program may have ended
	}
	if f.all.Write(p); f.at.IsZero() && bytes.Contains(f.all.Bytes(), []byte(f.text)) {
		f.at = time.Now()
		f.seen()
	}
	return len(p), nil
}

// BenchmarkStart is a run from nothing until the first question is on the screen: with a new journal and with one that
// is there, in a terminal that answers what it is asked, and in one that answers nothing.
func BenchmarkStart(b *testing.B) {
	for _, c := range []struct {
		name         string
		again, talks bool
	}{{"new", false, true}, {"again", true, true}, {"silent", false, false}} {
		b.Run(c.name, func(b *testing.B) {
			dir := b.TempDir()
			var took time.Duration
			for b.Loop() {
				if !c.again {
					dir = b.TempDir()
				}
				took += startOnce(b, dir, c.talks)
			}
			b.ReportMetric(float64(took.Microseconds())/1000/float64(b.N), "ms/usable")
		})
	}
}

// startOnce is how long a run takes until the first question is on the screen.
func startOnce(b *testing.B, dir string, talks bool) time.Duration {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	in, keys := io.Pipe()
	defer in.Close() //nolint:errcheck // it never fails
	t := &firstSight{text: "Zenlayer Bare Metal", seen: cancel}
	if talks {
		t.keys = keys
	}
	p := process(b, time.Now, nil)
	p.Args, p.In, p.Out, p.Terminal, p.Width, p.Height = []string{"--sim", "--state", dir}, in, t, true, 80, 24
	started := time.Now()
	cli.Main(ctx, p, all.Products())
	if t.at.IsZero() {
		b.Fatalf("the first question never came:\n%s", t.all.Bytes())
	}
	return t.at.Sub(started)
}

// BenchmarkVersion is a command that opens nothing.
func BenchmarkVersion(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		p := process(b, time.Now, nil)
		p.Args = []string{"version"}
		if code := cli.Main(b.Context(), p, all.Products()); code != 0 {
			b.Fatalf("version ends with %d", code)
		}
	}
}
