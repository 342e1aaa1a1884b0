package text

import (
	"io/fs"
	"slices"
	"sync"
	"testing"

	"github.com/metalwright/metalwright/assets"
)

// opened notes the files that are opened in it.
type opened struct {
	fs.FS

	mu    sync.Mutex
	names []string
}

func (o *opened) Open(name string) (fs.File, error) {
	o.mu.Lock()
	o.names = append(o.names, name)
	o.mu.Unlock()
	return o.FS.Open(name)
}

// TestLoad reads the catalogue that is asked for, and no other one.
func TestLoad(t *testing.T) {
	t.Parallel()
	for _, lang := range assets.Languages() {
		files := &opened{FS: assets.Text}
		c, err := load(files, lang)
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"text/" + lang + ".toml"}; !slices.Equal(files.names, want) {
			t.Errorf("load(%q) opens %q, want %q", lang, files.names, want)
		}
		if c.lang != lang || len(c.all()) == 0 {
			t.Errorf("load(%q) = %q with %d messages", lang, c.lang, len(c.sentences))
		}
	}
}

// TestHaving takes a message that a catalogue lacks from the English one.
func TestHaving(t *testing.T) {
	t.Parallel()
	english, err := New(Fallback)
	if err != nil {
		t.Fatal(err)
	}
	empty := speaking(&catalogue{lang: "zh"}, false)
	if got, want := empty.T("load.retry"), english.T("load.retry"); got != want {
		t.Errorf("T(load.retry) = %q, want %q", got, want)
	}
}

// TestSwitch goes through all languages, and leaves those of others alone.
func TestSwitch(t *testing.T) {
	t.Parallel()
	tx, err := New("zh")
	if err != nil {
		t.Fatal(err)
	}
	own := tx.Own()
	for _, want := range []string{"en", "zh", "en"} {
		if !own.Switch() || own.Lang() != want {
			t.Errorf("Switch() leads to %q, want %q", own.Lang(), want)
		}
	}
	if tx.Lang() != "zh" {
		t.Errorf("Lang() = %q after another Text was switched, want zh", tx.Lang())
	}
	if tx.ASCII().Switch() {
		t.Error("Switch() of ASCII = true, want false")
	}
}
