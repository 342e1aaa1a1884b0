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
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
)

// catalogue is the embedded messages of one language. A table of it is parsed when the first of its messages is asked
// for: a run needs few of them. It is safe for concurrent use.
type catalogue struct {
	lang   string
	tag    language.Tag
	tables map[string]*table // by the first part of ids; the map does not change
	plain  sync.Map          // id to words, for messages asked for without data

	mu        sync.RWMutex
	sentences map[string]*sentence // of the tables that were parsed, by id
}

// table is the messages whose ids have the same first part.
type table struct {
	source [][]byte // the parts of the file
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
	return &catalogue{
		lang: lang, tag: language.MustParse(lang), tables: split(source), sentences: map[string]*sentence{},
	}, nil
}

// split finds the tables of a catalogue by the first part of their names. Every message is in a table.
func split(source []byte) map[string]*table {
	all := map[string]*table{}
	var last *table
	begin, at := 0, 0 // of the part, of the line
	for line := range bytes.Lines(source) {
		if line[0] == '[' {
			if last != nil {
				last.source = append(last.source, source[begin:at])
			}
			name, _, _ := bytes.Cut(bytes.Trim(bytes.TrimSpace(line), "[]"), []byte{'.'})
			if last = all[string(name)]; last == nil {
				last = &table{}
				all[string(name)] = last
			}
			begin = at
		}
		at += len(line)
	}
	if last != nil {
		last.source = append(last.source, source[begin:])
	}
	return all
}

// find is the message of id; nil when there is none.
func (c *catalogue) find(id string) *sentence {
	part, _, _ := strings.Cut(id, ".")
	t := c.tables[part]
	if t == nil {
		return nil
	}
	c.mu.RLock()
	parsed, s := t.parsed, c.sentences[id]
	c.mu.RUnlock()
	if parsed {
		return s
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parse(t)
	return c.sentences[id]
}

// parse reads t. What cannot be parsed has no messages; a test finds it.
func (c *catalogue) parse(t *table) {
	if t.parsed {
		return
	}
	t.parsed = true
	var all map[string]any
	err := toml.Unmarshal(bytes.Join(t.source, nil), &all)
	t.source = nil
	if err != nil {
		return
	}
	collect("", all, func(id string, s *sentence) { c.sentences[id] = s })
}

// all are the ids, in order.
func (c *catalogue) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range c.tables {
		c.parse(t)
	}
	return slices.Sorted(maps.Keys(c.sentences))
}
