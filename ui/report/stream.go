package report

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
)

// Stream is the way of every command to its output: what a terminal would act on is an escape in it. Lines and tabs
// stay; whoever writes a table or a line makes the texts in it fit for one line first.
type Stream struct {
	mu     sync.Mutex
	to     io.Writer
	ascii  func() bool      // nothing but ASCII is wanted
	styled bool             // styles stay, too: the help has some
	rest   []byte           // the beginning of a character
	used   bool             // something was written
	failed error            // the first error of to
	of     *Stream          // that this one writes for, with styles; nil: for itself
	held   *strings.Builder // what waits for a screen to end; nil: nothing waits
	copy   Recording        // nil: nobody records
}

// Recording records what a terminal shows, without the secrets that it is to hide.
type Recording interface {
	io.Writer
	// Print records lines of text, all of them, however many there are.
	Print(text string)
	Resize(w, h int)
	Hide(secrets ...provider.Secret)
}

// Record has a recording get what is written from now on.
func (s *Stream) Record(r Recording) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.copy = r
}

// RecordingOf is the recording of a stream; nil without one.
func RecordingOf(w io.Writer) Recording {
	s, ok := w.(*Stream)
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.copy
}

// NewStream is a stream to a writer. ascii is asked at each write.
func NewStream(to io.Writer, ascii func() bool) *Stream { return &Stream{to: to, ascii: ascii} }

// WithStyles is the stream for text that may be in colours.
func (s *Stream) WithStyles() io.Writer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Stream{to: s.to, ascii: s.ascii, copy: s.copy, styled: true, of: s}
}

// styles are the sequences that change nothing but how text looks.
var styles = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// Write writes text.
func (s *Stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used = s.used || len(p) > 0
	text := string(s.rest) + string(p)
	whole := len(text) - unfinished(text)
	s.rest = []byte(text[whole:])
	clean := s.clean(text[:whole])
	if s.copy != nil {
		s.copy.Print(clean)
	}
	if s.held != nil {
		s.held.WriteString(clean)
		return len(p), nil
	}
	_, err := io.WriteString(s.to, clean)
	if err != nil {
		s.fail(err)
		return 0, err
	}
	return len(p), nil
}

// fail remembers the first error. s is locked.
func (s *Stream) fail(err error) {
	s.failed = cmp.Or(s.failed, err)
	if s.of != nil {
		s.of.mu.Lock()
		defer s.of.mu.Unlock()
		s.of.fail(err)
	}
}

// Failed is the first error of what was written; nil when all of it was.
func (s *Stream) Failed() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed
}

// Hold has what is written wait until the function is called, as while a screen is on the same terminal.
func (s *Stream) Hold() (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = &strings.Builder{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.held != nil {
			_, _ = io.WriteString(s.to, s.held.String()) // there may be nobody any more
			s.held = nil
		}
	}
}

// Written reports whether something was written.
func (s *Stream) Written() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used
}

// Flush writes what waits for the rest of its character.
func (s *Stream) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rest) > 0 {
		_, _ = io.WriteString(s.to, s.clean(string(s.rest))) // errors were returned to whoever wrote it before
		s.rest = nil
	}
}

// unfinished is how many bytes at the end of text are the beginning of a character.
func unfinished(text string) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if utf8.RuneStart(text[len(text)-n]) {
			if end := text[len(text)-n:]; end[0] >= utf8.RuneSelf && !utf8.FullRuneInString(end) {
				return n
			}
			return 0
		}
	}
	return 0
}

func (s *Stream) clean(text string) string {
	clean := provider.Clean
	if s.ascii() {
		clean = provider.CleanASCII
	}
	var out strings.Builder
	for text != "" {
		at := strings.IndexAny(text, "\n\t")
		end := at
		if at < 0 {
			at, end = len(text), len(text)
		} else {
			end++
		}
		part := text[:at]
		for s.styled && part != "" {
			found := styles.FindStringIndex(part)
			if found == nil {
				break
			}
			out.WriteString(clean(part[:found[0]]) + part[found[0]:found[1]])
			part = part[found[1]:]
		}
		out.WriteString(clean(part) + text[at:end])
		text = text[end:]
	}
	return out.String()
}

// Terminal is what is behind a stream: screens draw on it, and a sequence of the program's own goes there. No text of
// others may.
func Terminal(w io.Writer) io.Writer {
	if s, ok := w.(*Stream); ok {
		return s.to
	}
	return w
}

// PrintClean writes words as one line, a blank between them, whatever is in them.
func PrintClean(w io.Writer, words ...any) error {
	parts := make([]string, len(words))
	for i, x := range words {
		parts[i] = provider.Clean(fmt.Sprint(x))
	}
	_, err := io.WriteString(w, strings.Join(parts, " ")+"\n")
	return err
}

// Println writes sentences as they are, ends of lines too: those are of the catalogue, and the values in them are
// clean.
func Println(w io.Writer, sentences ...string) error {
	for _, s := range sentences {
		if _, err := io.WriteString(w, s+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// Prompt writes a sentence that is answered behind it.
func Prompt(w io.Writer, sentence string) error {
	_, err := io.WriteString(w, provider.Clean(sentence)+" ")
	return err
}

// Note writes a line for the person. There may be nobody any more: their terminal is closed.
func Note(w io.Writer, sentence string) { _ = Println(w, sentence) }
