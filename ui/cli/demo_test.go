package cli_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestFramesTours plays each tour in each language, and wants the same screens as ever after each step. With -update it
// writes them down.
func TestFramesTours(t *testing.T) {
	t.Parallel()
	everyTour(t, rehearse)
}

// TestToursSmall plays each tour to its end in the usual window with the bar.
func TestToursSmall(t *testing.T) {
	t.Parallel()
	everyTour(t, func(t *testing.T, _ string, x *tourfile.Tour, o tour.Options) {
		t.Helper()
		o.Width, o.Height = 80, 20
		play(t, x, o, func(tour.Scene) error { return nil })
	})
}

// everyTour has each tour in each language looked at, under a name of its own.
func everyTour(t *testing.T, look func(t *testing.T, name string, x *tourfile.Tour, o tour.Options)) {
	t.Helper()
	for _, file := range assets.TourNames() {
		for _, lang := range assets.Languages() {
			t.Run(file+"/"+lang, func(t *testing.T) {
				t.Parallel()
				tx, err := text.New(lang)
				if err != nil {
					t.Fatal(err)
				}
				x := readTour(t, file)
				if err := tour.Check(x, tx.Has); err != nil {
					t.Fatal(err)
				}
				look(t, file+"."+lang, x, cli.TourOptions(all.Products(), tx))
			})
		}
	}
}

