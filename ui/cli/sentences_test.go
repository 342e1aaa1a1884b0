package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// keys are the names of keys, and choices that only a screen has. Ctrl+c ends a command in every shell.
var keys = regexp.MustCompile(`(?i)\bpress\b|\besc\b|\benter\b|\bf1\b|ctrl\+[^c]|make one here`)

// TestFilesNameNoKeys words every rule at every answer for an order file: no sentence is one of a screen.
func TestFilesNameNoKeys(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	env := &step.Env{Text: tx}
	rules := regexp.MustCompile(`^(?:rule|rule_at\..*|file_rule\..*)\.([a-z_]+)$`)
	fields := []provider.Field{""}
	for _, p := range all.Products() {
		for _, q := range p.Params {
			fields = append(fields, q.Field)
		}
	}
	for _, id := range tx.IDs() {
		m := rules.FindStringSubmatch(id)
		if m == nil {
			continue
		}
		for _, f := range fields {
			e := provider.Fault(f, provider.Rule(m[1]))
			e.Limit, e.Got, e.Allowed = 3, 4, "a, b"
			if s := env.WhyInFile(e); keys.MatchString(s) {
				t.Errorf("%s, %s: %q names a key", f, m[1], s)
			}
		}
	}
}

// TestCommandsNameNoKeys looks at every sentence that the commands' own code asks for, and at the advice about what a vendor says. Those of
// the program that asks line by line name Enter, and what leaves a screen is said on the screen.
func TestCommandsNameNoKeys(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"([a-z_]+(?:\.[a-z0-9_]+)+)"`)
	var ids []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "screens.go" {
			continue
		}
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(code), -1) {
			ids = append(ids, m[1])
		}
	}
	for _, id := range tx.IDs() {
		if section, _, _ := strings.Cut(id, "."); slices.Contains([]string{"advice", "kind", "trouble", "journal", "journal_mend", "config", "config_mend", "textfile", "file", "access_file", "attention"}, section) {
			ids = append(ids, id)
		}
	}
	for _, id := range ids {
		asked := id == "resume.what" || id == "resume.what_refused" // a line is read at that moment
		if s := tx.T(id); tx.Has(id) && !asked && keys.MatchString(s) {
			t.Errorf("%s: %q names a key", id, s)
		}
	}
}

// TestMissingAnswers wants all that a file lacks at once, in the order of the steps, before a vendor is asked.
func TestMissingAnswers(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	for file, want := range map[string][]string{
		`{metalwright: v1, product: zenlayer-vm}`:                                   {"zone", "type", "image"},
		`{metalwright: v1, product: zenlayer-bmc}`:                                  {"zone", "type"},
		`{metalwright: v1, product: tencent-edgezone}`:                              {"zone", "type", "billing.consent"},
		`{metalwright: v1, product: zenlayer-vm, type: c.1c2g}`:                     {"zone", "image"},
		`{metalwright: v1, product: zenlayer-bmc, billing: {charge: prepaid}}`:      {"zone", "type", "billing.months"},
		`{metalwright: v1, product: zenlayer-vm, zone: SEL-A, type: c.1c2g}`:        {"image"},
		`{metalwright: v1, product: tencent-edgezone, zone: ap-guangzhou-tez-gz-1}`: {"type", "billing.consent"},
	} {
		code, _, said := c.run(file, "plan", "-")
		var got []string
		for line := range strings.Lines(said) {
			line = strings.TrimPrefix(line, "metalwright: ")
			if key, _, ok := strings.Cut(line, ": "); ok && key != "SIMULATED" {
				if _, at, ok := strings.Cut(line, "column "); ok { // it has a place in the file
					_, at, _ = strings.Cut(at, ": ")
					key, _, _ = strings.Cut(at, ": ")
				}
				got = append(got, key)
			}
		}
		if code != 2 || !slices.Equal(got, want) {
			t.Errorf("%s: ended with %d, missing %q, want 2 and %q:\n%s", file, code, got, want, said)
		}
	}
}
