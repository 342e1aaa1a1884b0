// Package tour plays tours: it runs the program itself in terminals in memory, on a simulated cloud, a clock and a
// seed of the tour's own, types what the tour says, and shows the screens above a bar that explains them.
package tour

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/tourfile"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/text"
)

// Options are what a tour is played with.
type Options struct {
	// Run is the program: it runs once and returns its exit code.
	Run func(ctx context.Context, p run.Process) int
	// Text is the words of the language that the tour is played in.
	Text *text.Text
	// ASCII has the program draw with ASCII only.
	ASCII bool
	// Width and Height are the most cells that all screens together may have; 0: as the tour says.
	Width, Height int
	// Hide gets the secrets that the program learns, for who records what is seen or typed; nil: nobody does.
	Hide func(...provider.Secret)
	// Changed is called when what is shown may have changed, and must not wait; nil: nobody is.
	Changed func()
}

// stage is a tour's world: its screens, cloud, clock and files.
type stage struct {
	tour    *tourfile.Tour
	o       Options
	dir     string
	clock   *clock
	random  io.Reader
	cloud   *sim.Cloud
	clients []*client
	end     context.CancelFunc
	parts   sync.WaitGroup
	keys    chan string // that a person types

	sizes sync.Mutex // held while the size changes, also of o: mu cannot be, as who draws wants to know the focus

	mu    sync.Mutex
	focus int // whose screen is used
}

// client is one screen.
type client struct {
	user   string // "" of a shell
	term   *screen.Terminal
	resize func(w, h int) // has the program know of it
	shell  *shell         // nil over SSH
}

// start is when every tour begins.
func start() time.Time { return time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC) }

// open makes a new world, in which nothing has happened yet.
func open(ctx context.Context, t *tourfile.Tour, o Options) (*stage, error) {
	if o.Changed == nil {
		o.Changed = func() {}
	}
	dir, err := os.MkdirTemp("", "metalwright-demo-")
	if err != nil {
		return nil, err
	}
	ctx, end := context.WithCancel(ctx)
	seed := uint64(t.Seed) + sim.DefaultSeed //nolint:gosec // it is not negative
	s := &stage{
		tour: t, o: o, dir: dir, clock: &clock{now: start()}, random: newRandom(seed), end: end, keys: make(chan string, 64),
	}
	s.cloud, err = sim.Open(ctx, sim.Options{Now: s.clock.Now, Speed: float64(t.Speed), Seed: seed})
	if err == nil {
		err = s.begin(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.parts.Go(func() { s.typed(ctx) })
	return s, nil
}

func (s *stage) begin(ctx context.Context) error {
	for name, content := range s.tour.Files {
		if !filepath.IsLocal(name) {
			return fmt.Errorf("%s: a file of a tour is beside it", name)
		}
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	w, h := s.size()
	if len(s.tour.Screens) > 0 {
		return s.serve(ctx, w, h)
	}
	one := &client{term: screen.Watched(w, h, s.o.Changed)}
	sh := newShell(s, one.term)
	one.resize, one.shell = sh.resize, sh
	s.clients = []*client{one}
	s.parts.Go(func() { sh.run(ctx) })
	return nil
}

// size is that of one screen: as the tour says, or as much of it as there is room for, and never less than the program
// needs. Where there is no room for two side by side, each has it all.
func (s *stage) size() (w, h int) {
	w, h = s.tour.Size.Columns, s.tour.Size.Rows
	if s.o.Width > 0 {
		n := max(len(s.tour.Screens), 1)
		side := (s.o.Width - n + 1) / n
		if side < tourfile.MinColumns {
			side = s.o.Width
		}
		w = min(w, side)
	}
	if s.o.Height > 0 {
		h = min(h, s.o.Height)
	}
	return max(w, tourfile.MinColumns), max(h, tourfile.MinRows)
}

// Most tours are written for 80 by 24. What they wait for is seen with the bar in the last lines, too, but not in
// smaller windows.
const usualColumns, usualRows = 80, 20

// needs is the smallest window in which a tour can be followed.
func needs(t *tourfile.Tour) tourfile.Size {
	return tourfile.Size{Columns: min(t.Size.Columns, usualColumns), Rows: min(t.Size.Rows, usualRows)}
}

// small reports whether so many cells are too few.
func small(w, h int, needs tourfile.Size) bool { return w < needs.Columns || h < needs.Rows }

// resize changes the size of all screens to what there is room for, which it asks for when nobody else resizes.
func (s *stage) resize(room func() (w, h int)) {
	s.sizes.Lock()
	defer s.sizes.Unlock()
	width, height := room()
	if s.o.Width == width && s.o.Height == height {
		return
	}
	s.o.Width, s.o.Height = width, height
	w, h := s.size()
	for _, x := range s.clients {
		x.term.Resize(w, h)
		x.resize(w, h)
	}
}

// process is the program as it is started on a screen of the tour.
func (s *stage) process(user string, args []string) run.Process {
	set := map[string]string{
		"METALWRIGHT_STATE": filepath.Join(s.dir, "state"), "METALWRIGHT_SIM": "true", "METALWRIGHT_LANG": s.o.Text.Lang(),
		"METALWRIGHT_COLOR": "always", // whoever shows the screen knows how many colours there are
	}
	if s.o.ASCII {
		set["METALWRIGHT_ASCII"] = "true"
	}
	return run.Process{
		Args:   args,
		Lookup: func(name string) (string, bool) { v, ok := set[name]; return v, ok },
		Env:    []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
		Home:   s.dir, Dir: s.dir, User: cmp.Or(user, "you"), Host: "demo", PID: 1,
		Now: s.clock.Now, After: s.clock.After, Random: s.random, Cloud: s.cloud, Hide: s.o.Hide,
	}
}

// used is the screen that is used now.
func (s *stage) used() (*client, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clients[s.focus], s.focus
}

// use has the screen of the user used; "" changes nothing.
func (s *stage) use(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.clients {
		if user != "" && x.user == user {
			s.focus = i
		}
	}
}

// press sends what a person types to the screen that is used. It does not wait: what is too much is lost.
func (s *stage) press(keys string) {
	select {
	case s.keys <- keys:
	default:
	}
}

func (s *stage) typed(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case k := <-s.keys:
			x, _ := s.used()
			_ = x.send(ctx, k) // a program that has ended, or hangs, reads nothing
		}
	}
}

// close ends everything and removes the files.
func (s *stage) close() error {
	s.end()
	for _, x := range s.clients {
		x.term.Close()
	}
	s.parts.Wait()
	var err error
	if s.cloud != nil {
		err = s.cloud.Close()
	}
	return errors.Join(err, os.RemoveAll(s.dir))
}

// words are those of the tour in its language.
func (s *stage) words(w tourfile.Words) string { return Words(s.o.Text, w) }

// Words are words of a tour in a language, fit for one line.
func Words(tx *text.Text, w tourfile.Words) string {
	if w.Message != "" {
		return tx.T(w.Message)
	}
	return tx.Clean(strings.Join(strings.Fields(w.In(tx.Lang())), " "))
}
