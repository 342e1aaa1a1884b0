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
var keys = regexp.MustCompile(`(?i)\bpress\b|\besc\b|\bescape\b|\benter\b|\bspace bar\b|\bf[0-9]\b|\b(page|arrow) ` +
	`(up|down|keys?)\b|` +
	`\b(ctrl|alt|shift)\+[^c]|, or tab\b|\b[a-z] (looks|goes|opens|shows|turns|reloads|copies|reads)\b|\bgo ` +
	`back\b|create one here`)

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
			e := provider.Violation(f, provider.Rule(m[1]))
			e.Limit, e.Got, e.Allowed = 3, 4, "a, b"
			for _, s := range []string{env.Errors().WhyInFile(e), env.Errors().WhyInLine(e)} {
				if keys.MatchString(s) {
					t.Errorf("%s, %s: %q names a key", f, m[1], s)
				}
			}
		}
	}
}

// lineSentences are sentences that ask for a line, where Enter ends it, and what is on a screen of a session.
var lineSentences = []string{"resume.what", "resume.what_refused", "serve.idle"}

// TestCommandsNameNoKeys looks at every sentence that the code of the commands asks for, by its id or by the beginning
// of one, and at those of the sections whose ids are put together elsewhere. No such code words a broken rule as a
// screen does.
func TestCommandsNameNoKeys(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"([a-z_]+(?:\.[a-z0-9_]+)+)"`)
	started := regexp.MustCompile(`"([a-z_]+(?:\.[a-z0-9_]+)*[._])" *\+`)
	sections := []string{
		"advice.", "kind.", "cause.", "order_error.", "journal.", "journal_fix.", "config.", "config_fix.",
		"textfile.", "attention.", "limit.", "limit_own.", "notice.",
	}
	ids := map[string]bool{}
	for _, name := range commandFiles(t) {
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`\.(Why|Failure|FaultLines)\(`).Match(code) {
			t.Errorf("%s words an error as a screen does", name)
		}
		for _, m := range literal.FindAllSubmatch(code, -1) {
			ids[string(m[1])] = true
		}
		for _, m := range started.FindAllSubmatch(code, -1) {
			sections = append(sections, string(m[1]))
		}
	}
	looked := 0
	for _, id := range tx.IDs() {
		mine := ids[id] || slices.ContainsFunc(sections, func(s string) bool { return strings.HasPrefix(id, s) })
		if !mine || slices.Contains(lineSentences, id) {
			continue
		}
		looked++
		if s := tx.T(id); keys.MatchString(s) {
			t.Errorf("%s: %q names a key", id, s)
		}
	}
	if looked < 300 {
		t.Errorf("%d sentences were looked at, want those of all commands", looked)
	}
}

// commandFiles are the sources of what commands print: all of this package and those below it but for what leaves a
// screen, the wizard by lines, and the server.
func commandFiles(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, dir := range []string{".", "../run", "../report", "../doctor", "../plain", "../serve", "../notify"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", dir, len(files), err)
		}
		out = append(out, files...)
	}
	return slices.DeleteFunc(out, func(name string) bool {
		return strings.HasSuffix(name, "_test.go") ||
			name == "screens.go"
	})
}

// TestManualNamesNoKeys reads the help of all commands and flags, as the manual page has it, and the settings.
func TestManualNamesNoKeys(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	for _, args := range [][]string{{"man"}, {"config", "explain"}, {"schema"}} {
		c.want(0, "", ".", args...) // run looks for keys
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
			file, at, ok := strings.Cut(line, ": ") // the file is "-", and may be followed by line and column
			if key, _, _ := strings.Cut(at, ": "); ok && file != "SIMULATED" {
				got = append(got, key)
			}
		}
		if code != 2 || !slices.Equal(got, want) {
			t.Errorf("%s: ended with %d, missing %q, want 2 and %q:\n%s", file, code, got, want, said)
		}
	}
}
