package text_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/text"
)

func TestT(t *testing.T) {
	t.Parallel()
	tx := english(t)
	for _, c := range []struct {
		name, id string
		pairs    []any
		want     string
	}{
		{"plain", "load.retry", nil, "Press r to try again"},
		{"with a name", "load.busy", []any{"What", "zones"}, "Loading zones"},
		{"unknown id", "attention.brand_new", nil, "brand new"},
		{"unclean value", "load.busy", []any{"What", "a\x1b[2J\nb"}, `a\u001b[2J\nb`},
		{"unclean word of a type", "load.busy", []any{"What", provider.ZoneID("a\u202eb")}, `a\u202eb`},
		{"unclean error", "load.busy", []any{"What", errors.New("a\rb")}, `a\rb`},
		{"sentences in a sentence", "load.busy", []any{"What", text.Lines("a\nb\x1b")}, "a\nb\\u001b"},
		{"singular", "form.more_lines", []any{"Count", 1}, "and 1 more line"},
		{"plural", "form.more_lines", []any{"Count", 7}, "and 7 more lines"},
		{"text is not a template", "list.no_match", []any{"Filter", "{{.X}}<b>"}, "{{.X}}<b>"},
		{"odd pairs", "load.busy", []any{"What", "zones", "Lost"}, "Loading zones"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := tx.T(c.id, c.pairs...); !strings.Contains(got, c.want) {
				t.Errorf("T(%q, %v) = %q, want %q in it", c.id, c.pairs, got, c.want)
			}
		})
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, lang string
		wrong      bool
	}{
		{"default", "", false},
		{"English", "en", false},
		{"English of a country", "en-GB", false},
		{"Chinese", "zh", false},
		{"Chinese of a country", "zh_CN", false},
		{"no such language", "tlh", true},
		{"no language at all", "!", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := text.New(c.lang)
			if got := errors.Is(err, text.ErrLanguage); got != c.wrong {
				t.Errorf("New(%q) = %v, want an error %v", c.lang, err, c.wrong)
			}
		})
	}
}

// TestASCII words every message in ASCII, with a value that is not.
func TestASCII(t *testing.T) {
	t.Parallel()
	tx := english(t).ASCII()
	for _, id := range tx.IDs() {
		for _, s := range []string{tx.T(id), tx.T(id, "Count", 7, "What", "東京…", "Why", text.Lines("é\nü"))} {
			if at := strings.IndexFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && (r < ' ' || r > '~') }); at >= 0 {
				t.Errorf("T(%s) = %q, want ASCII", id, s)
			}
		}
	}
	if got := tx.T("load.busy", "What", "東京…"); !strings.Contains(got, `\u6771\u4eac...`) {
		t.Errorf("T(load.busy) = %q, want the name in escapes", got)
	}
}

// TestShared shows that sessions may share one Text; the race detector judges.
func TestShared(t *testing.T) {
	t.Parallel()
	tx := english(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, id := range tx.IDs() {
				_ = tx.T(id)
				_ = tx.T(id, "Count", i)
			}
		})
	}
	wg.Wait()
}

// TestEnvironment shows that the process's language is not the session's.
func TestEnvironment(t *testing.T) {
	t.Setenv("LANG", "zh_CN.UTF-8")
	t.Setenv("LC_ALL", "zh_CN.UTF-8")
	if got := english(t).T("load.retry"); got != "Press r to try again" {
		t.Errorf("T(load.retry) = %q, want English", got)
	}
}

func english(t *testing.T) *text.Text {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

// TestList joins names as each language does.
func TestList(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "a, b", "zh": "a、b"} {
		tx, err := text.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		if got := tx.List([]string{"a", "b"}); got != want {
			t.Errorf("List() in %s = %q, want %q", lang, got, want)
		}
	}
}

func BenchmarkT(b *testing.B) {
	tx, err := text.New("en")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			_ = tx.T("load.retry")
		}
	})
	b.Run("with data", func(b *testing.B) {
		for b.Loop() {
			_ = tx.T("load.busy", "What", "zones")
		}
	})
}

// TestRows joins what is said with the punctuation of each language, and leaves out what is empty.
func TestRows(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"en": {"a. b", "a, b", "a; b", "a: b", "a (b)", "a"},
		"zh": {"a。b", "a，b", "a；b", "a：b", "a（b）", "a"},
	} {
		tx, err := text.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		join := tx.Join()
		got := []string{
			join.Sentences("", "a", "", "b"), join.Clauses("a", "b", ""), join.Parts("a", "b"), join.Labelled("a", "b"),
			join.Aside("a", "b"), join.Aside("a", ""),
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
