package text_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

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
		{"unknown id", "no.such.id", nil, "no.such.id"},
		{"singular", "form.more_lines", []any{"Count", 1}, "and 1 line more"},
		{"plural", "form.more_lines", []any{"Count", 7}, "and 7 lines more"},
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
