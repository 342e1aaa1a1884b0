package tourfile

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/state/internal/strict"
)

// header is the value of the key tour in every file.
const header = "v1"

// keyNames are the keys that have a name; every other key is a character. "ctrl+" may be before one.
var keyNames = []string{
	"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "delete", "enter", "tab", "shift+tab", "esc", "space",
	"backspace", "f1", "f2",
}

// table is the keys of a tour. The decoder, the encoder and the JSON Schema use it.
func table() *strict.Key {
	return &strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "$schema", Doc: "Where editors find the schema of this file; it has no other meaning"},
		{Name: "tour", Doc: "The format of this file", Required: true, Words: []string{header}},
		words("title", "What the list of tours calls it", true),
		words("about", "What one sees, in a sentence", false),
		{Name: "seed", Doc: "The same seed makes the same ids and machines", Kind: strict.Integer, Min: 0, Least: true},
		{
			Name: "speed", Doc: "How many times faster than real machines the simulated ones come up", Kind: strict.Integer,
			Min: 1, Max: 10000,
		},
		{Name: "size", Doc: "The size of one screen", Kind: strict.Map, Keys: []strict.Key{
			{Name: "columns", Kind: strict.Integer, Min: MinColumns, Max: 250, Required: true},
			{Name: "rows", Kind: strict.Integer, Min: MinRows, Max: 100, Required: true},
		}},
		{
			Name: "screens", Doc: "Who is signed in over SSH, at most two; without it there is one shell", Kind: strict.List,
			Elem: &strict.Key{Kind: strict.Map, Keys: []strict.Key{{Name: "user", Required: true, Fault: userFault}}},
		},
		{
			Name: "files", Doc: "Files that are there at the start, by name", Kind: strict.Map,
			Elem: &strict.Key{Kind: strict.Text},
		},
		{Name: "people", Doc: "The people.yaml of the server that the screens are signed in to"},
		{
			Name: "steps", Doc: "What happens, step by step", Kind: strict.List, Required: true,
			Elem: &strict.Key{Kind: strict.Map, Keys: append(stepKeys(), strict.Key{
				Name: "choice", Doc: "How the tour can go on: the keys 1 to 9 choose", Kind: strict.List,
				Elem: &strict.Key{Kind: strict.Map, Keys: []strict.Key{
					words("title", "What the bar calls it", true),
					{
						Name: "steps", Kind: strict.List, Required: true,
						Elem: &strict.Key{Kind: strict.Map, Keys: stepKeys()},
					},
				}},
			})},
		},
	}}
}

func stepKeys() []strict.Key {
	text := strict.Key{Kind: strict.Text}
	word := words("", "", false)
	until := words("until", "A text until which the keys are pressed again and again", false)
	keyName := strict.Key{Kind: strict.Text, Fault: keyFault}
	return []strict.Key{
		{Name: "screen", Doc: "The user whose screen this and the following steps use"},
		words("caption", "What the bar says once the step's screen is there", false),
		words("note", "What only the presenter sees", false),
		{Name: "fault", Doc: "Faults of the simulated cloud, as in a file of --faults"},
		{Name: "clock", Doc: "How far the clock goes on", Fault: durationFault},
		{Name: "type", Doc: "Text that is typed; {order} is the id of the order that is shown"},
		{
			Name: "press", Doc: "Keys by name, or characters", Kind: strict.List, Elem: &keyName,
			Or: &strict.Key{Kind: strict.Text, Fault: keyFault},
		},
		until,
		{Name: "wait", Doc: "Texts that the screen has to show", Kind: strict.List, Elem: &word, Or: &text},
		{Name: "pause", Doc: "Time to read", Fault: durationFault},
		{Name: "moment", Doc: "A name for what is shown now, for --render", Pattern: momentPattern, Fault: momentFault},
	}
}

// words is a text, or one in several languages.
func words(name, doc string, required bool) strict.Key {
	return strict.Key{Name: name, Doc: doc, Required: required, Or: &strict.Key{Kind: strict.Map, Keys: []strict.Key{
		{Name: "en", Doc: "English"},
		{Name: "zh", Doc: "Chinese"},
		{Name: "message", Doc: "The id of a sentence of the program, in the language of the screen"},
	}}}
}

func durationFault(text string) (strict.Reason, string) {
	if d, err := time.ParseDuration(text); err != nil || d <= 0 || d > 24*time.Hour {
		return strict.ReasonFormat, "1.5s, 2m"
	}
	return "", ""
}

func keyFault(text string) (strict.Reason, string) {
	bare := strings.TrimPrefix(text, "ctrl+")
	if len([]rune(bare)) == 1 && bare[0] >= ' ' || slices.Contains(keyNames, text) {
		return "", ""
	}
	return strict.ReasonWord, strings.Join(keyNames, ", ") + ", ctrl+LETTER or a character"
}

func userFault(text string) (strict.Reason, string) {
	if text == "" || len(text) > 32 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") != "" {
		return strict.ReasonFormat, "alice"
	}
	return "", ""
}

const momentPattern = "^[a-z0-9-]+$"

func momentFault(text string) (strict.Reason, string) {
	if text == "" || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return strict.ReasonFormat, "the-board"
	}
	return "", ""
}

func index(i int) string { return "[" + strconv.Itoa(i) + "]" }

func keys(m map[string]bool) []string { return slices.Sorted(maps.Keys(m)) }

func userNames(all []Screen) string {
	var names []string
	for _, s := range all {
		names = append(names, s.User)
	}
	return strings.Join(names, ", ")
}

// schemaID is where the schema is published.
func schemaID() string { return strict.SchemaID("tour") }

// Schema is the JSON Schema of tours.
func Schema() ([]byte, error) { return strict.Schema(table(), schemaID(), "metalwright tour") }
