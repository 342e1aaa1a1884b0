package frame

import (
	"strings"
	"sync"

	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
)

// terminal is what is known of a terminal.
type terminal struct {
	profile  colorprofile.Profile
	method   ansi.Method
	scrolls  bool // rows can be moved by a region
	grouping bool // the terminal has synchronized output
	quiet    bool // the terminal is asked nothing yet
	bare     bool // the terminal gets no modes but the other screen
	w, h     int
}

// pen is how text looks.
type pen struct {
	style uv.Style
	link  uv.Link
}

// parsers are for decoding lines, with room for a link. Those of the library's pool have been given 64 kB first.
var parsers = sync.Pool{New: func() any {
	p := new(ansi.Parser)
	p.SetParamsSize(parser.MaxParamsSize)
	p.SetDataSize(4 << 10)
	return p
}}

// row is a line of a frame.
type row struct {
	text  string
	start *pen // at its left, where a line before has left one; nil: plain
}

// blank reports whether the line shows nothing.
func (r row) blank() bool {
	return r.start == nil && strings.Trim(r.text, " ") == ""
}

// same reports whether two lines show the same.
func (r row) same(o row) bool {
	return r.text == o.text && (r.start == o.start || r.start != nil && o.start != nil && *r.start == *o.start)
}

// split appends to next the lines of a frame that have room, each with the style that the line before has left. On the
// alternate screen these are the first ones, elsewhere the last.
func (t *terminal) split(next []row, text string, alt bool) []row {
	if !alt {
		for extra := strings.Count(text, "\n") + 1 - t.h; extra > 0; extra-- {
			_, text, _ = strings.Cut(text, "\n")
		}
	}
	var start *pen
	for more := true; more && len(next) < t.h; {
		var line string
		line, text, more = strings.Cut(text, "\n")
		r := row{text: strings.TrimSuffix(line, "\r"), start: start}
		next = append(next, r)
		start = t.end(r)
	}
	return next
}

// end is the style that the line leaves to the next; nil: plain.
func (t *terminal) end(r row) *pen {
	at := strings.LastIndexByte(r.text, ansi.ESC)
	switch {
	case at < 0:
		return r.start
	case r.start == nil && (strings.HasPrefix(r.text[at:], "\x1b[m") || strings.HasPrefix(r.text[at:], "\x1b[0m")) &&
		!strings.Contains(r.text, "\x1b]"):
		return nil // as lines of lipgloss do
	}
	var p pen
	if r.start != nil {
		p = *r.start
	}
	t.parse(nil, r.text, &p)
	if p == (pen{}) {
		return nil
	}
	return &p
}

// cells puts the cells of a line into into, as far as it has room.
func (t *terminal) cells(into uv.Line, r row) {
	for i := range into {
		into[i] = uv.EmptyCell
	}
	var p pen
	if r.start != nil {
		p = *r.start
	}
	t.parse(into, r.text, &p)
}

// parse puts the cells of text into line, which is blank, and leaves in p how the text after it looks.
func (t *terminal) parse(line uv.Line, text string, p *pen) {
	dec, _ := parsers.Get().(*ansi.Parser)
	defer parsers.Put(dec)
	decode := ansi.DecodeSequenceWc[string]
	if t.method == ansi.GraphemeWidth {
		decode = ansi.DecodeSequence[string]
	}
	w := writer{line: line, last: -1}
	w.look(*p, t.profile)
	var state byte
	for len(text) > 0 {
		if c := text[0]; c >= ' ' && c < ansi.DEL && state == ansi.NormalState && (len(text) == 1 || text[1] < 0x80) {
			w.put(text[:1], 1)
			text = text[1:]
			continue
		}
		if n := narrow(text); n > 0 && state == ansi.NormalState {
			w.put(text[:n], 1)
			text = text[n:]
			continue
		}
		seq, width, n, next := decode(text, state, dec)
		if n == 1 && len(text) > 1 && seq[0] >= ' ' && seq[0] < ansi.DEL { // the decoder does not look for what combines
			seq, width = ansi.FirstGraphemeCluster(text, t.method)
			n = len(seq)
		}
		switch {
		case width > 0:
			w.put(seq, width)
		case ansi.HasCsiPrefix(seq) && dec.Command() == 'm':
			uv.ReadStyle(dec.Params(), &p.style)
			w.look(*p, t.profile)
		case ansi.HasOscPrefix(seq) && dec.Command() == 8:
			uv.ReadLink(dec.Data(), &p.link)
			w.look(*p, t.profile)
		case seq == "\r":
			w.x = 0
		case len(seq) > 0 && seq[0] >= 0xc0: // it combines with the cell before a change of style
			w.combine(seq)
		}
		state, text = next, text[n:]
	}
}

// writer writes cells from left to right.
type writer struct {
	line  uv.Line
	x     int
	last  int      // the cell that was written last; -1: none
	cell  uv.Cell  // how the next one looks
	space uv.Style // and one that shows no more than its background
}

func (w *writer) look(p pen, profile colorprofile.Profile) {
	w.cell.Style, w.cell.Link = uv.ConvertStyle(p.style, profile), uv.ConvertLink(p.link, profile)
	w.space = space(w.cell.Style)
}

func (w *writer) put(content string, width int) {
	if w.x >= len(w.line) {
		return
	}
	c := w.cell
	c.Content, c.Width = content, width
	if content == " " {
		c.Style = w.space
	}
	w.line.Set(w.x, &c)
	w.last = w.x
	w.x += width
}

func (w *writer) combine(mark string) {
	if w.last < 0 || w.last >= len(w.line) {
		return
	}
	c := w.line[w.last]
	c.Content += mark
	w.line.Set(w.last, &c)
}
