package cast

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/screen"
)

// leastSecret is the length from which texts are secrets, see [provider.NewScrubber], and pieces of them are found.
const leastSecret = 8

// pieces are all pieces of leastSecret bytes that secrets have, without blanks. A secret that is cut off, indented or
// wrapped is still made of them.
type pieces map[[leastSecret]byte]struct{}

func (p pieces) add(secret string) {
	secret = strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, secret)
	for i := 0; i+leastSecret <= len(secret); i++ {
		p[[leastSecret]byte([]byte(secret[i:i+leastSecret]))] = struct{}{}
	}
}

// in calls hide with the bytes of all that are in text.
func (p pieces) in(text []byte, hide func(from, to int)) {
	if len(p) == 0 {
		return
	}
	from, to := 0, 0 // pieces that overlap are one
	for i := 0; i+leastSecret <= len(text); i++ {
		if _, found := p[[leastSecret]byte(text[i:i+leastSecret])]; !found {
			continue
		}
		if i > to {
			hide(from, to)
			from = i
		}
		to = i + leastSecret
	}
	hide(from, to)
}

// Find is which characters of text are of one of the secrets, or of a piece of one that is long enough to know it by.
func Find(text []rune, secrets ...provider.Secret) []bool {
	p, l, found := pieces{}, layout{}, make([]bool, len(text))
	for _, s := range secrets {
		p.add(s.Reveal())
	}
	for i, r := range text {
		if !blank(r) {
			l.add(string(r), i)
		}
	}
	p.in(l.text, func(from, to int) {
		for _, i := range l.cells[from:to] {
			found[i] = true
		}
	})
	return found
}

// blank reports whether a character may be between two pieces of a secret: white space, and the lines of frames.
func blank(r rune) bool { return unicode.IsSpace(r) || r == '|' || r >= 0x2500 && r <= 0x259f }

// layout is the text of a screen, and the cell of each of its bytes.
type layout struct {
	text  []byte
	cells []int
}

// add adds the text of a cell.
func (l *layout) add(text string, cell int) {
	l.text = append(l.text, text...)
	for len(l.cells) < len(l.text) {
		l.cells = append(l.cells, cell)
	}
}

// layoutOf is the characters of a screen that keep wants, line after line.
func layoutOf(s screen.Screen, keep func(rune) bool) (l layout) {
	for i, c := range s.Cells {
		if c.Width == 0 && i%s.W > 0 && s.Cells[i-1].Width > 1 { // the other half of the character before
			continue
		}
		if c.Text == "" {
			c.Text = " "
		}
		for _, r := range c.Text {
			if keep(r) {
				l.add(string(r), i)
			}
		}
	}
	return l
}

// addresses are the forms of IP addresses.
var addresses = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b`), regexp.MustCompile(`[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}`),
	}
})

// mask puts asterisks into the cells of what is hidden. A secret may continue in the next line.
func (r *Recorder) mask(s screen.Screen) screen.Screen {
	hidden := slices.Clone(s.Cells)
	hider := func(l layout) func(from, to int) {
		return func(from, to int) {
			for _, i := range l.cells[from:to] {
				hidden[i].Text = strings.Repeat("*", max(hidden[i].Width, 1))
			}
		}
	}
	l := layoutOf(s, func(r rune) bool { return !blank(r) })
	r.pieces.in(l.text, hider(l))
	if r.o.Addresses {
		l := layoutOf(s, func(rune) bool { return true })
		hide := hider(l)
		for _, form := range addresses() {
			for _, at := range form.FindAllIndex(l.text, -1) {
				if _, err := netip.ParseAddr(string(l.text[at[0]:at[1]])); err == nil {
					hide(at[0], at[1])
				}
			}
		}
	}
	s.Cells = hidden
	return s
}