// play rehearses a tour to its end.
func play(t *testing.T, x *tourfile.Tour, o tour.Options, see func(tour.Scene) error) {
	t.Helper()
	err := tour.Rehearse(t.Context(), x, o, 0, see)
	if e, ok := errors.AsType[*tour.StuckError](err); ok {
		t.Fatalf("%v; it shows\n%s", err, e.Shown)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// rehearse compares the screens of a tour with those of its golden file, which come sooner or later: what is drawn on
// the way to them depends on how busy this computer is.
func rehearse(t *testing.T, file string, x *tourfile.Tour, o tour.Options) {
	t.Helper()
	path := filepath.Join("testdata", "TestFramesTours", file+".golden")
	update := flag.Lookup("update").Value.String() == "true"
	var want map[string]string
	if !update {
		want = sections(t, path)
	}
	var got strings.Builder
	colors := false
	play(t, x, o, func(s tour.Scene) error {
		name := fmt.Sprintf("──── step %d", s.Number)
		colors = colors || colored(s.View())
		if update {
			v := s.Settled(t.Context())
			for range (len(v.Screens) - 1) * otherScreen {
				v = s.Settled(t.Context())
			}
			fmt.Fprintf(&got, "%s\n%s", name, shownIn(v))
			return nil
		}
		shown := shownIn(s.View())
		for range 40 { // on a busy machine something draws after a pause that is longer than usual
			if want == nil || requestID.ReplaceAllString(shown, "ID") == requestID.ReplaceAllString(want[name], "ID") {
				return nil
			}
			shown = shownIn(s.Settled(t.Context()))
		}
		return errors.New(name + ": it shows\n" + shown + "want\n" + want[name])
	})
	if !colors {
		t.Error("nothing has a colour")
	}
	if update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// otherScreen is how many pauses it takes for a board over SSH, which draws every two seconds, to show what has
// happened while someone else's was used.
const otherScreen = 12

// requestID is the vendor's: its number counts the requests before it, and prices that nobody waits for are some of
// them.
var requestID = regexp.MustCompile(`T[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}`)

// shownIn is what a viewer reads.
func shownIn(v tour.View) string {
	var b strings.Builder
	b.WriteString("« " + v.Caption + "\n")
	for _, s := range v.Screens {
		b.WriteString(s.Text())
	}
	return b.String()
}

// colored reports whether anything that a viewer sees has a colour.
func colored(v tour.View) bool {
	return slices.ContainsFunc(v.Screens, func(s screen.Screen) bool {
		return slices.ContainsFunc(s.Cells, func(c screen.Cell) bool { return c.Fg != nil || c.Bg != nil })
	})
}

// sections are the screens of a golden file.
func sections(t *testing.T, path string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(path)      //nolint:gosec // the test's own
	if errors.Is(err, fs.ErrNotExist) { // a new tour, which is only played
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, part := range strings.Split(string(data), "──── step ")[1:] {
		n, screen, _ := strings.Cut(part, "\n")
		all["──── step "+n] = screen
	}
	return all
}

func readTour(t *testing.T, file string) *tourfile.Tour {
	t.Helper()
	data, err := assets.Tours.ReadFile("tours/" + file + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	x, err := tourfile.Decode(data, file)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestDemo plays a tour on a terminal: with pause, steps, by hand and back.
func TestDemo(t *testing.T) {
	t.Parallel()
	s := start(t, usual(), process(t, time.Now, nil), "demo", "first-order", "--speed", "200")
	s.WaitFor("What do you want to order?")
	s.WaitFor("THE END", "1 RUNNING", "DONE")
	s.Press("left")
	s.WaitFor("PAUSED", "9/10")
	s.Press("right")
	s.WaitFor("THE END")
	s.Press("enter")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}

// TestDemoNumber plays a tour by its number in the list, and says which numbers there are.
func TestDemoNumber(t *testing.T) {
	t.Parallel()
	s := start(t, usual(), process(t, time.Now, nil), "demo", "1", "--speed", "200")
	s.WaitFor("The first order in a minute", "THE END")
	s.Press("enter")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	p := process(t, time.Now, nil)
	var errs bytes.Buffer
	p.Args, p.Err = []string{"demo", "9"}, &errs
	if code := cli.Main(t.Context(), p, all.Products()); code != 2 ||
		!strings.Contains(errs.String(), "There is no tour 9: choose 1 to 8") {
		t.Errorf("demo 9 ends with %d: %s", code, errs.String())
	}
}

// TestDemoByHand takes over and hands control back.
func TestDemoByHand(t *testing.T) {
	t.Parallel()
	s := start(t, usual(), process(t, time.Now, nil), "demo")
	s.WaitFor("Guided tours", "The first order in a minute")
	s.Press("enter")
	s.WaitFor("What do you want to order?", "space pause")
	s.Press("space")
	s.WaitFor("PAUSED", "1/10")
	s.Press("down")
	s.WaitFor("BY HAND", "▸ Zenlayer Virtual Machine")
	s.Press("tab")
	s.WaitFor("PAUSED")
	s.Press("ctrl+c")
	s.WaitFor("Guided tours")
	s.Press("q")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}

// TestWrite records a tour by hand, checks it, and plays it: it leads to the same screen.
func TestWrite(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	s := start(t, uitest.Size{W: 80, H: 40}, p, "demo", "--write", "mine.yaml")
	s.WaitFor("Describe here what is shown", "$")
	s.Type("metalwright")
	s.WaitFor("$ metalwright")
	s.Press("enter")
	s.WaitFor("What do you want to order?")
	s.Press("down")
	s.WaitFor("▸ Zenlayer Virtual Machine")
	s.Press("up", "enter")
	s.WaitFor("Which zone?", "0.2540", "0.2297", "0.3011", "0.2858", "0.2209", "0.7996", "0.2386", "0.2032", "0.2076",
		"0.2449") // they come one by one
	want := head(s.Text())
	s.Press("tab")
	if got := s.exit(); got != 0 {
		t.Fatalf("exit code = %d, want 0", got)
	}
	var out bytes.Buffer
	p.Args, p.Out = []string{"demo", "--check", "mine.yaml"}, &out
	if code := cli.Main(t.Context(), p, all.Products()); code != 0 {
		t.Fatalf("demo --check ends with %d: %s", code, out.String())
	}
	data, err := os.ReadFile(filepath.Join(p.Dir, "mine.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	x, err := tourfile.Decode(data, "mine.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := text.New(text.Fallback)
	if err != nil {
		t.Fatal(err)
	}
	var last string
	err = tour.Rehearse(t.Context(), x, cli.TourOptions(all.Products(), tx), 0, func(s tour.Scene) error {
		for range 40 { // prices come later on a busy machine
			if last = s.Settled(t.Context()).Screens[0].Text(); !s.Last || slices.Equal(head(last), want) {
				break
			}
		}
		return nil
	})
	if err != nil || !slices.Equal(head(last), want) {
		t.Errorf("the tour ends with %v on\n%s\nwant\n%s\nthe file is\n%s", err, last, strings.Join(want, "\n"), data)
	}
}

// head is the first lines of a screen: as many as a tour has.
func head(shown string) []string { return strings.Split(shown, "\n")[:24] }

// TestRecord records a run in both versions, without the password that is made in it, and plays the recording.
func TestRecord(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2", "3"} {
		p := process(t, time.Now, nil)
		s := start(t, usual(), p, "--state", t.TempDir(), "--speed", "2000", "--record", "run.cast", "--record-version",
			version, "--record-no-addresses")
		s.next("Which zone?")
		s.Press("ctrl+c", "ctrl+c")
		if got := s.exit(); got != 0 {
			t.Errorf("exit code = %d, want 0", got)
		}
		data, err := os.ReadFile(filepath.Join(p.Dir, "run.cast"))
		if err != nil || !strings.HasPrefix(string(data), `{"version":`+version) {
			t.Fatalf("the recording is %.60q, %v", data, err)
		}
		again := start(t, usual(), p, "audit", "play", "run.cast", "--speed", "0.5")
		again.WaitFor("Which zone?", "SIMULATED")
		again.Press("q")
		if got := again.exit(); got != 0 {
			t.Errorf("exit code = %d, want 0", got)
		}
	}
}

// TestServeDemo plays a tour for everybody who connects, and lets the one with the token drive it.
func TestServeDemo(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--demo", "first-order")
	token := s.log.Until(t, "present ([A-Z0-9]+)")
	watcher := s.screen(t, "alice", "", usual())
	watcher.WaitFor("The first order in a minute", "q quit")
	presenter := s.screen(t, "bob", "present "+token, uitest.Size{W: 100, H: 30})
	presenter.WaitFor("space pause")
	presenter.Press("space")
	presenter.WaitFor("PAUSED")
	watcher.Press("space") // which drives nothing
	watcher.Press("q")
	if got := watcher.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	presenter.WaitFor("PAUSED")
	s.want("alice", "orders", "", 2, "connect with a terminal")
	s.want("alice", "present WRONG", "", 2, "connect with a terminal")
}
