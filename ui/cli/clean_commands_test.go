package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/ui/cli"
)

// uncleanCommands are all commands, on files, orders and arguments with unclean in them, in an order in which there is
// something to show.
func (c *typist) uncleanCommands() [][]string {
	c.t.Helper()
	arg := strings.ReplaceAll(unclean, "\x00", "")
	odd := filepath.Join(c.t.TempDir(), "odd"+strings.NewReplacer("/", "", "\x00", "").Replace(unclean)+".yaml")
	in, err := json.Marshal(object{
		"metalwright": "v1", "id": "o-odd", "product": "zenlayer-bmc", "zone": "SEL-A" + unclean, "type": "M6C" + unclean,
		"name":  "n" + unclean,
		"image": unclean, "k" + unclean: unclean, "tags": []any{object{"key": unclean, "value": unclean}},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(odd, in, 0o600); err != nil {
		c.t.Fatal(err)
	}
	config := c.kept("config.yaml", "profile"+unclean[:1]+": x\n")
	commands := [][]string{
		{"plan", c.file},
		{"plan", c.file, "--json"},
		{"plan", c.file, "-o", "yaml"},
		{"apply", c.file, "--yes", "--plain"},
		{"apply", c.file, "--yes", "--again", "-o", "ndjson"},
		{"apply", c.file, "--yes"},
	}
	commands = append(commands, c.shown()...)
	for _, args := range c.shown() {
		if !documents(args) { // documents have no language
			commands = append(commands, append([]string{"--lang", "zh"}, args...))
		}
	}
	commands = append(commands,
		[]string{"plan", odd}, []string{"plan", odd, "--json"}, []string{"plan", odd + arg},
		[]string{"plan", c.file, "--set", arg}, []string{"plan", c.file, "--set", "zone=" + arg},
		[]string{"plan", c.file, "--set", "image=" + arg},
		[]string{"orders", "show", arg}, []string{"orders", arg}, []string{arg}, []string{"--" + arg},
		[]string{"--profile", arg, "orders"}, []string{"--config", config, "orders"}, []string{"--lang", arg, "orders"},
		[]string{"-o", arg, "orders"}, []string{"--color", arg, "orders"}, []string{"--endpoint", arg, "orders"},
		[]string{"orders", "--faults", odd}, []string{"orders", "--state", filepath.Join(c.t.TempDir(), arg)},
		[]string{"board", arg}, []string{"orders", "resume", arg}, []string{"orders", "approve", arg, "--yes"},
		[]string{"orders", "deny", arg, "--reason", arg}, []string{"orders", "send", arg, "--yes"},
		[]string{"orders", "deny", "o-web", "--reason", arg}, []string{"orders", "send", "o-web", "--yes"},
		[]string{"orphans", "adopt", arg}, []string{"orphans", "ignore", arg}, []string{"find", arg},
		[]string{"renewals", arg}, []string{"demo", arg}, []string{"demo", "--check", odd}, []string{"audit", "play", odd},
		[]string{"config", "init", "--config", filepath.Join(c.t.TempDir(), "new.yaml")},
		[]string{"config", "init", "--config", config}, []string{"serve", "--listen", arg}, []string{"sim", "--listen", arg},
		[]string{"export", arg, "--to", "yaml"}, []string{"export", "o-web", "--to", arg},
		[]string{"apply", c.file, "--yes", "--notify", arg}, []string{"audit", "verify", "--head", arg},
		[]string{"help", arg}, []string{"schema", arg}, []string{"completion", arg}, []string{"--like", arg},
		[]string{"orders", "release", "o-web", arg, "--yes"}, []string{"orders", "release", "o-web", "--yes", "--plain"},
		[]string{"orphans"}, []string{"orphans", "--json"}, []string{"orphans", "adopt", "o-web"},
		[]string{"orphans", "ignore", "o-web"}, []string{"orphans", "--ignored"}, []string{"orders", "forget", "o-web"},
	)
	for _, f := range export.Formats() {
		for _, of := range []string{"o-web", odd} {
			commands = append(commands, []string{"export", of, "--to", string(f)})
		}
	}
	refused := c.kept("refused.yaml", strings.ReplaceAll(oneMachine, "o-web", "o-refused"))
	refusal := c.kept("faults.yaml",
		"- {do: refuse, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE, message: No more}\n")
	return append(commands, []string{"apply", refused, "--yes", "--faults", refusal},
		[]string{"orders", "show", "o-refused"})
}

// shown are the commands that show what there is, of an order that is placed.
func (c *typist) shown() [][]string {
	shown := [][]string{
		{"board", "--plain"},
		{"board", "o-web", "--plain"},
		{"orders", "watch", "o-web"},
		{"orders", "resume", "o-web"},
		{"orders", "approve", "o-web", "--yes"},
		{"audit", "-o", "ndjson"},
		{"audit", "verify"},
		{"doctor"},
		{"doctor", "--json"},
		{"config"},
		{"config", "explain"},
		{"config", "explain", "--json"},
		{"renewals", "--ical"},
		{"find", "cpu>=1", "price<100000"},
		{"find", "cpu>=1", "--json"},
		{"version"},
		{"version", "--json"},
		{"demo"},
		{"demo", "--json"},
		{"--help"},
		{"help"},
		{"help", "orders"},
		{"orders", "--help"},
		{"configuration"},
		{"environment"},
		{"files"},
		{"exit-codes"},
		{"help", "exit-codes"},
		{"man"},
		{"schema"},
		{"completion", "zsh"},
		{"__complete", "plan", c.file, "--set", "zone="},
	}
	for _, of := range []string{
		"orders", "orders show o-web", "orders history o-web", "orders receipt o-web", "orders costs", "audit", "renewals",
		"orphans",
	} {
		args := strings.Fields(of)
		shown = append(shown, args, append(slices.Clone(args), "--json"), append(slices.Clone(args), "-o", "yaml"))
	}
	return shown
}

// kept is the path of a new file.
func (c *typist) kept(name, text string) string {
	c.t.Helper()
	path := filepath.Join(c.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// TestSessionsAreClean runs every command of a session over SSH, likewise. What is no command there is none behind a
// flag either.
func TestSessionsAreClean(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.prods = bespoken(t)
	s.here("--speed", "2000")
	ids, c, client := messageIDs(t), newTypist(t), s.dial("root")
	missing := cli.SessionPaths(s.prods)
	commands := [][]string{{"plan"}, {"plan", "--json"}, {"apply", "--yes", "--plain"}, {"apply", "--yes"}}
	for _, args := range c.uncleanCommands() {
		if !slices.Contains(args, c.file) && args[0] != "apply" && args[0] != "plan" {
			commands = append(commands, args)
		}
	}
	for _, ascii := range []bool{false, true} {
		for _, args := range commands {
			if ascii {
				args = append([]string{"--ascii"}, args...)
			}
			delete(missing, cli.SessionPath(s.prods, args))
			if slices.Contains(args, "zh") && ascii {
				continue
			}
			in := ""
			if slices.Contains(args, "plan") || slices.Contains(args, "apply") {
				in = oneMachine
			}
			r := s.runs(client, "'"+strings.Join(args, "' '")+"'", in)
			for _, text := range []string{strings.ReplaceAll(r.out, "\r\n", "\n"), r.errs} { // as calendars have it
				if line := raw(text, ascii); line != "" {
					t.Errorf("%q writes %q", args, line)
				}
				if id := ids.FindString(text); id != "" {
					t.Errorf("%q writes the id of a message, %q:\n%s", args, id, text)
				}
			}
			if slices.Contains(args, "__complete") && (r.code != 2 || r.out != "") {
				t.Errorf("%q ended with %d and wrote %q, want no such command", args, r.code, r.out)
			}
		}
	}
	for path := range missing {
		t.Errorf("%s is not among the commands that are tried", path)
	}
}
