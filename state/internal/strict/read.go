package strict

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
)

// Document is what was read.
type Document struct {
	Value  map[string]any // as encoding/json would have it; numbers are json.Number
	places map[string]place
}

// Place is the position of the key with this path, "storage.partitions[0].fs", or of the nearest existing one above
// it; 0, 0 when neither exists.
func (d *Document) Place(path string) (line, column int) {
	for path != "" {
		if p, ok := d.places[path]; ok {
			return p.line, p.column
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return 0, 0
}

// Has reports whether the document has the key with this path.
func (d *Document) Has(path string) bool {
	_, ok := d.places[path]
	return ok
}

// Read reads data of at most limit bytes against the table. The document is never nil; it holds what could be read.
func Read(data []byte, table *Key, limit int) (*Document, []Problem) {
	d := &Document{Value: map[string]any{}, places: map[string]place{}}
	if len(data) > limit {
		return d, []Problem{{Reason: ReasonSize, Allowed: strconv.Itoa(limit)}}
	}
	if !utf8.Valid(data) {
		return d, []Problem{{Line: 1, Column: 1, Reason: reasonEncoding}}
	}
	data = newlines(bytes.TrimPrefix(data, []byte("\ufeff")))
	read := fromYAML
	if looksLikeJSON(data) {
		read = fromJSON
	}
	root, problems := read(data)
	if len(problems) > 0 {
		return d, problems
	}
	if root == nil {
		root = &node{shape: shapeMap, place: place{1, 1}}
	}
	w := walker{doc: d, table: table}
	if v, ok := w.value(root, table, ""); ok {
		d.Value, _ = v.(map[string]any)
	}
	return d, w.problems
}

// mostProblems is how many problems of a document are listed.
const mostProblems = 100

// full reports whether there are more problems than are listed: the rest of the document is not looked at.
func (w *walker) full() bool { return len(w.problems) > mostProblems }

// walker holds the nodes against the table.
type walker struct {
	doc      *Document
	table    *Key
	problems []Problem
}

func (w *walker) add(at place, path string, p Problem) {
	switch p.Line, p.Column, p.Key = at.line, at.column, path; {
	case len(w.problems) < mostProblems:
		w.problems = append(w.problems, p)
	case !w.full():
		w.problems = append(w.problems, Problem{Reason: reasonMore, Allowed: strconv.Itoa(mostProblems)})
	}
}

// value is n as k wants it; false when it is not.
func (w *walker) value(n *node, k *Key, path string) (any, bool) {
	if n.shape == shapeNull {
		w.add(n.place, path, Problem{Reason: ReasonEmpty})
		return nil, false
	}
	if k.Or != nil && !fits(n.shape, k.Kind) && fits(n.shape, k.Or.Kind) {
		k = k.Or
	}
	if k.Max > 0 && n.shape == shapeText && unbounded().MatchString(n.text) && len(n.text) > digits {
		return w.scalar(n, k, path) // a number that the parser takes for a text, as it fits no integer
	}
	if !fits(n.shape, k.Kind) {
		want := k.Kind.String()
		if k.Or != nil {
			want += ", or " + k.Or.Kind.String()
		}
		if k.Kind == Text && n.shape < shapeNull {
			want += " (in quotes)"
		}
		w.add(n.place, path, Problem{Reason: ReasonType, Got: n.shape.String(), Allowed: want})
		return nil, false
	}
	switch k.Kind {
	case List:
		return w.list(n, k, path), true
	case Map:
		return w.members(n, k, path), true
	case Boolean:
		return n.text == "true", true
	case Text, Integer, Number:
	}
	return w.scalar(n, k, path)
}

func fits(s shape, k Kind) bool {
	switch k {
	case Text:
		return s == shapeText
	case Integer:
		return s == shapeInteger
	case Number:
		return s == shapeInteger || s == shapeNumber
	case Boolean:
		return s == shapeBoolean
	case List:
		return s == shapeList
	case Map:
		return s == shapeMap
	}
	return false
}

// digits is the number of decimal digits that fit every integer.
const digits = 18

var (
	unbounded = pattern.Lazy(`^-?(0|[1-9][0-9]*)$`)
	integer   = pattern.Lazy(`^-?(0|[1-9][0-9]{0,17})$`)
	decimal   = pattern.Lazy(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$`)
)

func (w *walker) scalar(n *node, k *Key, path string) (any, bool) {
	got := Shown(n.text)
	if k.Secret {
		got = ""
	}
	text := n.text
	if k.Kind != Text {
		form, example := integer, "10"
		if k.Kind == Number {
			form, example = decimal, "1.5"
		}
		if k.Max > 0 {
			form = unbounded // the bounds say more than a form
		}
		if !form().MatchString(text) {
			w.add(n.place, path, Problem{Reason: ReasonFormat, Got: got, Allowed: example})
			return nil, false
		}
	}
	if len(k.Words) > 0 && !slices.Contains(k.Words, text) {
		p := Problem{Reason: ReasonWord, Got: got, Allowed: strings.Join(k.Words, ", ")}
		if k.Kind == Text {
			p.Nearest = provider.Nearest(text, k.Words)
		}
		w.add(n.place, path, p)
		return nil, false
	}
	if v, err := strconv.ParseFloat(text, 64); k.Max > 0 && (err != nil || v < k.Min || v > k.Max) {
		w.add(n.place, path, Problem{Reason: ReasonRange, Got: got, Allowed: fmt.Sprintf("%.0f to %.0f", k.Min, k.Max)})
		return nil, false
	}
	if v, err := strconv.ParseFloat(text, 64); k.Least && (err != nil || v < k.Min) {
		w.add(n.place, path, Problem{Reason: ReasonMin, Got: got, Allowed: strconv.FormatFloat(k.Min, 'f', -1, 64)})
		return nil, false
	}
	if k.Fault != nil {
		if reason, allowed := k.Fault(text); reason != "" {
			w.add(n.place, path, Problem{Reason: reason, Got: got, Allowed: allowed})
			return nil, false
		}
	}
	if k.Kind == Text {
		return text, true
	}
	if k.Kind == Integer {
		if i, err := strconv.ParseInt(text, 10, 64); err != nil || i > math.MaxInt32 || i < math.MinInt32 {
			w.add(n.place, path, Problem{Reason: ReasonFormat, Got: got, Allowed: "10"})
			return nil, false
		}
	}
	return json.Number(text), true
}

func (w *walker) list(n *node, k *Key, path string) any {
	out := []any{}
	for i := range n.items {
		if w.full() {
			break
		}
		p := path + "[" + strconv.Itoa(i) + "]"
		w.doc.places[p] = n.items[i].place
		if v, ok := w.value(&n.items[i], k.Elem, p); ok {
			out = append(out, v)
		}
	}
	return out
}

func (w *walker) members(n *node, k *Key, path string) any {
	out, seen := map[string]any{}, map[string]bool{}
	for i := range n.members {
		if w.full() {
			break
		}
		m := &n.members[i]
		p := m.name
		if path != "" {
			p = path + "." + m.name
		}
		row, ok := k.member(m.name)
		if !ok {
			names := k.names()
			near := provider.Nearest(m.name, names)
			if near == "" && path == "" { // within others, only what is allowed there
				near = provider.Nearest(m.name, w.table.paths())
			}
			w.add(m.place, Shown(p), Problem{Reason: ReasonUnknown, Allowed: strings.Join(names, ", "), Nearest: near})
			continue
		}
		if len(k.Keys) == 0 && strings.TrimSpace(m.name) == "" { // free names are names nonetheless
			w.add(m.place, path, Problem{Reason: ReasonFormat, Got: strconv.Quote(m.name), Allowed: "NAME: VALUE"})
			continue
		}
		if seen[m.name] {
			w.add(m.place, Shown(p), Problem{Reason: reasonDuplicate})
			continue
		}
		seen[m.name] = true
		w.doc.places[p] = m.place
		if m.value.shape == shapeNull {
			m.value.place = m.place
		}
		if v, ok := w.value(&m.value, row, p); ok {
			out[m.name] = v
		}
	}
	for _, row := range k.Keys {
		if row.Required && !seen[row.Name] {
			p := row.Name
			if path != "" {
				p = path + "." + row.Name
			}
			w.add(n.place, p, Problem{Reason: ReasonMissing, Allowed: missing(row)})
		}
	}
	return out
}

// missing says what to write for the key.
func missing(k Key) string {
	if len(k.Words) == 0 {
		return ""
	}
	return k.Name + ": " + strings.Join(k.Words, ", or ")
}

// Compare orders two paths by their positions.
func (d *Document) Compare(a, b string) int {
	p, q := d.places[a], d.places[b]
	return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.column, q.column), cmp.Compare(a, b))
}
