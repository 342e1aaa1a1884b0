package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/pattern"
)

// Write returns value, a tree as [Document.Into] would decode it, as YAML in the order of the table's keys: lists of
// objects one object a line, and everything that could be read as something else in quotes. Keys that the table does
// not know are left out. remarks are comments behind texts of one line, by the keys with their paths: "network.subnet".
func Write(table *Key, value map[string]any, remarks map[string]string) []byte {
	var out bytes.Buffer
	w := writer{&out, remarks}
	w.members(table, value, "", "")
	return out.Bytes()
}

// OrderedJSON is value as compact JSON, its members in the order of the table's keys.
func OrderedJSON(table *Key, value any) ([]byte, error) {
	var out bytes.Buffer
	err := writeJSON(&out, table, value)
	return out.Bytes(), err
}

func writeJSON(out *bytes.Buffer, k *Key, value any) error {
	m, ok := value.(map[string]any)
	if !ok {
		return encode(out, value)
	}
	if k.Or != nil && k.Kind != Map {
		k = k.Or
	}
	out.WriteByte('{')
	for i, name := range memberNames(k, m) {
		if i > 0 {
			out.WriteByte(',')
		}
		row, _ := k.member(name)
		if err := encode(out, name); err != nil {
			return err
		}
		out.WriteByte(':')
		if err := writeJSON(out, row, m[name]); err != nil {
			return err
		}
	}
	out.WriteByte('}')
	return nil
}

// encode writes v as JSON with the characters as they are.
func encode(out *bytes.Buffer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // its line feed
	return nil
}

// writer writes YAML.
type writer struct {
	*bytes.Buffer

	remarks map[string]string
}

// members writes those of value. prefix is the path to them with its point, "" at the top.
func (w writer) members(k *Key, value map[string]any, prefix, indent string) {
	for i := range k.Keys {
		row := &k.Keys[i]
		v, ok := value[row.Name]
		if !ok {
			continue
		}
		w.WriteString(indent + Scalar(row.Name) + ":")
		w.value(row, v, prefix+row.Name, indent)
	}
}

func (w writer) value(k *Key, v any, path, indent string) {
	switch v := v.(type) {
	case map[string]any:
		if k.Or != nil && k.Kind != Map {
			k = k.Or
		}
		if len(k.Keys) == 0 || len(v) == 0 {
			w.WriteString(" " + flow(k, v) + "\n")
			return
		}
		w.WriteByte('\n')
		w.members(k, v, path+".", indent+"  ")
	case []any:
		if k.Or != nil && k.Kind != List {
			k = k.Or
		}
		if len(v) == 0 || k.Elem.Kind == Integer {
			w.WriteString(" " + flow(k, v) + "\n")
			return
		}
		w.WriteByte('\n')
		for _, item := range v {
			w.WriteString(indent + "  - " + flow(k.Elem, item) + "\n")
		}
	case string:
		line := " " + text(v, indent+"  ")
		if remark := w.remarks[path]; remark != "" && !strings.Contains(line, "\n") {
			line += " # " + remark
		}
		w.WriteString(line + "\n")
	default:
		w.WriteString(" " + fmt.Sprint(v) + "\n")
	}
}

// flow is v on one line.
func flow(k *Key, v any) string {
	switch v := v.(type) {
	case map[string]any:
		var parts []string
		for _, name := range memberNames(k, v) {
			row, _ := k.member(name)
			parts = append(parts, Scalar(name)+": "+flow(row, v[name]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = flow(k.Elem, v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return Scalar(v)
	default:
		return fmt.Sprint(v)
	}
}

// memberNames are the names of v in the table's order, or sorted where the names are free.
func memberNames(k *Key, v map[string]any) []string {
	var names []string
	for _, m := range k.Keys {
		if _, ok := v[m.Name]; ok {
			names = append(names, m.Name)
		}
	}
	if len(k.Keys) == 0 {
		names = slices.Sorted(maps.Keys(v))
	}
	return names
}

var (
	// plain matches what YAML reads as text without quotes in any position.
	plain = pattern.Lazy(`^[A-Za-z/][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./-]+)*$`)
	// reserved words are no texts to some readers of YAML.
	reserved = pattern.Lazy(`(?i)^(?:y|n|yes|no|on|off|true|false|null)$`)
	// block is text that a literal block keeps as it is: a first line that does not begin with a blank, a last one
	// that is not empty.
	block = pattern.Lazy(`^[!-~][ -~]*\n(?:[ -~]*\n)*[ -~]*[!-~]\n$`)
)

// text is s after a key: in a literal block when it has lines.
func text(s, indent string) string {
	if !block().MatchString(s) {
		return Scalar(s)
	}
	var out strings.Builder
	out.WriteByte('|')
	for line := range strings.Lines(s) {
		out.WriteByte('\n')
		if line != "\n" {
			out.WriteString(indent + strings.TrimSuffix(line, "\n"))
		}
	}
	return out.String()
}

// Scalar is s on one line, in double quotes unless it is plain. JSON's quotes are YAML's. What a terminal would act on
// is an escape.
func Scalar(s string) string {
	if plain().MatchString(s) && !reserved().MatchString(s) {
		return s
	}
	var out bytes.Buffer
	if err := encode(&out, s); err != nil { // a string always encodes
		return `""`
	}
	return provider.Clean(out.String())
}
