// Package themefile reads the colours of screens that someone has chosen, strictly: a theme in YAML or JSON.
package themefile

import (
	"slices"

	"github.com/metalwright/metalwright/state/internal/pattern"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// MaxSize is the most bytes that a theme may have.
const MaxSize = 64 << 10

// Theme is the colours of screens. What it leaves out is as in the theme that it is based on.
type Theme struct {
	Base        string // "auto" or "contrast"; "" is "auto"
	Dark, Light Colors // on a dark and on a light background
}

// Colors are colours by what they are for, one of [Names]: "#5CC8E0", or a number of the terminal's own, "0" to "255".
type Colors map[string]string

// purposes are what colours are for.
func purposes() []strict.Key {
	return []strict.Key{
		{Name: "title", Doc: "Titles"},
		{Name: "dim", Doc: "What explains"},
		{Name: "faint", Doc: "What cannot be chosen"},
		{Name: "accent", Doc: "The current step, and keys"},
		{Name: "good", Doc: "What has come up"},
		{Name: "warning", Doc: "What needs attention"},
		{Name: "bad", Doc: "What has failed, and the badge of a real account"},
		{Name: "info", Doc: "What is under way"},
		{Name: "selected", Doc: "The row under the cursor"},
		{Name: "selection", Doc: "The background of the row under the cursor"},
		{Name: "badge", Doc: "The badge of the simulated cloud"},
		{Name: "ink", Doc: "The text of badges"},
		{Name: "border", Doc: "Lines"},
	}
}

// Names are what colours are for, in the order of the schema.
func Names() []string {
	var names []string
	for _, k := range purposes() {
		names = append(names, k.Name)
	}
	return names
}

// table is the keys of a theme. The decoder and the JSON Schema use it.
func table() *strict.Key {
	colors := purposes()
	for i := range colors {
		colors[i].Fault, colors[i].Pattern = colorFault, color().String()
	}
	return &strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
		{Name: "base", Doc: "The theme that has the colours that are left out", Words: []string{"auto", "contrast"}},
		{Name: "dark", Doc: "Colours on a dark background", Kind: strict.Map, Keys: colors},
		{Name: "light", Doc: "Colours on a light background", Kind: strict.Map, Keys: colors},
	}}
}

var color = pattern.Lazy(`^(#[0-9A-Fa-f]{6}|[0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])$`)

func colorFault(text string) (strict.Reason, string) {
	if color().MatchString(text) {
		return "", ""
	}
	return strict.ReasonFormat, `"#5CC8E0", or "0" to "255" for a colour of the terminal`
}

var named = pattern.Lazy(`^[a-z0-9][a-z0-9_-]{0,63}$`)

// ValidName reports whether a theme may be called so: its name becomes a part of a path.
func ValidName(name string) bool { return named().MatchString(name) }

// Error is all problems of a theme, sorted by place.
type Error = strict.Error

// Decode reads a theme. name is the file's in errors. The error is an [*Error] with all problems.
func Decode(data []byte, name string) (Theme, error) {
	doc, problems := strict.Read(data, table(), MaxSize)
	if err := strict.Fail(name, problems); err != nil {
		return Theme{}, err
	}
	base, _ := doc.Value["base"].(string)
	return Theme{Base: base, Dark: colors(doc.Value["dark"]), Light: colors(doc.Value["light"])}, nil
}

func colors(value any) Colors {
	m, _ := value.(map[string]any)
	all := Colors{}
	for name, c := range m {
		if text, ok := c.(string); ok && slices.Contains(Names(), name) {
			all[name] = text
		}
	}
	return all
}

// Schema is the JSON Schema of themes.
func Schema() ([]byte, error) {
	return strict.Schema(table(), strict.SchemaID("theme"), "metalwright theme")
}
