package text

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
)

// catalogues are the embedded messages of all languages. They are read as far as somebody asks for them: one run says
// few of the sentences, in one language. They are safe for concurrent use.
type catalogues struct {
	unread map[string]map[string]*table // by language and the first part of ids; the maps do not change

	mu     sync.RWMutex
	bundle *i18n.Bundle    // of what has been read
	ids    map[string]bool // those of the fallback
}

// table is the messages of one language whose ids have the same first part.
type table struct {
	source []byte
	read   bool
}

// shared is the one of this process: what is embedded does not change.
var shared = sync.OnceValue(newCatalogues)

func newCatalogues() *catalogues {
	c := &catalogues{
		unread: map[string]map[string]*table{}, bundle: i18n.NewBundle(language.MustParse(Fallback)),
		ids: map[string]bool{},
	}
	c.bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	for _, lang := range assets.Languages() {
		source, _ := assets.Text.ReadFile("text/" + lang + ".toml") // it is one of them
		c.unread[lang] = split(source)
	}
	return c
}

// split finds the tables of a catalogue by the first part of their names. Every message is in a table.
func split(source []byte) map[string]*table {
	all := map[string]*table{}
	var last *table
	for line := range bytes.Lines(source) {
		if line[0] == '[' {
			name, _, _ := strings.Cut(strings.Trim(string(bytes.TrimSpace(line)), "[]"), ".")
			if last = all[name]; last == nil {
				last = &table{}
				all[name] = last
			}
		}
		if last != nil {
			last.source = append(last.source, line...)
		}
	}
	return all
}

// has reports whether the fallback knows id, which in lang can be localized from then on.
func (c *catalogues) has(lang, id string) bool {
	part, _, _ := strings.Cut(id, ".")
	own, general := c.unread[lang][part], c.unread[Fallback][part]
	c.mu.RLock()
	ready, known := (own == nil || own.read) && (general == nil || general.read), c.ids[id]
	c.mu.RUnlock()
	if ready {
		return known
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.load(lang, own)
	c.load(Fallback, general)
	return c.ids[id]
}

// load reads t, which may be nil. What cannot be read has no messages; a test finds it.
func (c *catalogues) load(lang string, t *table) {
	if t == nil || t.read {
		return
	}
	t.read = true
	file, err := c.bundle.ParseMessageFileBytes(t.source, lang+".toml")
	t.source = nil
	if err != nil || lang != Fallback {
		return
	}
	for _, m := range file.Messages {
		c.ids[m.ID] = true
	}
}

// all are the ids of the fallback, in order.
func (c *catalogues) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.unread[Fallback] {
		c.load(Fallback, t)
	}
	return slices.Sorted(maps.Keys(c.ids))
}

// localize is the sentence that l makes of m.
func (c *catalogues) localize(l *i18n.Localizer, m *i18n.LocalizeConfig) (string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return l.Localize(m)
}
