package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestStandby runs commands on a read-only standby, and on a server that may lose what it confirms: what only reads
// shows the orders, what would buy is refused for the reason, and nothing is bought.
func TestStandby(t *testing.T) { //nolint:tparallel // the second one changes the server
	t.Parallel()
	database, dir := postgres.Database(t), t.TempDir()
	run := func(url, in string, args ...string) ran {
		t.Helper()
		var out, errs bytes.Buffer
		p := process(t, time.Now, map[string]string{"METALWRIGHT_STATE": url, "XDG_STATE_HOME": dir, "TERM": "xterm"})
		p.Args, p.In, p.Out, p.Err = append(args, "--sim"), strings.NewReader(in), &out, &errs
		return ran{code: cli.Main(t.Context(), p, all.Products()), out: out.String(), errs: errs.String()}
	}
	if r := run(database, "id: o-web\n"+orderFile("web", 1), "apply", "-", "--yes", "--speed", "5000"); r.code != 0 {
		t.Fatalf("apply = %d, want 0: %s", r.code, r.errs)
	}
	standby := postgres.Standby(t)
	postgres.CaughtUp(t, standby)
	follows := standby.Of(t, database)
	t.Run("standby", func(t *testing.T) {
		readOnly(t, "the server is a standby", func(in string, args ...string) ran { return run(follows, in, args...) })
	})
	postgres.Exec(t,
		`do $$ begin execute 'alter database `+databaseName(database)+` set synchronous_commit = off'; end $$`)
	t.Run("unsafe", func(t *testing.T) {
		readOnly(t, "synchronous_commit is off", func(in string, args ...string) ran { return run(database, in, args...) })
	})
}

func databaseName(url string) string {
	_, rest, _ := strings.Cut(url, "@/")
	name, _, _ := strings.Cut(rest, "?")
	return name
}

func readOnly(t *testing.T, why string, run func(in string, args ...string) ran) {
	t.Helper()
	for _, c := range []struct {
		args, in string
		code     int
		out      string // a part of it
	}{
		{"orders", "", 0, "o-web"},
		{"orders --all --json", "", 0, `"o-web"`},
		{"orders show o-web", "", 0, "web"},
		{"orders show o-web -o yaml", "", 0, "o-web"},
		{"orders watch o-web", "", 0, "DONE"},
		{"audit", "", 0, "o-web"},
		{"audit verify", "", 0, ""},
		{"export o-web --to json", "", 0, "o-web"},
		{"plan -", orderFile("db", 1), 0, "db"},
		{"config explain", "", 0, ""},
		{"doctor", "", 1, why},
		{"apply - --yes --no-wait", "id: o-db\n" + orderFile("db", 1), 1, ""},
		{"apply - --yes --no-wait", "id: o-web\n" + orderFile("web", 1), 11, ""},
		{"orders forget o-web --yes", "", 1, ""},
	} {
		r := run(c.in, strings.Fields(c.args)...)
		if r.code != c.code || !strings.Contains(r.out, c.out) {
			t.Errorf("%s = %d, want %d and %q; it said\n%s%s", c.args, r.code, c.code, c.out, r.out, r.errs)
		}
		if c.args != "doctor" && c.args != "config explain" && !strings.Contains(flat(r.errs), flat(why)) {
			t.Errorf("%s does not say %q: %s", c.args, why, r.errs)
		}
	}
}
