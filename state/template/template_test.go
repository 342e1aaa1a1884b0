package template_test

import (
	"strings"
	"testing"
	std "text/template"

	"github.com/metalwright/metalwright/state/template"
)

// values are those that templates are filled with.
func values() []map[string]any {
	return []map[string]any{
		{}, {"A": "text", "B": 1}, {"A": "", "B": 0}, {"A": true, "B": 2.5}, {"A": false, "B": 7}, {"A": "x", "B": "y"},
	}
}

// filled is what the standard library makes of a template.
func filled(source string, v map[string]any) (string, error) {
	t, err := std.New("").Parse(source)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, v)
	return b.String(), err
}

// TestFill wants what text/template makes of the same.
func TestFill(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"", "plain", "{{.A}} and {{.B}}", "{{if .A}}yes {{.A}}{{else}}no{{end}}", "{{if .A}}{{if .B}}both{{end}}{{end}}",
		"{{with .A}}<{{.}}>{{else}}none{{end}}", "a\n{{- if .A}}\nb\n{{- end}}\nc", "{{if .A}}1{{else if .B}}2{{end}}",
	} {
		for _, v := range values() {
			want, err := filled(source, v)
			if got, failed := template.New(source).Fill(v); got != want || failed != nil || err != nil {
				t.Errorf("Fill(%q, %v) = %q, %v, want %q, %v", source, v, got, failed, want, err)
			}
		}
	}
	eq := `{{if eq .B 1 7}}few{{else}}many{{end}}`
	for _, n := range []int{0, 1, 2, 7} {
		want, _ := filled(eq, map[string]any{"B": n})
		if got, err := template.New(eq).Fill(map[string]any{"B": n}); got != want || err != nil {
			t.Errorf("Fill(%q, %d) = %q, %v, want %q", eq, n, got, err, want)
		}
	}
	if got, err := template.New(`{{if eq .A "a" "b"}}1{{end}}`).Fill(map[string]any{"A": "b"}); got != "1" || err != nil {
		t.Errorf("Fill() with a text that is one of two = %q, %v, want 1", got, err)
	}
}

// TestUnknown refuses what it does not know, rather than write something else.
func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		"{{range .A}}x{{end}}", "{{printf .A}}", "{{.A.B}}", "{{.A | len}}", "{{$x := .A}}", "{{template `x`}}", "{{1.5}}",
		"{{if}}", "{{.A", "{{end}}", "{{not .A}}", "{{with .A}}{{.B}}{{end}}",
	} {
		if got, err := template.New(source).Fill(map[string]any{"A": "a"}); err == nil {
			t.Errorf("Fill(%q) = %q, want an error", source, got)
		}
	}
}

// FuzzFill wants what text/template makes of the same, or an error.
func FuzzFill(f *testing.F) {
	f.Add("{{.A}} {{if eq .B 1}}x{{else}}y{{end}} {{with .A}}{{.}}{{end}}")
	f.Fuzz(func(t *testing.T, source string) {
		for _, v := range values() {
			got, err := template.New(source).Fill(v)
			if err != nil || strings.Contains(source, "eq") { // which compares a text with a number here
				continue
			}
			if want, err := filled(source, v); err != nil || got != want {
				t.Errorf("Fill(%q, %v) = %q, want %q, %v", source, v, got, want, err)
			}
		}
	})
}
