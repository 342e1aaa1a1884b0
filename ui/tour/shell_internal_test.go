package tour

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/text"
)

// TestTypedAhead: keys that are typed when a screen has gone, and its program has not, reach the prompt, all of them.
// A program that reads a line gets its keys at once.
func TestTypedAhead(t *testing.T) {
	t.Parallel()
	programs := map[string]func(run.Process){
		"a screen": func(p run.Process) {
			in := bufio.NewReader(p.In)
			_, _ = io.WriteString(p.Out, "\x1b[?1049hscreen")
			_, _ = in.ReadString('q')
			go func() { _, _ = io.Copy(io.Discard, in) }() // as a screen's reader, which cannot be taken back
			time.Sleep(time.Second)
			_, _ = io.WriteString(p.Out, "\x1b[?1049lgone\n")
			time.Sleep(time.Second)
		},
		"a question": func(p run.Process) {
			_, _ = io.WriteString(p.Out, "screen")
			_, _ = bufio.NewReader(p.In).ReadString('q')
			_, _ = io.WriteString(p.Out, "gone\n")
			time.Sleep(time.Second)
		},
	}
	for name, program := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				x := prompted(t, program)
				ctx := t.Context()
				began := time.Now()
				for _, step := range []struct{ keys, shown string }{
					{"metalwright\r", "screen"}, {"q", "gone"}, {"cat it\r", "$ cat it"},
				} {
					for _, r := range step.keys {
						if err := x.key(ctx, string(r)); err != nil {
							t.Fatal(err)
						}
					}
					if err := x.await(ctx, step.shown); err != nil {
						t.Fatalf("%v: the screen shows\n%s", err, x.term.Screen().Text())
					}
				}
				if took := time.Since(began); took > patience/2 {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

// prompted is a screen with a prompt that runs the program.
func prompted(t *testing.T, program func(run.Process)) *client {
	t.Helper()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{
		tour: &tourfile.Tour{Size: tourfile.Size{Columns: 40, Rows: 12}}, clock: &clock{now: start()}, dir: t.TempDir(),
		o: Options{Text: tx, Run: func(_ context.Context, p run.Process) int {
			program(p)
			return 0
		}},
	}
	x := &client{term: screen.New(40, 12)}
	x.shell = newShell(s, x.term)
	s.parts.Go(func() { x.shell.run(t.Context()) })
	t.Cleanup(func() {
		x.term.Close()
		s.parts.Wait()
	})
	return x
}

// TestUnlistened: a program that reads no line and shows no screen ends a step after a while.
func TestUnlistened(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		x := prompted(t, func(run.Process) { time.Sleep(2 * patience) })
		err := x.key(t.Context(), "metalwright\r")
		if err == nil {
			synctest.Wait()
			err = x.key(t.Context(), "x")
		}
		if err == nil || !strings.Contains(err.Error(), "does not read") {
			t.Errorf("key() = %v, want that nobody reads", err)
		}
		time.Sleep(2 * patience) // the program ends
	})
}
