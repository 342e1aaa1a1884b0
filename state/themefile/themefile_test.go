package themefile_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/state/themefile"
)

var update = flag.Bool("update", false, "write the schema anew")

// TestDecode reads what a theme may have.
func TestDecode(t *testing.T) {
	t.Parallel()
	const text = "base: contrast\ndark:\n  accent: \"#5CC8E0\"\n  good: \"10\"\nlight: {bad: \"#aa0000\"}\n"
	got, err := themefile.Decode([]byte(text), "mine.yaml")
	if err != nil {
		t.Fatalf("Decode() = %v", err)
	}
	if got.Base != "contrast" || got.Dark["accent"] != "#5CC8E0" || got.Dark["good"] != "10" ||
		got.Light["bad"] != "#aa0000" {
		t.Errorf("Decode() = %+v", got)
	}
}

// TestDecodeRefuses names the field that is wrong, and says what is allowed.
func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"dark: {acent: \"#5CC8E0\"}":   {"mine.yaml:1:8", "dark.acent", "unknown key", "did you mean accent"},
		"dark: {accent: blue}":         {"dark.accent", `"blue" does not look like "#5CC8E0"`},
		"light: {bad: \"256\"}":        {"light.bad", `"0" to "255"`},
		"light: {bad: 12}":             {"light.bad", "text (in quotes)"},
		"base: solarized":              {"base", "auto, contrast"},
		"dark: {accent: #5CC8E0\n}":    {"mine.yaml:1"},
		"colors: {}":                   {"colors", "base, dark, light"},
		"base: auto\nbase: contrast\n": {"base", "twice"},
	} {
		_, err := themefile.Decode([]byte(text), "mine.yaml")
		if e := (*themefile.Error)(nil); !errors.As(err, &e) {
			t.Errorf("Decode(%q) = %v, want an Error", text, err)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("Decode(%q) = %q, want %q in it", text, err, w)
			}
		}
	}
}

// TestSchema keeps the published schema equal to what is read.
func TestSchema(t *testing.T) {
	t.Parallel()
	want, err := themefile.Schema()
	if err != nil {
		t.Fatalf("Schema() = %v", err)
	}
	if *update {
		if err := os.WriteFile("../../assets/schema/theme.schema.json", want, 0o600); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(assets.ThemeSchema, want) {
		t.Error("assets/schema/theme.schema.json is not what is read: run the test with -args -update")
	}
}

// FuzzDecode gets an error or a theme of colours for whatever a file may hold.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("base: contrast\ndark: {accent: \"#5CC8E0\"}\n"))
	f.Add([]byte(`{"light": {"bad": "12"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := themefile.Decode(data, "mine.yaml")
		for name, c := range got.Dark {
			if err != nil || c == "" || name == "" {
				t.Errorf("Decode(%q) = %+v, %v", data, got, err)
			}
		}
	})
}
