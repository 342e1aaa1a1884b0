package term

import (
	"bytes"
	"io"
	"os"
	"runtime"
)

// A terminal sends one ESC for the Escape key, and ESC before a key for that key with Alt. Where several come in one
// read, as over a slow line, the library takes any number of them for one Escape with Alt. So all but the last are
// written the way that has one meaning, CSI 27 u (the kitty keyboard protocol). What the last one means is for whoever
// knows whether text is being edited.
const (
	esc       = 0x1b
	escapeKey = "\x1b[27u"
)

// keyboard is input in which every Escape is distinguished from the others.
type keyboard struct {
	from  io.Reader
	paste marks
}

// Read reads at most as much as has room after it was rewritten, so that nothing stays behind: whoever reads a
// terminal waits for it to have something new.
func (k *keyboard) Read(p []byte) (int, error) {
	if len(p) < len(escapeKey) {
		return k.from.Read(p)
	}
	raw := make([]byte, len(p)/len(escapeKey))
	n, err := k.from.Read(raw)
	return copy(p, k.rewrite(raw[:n])), err
}

func (k *keyboard) rewrite(raw []byte) []byte {
	if !bytes.Contains(raw, []byte{esc, esc}) {
		k.paste.follow(raw)
		return raw
	}
	var out []byte
	for i, b := range raw {
		if inside := k.paste.next(b); !inside && b == esc && apart(raw[i+1:]) {
			out = append(out, escapeKey...)
			continue
		}
		out = append(out, b)
	}
	return out
}

// apart reports whether an ESC before rest is a key by itself. Before ESC [ and ESC O it may be Alt with an arrow
// (rxvt, PuTTY).
func apart(rest []byte) bool {
	if len(rest) == 0 || rest[0] != esc {
		return false
	}
	return len(rest) < 2 || rest[1] != '[' && rest[1] != 'O'
}

// marks follows the marks around a paste, which may be torn: ESC [ 200 ~ and ESC [ 201 ~.
type marks struct {
	seen   int // bytes of a mark
	which  byte
	inside bool
}

const mark = "\x1b[20?~"

// next takes one byte and reports whether it is a paste's.
func (m *marks) next(b byte) bool {
	switch want := mark[m.seen]; {
	case want == '?' && (b == '0' || b == '1'):
		m.which = b
		m.seen++
	case b == want && want != '?':
		m.seen++
	case b == esc:
		m.seen = 1
	default:
		m.seen = 0
	}
	if m.seen == len(mark) {
		m.seen, m.inside = 0, m.which == '0'
	}
	return m.inside
}

func (m *marks) follow(raw []byte) {
	for _, b := range raw {
		m.next(b)
	}
}

// terminalKeyboard is a keyboard that is still the terminal's file to the library.
type terminalKeyboard struct {
	*os.File
	keys keyboard
}

// Read reads from the terminal.
func (t *terminalKeyboard) Read(p []byte) (int, error) { return t.keys.Read(p) }

// keys is in with every Escape distinguished from the others. A console of Windows reports keys, not bytes.
func keys(in io.Reader) io.Reader {
	f, ok := in.(*os.File)
	switch {
	case !ok:
		return &keyboard{from: in}
	case runtime.GOOS == "windows":
		return in
	}
	return &terminalKeyboard{File: f, keys: keyboard{from: f}}
}
