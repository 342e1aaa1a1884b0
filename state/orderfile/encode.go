package orderfile

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
)

// DefaultScript is the file that an order file names for a script that is not written into it.
const DefaultScript = "init-script.sh"

// FromSpec is the order file of a spec. It holds no secret: a password becomes generate, a script the file
// [DefaultScript], which the caller may write.
func FromSpec(s provider.Spec) *File {
	f := &File{Spec: s.Clone()}
	if !s.Access.Password.IsZero() || s.Access.Login == provider.LoginPassword {
		f.Password = Source{Kind: SourceGenerate}
	}
	if !s.Access.InitScript.IsZero() {
		f.InitScript = Source{Kind: SourceFile, Name: DefaultScript}
	}
	f.Spec.Access.Password, f.Spec.Access.InitScript = provider.Secret{}, provider.Secret{}
	return f
}

// YAML is the file as YAML, with a line that points editors to the schema.
func (f *File) YAML() ([]byte, error) {
	value, err := f.value()
	if err != nil {
		return nil, err
	}
	var head bytes.Buffer
	head.WriteString("# yaml-language-server: $schema=" + strict.SchemaID("order") + "\n")
	for line := range strings.Lines(f.Note) {
		head.WriteString("# " + strings.TrimSpace(strings.Map(printable, line)) + "\n")
	}
	return append(head.Bytes(), strict.Write(table(), value, f.remarks())...), nil
}

// remarks are the comments behind answers, by their keys.
func (f *File) remarks() map[string]string {
	out := map[string]string{}
	for field, name := range f.Names {
		out[string(field)] = strings.TrimSpace(strings.Map(printable, name))
	}
	return out
}

// printable removes characters that are not allowed in a comment.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return -1
	}
	return r
}

// JSON is the file as indented JSON, its keys in the same order as in YAML.
func (f *File) JSON() ([]byte, error) {
	value, err := f.value()
	if err != nil {
		return nil, err
	}
	value["$schema"] = strict.SchemaID("order")
	ordered, err := strict.OrderedJSON(table(), value)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, ordered, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// Schema is the JSON Schema of order files, draft 2020-12.
func Schema() ([]byte, error) {
	return strict.Schema(table(), strict.SchemaID("order"), "metalwright order file")
}

// value is the file as a tree of the table's keys.
func (f *File) value() (map[string]any, error) {
	s := f.Spec.Clone()
	s.Access.Password, s.Access.InitScript = provider.Secret{}, provider.Secret{}
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	value := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	value["metalwright"] = Header
	if f.ID != "" {
		value["id"] = f.ID
	}
	if f.Profile != "" {
		value["profile"] = f.Profile
	}
	if !f.ReleaseAt.IsZero() {
		value["release_at"] = f.ReleaseAt.String()
	}
	setSecret(value, "password", f.Password)
	setSecret(value, "init_script", f.InitScript)
	if m := tagMap(f.Spec.Tags); m != nil {
		value["tags"] = m
	}
	return value, nil
}

func setSecret(value map[string]any, name string, s Source) {
	if s.IsZero() {
		return
	}
	a, ok := value["access"].(map[string]any)
	if !ok {
		a = map[string]any{}
		value["access"] = a
	}
	a[name] = s.String()
	if s.Kind == SourceText { // a file had it already
		a[name] = s.Text.Reveal()
	}
}

// tagMap is the tags as a map of names and values, if that loses nothing: they are sorted, and no key occurs twice.
func tagMap(tags []provider.Tag) map[string]any {
	if len(tags) == 0 || !slices.IsSortedFunc(tags, func(a, b provider.Tag) int { return strings.Compare(a.Key, b.Key) }) {
		return nil
	}
	m := map[string]any{}
	for _, t := range tags {
		if _, twice := m[t.Key]; twice || t.Key == "" {
			return nil
		}
		m[t.Key] = t.Value
	}
	return m
}
