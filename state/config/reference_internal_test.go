package config

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the reference and the schemas of the configuration")

// TestReference compares the reference of the configuration with the tables that files are read by.
func TestReference(t *testing.T) {
	t.Parallel()
	const (
		path  = "../../.github/docs/configuration.md"
		begin = "<!-- reference: made by go test ./state/config -run TestReference -args -update -->\n"
		end   = "<!-- end of reference -->\n"
	)
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, opened := strings.Cut(string(page), begin)
	got, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		t.Fatalf("%s has no place for the reference", path)
	}
	want := reference()
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s has another reference: run this test with -args -update", path)
	}
}

// reference is the tables of settings and keys in Markdown.
func reference() string {
	var b strings.Builder
	b.WriteString("## Settings\n\n| setting | variable | key | default |\n|---|---|---|---|\n")
	keys := map[string]bool{}
	for _, k := range settingKeys() {
		keys[k.Name] = true
	}
	last := Defaults(func(string) (string, bool) { return "", false }, "~")
	for _, n := range Names() {
		key := strings.ReplaceAll(string(n), "-", "_")
		if n == Endpoint {
			key = "endpoints"
		}
		if !keys[key] && n != UseProfile {
			key = ""
		}
		text, _, _ := last.Get(n)
		fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s |\n", n, n.Variable(), code(key), code(text))
	}
	b.WriteString("\n## Keys of the file\n\n| key | takes | |\n|---|---|---|\n")
	write(&b, Rows())
	b.WriteString("\n## Keys of the file of people (`serve --people`)\n\n| key | takes | |\n|---|---|---|\n")
	write(&b, rowsOf("", peopleTable()))
	return b.String()
}

// write writes a line for each key.
func write(b *strings.Builder, rows []Row) {
	for _, r := range rows {
		doc := r.Doc
		if r.Required {
			doc += " (required)"
		}
		takes := r.Takes
		if len(r.Words) > 0 {
			takes += "`" + strings.Join(r.Words, "`, `") + "`"
		}
		if doc != "" {
			doc = " " + strings.ReplaceAll(doc, "|", `\|`)
		}
		fmt.Fprintf(b, "| `%s` | %s |%s |\n", r.Key, takes, doc)
	}
}

// code is text as Markdown shows what is typed; "" stays empty.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// Updating reports whether the test writes what it would compare.
func Updating() bool { return *update }
