package text

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/metalwright/metalwright/assets"
)

// TestInParts wants every message to say what go-i18n and text/template make of the whole file, although its table is
// read when someone asks for it, and its form here.
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
				for _, data := range samples(m.Other) {
					asked := &i18n.LocalizeConfig{MessageID: m.ID, PluralCount: data["Count"], TemplateData: data}
					want, err := i18n.NewLocalizer(whole, lang).Localize(asked)
					got, failed := tx.now.Load().find(m.ID).words(tx.now.Load().tag, data["Count"], data)
					if failed != nil || got != want && (want != "" || err == nil) { // a number was compared with a text
						t.Errorf("message %q of %v is %q, %v, want %q, %v", m.ID, data, got, failed, want, err)
					}
				}
			}
			if !slices.Equal(tx.IDs(), slices.Sorted(maps.Keys(ids))) {
				t.Errorf("IDs() has %d ids, want the %d of the file", len(tx.IDs()), len(ids))
			}
		})
	}
}

// fields finds the values that a template uses.
var fields = regexp.MustCompile(`\.([A-Z][A-Za-z]*)`)

// samples are data for a template: no value, texts, empty texts, and numbers for each plural form.
func samples(template string) []map[string]any {
	all := []map[string]any{{}, {}, {}, {"Count": 1}, {"Count": 7}}
	for _, f := range fields.FindAllStringSubmatch(template, -1) {
		if name := f[1]; name != "Count" { // it chooses the form, and is a number
			all[1][name], all[2][name], all[3][name], all[4][name] = "a text", "", 1, 7
		}
	}
	return all
}

// TestFewAreRead wants a sentence to cost its own table alone.
func TestFewAreRead(t *testing.T) {
	t.Parallel()
	c, err := load(assets.Text, Fallback)
	if err != nil {
		t.Fatal(err)
	}
	if c.find("load.retry") == nil || c.find("nowhere.retry") != nil {
		t.Error("find() is wrong about load.retry or nowhere.retry")
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
		if err != nil || c.find("load.retry") == nil {
			b.Fatal(err)
		}
	}
}
