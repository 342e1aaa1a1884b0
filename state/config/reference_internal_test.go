package config

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/internal/strict"
)

var update = flag.Bool("update", false, "write the reference of the configuration")

// TestReference compares the reference of the configuration with the tables that files are read by.
func TestReference(t *testing.T) {
	t.Parallel()
	const (
		path  = "../../.github/CONFIGURATION.md"
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
	rows(&b, "", table())
	b.WriteString("\n## Keys of the file of people (`serve --people`)\n\n| key | takes | |\n|---|---|---|\n")
	rows(&b, "", peopleTable())
	return b.String()
}

// rows writes a line for each key below k. In a profile it leaves out what also stands in the file itself.
func rows(b *strings.Builder, prefix string, k *strict.Key) {
	for _, m := range k.Keys {
		name := prefix + m.Name
		if strings.HasPrefix(prefix, "profiles.") && slices.ContainsFunc(table().Keys, func(top strict.Key) bool {
			return top.Name == m.Name
		}) {
			continue
		}
		doc := m.Doc
		if m.Required {
			doc += " (required)"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", name, takes(&m), strings.ReplaceAll(doc, "|", `\|`))
		rows(b, name+".", &m)
		if m.Elem == nil {
			continue
		}
		if m.Kind == strict.List {
			name += "[]"
		} else {
			name += "." + named(m.Name)
		}
		if len(m.Elem.Keys) > 0 {
			rows(b, name+".", m.Elem)
		} else if m.Kind == strict.Map {
			fmt.Fprintf(b, "| `%s` | %s | |\n", name, takes(m.Elem))
		}
	}
}

// named is what stands for a name that is not fixed.
func named(key string) string {
	switch key {
	case "products", "endpoints":
		return "PRODUCT"
	case "per_order", "per_day", "price":
		return "CURRENCY"
	case "defaults":
		return "KEY"
	}
	return "NAME"
}

// takes is what the value of a key may be.
func takes(k *strict.Key) string {
	of := k
	if k.Kind == strict.List && k.Elem.Kind == strict.Text {
		of = k.Elem
	}
	switch {
	case len(of.Words) > 0 && k.Kind == strict.List:
		return "a list of `" + strings.Join(of.Words, "`, `") + "`"
	case len(of.Words) > 0:
		return "`" + strings.Join(of.Words, "`, `") + "`"
	case k.Kind == strict.Integer && k.Least:
		return fmt.Sprintf("a whole number, %v or more", k.Min)
	case k.Kind == strict.Number && k.Least:
		return fmt.Sprintf("a number, %v or more", k.Min)
	}
	return k.Kind.String()
}

// code is text as Markdown shows what is typed; "" stays empty.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}
