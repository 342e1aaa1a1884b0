package text

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
)

// catalogue is the embedded messages of one language. A table of it is parsed when the first of its messages is asked
// for: a run needs few of them. It is safe for concurrent use.
type catalogue struct {
	lang      string
	localizer *i18n.Localizer
	tables    map[string]*table // by the first part of ids; the map does not change
	plain     sync.Map          // id to sentence, for messages asked for without data

	mu     sync.RWMutex
	bundle *i18n.Bundle    // of the tables that were parsed
	ids    map[string]bool // of the tables that were parsed
}

// table is the messages whose ids have the same first part.
type table struct {
	source []byte
	parsed bool
}

// read returns the catalogue of lang, one a process: they are embedded and do not change.
func read(lang string) (*catalogue, error) {
	once := sync.OnceValues(func() (*catalogue, error) { return load(assets.Text, lang) })
	open, _ := catalogues.LoadOrStore(lang, once)
	return open.(func() (*catalogue, error))()
}

// catalogues holds a function for each language that was asked for.
var catalogues sync.Map

// load reads the file of lang without parsing it.
func load(files fs.FS, lang string) (*catalogue, error) {
	source, err := fs.ReadFile(files, "text/"+lang+".toml")
	if err != nil {
		return nil, fmt.Errorf("message catalogue: %w", err)
	}
	bundle := i18n.NewBundle(language.MustParse(lang))
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	return &catalogue{
		lang: lang, localizer: i18n.NewLocalizer(bundle, lang), tables: split(source),
		bundle: bundle, ids: map[string]bool{},
	}, nil
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

// has reports whether the catalogue knows id, which can be localized from then on.
func (c *catalogue) has(id string) bool {
	part, _, _ := strings.Cut(id, ".")
	t := c.tables[part]
	if t == nil {
		return false
	}
	c.mu.RLock()
	parsed, known := t.parsed, c.ids[id]
	c.mu.RUnlock()
	if parsed {
		return known
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parse(t)
	return c.ids[id]
}

// parse reads t. What cannot be parsed has no messages; a test finds it.
func (c *catalogue) parse(t *table) {
	if t.parsed {
		return
	}
	t.parsed = true
	file, err := c.bundle.ParseMessageFileBytes(t.source, c.lang+".toml")
	t.source = nil
	if err != nil {
		return
	}
	for _, m := range file.Messages {
		c.ids[m.ID] = true
	}
}

// all are the ids, in order.
func (c *catalogue) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tables {
		c.parse(t)
	}
	return slices.Sorted(maps.Keys(c.ids))
}

// localize is the sentence of m.
func (c *catalogue) localize(m *i18n.LocalizeConfig) (string, error) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.localizer.Localize(m)
}
