package report

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"github.com/goccy/go-yaml"

	"github.com/metalwright/metalwright/provider"
)

// Format is the form of results that was asked for.
type Format struct {
	Output string // table, json, ndjson or yaml
	ASCII  bool   // nothing but ASCII is wanted
}

// Structured reports whether results are documents for programs.
func (f Format) Structured() bool {
	return f.Output == "json" || f.Output == "ndjson" || f.Output == "yaml"
}

// Events reports whether each change is a document of its own.
func (f Format) Events() bool { return f.Output == "ndjson" }

// Print writes one document.
func (f Format) Print(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if f.Output != "ndjson" {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(v); err != nil {
		return err
	}
	out := provider.CleanJSON(b.Bytes(), f.ASCII)
	if f.Output == "yaml" {
		text, err := toYAML(out, f.ASCII)
		if err != nil {
			return err
		}
		out = text
	}
	_, err := w.Write(out)
	return err
}

// toYAML is a JSON document in YAML. Text that a terminal would act on is quoted, with escapes.
func toYAML(doc []byte, ascii bool) ([]byte, error) {
	var v any
	if err := yaml.UnmarshalWithOptions(doc, &v, yaml.UseOrderedMap()); err != nil {
		return nil, err
	}
	return yaml.Marshal(quoteUnclean(v, ascii))
}

// quoted is text as YAML has it between quotes.
type quoted string

// MarshalYAML is the text with escapes. Go's are YAML's.
func (q quoted) MarshalYAML() ([]byte, error) { return []byte(strconv.QuoteToASCII(string(q))), nil }

// quoteUnclean is v with every text that is not clean as [quoted].
func quoteUnclean(v any, ascii bool) any {
	text := func(s string) any {
		if provider.Clean(s) != s || ascii && provider.CleanASCII(s) != s {
			return quoted(s)
		}
		return s
	}
	switch v := v.(type) {
	case string:
		return text(v)
	case []any:
		for i := range v {
			v[i] = quoteUnclean(v[i], ascii)
		}
	case yaml.MapSlice:
		for i, item := range v {
			if key, ok := item.Key.(string); ok {
				v[i].Key = text(key)
			}
			v[i].Value = quoteUnclean(item.Value, ascii)
		}
	}
	return v
}

// Minute is how times are written where seconds do not matter, in UTC.
const Minute = "2006-01-02 15:04"
