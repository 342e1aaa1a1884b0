package cli_test

import (
	"encoding/json"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// TestOutcomeWithoutServer ends the database server while apply follows what it has bought: it waits for as long as
// it may, and then says what it knows. When the server comes back the order is followed to its end.
func TestOutcomeWithoutServer(t *testing.T) {
	t.Parallel()
	onAnswer := func(v *vendor, f func()) { v.on("CreateInstances", f) }
	for _, row := range []struct {
		name  string
		when  func(*vendor, func())
		back  bool
		codes []int
	}{
		{"it comes back while the machines come up", (*vendor).onPoll, true, []int{0}},
		{"it comes back before the answer is written", onAnswer, true, []int{0}},
		{"it is gone while the machines come up", (*vendor).onPoll, false, []int{9, 10}},
		{"it is gone before the answer is written", onAnswer, false, []int{5, 9, 10}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var server pgtest.Server
			url := server.Database(t)
			t.Cleanup(func() {
				if err := server.Stop(); err != nil {
					t.Error(err)
				}
			})
			v := newVendor(t, 2000)
			c := newClient(t, v)
			c.state = url
			row.when(v, func() {
				do := server.Stop
				if row.back {
					do = func() error { return server.Restart(t.Context()) }
				}
				if err := do(); err != nil {
					t.Error(err)
				}
			})
			args := []string{"apply", c.file, "--yes", "--json"}
			if !row.back {
				args = append(args, "--wait-timeout", "3s")
			}
			r := c.run(args...)
			t.Logf("ended with %d: %s", r.code, r.errs)
			n := v.purchases(t)
			c.judge(r, n)
			var result struct{ ID string }
			if err := json.Unmarshal([]byte(r.out), &result); err != nil || result.ID != "o-web" {
				t.Errorf("it printed %q (%v), want the order", r.out, err)
			}
			ok := false
			for _, code := range row.codes {
				ok = ok || r.code == code
			}
			if !ok || n != 1 {
				t.Errorf("it ended with %d after %d purchases, want one of %v after 1", r.code, n, row.codes)
			}
		})
	}
}

// TestNeverSent has a program end before it sends what it has written down: everybody learns that nothing was
// bought, nobody waits, and the file may be placed.
func TestNeverSent(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"orders"}, 0, `REJECTED|never sent`},
		{[]string{"orders", "show", "o-web"}, 0, `never sent`},
		{[]string{"orders", "watch", "o-web"}, 4, `Nothing was bought`},
		{[]string{"orders", "resume", "o-web"}, 4, `Nothing was bought`},
		{[]string{"apply", "web.yaml", "--yes"}, 0, `o-web-2 +DONE`},
	} {
		t.Run(strings.Join(row.args, " "), func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, 2000)
			c := newClient(t, v)
			past := func() time.Time { return time.Now().Add(-2 * time.Minute) }
			s, o := c.confirmed(past, func(at string) {
				if at == "before sent" {
					runtime.Goexit() // as when the program is killed
				}
			})
			if err := s.As("alice").Do(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			r := c.run(row.args...)
			if said := r.out + r.errs; r.code != row.code || !regexp.MustCompile(row.says).MatchString(said) {
				t.Errorf("it ended with %d, want %d and %q:\n%s", r.code, row.code, row.says, said)
			}
			if n := v.purchases(t); n > 1 || row.args[0] != "apply" && n > 0 {
				t.Errorf("the books have %d purchases", n)
			}
		})
	}
}

// TestOutcomeWords shows the vendor's code, message and request id wherever an outcome is shown.
func TestOutcomeWords(t *testing.T) {
	t.Parallel()
	const message = "The simulated vendor does not like this."
	for _, row := range []struct {
		name  string
		fault sim.Fault
		code  int
	}{
		{"refused", sim.Fault{Do: sim.Refuse, Code: "RESOURCES_SOLDOUT_INSTANCE_TYPE"}, 4},
		{"unclear", sim.Fault{Do: sim.Refuse, Code: "SOMETHING_NEW"}, 10},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, 2000)
			row.fault.Action, row.fault.Message, row.fault.Count = "CreateInstances", message, -1
			if err := v.cloud.Inject(row.fault); err != nil {
				t.Fatal(err)
			}
			limit := []string{"--wait-timeout", "2s"}
			apply := append([]string{"apply", "web.yaml", "--yes"}, limit...)
			c := newClient(t, v)
			first := c.run(apply...)
			id := regexp.MustCompile(`"request_id": "([^"]+)"`).FindStringSubmatch(c.run("orders", "show", "o-web",
				"--json").out)
			if first.code != row.code || id == nil {
				t.Fatalf("apply ended with %d and request %q, want %d:\n%s", first.code, id, row.code, first.errs)
			}
			all := func(what string, r ended, request string) {
				t.Helper()
				for _, text := range []string{row.fault.Code, message, request} {
					if !strings.Contains(flat(r.out+r.errs), flat(text)) {
						t.Errorf("%s does not say %q:\n%s%s", what, text, r.out, r.errs)
					}
				}
			}
			all("apply", ended{errs: first.errs}, id[1])
			all("the result of apply", ended{out: first.out}, id[1])
			all("orders", c.run("orders"), id[1])
			all("orders show", c.run("orders", "show", "o-web"), id[1])
			all("orders watch", c.run(append([]string{"orders", "watch", "o-web"}, limit...)...), id[1])
			all("orders watch, as events",
				ended{out: c.run(append([]string{"orders", "watch", "o-web", "-o", "ndjson"}, limit...)...).out}, id[1])
			all("orders resume", c.run(append([]string{"orders", "resume", "o-web"}, limit...)...), id[1])
			if row.code == 10 {
				all("applied again", ended{errs: c.run(apply...).errs}, id[1])
				r := c.run(append([]string{"orders", "resume", "o-web", "--nothing-bought"}, limit...)...)
				if r.code != 10 || !strings.Contains(r.errs, "so metalwright checks until") {
					t.Errorf("resume --nothing-bought ended with %d, want 10, and until when it looks:\n%s", r.code, r.errs)
				}
			}
		})
	}
}

// judge compares an exit code with what was bought.
func (c *client) judge(r ended, purchases int) {
	c.t.Helper()
	switch {
	case r.code < 0:
		c.t.Errorf("a signal ended it:\n%s", r.errs)
	case purchases > 0 && !slices.Contains([]int{0, 5, 9, 10}, r.code):
		c.t.Errorf("it ended with %d, which says that nothing was bought, and %d were:\n%s", r.code, purchases, r.errs)
	case purchases == 0 && slices.Contains([]int{5, 9, 11}, r.code):
		c.t.Errorf("it ended with %d, which says that something was bought, and nothing was:\n%s", r.code, r.errs)
	}
}
