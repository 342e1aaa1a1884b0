// Package text turns message ids into sentences of one language, from the catalogues in assets. Views hold no
// sentence of their own.
package text

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider"
)

// Fallback is the language of a message that another language lacks.
const Fallback = "en"

// ErrLanguage is wrapped by the error of [New] for a language without a catalogue.
var ErrLanguage = errors.New("no catalogue for this language")

// Text speaks one language at a time. It is safe for concurrent use, so sessions that do not switch it may share it.
// Make it with [New].
type Text struct {
	now   atomic.Pointer[catalogue]
	ascii bool
}

// Lines are sentences that are part of another one. They may have ends of lines, which other values may not.
type Lines string

// New returns the messages of lang, a BCP 47 tag such as "en" or "zh-CN". The zero value is English. The error wraps
// [ErrLanguage] when lang has no catalogue; nothing of the process's environment is read, and no other language's
// catalogue.
func New(lang string) (*Text, error) {
	tag, err := language.Parse(cmp.Or(lang, Fallback))
	if err != nil {
		return nil, fmt.Errorf("language %q: %w", lang, ErrLanguage)
	}
	base, _ := tag.Base()
	if !slices.Contains(assets.Languages(), base.String()) {
		return nil, fmt.Errorf("language %q: %w", lang, ErrLanguage)
	}
	c, err := read(base.String())
	if err != nil {
		return nil, err
	}
	return speaking(c, false), nil
}

func speaking(c *catalogue, ascii bool) *Text {
	t := &Text{ascii: ascii}
	t.now.Store(c)
	return t
}

// ASCII is words in nothing but ASCII. A language that cannot be written so becomes English.
func (t *Text) ASCII() *Text {
	c := t.now.Load()
	if english, err := read(Fallback); err == nil { // it is a part of the program
		c = english
	}
	return speaking(c, true)
}

// Own is words of t's language that nobody else switches.
func (t *Text) Own() *Text { return speaking(t.now.Load(), t.ascii) }

// Switch changes to the next language, and reports whether there is another one. ASCII has English alone.
func (t *Text) Switch() bool {
	all := assets.Languages()
	if t.ascii || len(all) < 2 {
		return false
	}
	next, err := read(all[(slices.Index(all, t.Lang())+1)%len(all)])
	if err != nil {
		return false
	}
	t.now.Store(next)
	return true
}

// find is the message of id and its catalogue, t's own or else the one of [Fallback]; nil when neither has it.
func (t *Text) find(id string) (*sentence, *catalogue) {
	c := t.now.Load()
	if s := c.find(id); s != nil {
		return s, c
	}
	if c.lang != Fallback {
		if english, err := read(Fallback); err == nil {
			return english.find(id), english
		}
	}
	return nil, nil
}

// Lang is the language that t speaks: "en".
func (t *Text) Lang() string { return t.now.Load().lang }

// Identity is what sentences depend on, to compare them: the language, and whether they are in ASCII.
type Identity struct {
	lang  string
	ascii bool
}

// Identity is equal for texts that say the same.
func (t *Text) Identity() Identity { return Identity{t.Lang(), t.ascii} }

// Has reports whether the catalogue knows id.
func (t *Text) Has(id string) bool {
	s, _ := t.find(id)
	return s != nil
}

// IDs lists every id of the catalogue in order.
func (t *Text) IDs() []string { return t.now.Load().all() }

// List is names or labels in a row, with what the language has between them.
func (t *Text) List(parts []string) string { return strings.Join(parts, t.T("list.separator")) }

// T is the sentence behind id. The pairs are names and values for its template: "Zone", zone. A value named Count also
// chooses the plural form. Values are made fit for a terminal, as [provider.Clean] does: they may be a vendor's words,
// or anybody's. An id that nobody knows, such as one made of a word that only a newer program writes, becomes that
// word, so that a screen never fails for it.
func (t *Text) T(id string, pairs ...any) string {
	message, from := t.find(id)
	if message == nil {
		return t.Clean(strings.ReplaceAll(id[strings.LastIndexByte(id, '.')+1:], "_", " "))
	}
	keep := len(pairs) == 0 && !t.ascii
	if keep {
		if s, ok := from.plain.Load(id); ok {
			return s.(string)
		}
	}
	var count any
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		data[name] = t.value(pairs[i+1])
		if name == "Count" {
			count = pairs[i+1]
		}
	}
	s, err := message.words(from.tag, count, data)
	if err != nil && s == "" {
		return id
	}
	if t.ascii {
		s = t.lines(s)
	}
	if keep {
		from.plain.Store(id, s)
	}
	return s
}

// value is v as a sentence may have it. Numbers and truth values are what templates count and compare.
func (t *Text) value(v any) any {
	switch v := v.(type) {
	case string:
		return t.Clean(v)
	case Lines:
		return t.lines(string(v))
	case bool, int, float64, nil:
		return v
	}
	return t.Clean(fmt.Sprint(v))
}

// lines makes sentences fit: their line ends stay, and the tabs between the titles of a table.
func (t *Text) lines(s string) string {
	var out strings.Builder
	for s != "" {
		end := strings.IndexAny(s, "\n\t")
		if end < 0 {
			return out.String() + t.Clean(s)
		}
		out.WriteString(t.Clean(s[:end]) + s[end:end+1])
		s = s[end+1:]
	}
	return out.String()
}

// Clean makes text of a vendor, a file or a person fit for one line of a terminal, as [provider.Clean] does, and in
// ASCII where t is.
func (t *Text) Clean(s string) string {
	if t.ascii {
		return provider.CleanASCII(s)
	}
	return provider.Clean(s)
}
