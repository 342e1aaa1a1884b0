package tour

import (
	"bufio"
	"context"
	"io"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/screen"
)

// shell is the prompt of a tour's screen. It runs metalwright, and shows files.
type shell struct {
	stage *stage
	term  *screen.Terminal
	in    *bufio.Reader

	mu      sync.Mutex
	w, h    int
	sizes   chan tea.WindowSizeMsg // of the program that runs; nil: none does
	keys    *keyboard              // of the program that runs; nil: none does
	changed chan struct{}          // closed when who reads the keys has changed
}

// keyboard is what one program reads of the keyboard.
type keyboard struct {
	io.Reader

	shell *shell
	asks  bool // it reads a line
}

// Read reads keys. One that begins while a screen is shown asks for nothing: it would continue when the screen has
// ended, and drop what it gets.
func (k *keyboard) Read(p []byte) (int, error) {
	asks := !k.shell.term.FullScreen()
	k.shell.set(func() { k.asks = asks })
	defer k.shell.set(func() { k.asks = false })
	return k.Reader.Read(p)
}

// set changes who reads the keys.
func (s *shell) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
	close(s.changed)
	s.changed = make(chan struct{})
}

// listens waits until keys reach whom they are typed for: a screen, a program that reads a line, or the prompt. A
// program that is about to end would drop them.
func (s *shell) listens(ctx context.Context) error {
	t := time.NewTimer(patience)
	defer t.Stop()
	for {
		drew := s.term.Drew()
		s.mu.Lock()
		reads, changed := s.keys == nil || s.keys.asks, s.changed
		s.mu.Unlock()
		if reads || s.term.FullScreen() {
			return nil
		}
		select {
		case <-changed:
		case <-drew:
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			return &StuckError{Shown: s.term.Screen().Text()}
		}
	}
}

const prompt = "\x1b[1;32m$\x1b[m "

func newShell(s *stage, t *screen.Terminal) *shell {
	w, h := s.size()
	return &shell{stage: s, term: t, w: w, h: h, in: bufio.NewReader(t.Input()), changed: make(chan struct{})}
}

func (s *shell) print(text string) { _, _ = io.WriteString(s.term, text) } // a terminal in memory takes all

// run reads lines and does what they say, until ctx ends or the terminal is closed.
func (s *shell) run(ctx context.Context) {
	for {
		s.print(prompt)
		line, ok := s.line()
		if !ok || ctx.Err() != nil {
			return
		}
		s.do(ctx, strings.Fields(line))
	}
}

// line reads a line and shows it meanwhile.
func (s *shell) line() (string, bool) {
	var line []rune
	for {
		r, _, err := s.in.ReadRune()
		switch {
		case err != nil:
			return "", false
		case r == '\r' || r == '\n':
			s.print("\n")
			return string(line), true
		case r == 0x7f && len(line) > 0:
			line = line[:len(line)-1]
			s.print("\b \b")
		case unicode.IsPrint(r):
			line = append(line, r)
			s.print(string(r))
		}
	}
}

func (s *shell) do(ctx context.Context, words []string) {
	if len(words) == 0 {
		return
	}
	switch args := words[1:]; words[0] {
	case "metalwright":
		s.program(ctx, args)
	case "clear":
		s.print("\x1b[H\x1b[2J")
	case "cat":
		for _, name := range args {
			s.print(s.file(name))
		}
	default:
		s.print(s.stage.o.Text.T("demo.no_command", "Name", words[0]) + "\n")
	}
}

// program runs metalwright.
func (s *shell) program(ctx context.Context, args []string) {
	sizes := make(chan tea.WindowSizeMsg, 1)
	p := s.stage.process("", args)
	p.Confined = true
	keys := &keyboard{Reader: s.term.Input(), shell: s}
	p.In, p.Out, p.Err, p.Terminal, p.Resize = keys, s.term, s.term, true, sizes
	s.set(func() {
		p.Width, p.Height = s.w, s.h
		s.sizes, s.keys = sizes, keys
	})
	s.stage.o.Run(ctx, p)
	s.in = bufio.NewReader(s.term.Input())
	s.set(func() { s.sizes, s.keys = nil, nil })
}

// resize has the program know of another size: the newest, where it has not asked for one before.
func (s *shell) resize(w, h int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.w, s.h = w, h
	if s.sizes == nil {
		return
	}
	select {
	case <-s.sizes:
	default:
	}
	s.sizes <- tea.WindowSizeMsg{Width: w, Height: h}
}

// readBelow reads a file of the directory, and by no link one outside of it.
func readBelow(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // it was only read
	return root.ReadFile(name)
}

// file is what a file of the tour holds, or why it cannot be read.
func (s *shell) file(name string) string {
	data, err := readBelow(s.stage.dir, name)
	if err != nil {
		return s.stage.o.Text.T("demo.no_file", "Name", name) + "\n"
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		b.WriteString(s.stage.o.Text.Clean(strings.TrimRight(line, "\n")) + "\n")
	}
	return b.String()
}
