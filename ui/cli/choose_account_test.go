package cli_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// only is a configuration with one account.
const only = `profiles:
  west:
    label: west
    products: {zenlayer-bmc: {source: env, key_id_env: WEST_ID, secret_env: WEST_SECRET, endpoint: "%[2]s"}}
`

// TestAccountsUnnamed buys nothing, and asks nobody, where nothing names who pays, with one account as with two. What
// only reads continues.
func TestAccountsUnnamed(t *testing.T) {
	t.Parallel()
	const one = "No profile is selected to pay for zenlayer-bmc. To use west, pass -p west, or set profile: in the " +
		"order file or the configuration file"
	for _, x := range []struct{ config, says string }{
		{only, one},
		{eastWest, "Several profiles can pay for zenlayer-bmc: east, west. Select one with -p"},
	} {
		c := newClouds(t, time.Now, x.config)
		file, frozen := c.write("web.yaml", orderFile("web", 1)), filepath.Join(t.TempDir(), "web.plan")
		c.run(2, x.says, "apply", file, "--yes")
		c.run(2, x.says, "apply", file)
		c.run(2, x.says, "apply", file, "--yes", "--again", "--no-wait", "--json")
		c.run(2, x.says, "plan", file, "--out", frozen)
		if _, err := os.Stat(frozen); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Stat(%s) = %v, want no plan", frozen, err)
		}
		if n := c.asked.Load(); n != 0 {
			t.Errorf("the clouds were sent %d requests, want none", n)
		}
		c.run(0, "No orders yet", "orders")
		c.bought("", "")
	}

	// With one account there is nothing to tell apart for what only reads.
	c := newClouds(t, time.Now, only)
	file := c.write("web.yaml", orderFile("web", 1))
	c.run(0, "west", "plan", file)
	c.run(0, "api.NewClient", "export", file, "--to", "go")
	c.run(0, `scheme = "HTTP"`, "export", file, "--to", "terraform")
	c.bought("", "")
}

// TestAccountsNamed buys with the one account there is once anything names it.
func TestAccountsNamed(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, only)
	file := func(name string) string { return c.write(name+".yaml", orderFile(name, 1)) }
	apply := func(path string, more ...string) {
		c.Helper()
		c.run(0, "", append(more, "apply", path, "--yes", "--no-wait")...)
	}
	apply(file("flag"), "-p", "west")
	apply(c.write("key.yaml", orderFile("key", 1)+"profile: west\n"))
	frozen := filepath.Join(t.TempDir(), "web.plan")
	c.run(0, "", "-p", "west", "plan", file("frozen"), "--out", frozen)
	apply(frozen)
	c.env["METALWRIGHT_PROFILE"] = "west"
	apply(file("variable"))
	delete(c.env, "METALWRIGHT_PROFILE")
	c.bought("", "1 1 1 1")
	c.run(2, "No profile is selected to pay", "apply", file("nobody"), "--yes")

	// The vendor's own variables name their account, and no other product's.
	c.env["ZENLAYER_ACCESS_KEY_ID"], c.env["ZENLAYER_ACCESS_KEY_SECRET"] = c.env["EAST_ID"], c.env["EAST_SECRET"]
	apply(file("vendor"), "--endpoint", "zenlayer-bmc="+c.urls[0])
	c.bought("1", "1 1 1 1")
	delete(c.env, "ZENLAYER_ACCESS_KEY_ID")
	delete(c.env, "ZENLAYER_ACCESS_KEY_SECRET")

	c.edit("profiles:", "profile: west\nprofiles:")
	apply(file("default"))
	c.bought("1", "1 1 1 1 1")
}

// TestAccountsApart: a profile with a journal of its own is no reason to order from the simulated cloud.
func TestAccountsApart(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, only+"    state: "+t.TempDir()+"\n")
	c.state = "" // a flag would come before the profile
	file := c.write("web.yaml", orderFile("web", 1))
	c.run(2, "The profile west keeps its orders in another journal (state)", "apply", file, "--yes")
	c.bought("", "")
}

// TestAccountsPlainAlone asks who pays by lines, too, where there is one account that nothing names.
func TestAccountsPlainAlone(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, only)
	p := newTypist(t)
	p.env, p.prods = c.env, unlimited()
	said := p.want(8, "1\n\nSEL-A\nM6C\n"+strings.Repeat("\n", 40), `Account +west\n`, "--plain")
	if !strings.Contains(said, "1. west, environment WEST_ID, ") {
		t.Errorf("nobody was asked who pays:\n%s", said)
	}
	c.bought("", "")
}

// TestAccountsOverSSH has a person for each of two accounts order by the client that people use, and a third one for
// both.
func TestAccountsOverSSH(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, eastWest)
	s := prepare(t)
	s.env, s.prods = c.env, unlimited()
	s.file("people.yaml", eastWestPeople)
	s.here()
	ssh := func(user, in string, code int, says string, args ...string) string {
		t.Helper()
		run := s.openSSH(t, user, args...)
		run.Stdin = strings.NewReader(in)
		out, err := run.CombinedOutput()
		if x, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
			t.Fatal(err)
		} else if got := run.ProcessState.ExitCode(); got != code || !strings.Contains(flat(string(out)), flat(says)) {
			t.Errorf("%s: %q ended with %d, %v, want %d and %q:\n%s", user, args, got, x, code, says, out)
		}
		return string(out)
	}
	const can = "No profile is selected to pay for zenlayer-bmc. To use east, add -p east after the command, " +
		"or set profile: east in the order file"
	ssh("alice", orderFile("a", 1), 2, can, "apply", "--yes")
	ssh("alice", orderFile("a", 1), 3, "You may not use the profile west", "apply", "-p", "west", "--yes")
	c.bought("", "")
	ssh("alice", orderFile("a", 1), 0, "", "apply", "-p", "east", "--yes", "--no-wait")
	ssh("alice", "", 3, "You may not use the profile west", "--", "-p", "west", "orders")
	ssh("alice", "", 0, "M6C", "--", "-p", "east", "orders")
	ssh("bob", orderFile("b", 3)+"profile: west\n", 7, "WAITING", "apply", "--yes")
	c.bought("1", "")
	var list struct {
		Orders []struct{ ID, Profile string }
	}
	if err := json.Unmarshal([]byte(ssh("bob", "", 0, "", "orders", "--json")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Orders) != 1 || list.Orders[0].Profile != "west" {
		t.Fatalf("bob sees the orders %+v, want one of the profile west", list.Orders)
	}
	id := list.Orders[0].ID
	ssh("alice", "", 2, "", "orders", "show", id) // as one that is not there
	ssh("carol", "", 0, "", "orders", "approve", id, "--yes")
	ssh("bob", "", 0, "", "orders", "send", id, "--yes", "--no-wait") // the order itself says who pays
	c.bought("1", "3")
}
