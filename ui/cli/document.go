package cli

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/goccy/go-yaml"
)

// structured reports whether results are documents for programs.
func (f *flags) structured() bool {
	return f.output == "json" || f.output == "ndjson" || f.output == "yaml"
}

// print writes one document in the form that was asked for.
func (f *flags) print(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if f.output != "ndjson" {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(v); err != nil {
		return err
	}
	out := b.Bytes()
	if f.output == "yaml" {
		text, err := yaml.JSONToYAML(out)
		if err != nil {
			return err
		}
		out = text
	}
	_, err := w.Write(out)
	return err
}
