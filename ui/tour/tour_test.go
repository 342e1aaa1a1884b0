package tour_test

import (
	"bytes"
	"context"
	"errors"
	"image/gif"
	"runtime"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/uitest"
)

func usual() uitest.Size { return uitest.Size{W: 80, H: 24} }

func english(t *testing.T) *text.Text {
	t.Helper()
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func options(t *testing.T) tour.Options {
	t.Helper()
	return tour.Options{Text: english(t), Run: func(ctx context.Context, p run.Process) int {
		return cli.Main(ctx, p, all.Products())
	}}
}

func read(t *testing.T, text string) *tourfile.Tour {
	t.Helper()
	x, err := tourfile.Decode([]byte("tour: v1\ntitle: A test\n"+text), "test")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const shell = `
files: {hello.txt: "hello there\n"}
steps:
  - {caption: First, note: Say hello, type: cat hello.txtx, press: [backspace, enter], wait: hello there, moment: cat}
  - {type: ls, press: enter, wait: only metalwright}
  - {caption: Last, type: cat nothing, press: enter, wait: no such file}
`

// TestShell has the prompt show files and say what it has not got.
func TestShell(t *testing.T) {
	t.Parallel()
	n := 0
	err := tour.Rehearse(t.Context(), read(t, shell), options(t), 0, func(s tour.Scene) error {
		n++
		v := s.View()
		if want := map[int]string{1: "First", 2: "First", 3: "Last"}[n]; v.Caption != want || v.Note != "Say hello" {
			t.Errorf("step %d says %q and %q, want %q", n, v.Caption, v.Note, want)
		}
		return nil
	})
	if err != nil || n != 3 {
		t.Errorf("Rehearse() = %v after %d steps, want 3", err, n)
	}
}

// TestRender draws a moment, and all of a tour as a picture that moves.
func TestRender(t *testing.T) {
	t.Parallel()
	looks := tour.Looks{Theme: theme.New(true, false), Text: english(t)}
	x := read(t, shell)
	for format, begins := range map[string]string{"png": "\x89PNG", "svg": "<svg", "gif": "GIF89a"} {
		data, err := tour.Render(t.Context(), x, options(t), looks, "", format)
		if err != nil || !bytes.HasPrefix(data, []byte(begins)) {
			t.Errorf("Render(%s) = %.20q, %v", format, data, err)
		}
		if format == "gif" {
			g, err := gif.DecodeAll(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if len(g.Image) != 3 {
				t.Errorf("the picture has %d frames, want 3", len(g.Image))
			}
		}
	}
	early, err := tour.Render(t.Context(), x, options(t), looks, "cat", "svg")
	if err != nil || !bytes.Contains(early, []byte("hello there")) || bytes.Contains(early, []byte("no such file")) {
		t.Errorf("the moment shows %v\n%s", err, early)
	}
	if _, err := tour.Render(t.Context(), x, options(t), looks, "dog", "svg"); !errors.Is(err, tour.ErrMoment) ||
		!strings.Contains(err.Error(), "cat") {
		t.Errorf("an unknown moment: %v, want those that there are", err)
	}
}

const ways = `
steps:
  - {caption: Which way?, pause: 1s, choice: [
      {title: left, steps: [{caption: To the left, type: cat left, press: enter, wait: cat left}]},
      {title: right, steps: [{caption: To the right, type: cat right, press: enter, wait: cat right}]}]}
  - {caption: Together again}
`

// TestChoice continues in the way that is chosen, and back to the choice.
func TestChoice(t *testing.T) {
	t.Parallel()
	p := tour.NewPlayer(read(t, ways), tour.PlayerOptions{Options: options(t), Speed: 100})
	tt := watch(t, p, true)
	tt.WaitFor("1 left", "2 right")
	tt.Press("2")
	tt.WaitFor("Together again", "cat right", "THE END", "3/3")
	tt.Press("left")
	tt.WaitFor("PAUSED", "To the right", "2/3")
	tt.Press("left")
	tt.WaitFor("1 left", "2 right", "1/2")
	tt.Press("1") // a choice that is paused shows where it leads
	tt.WaitFor("PAUSED", "To the left", "cat left", "2/3")
	tt.Press("right")
	tt.WaitFor("Together again", "THE END")
	tt.Press("r")
	tt.WaitFor("1 left")
}

// TestSteps goes forward and back by a screen each, also in the middle of a step that is left to be read.
func TestSteps(t *testing.T) {
	t.Parallel()
	slow := strings.ReplaceAll(shell, "press: ", "pause: 1h, press: ")
	p := tour.NewPlayer(read(t, slow), tour.PlayerOptions{Options: options(t), Speed: 10})
	tt := watch(t, p, true)
	tt.WaitFor("First", "1/3", "space pause", "hello there")
	tt.Press("space")
	tt.WaitFor("PAUSED", "First", "1/3")
	tt.Press("right")
	tt.WaitFor("PAUSED", "First", "2/3", "only metalwright")
	tt.Press("right")
	tt.WaitFor("Last", "3/3", "THE END")
	tt.Press("left")
	tt.WaitFor("PAUSED", "First", "2/3")
	tt.Press("left")
	tt.WaitFor("PAUSED", "First", "1/3")
	tt.Press("left")
	tt.WaitUntil("the beginning", func(shown string) bool {
		return strings.Contains(shown, "PAUSED") && !strings.Contains(shown, "hello there")
	})
}

// TestSmall: a tour in a window in which what it waits for is not seen waits for a larger one.
func TestSmall(t *testing.T) {
	t.Parallel()
	p := tour.NewPlayer(read(t, shell), tour.PlayerOptions{Options: options(t), Speed: 1e4})
	p.Resize(79, 20)
	play(t, p)
	looks := tour.Looks{Theme: theme.New(true, false), Text: english(t), Drives: true}
	d := uitest.New(t, tour.NewViewer(p, looks, true, nil))
	d.Resize(uitest.Size{W: 79, H: 20})
	if shown := d.Text(); !strings.Contains(shown, "This window is too small") || !strings.Contains(shown, "80 by 20") {
		t.Errorf("it does not say how large the window has to be:\n%s", shown)
	}
	d.Press("right", "right", "right", "x") // which nobody sees, and nothing does
	tt := uitest.Start(t, tour.NewViewer(p, looks, true, nil), 80, 20, uitest.Options{})
	tt.WaitFor("THE END", "3/3")
}

// TestMenu: the list of tours shows the whole title of the one that is chosen, and what its keys do.
func TestMenu(t *testing.T) {
	t.Parallel()
	var tours []*tourfile.Tour
	for _, name := range assets.TourNames() {
		data, err := assets.Tours.ReadFile("tours/" + name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		x, err := tourfile.Decode(data, name)
		if err != nil {
			t.Fatal(err)
		}
		tours = append(tours, x)
	}
	for _, lang := range assets.Languages() {
		tx, err := text.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		for name, keys := range map[string][]string{
			"first": nil, "fifth": {"down", "down", "down", "down"}, "last": slices.Repeat([]string{"down"}, 9),
			"help": {"?"}, "help_closed": {"?", "esc"},
		} {
			t.Run(lang+"/"+name, func(t *testing.T) {
				t.Parallel()
				looks := tour.Looks{Theme: theme.New(true, false), Text: tx, Drives: true}
				d := uitest.New(t, tour.NewMenu(t.Context(), tours, tour.PlayerOptions{}, looks))
				d.Resize(usual())
				d.Press(keys...)
				uitest.Frames(t, func(w, h int) string {
					d.Resize(uitest.Size{W: w, H: h})
					return d.View().Content
				})
			})
		}
	}
}

// play runs p until the test ends.
func play(t *testing.T, p *tour.Player) {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	t.Cleanup(func() {
		end()
		if err := <-done; err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
}

// watch plays p on a terminal until the test ends.
func watch(t *testing.T, p *tour.Player, presenter bool) *uitest.Terminal {
	t.Helper()
	play(t, p)
	looks := tour.Looks{Theme: theme.New(true, false), Text: english(t), Drives: presenter, Presenter: presenter}
	return uitest.Start(t, tour.NewViewer(p, looks, false, nil), usual().W, usual().H, uitest.Options{})
}

// TestCheck finds what the reader of a file cannot know.
func TestCheck(t *testing.T) {
	t.Parallel()
	x := read(t, "steps: [{fault: '- {do: nonsense}'}, {wait: [{message: no.such}]}]")
	err := tour.Check(x, english(t).Has)
	if err == nil || !strings.Contains(err.Error(), "step 1: fault") || !strings.Contains(err.Error(), "no.such") {
		t.Errorf("Check() = %v, want both faults", err)
	}
}

// TestAuto plays for a booth: round after round, and nothing is left behind.
func TestAuto(t *testing.T) {
	p := tour.NewPlayer(read(t, shell), tour.PlayerOptions{Options: options(t), Speed: 1e4, Auto: true, Loops: 2})
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	p = tour.NewRound([]*tourfile.Tour{read(t, shell), read(t, ways)},
		tour.PlayerOptions{Options: options(t), Speed: 1e4, Auto: true, Loops: 12})
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := runtime.NumGoroutine(); n > before+10 {
		t.Errorf("%d goroutines are left, there were %d", n, before)
	}
}

// TestAutoMemory plays as for hours: what it holds after a hundred rounds is what it holds after three hundred. The
// latest rounds are always held, by timers that have not ended yet.
func TestAutoMemory(t *testing.T) {
	const early, late = 100, 300
	held := map[int]uint64{}
	rounds := 0
	o := options(t)
	play := o.Run
	o.Run = func(ctx context.Context, p run.Process) int {
		if rounds++; rounds == early || rounds == late {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			held[rounds] = m.HeapAlloc
		}
		return play(ctx, p)
	}
	x := read(t, "steps: [{type: metalwright, press: enter, wait: [{message: product.ask}]}]")
	p := tour.NewPlayer(x, tour.PlayerOptions{Options: o, Speed: 1e4, Auto: true, Loops: late})
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("after %d rounds %d kB are held, after %d rounds %d kB", early, held[early]>>10, late, held[late]>>10)
	if held[early] == 0 || held[late] > 2*held[early] {
		t.Errorf("after %d rounds %d bytes are held, after %d rounds %d", early, held[early], late, held[late])
	}
}

// TestResize: viewer and menu fit windows of every size.
func TestResize(t *testing.T) {
	t.Parallel()
	p := tour.NewPlayer(read(t, shell), tour.PlayerOptions{Options: options(t), Speed: 1e4})
	watch(t, p, true).WaitFor("THE END")
	looks := tour.Looks{Theme: theme.New(true, false), Text: english(t), Drives: true, Presenter: true}
	menu := tour.NewMenu(t.Context(), []*tourfile.Tour{read(t, shell), read(t, ways)}, tour.PlayerOptions{}, looks)
	for name, m := range map[string]tea.Model{"viewer": tour.NewViewer(p, looks, false, nil), "menu": menu} {
		d := uitest.New(t, m)
		d.Resize(usual())
		uitest.Resizes(d, name)
	}
}
