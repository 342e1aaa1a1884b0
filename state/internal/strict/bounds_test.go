package strict

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// floods are documents of one repeated piece: the parser takes a time that grows with the square of some of them, and
// overflows its stack with others.
func floods() map[string]func(n int) string {
	repeat := func(piece string) func(int) string { return func(n int) string { return strings.Repeat(piece, n) } }
	numbered := func(form string) func(int) string {
		return func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, form, i)
			}
			return b.String()
		}
	}
	return map[string]func(int) string{
		"question marks": repeat("? a\n"),
		"keys":           numbered("k%d: v\n"),
		"one key":        repeat("k: v\n"),
		"keys alone":     numbered("k%d:\n"),
		"list":           repeat("- a\n"),
		"list of lists":  repeat("- - a\n"),
		"flow":           repeat("[a, "),
		"closed flow":    func(n int) string { return "k: [" + strings.Repeat("a, ", n) + "a]\n" },
		"blocks":         numbered("k%d: |\n  text\n"),
		"quotes":         repeat("'a'\n"),
		"anchors":        repeat("- &a a\n"),
		"aliases":        repeat("- *a\n"),
		"tags":           repeat("- !!str a\n"),
		"merges":         repeat("<<: {a: b}\n"),
		"documents":      repeat("---\na: b\n"),
		"tabs in a text": func(n int) string { return "k: 'a\n" + strings.Repeat(" |\n \tb\n", n) + "'\n" },
		"comments":       repeat("# c\n"),
		"JSON keys":      func(n int) string { return "{" + numbered(`"k%d": 1, `)(n) + `"k": 1}` },
		"JSON list":      func(n int) string { return `{"k": [` + strings.Repeat("1,", n) + "1]}" },
		"JSON objects":   func(n int) string { return `{"k": [` + strings.Repeat(`{"a":1},`, n) + "1]}" },
		"JSON in a line": func(n int) string { return `{"é": [` + strings.Repeat(`"é",`, n) + "1]}" },
		"JSON nested": func(n int) string {
			return strings.Repeat(`{"k":`, min(n, 9000)) + "1" + strings.Repeat("}", min(n, 9000))
		},
		"blanks":          repeat(" \n"),
		"colons":          repeat("a: b: "),
		"private symbols": func(n int) string { return "k: '" + strings.Repeat("\ue000", n) + "'\n" },
	}
}

// TestFloods reads the biggest document of each kind: it is refused for what it is, or read, and the list of problems
// has an end. A reader whose time grows with the square of the document would run into the time limit of the tests.
func TestFloods(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	table := &Key{Kind: Map, Keys: []Key{{Name: "k", Kind: Text}}}
	for name, doc := range floods() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := []byte(doc(size / max(len(doc(8))/8, 1)))
			_, problems := Read(data[:min(len(data), size)], table, size)
			if len(problems) > mostProblems+1 {
				t.Errorf("Read() lists %d problems, want at most %d", len(problems), mostProblems+1)
			}
		})
	}
}

// TestTooManyValues has one value more than is taken, in both languages.
func TestTooManyValues(t *testing.T) {
	t.Parallel()
	row := Key{Kind: Text}
	table := &Key{Kind: Map, Keys: []Key{{Name: "k", Kind: List, Elem: &row}}}
	list := make([]string, mostValues-2)
	for i := range list {
		list[i] = "a"
	}
	all, err := json.Marshal(map[string]any{"k": list})
	if err != nil {
		t.Fatal(err)
	}
	if _, problems := Read(all, table, len(all)); len(problems) > 0 {
		t.Errorf("Read() of %d values = %v, want none", mostValues, problems[0])
	}
	more := strings.Replace(string(all), "[", `["a","a",`, 1)
	for _, doc := range []string{more, "k:\n" + strings.Repeat("- a\n", mostTokens)} {
		_, problems := Read([]byte(doc), table, len(doc))
		if len(problems) != 1 || problems[0].Reason != reasonValues || problems[0].Line == 0 {
			t.Errorf("Read() = %v, want the reason %s alone, with its place", problems, reasonValues)
		}
	}
}

// TestManyProblems lists the first problems of a document, and says that there are more.
func TestManyProblems(t *testing.T) {
	t.Parallel()
	var doc strings.Builder
	for i := range 3 * mostProblems {
		fmt.Fprintf(&doc, "wrong%d: 1\n", i)
	}
	_, problems := Read([]byte(doc.String()), &Key{Kind: Map, Keys: []Key{{Name: "k", Kind: Text}}}, doc.Len())
	if n := len(problems); n != mostProblems+1 || problems[n-1].Reason != reasonMore {
		t.Errorf("Read() lists %d problems and ends with %v, want %d and that there are more", n, problems[n-1],
			mostProblems+1)
	}
}

func BenchmarkFloods(b *testing.B) {
	for name, doc := range floods() {
		b.Run(name, func(b *testing.B) {
			data := []byte(doc(6000)) // as much as is taken
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				Read(data, &Key{Kind: Map, Keys: []Key{{Name: "k", Kind: Text}}}, len(data))
			}
		})
	}
}
