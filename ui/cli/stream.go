package cli

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
)

// stream is the way of every command to its output: what a terminal would act on is an escape in it. Lines and tabs
// stay; whoever writes a table or a line makes the texts in it fit for one line first.
type stream struct {
	mu     sync.Mutex
	to     io.Writer
	ascii  func() bool // nothing but ASCII is wanted
	styled bool        // styles stay, too: the help has some
	rest   []byte      // the beginning of a character
	used   bool        // something was written
}

// styles are the sequences that change nothing but how text looks.
var styles = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// Write writes text.
func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used = s.used || len(p) > 0
	text := string(s.rest) + string(p)
	whole := len(text) - unfinished(text)
	s.rest = []byte(text[whole:])
	_, err := io.WriteString(s.to, s.clean(text[:whole]))
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// wrote reports whether something was written.
func (s *stream) wrote() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used
}

// end writes what waits for the rest of its character.
func (s *stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rest) > 0 {
		_, _ = io.WriteString(s.to, s.clean(string(s.rest))) // whoever wrote it has been told of errors before
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

func (s *stream) clean(text string) string {
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

// terminalStream is a stream to a terminal, whose colours the help asks for.
type terminalStream struct {
	*stream
	*os.File
}

// Write writes text.
func (s terminalStream) Write(p []byte) (int, error) { return s.stream.Write(p) }

// WriteString writes text: the file's own would go past the stream.
func (s terminalStream) WriteString(text string) (int, error) { return s.stream.Write([]byte(text)) }

// ReadFrom writes all of r: the file's own would go past the stream.
func (s terminalStream) ReadFrom(r io.Reader) (int64, error) { return io.Copy(s.stream, r) }

// WriteAt is not for streams.
func (s terminalStream) WriteAt([]byte, int64) (int, error) { return 0, os.ErrInvalid }

// shown is p with its output streams clean. What still waits for its end is written when the function is called.
func (p Process) shown(f *flags) (Process, func()) {
	ascii := func() bool { return f.ascii || p.wantsASCII() }
	out, err := &stream{to: p.Out, ascii: ascii}, &stream{to: p.Err, ascii: ascii}
	p.Out, p.Err = out, err
	return p, func() { out.end(); err.end() }
}

// wantsASCII looks for the wish before the flags are read: a command line that cannot be read is said in ASCII, too.
func (p Process) wantsASCII() bool {
	args := p.Args
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	if slices.Contains(args, "--ascii") {
		return true
	}
	text, _ := p.Lookup("METALWRIGHT_ASCII")
	on, _ := strconv.ParseBool(text) // what is no truth value is refused with the other settings
	return on
}

// help is the stream for help, which may be in colours: its words are the program's own.
func (p Process) help() io.Writer {
	s, ok := p.Out.(*stream)
	// a shell that completes
	if !ok || slices.ContainsFunc(p.Args, func(a string) bool { return strings.HasPrefix(a, "__") }) {
		return p.Out
	}
	own := &stream{to: s.to, ascii: s.ascii, styled: true}
	if file, ok := s.to.(*os.File); ok {
		return terminalStream{own, file}
	}
	return own
}

// terminal is what is behind a stream: screens draw on it, and a sequence of the program's own goes there. No text of
// others may.
func terminal(w io.Writer) io.Writer {
	if s, ok := w.(*stream); ok {
		return s.to
	}
	return w
}

// line writes words as one line, a blank between them, whatever is in them.
func line(w io.Writer, words ...any) error {
	parts := make([]string, len(words))
	for i, x := range words {
		parts[i] = provider.Clean(fmt.Sprint(x))
	}
	_, err := io.WriteString(w, strings.Join(parts, " ")+"\n")
	return err
}

// lines writes sentences as they are, ends of lines too: those are of the catalogue, and the values in them are clean.
func lines(w io.Writer, sentences ...string) error {
	for _, s := range sentences {
		if _, err := io.WriteString(w, s+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// question writes a sentence that is answered behind it.
func question(w io.Writer, sentence string) error {
	_, err := io.WriteString(w, provider.Clean(sentence)+" ")
	return err
}
