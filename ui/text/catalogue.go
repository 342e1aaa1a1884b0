package text

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
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
	source io.ReaderAt       // the file; it is never held as a whole
	tables map[string]*table // by the first part of ids; the map does not change
	plain  sync.Map          // id to words, for messages asked for without data

	mu        sync.RWMutex
	sentences map[string]*sentence // of the tables that were parsed, by id
}

// table is the messages whose ids have the same first part.
type table struct {
	parts  []part // of the file
	parsed bool
}

// part is where a part of a file is, in bytes.
type part struct{ at, length int64 }

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
	source, err := files.Open("text/" + lang + ".toml")
	if err != nil {
		return nil, fmt.Errorf("message catalogue: %w", err)
	}
	at, ok := source.(io.ReaderAt) // as embedded files are; they need not be closed
	if !ok {
		return nil, fmt.Errorf("message catalogue: %s: %w", lang, errors.ErrUnsupported)
	}
	tables, err := split(source)
	if err != nil {
		return nil, fmt.Errorf("message catalogue: %w", err)
	}
	return &catalogue{
		lang: lang, tag: language.MustParse(lang), source: at, tables: tables, sentences: map[string]*sentence{},
	}, nil
}

// split finds the tables of a catalogue by the first part of their names. Every message is in a table.
func split(source io.Reader) (map[string]*table, error) {
	all := map[string]*table{}
	var last *part
	in, begins := bufio.NewReader(source), true // a line
	for at := int64(0); ; {
		line, err := in.ReadSlice('\n')
		if begins && len(line) > 0 && line[0] == '[' {
			name, _, _ := bytes.Cut(bytes.Trim(bytes.TrimSpace(line), "[]"), []byte{'.'})
			t := all[string(name)]
			if t == nil {
				t = &table{}
				all[string(name)] = t
			}
			t.parts = append(t.parts, part{at: at})
			last = &t.parts[len(t.parts)-1]
		}
		if at += int64(len(line)); last != nil {
			last.length += int64(len(line))
		}
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
		begins = err == nil
	}
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
	var source []byte
	for _, p := range t.parts {
		read := make([]byte, p.length)
		if _, err := c.source.ReadAt(read, p.at); err != nil && !errors.Is(err, io.EOF) {
			return
		}
		source = append(source, read...)
	}
	var all map[string]any
	if err := toml.Unmarshal(source, &all); err != nil {
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
