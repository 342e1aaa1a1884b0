package cli_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/cli"
)

// says runs a command line with an environment, and returns what it writes.
func says(t *testing.T, env map[string]string, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	p := process(t, time.Now, env)
	p.Args, p.In, p.Out, p.Err = args, strings.NewReader(""), &o, &e
	code = cli.Main(t.Context(), p, all.Products())
	return o.String(), e.String(), code
}

// save writes a file.
func save(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestNoEscape has help and errors in colour only where a terminal is, and nobody wants none.
func TestNoEscape(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/config.yaml"
	save(t, file, "color: never\n")
	const forced = "TTY_FORCE" // which the library takes for a terminal
	for _, c := range []struct {
		name   string
		env    map[string]string
		flags  string
		styled bool
	}{
		{"a terminal", map[string]string{forced: "1"}, "", true},
		{"a pipe", nil, "", false},
		{"a pipe that is to have colours", nil, "--color always ", true},
		{"--color never", map[string]string{forced: "1"}, "--color never ", false},
		{"METALWRIGHT_COLOR", map[string]string{forced: "1", "METALWRIGHT_COLOR": "never"}, "", false},
		{"the file", map[string]string{forced: "1", "METALWRIGHT_CONFIG": file}, "", false},
		{"NO_COLOR=1", map[string]string{forced: "1", "NO_COLOR": "1"}, "", false},
		{"NO_COLOR=yes", map[string]string{forced: "1", "NO_COLOR": "yes"}, "", false},
		{"NO_COLOR=0", map[string]string{forced: "1", "NO_COLOR": "0"}, "", false},
		{"an empty NO_COLOR", map[string]string{forced: "1", "NO_COLOR": ""}, "", true},
		{"TERM=dumb", map[string]string{forced: "1", "TERM": "dumb"}, "", false},
		{"a word that is no colour", map[string]string{forced: "1"}, "--color allways ", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, line := range []string{"--help", "help", "help files", "orders show --help", "-h"} {
				out, errs, _ := says(t, c.env, strings.Fields(c.flags+line)...)
				if got := strings.Contains(out, "\x1b"); got != c.styled || strings.Contains(errs, "\x1b") {
					t.Errorf("%q has an escape: %v, want %v:\n%q%q", line, got, c.styled, out, errs)
				}
			}
			for _, line := range []string{
				"nosuch", "orders --json --sim", "version", "plan nothing.yaml --sim", "man", "doctor --sim",
			} {
				if out, errs, _ := says(t, c.env, strings.Fields(c.flags+line)...); strings.Contains(out+errs, "\x1b") {
					t.Errorf("%q has an escape:\n%q%q", line, out, errs)
				}
			}
		})
	}
}

// TestHelpPages looks at what the pages are made of.
func TestHelpPages(t *testing.T) {
	t.Parallel()
	page := func(line string) string {
		out, errs, code := says(t, nil, strings.Fields(line)...)
		if code != 0 || errs != "" {
			t.Errorf("%q ended with %d and said %q", line, code, errs)
		}
		for l := range strings.Lines(out) {
			if len([]rune(l)) > 81 && !strings.HasPrefix(l, "  metalwright") && !strings.Contains(l, "{") {
				t.Errorf("%q has a line that 80 columns do not hold: %q", line, l)
			}
		}
		return out
	}
	root := page("--help")
	usage, orders := strings.Index(root, "USAGE"), strings.Index(root, "ORDER SERVERS")
	exit := strings.Index(root, "exit-codes")
	if usage < 0 || usage > orders || orders > exit || strings.Contains(root, "outcome unknown") {
		t.Errorf("the help is not usage, groups of commands, flags, and where there is more:\n%s", root)
	}
	if page("help") != root || page("-h") != root {
		t.Error("help, -h and --help differ")
	}
	for _, form := range []string{"-o, --output FORM ", "    --speed N ", "--endpoint PRODUCT=URL", "    --json "} {
		if !strings.Contains(root, form) {
			t.Errorf("the help has no %q:\n%s", form, root)
		}
	}
	apply := page("apply --help")
	if strings.Contains(apply, "--faults") || !strings.Contains(apply, "--wait-timeout TIME") ||
		!strings.Contains(apply, "-y, --yes ") || !strings.Contains(apply, "metalwright --help") {
		t.Errorf("the help of a command does not have its own flags alone:\n%s", apply)
	}
	for _, name := range []string{"plan", "serve", "sim", "orders", "orders resume", "audit", "export", "config explain"} {
		if odd := regexp.MustCompile(`--[a-z-]+ TEXT`).FindString(page("help " + name)); odd != "" {
			t.Errorf("help %s does not say what %s is", name, odd)
		}
	}
	if got := page("help exit-codes"); !strings.Contains(got, "\n  10             outcome unknown") {
		t.Errorf("no line for exit code 10:\n%s", got)
	}
	environment := page("help environment")
	for _, n := range config.Names() {
		if !strings.Contains(environment, "\n  "+n.Variable()+" ") {
			t.Errorf("no line for %s:\n%s", n.Variable(), environment)
		}
	}
	for _, p := range all.Products() {
		for _, k := range p.KeyNames {
			if !strings.Contains(environment, k.ID) || !strings.Contains(environment, k.Secret) {
				t.Errorf("no line for %s or %s:\n%s", k.ID, k.Secret, environment)
			}
		}
	}
	configuration := page("help configuration")
	for _, r := range config.Rows() {
		if !strings.Contains(configuration, "\n  "+r.Key) {
			t.Errorf("no line for %s:\n%s", r.Key, configuration)
		}
	}
	if got := page("help files"); !strings.Contains(got, "journal.mark") || !strings.Contains(got, "config.yaml") {
		t.Errorf("files are missing:\n%s", got)
	}
}

