package text

import (
	"maps"
	"slices"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
)

// TestInParts wants every catalogue to say the same whether its tables are read when somebody asks or all at once.
func TestInParts(t *testing.T) {
	t.Parallel()
	for _, lang := range assets.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			whole := i18n.NewBundle(language.MustParse(lang))
			whole.RegisterUnmarshalFunc("toml", toml.Unmarshal)
			file, err := whole.LoadMessageFileFS(assets.Text, "text/"+lang+".toml")
			if err != nil {
				t.Fatal(err)
			}
			tx, err := New(lang)
			if err != nil {
				t.Fatal(err)
			}
			ids := map[string]bool{}
			for _, m := range file.Messages {
				ids[m.ID] = true
				if !tx.Has(m.ID) {
					t.Errorf("Has(%q) = false, want true", m.ID)
				}
				asked := &i18n.LocalizeConfig{MessageID: m.ID, PluralCount: 7, TemplateData: map[string]any{"Count": 7}}
				want, _ := i18n.NewLocalizer(whole, lang).Localize(asked)
				if got, _ := tx.now.Load().localize(asked); got != want {
					t.Errorf("message %q is %q, want %q", m.ID, got, want)
				}
			}
			if !slices.Equal(tx.IDs(), slices.Sorted(maps.Keys(ids))) {
				t.Errorf("IDs() has %d ids, want the %d of the file", len(tx.IDs()), len(ids))
			}
		})
	}
}

// TestFewAreRead wants a sentence to cost its own table alone.
func TestFewAreRead(t *testing.T) {
	t.Parallel()
	c, err := load(assets.Text, Fallback)
	if err != nil {
		t.Fatal(err)
	}
	if !c.has("load.retry") || c.has("nowhere.retry") {
		t.Error("has() is wrong about load.retry or nowhere.retry")
	}
	for part, table := range c.tables {
		if table.parsed != (part == "load") {
			t.Errorf("table %q: parsed is %v", part, table.parsed)
		}
	}
}

// BenchmarkFirstSentence is what the first sentence of a run costs.
func BenchmarkFirstSentence(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		c, err := load(assets.Text, Fallback)
		if err != nil || !c.has("load.retry") {
			b.Fatal(err)
		}
	}
}
