// Package cast records what a terminal shows, as asciicast v2 and v3, and reads such recordings. Secrets are masked by
// their values before anything is written: what is recorded is not the bytes of the program but the screen that they
// make, so that a secret which was drawn in pieces is found, too.
package cast

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/screen"
)

// Options are those of a recording.
type Options struct {
	Version       int // 2 or 3 of the format; 0 is 2
	Width, Height int // of the terminal in cells; 0: 80 by 24
	Title         string
	Now           func() time.Time // required
	// Addresses masks IP addresses, too.
	Addresses bool
}

// Recorder writes a recording. It is safe for concurrent use. Make it with [NewRecorder].
type Recorder struct {
	o    Options
	term *screen.Terminal

	mu      sync.Mutex
	to      io.Writer
	secrets []provider.Secret
	hidden  provider.Scrubber
	pieces  pieces // of the secrets
	start   time.Time
	last    time.Time // of the event before
	lines   []string  // as they were written
	err     error     // the first one
}

// NewRecorder writes a recording to a writer, which its caller closes after [Recorder.Close].
func NewRecorder(to io.Writer, o Options) *Recorder {
	if o.Width <= 0 || o.Height <= 0 {
		o.Width, o.Height = 80, 24
	}
	if o.Version == 0 {
		o.Version = 2
	}
	now := o.Now()
	r := &Recorder{o: o, term: screen.New(o.Width, o.Height), to: to, start: now, last: now, pieces: pieces{}}
	go func() { _, _ = io.Copy(io.Discard, r.term.Input()) }() // what the terminal says of itself is nobody's here
	r.write(r.header())
	return r
}

// header is the first line.
func (r *Recorder) header() any {
	if r.o.Version == 3 {
		type size struct {
			Cols int    `json:"cols"`
			Rows int    `json:"rows"`
			Type string `json:"type"`
		}
		return struct {
			Version   int    `json:"version"`
			Term      size   `json:"term"`
			Timestamp int64  `json:"timestamp"`
			Title     string `json:"title,omitempty"`
		}{3, size{r.o.Width, r.o.Height, "xterm-256color"}, r.start.Unix(), r.o.Title}
	}
	return struct {
		Version   int               `json:"version"`
		Width     int               `json:"width"`
		Height    int               `json:"height"`
		Timestamp int64             `json:"timestamp"`
		Title     string            `json:"title,omitempty"`
		Env       map[string]string `json:"env"`
	}{2, r.o.Width, r.o.Height, r.start.Unix(), r.o.Title, map[string]string{"TERM": "xterm-256color"}}
}

// Hide masks secrets in all that is recorded from now on.
func (r *Recorder) Hide(secrets ...provider.Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		if !slices.ContainsFunc(r.secrets, func(o provider.Secret) bool { return o.Reveal() == s.Reveal() }) {
			r.secrets = append(r.secrets, s)
			r.pieces.add(s.Reveal())
		}
	}
	r.hidden = provider.NewScrubber(r.secrets...)
}

// Write records what a program draws. It never fails: the program continues without its recording, and [Recorder.Close]
// says why.
func (r *Recorder) Write(p []byte) (int, error) {
	_, _ = r.term.Write(p)
	r.mu.Lock()
	defer r.mu.Unlock()
	if out := r.frame(r.term.Screen()); out != "" {
		r.event("o", out)
	}
	return len(p), nil
}

// Print records text that a command writes, a page at a time: of what one write scrolls off the screen, nothing would
// be recorded otherwise.
func (r *Recorder) Print(text string) {
	for text != "" {
		n := r.page(text)
		_, _ = r.Write([]byte(text[:n]))
		text = text[n:]
	}
}

// tabStop is how far apart the tab stops of a terminal are.
const tabStop = 8

// page is how many bytes of text fit on the screen for certain, wherever its cursor is.
func (r *Recorder) page(text string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	rows, column := 0, 0
	for i, c := range text {
		switch {
		case rows >= max(r.o.Height-2, 1): // the line of the cursor, and one that continues at the left
			return i
		case c == '\n':
			rows, column = rows+1, 0
			continue
		case c == '\t':
			column += tabStop
		default:
			column += min(utf8.RuneLen(c), 2) // a wide one takes two cells
		}
		if column > r.o.Width {
			rows, column = rows+1, column-r.o.Width
		}
	}
	return len(text)
}

// Resize records another size.
func (r *Recorder) Resize(w, h int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if w == r.o.Width && h == r.o.Height {
		return
	}
	r.o.Width, r.o.Height = w, h
	r.term.Resize(w, h)
	r.lines = nil
	r.event("r", strconv.Itoa(w)+"x"+strconv.Itoa(h))
}

// Close ends the recording with the program's exit code, and returns the first error of writing.
func (r *Recorder) Close(exit int) error {
	r.term.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.o.Version == 3 {
		r.event("x", strconv.Itoa(exit))
	}
	return r.err
}

// frame is the sequences that change the screen before into s, without what is hidden; "" when nothing has changed.
func (r *Recorder) frame(s screen.Screen) string {
	s = r.mask(s)
	lines := strings.Split(s.ANSI(), "\n")
	var b strings.Builder
	for y, line := range lines {
		if r.lines == nil || y >= len(r.lines) || r.lines[y] != line {
			b.WriteString("\x1b[" + strconv.Itoa(y+1) + ";1H" + line)
		}
	}
	r.lines = lines
	if b.Len() == 0 {
		return ""
	}
	return b.String() + "\x1b[" + strconv.Itoa(s.CursorY+1) + ";" + strconv.Itoa(s.CursorX+1) + "H"
}

// event writes a line. r is locked.
func (r *Recorder) event(kind, data string) {
	now := r.o.Now()
	since := now.Sub(r.start)
	if r.o.Version == 3 { // since the event before
		since = now.Sub(r.last)
	}
	r.last = now
	r.write([]any{json.Number(strconv.FormatFloat(since.Seconds(), 'f', 6, 64)), kind, r.hidden.Text(data)})
}

func (r *Recorder) write(v any) {
	line, err := json.Marshal(v)
	if err == nil && r.err == nil {
		_, err = r.to.Write(append(line, '\n'))
	}
	if r.err == nil {
		r.err = err
	}
}