// TestFlagForms wants the help to say what kind of text a flag takes.
func TestFlagForms(t *testing.T) {
	t.Parallel()
	text := regexp.MustCompile(`--\S+ TEXT`)
	for _, command := range []string{
		"", "apply", "plan", "board", "demo", "orders release", "orders resume", "serve", "sim",
	} {
		out, _, code := says(t, nil, append(strings.Fields(command), "--help")...)
		if found := text.FindString(out); code != 0 || found != "" {
			t.Errorf("metalwright %s --help ended with %d and says %q, want FILE or what it is", command, code, found)
		}
	}
}

// TestManual looks at the page that packages have.
func TestManual(t *testing.T) {
	t.Parallel()
	page, _, code := says(t, nil, "man")
	if code != 0 {
		t.Fatalf("man ended with %d", code)
	}
	for _, title := range []string{
		"NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "CONFIGURATION", "FILES",
		"EXAMPLES", "SEE ALSO",
	} {
		if !strings.Contains(page, "\n.SH \""+title+"\"\n") {
			t.Errorf("the page has no %s", title)
		}
	}
	for _, want := range []string{
		`\fB\-o, \-\-output FORM\fP`, `\fB10\fP`, `\fBMETALWRIGHT_STATE\fP`, `.SS "orders resume ORDER"`,
		"\nmetalwright apply web.yaml \\-\\-yes \\-\\-json\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q:\n%s", want, page)
		}
	}
	request := regexp.MustCompile(`^\.(TH|SH|SS|TP|PP|nf|fi)( .*)?$`)
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, ".") && !request.MatchString(line) || strings.HasPrefix(line, "'") {
			t.Errorf("text is taken for a request: %q", line)
		}
		if regexp.MustCompile(`(^|[^\\])-`).MatchString(line) {
			t.Errorf("a hyphen would not be the one that is typed: %q", line)
		}
		if line == "" {
			t.Error("an empty line")
		}
	}
}

// TestNearWords has the word that was probably meant named wherever words are a closed set.
func TestNearWords(t *testing.T) {
	t.Parallel()
	file := t.TempDir() + "/config.yaml"
	save(t, file, "profiles:\n  prod:\n    sim: true\n")
	good, order := t.TempDir()+"/good.yaml", t.TempDir()+"/web.yaml"
	save(t, good, orderFile("web", 1))
	save(t, order, strings.ReplaceAll(orderFile("web", 1), "SEL-A", "SEL-Q"))
	for line, want := range map[string]string{
		"ordrs":                            "Did you mean `metalwright orders`?",
		"plann":                            "Did you mean `metalwright plan`?",
		"--jsn":                            "Did you mean --json?",
		"help nosuch":                      `metalwright has no command "nosuch"`,
		"help exit-code":                   "Did you mean `metalwright help exit-codes`?",
		"--sim plan ORDER --set zon=SEL-A": "Did you mean zone?",
		"--sim plan ORDER --set cuont=1":   "Did you mean count?",
		"orders --endpoint zenlayer-bm=x":  "use one of: zenlayer-bmc, zenlayer-vm, tencent-edgezone",
		"-p prd orders --config " + file:   "there are: prod",
		"--sim plan " + order:              order + ":3:1: zone: Not available here; available: SEL-A, ",
	} {
		_, said, code := says(t, nil, strings.Fields(strings.ReplaceAll(line, "ORDER", good))...)
		if code == 0 || !strings.Contains(said, want) {
			t.Errorf("%q ended with %d and said %q, want %q", line, code, said, want)
		}
	}
	env := map[string]string{}
	_, said, code := says(t, env, "--endpoint", "zenlayer-bmc=http://127.0.0.1:1", "plan", good)
	if code != 3 || !strings.Contains(said, "looked for ZENLAYERCLOUD_ACCESS_KEY_ID, ") ||
		strings.Contains(said, "SECRET_ID") {
		t.Errorf("without a key it ended with %d and said %q, want the variables of the endpoint's product", code, said)
	}
}
