// Package text turns message ids into sentences of one language, from the catalogues in assets. Views hold no
// sentence of their own.
package text

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
)

// Fallback is the language of a message that another language lacks.
const Fallback = "en"

// ErrLanguage is wrapped by the error of [New] for a language without a catalogue.
var ErrLanguage = errors.New("no catalogue for this language")

// Text speaks one language. It is safe for concurrent use, so sessions of one language may share it.
type Text struct {
	lang      string
	localizer *i18n.Localizer
	ids       map[string]bool
	plain     sync.Map // id to sentence, for messages asked for without data
}

// New returns the messages of lang, a BCP 47 tag such as "en" or "zh". The zero value is English. The error wraps
// [ErrLanguage] when lang has no catalogue; nothing of the process's environment is read.
func New(lang string) (*Text, error) {
	tag, err := language.Parse(cmp.Or(lang, Fallback))
	if err != nil {
		return nil, fmt.Errorf("language %q: %w", lang, ErrLanguage)
	}
	bundle := i18n.NewBundle(language.MustParse(Fallback))
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	files, err := fs.Glob(assets.Text, "text/*.toml")
	if err != nil {
		return nil, fmt.Errorf("message catalogues: %w", err)
	}
	base, _ := tag.Base()
	found, ids := false, map[string]bool{}
	for _, f := range files {
		m, err := bundle.LoadMessageFileFS(assets.Text, f)
		if err != nil {
			return nil, fmt.Errorf("message catalogue: %w", err)
		}
		name := strings.TrimSuffix(path.Base(f), ".toml")
		found = found || name == base.String()
		if name == Fallback {
			for _, m := range m.Messages {
				ids[m.ID] = true
			}
		}
	}
	if !found {
		return nil, fmt.Errorf("language %q: %w", lang, ErrLanguage)
	}
	return &Text{
		lang:      base.String(),
		localizer: i18n.NewLocalizer(bundle, tag.String(), base.String(), Fallback),
		ids:       ids,
	}, nil
}

// Lang is the language that t speaks: "en".
func (t *Text) Lang() string { return t.lang }

// Has reports whether the catalogue knows id.
func (t *Text) Has(id string) bool { return t.ids[id] }

// IDs lists every id of the catalogue in order.
func (t *Text) IDs() []string { return slices.Sorted(maps.Keys(t.ids)) }

// T is the sentence behind id. The pairs are names and values for its template: "Zone", zone. A value named Count
// also chooses the plural form. An id that nobody knows is returned as it is, so that a screen never fails for it.
func (t *Text) T(id string, pairs ...any) string {
	if !t.ids[id] {
		return id
	}
	if len(pairs) == 0 {
		if s, ok := t.plain.Load(id); ok {
			return s.(string)
		}
	}
	c := &i18n.LocalizeConfig{MessageID: id}
	if len(pairs) > 0 {
		data := make(map[string]any, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			name, _ := pairs[i].(string)
			data[name] = pairs[i+1]
		}
		c.TemplateData, c.PluralCount = data, data["Count"]
	}
	s, err := t.localizer.Localize(c)
	if err != nil && s == "" {
		return id
	}
	if len(pairs) == 0 {
		t.plain.Store(id, s)
	}
	return s
}
