package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/cli"
)

// clouds are two simulated ones that the program takes for real accounts, with a profile each: east and west.
type clouds struct {
	testing.TB
	east, west *sim.Cloud
	urls       [2]string
	asked      atomic.Int64 // requests at both but for the machines there are, which are followed while a command runs
	state      string
	env        map[string]string // with a configuration file that has %[1]s and %[2]s for their URLs
}

// eastWest is the account of each profile.
const eastWest = `profiles:
  east:
    label: east
    products:
      zenlayer-bmc: {source: env, key_id_env: EAST_ID, secret_env: EAST_SECRET, endpoint: "%[1]s"}
      zenlayer-vm: {source: env, key_id_env: EAST_ID, secret_env: EAST_SECRET, endpoint: "%[1]s"}
    defaults: {count: "2", zone: SEL-A, type: M6C, name: east-1}
    limits: {instances_per_day: 3}
  west:
    label: west
    products: {zenlayer-bmc: {source: env, key_id_env: WEST_ID, secret_env: WEST_SECRET, endpoint: "%[2]s"}}
    defaults: {count: "1", zone: SEL-A, type: M6C}
`

func newClouds(tb testing.TB, now func() time.Time, config string) *clouds {
	tb.Helper()
	c := &clouds{TB: tb, state: tb.TempDir()}
	for i, at := range []**sim.Cloud{&c.east, &c.west} {
		cloud, err := sim.Open(tb.Context(), sim.Options{Now: now, Speed: 2000, Seed: uint64(i)})
		if err != nil {
			tb.Fatal(err)
		}
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-ZC-Action") != "DescribeInstances" {
				c.asked.Add(1)
			}
			cloud.Handler().ServeHTTP(w, r)
		}))
		tb.Cleanup(func() {
			s.Close()
			_ = cloud.Close()
		})
		*at, c.urls[i] = cloud, s.URL
	}
	text := strings.NewReplacer("%[1]s", c.urls[0], "%[2]s", c.urls[1]).Replace(config)
	c.env = map[string]string{"METALWRIGHT_CONFIG": c.write("config.yaml", text)}
	for _, name := range []string{"EAST", "WEST"} {
		c.env[name+"_ID"], c.env[name+"_SECRET"] = c.east.Credentials().KeyID, c.east.Credentials().Secret.Reveal()
	}
	return c
}

// write writes a file.
func (c *clouds) write(name, text string) string {
	c.Helper()
	path := filepath.Join(c.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.Fatal(err)
	}
	return path
}

// edit changes the configuration file.
func (c *clouds) edit(from, to string) {
	c.Helper()
	text, err := os.ReadFile(c.env["METALWRIGHT_CONFIG"])
	if err != nil {
		c.Fatal(err)
	}
	c.env["METALWRIGHT_CONFIG"] = c.write("config.yaml", strings.Replace(string(text), from, to, 1))
}

// bought checks what the books of both clouds say: machines by purchase, "2 1" for two purchases.
func (c *clouds) bought(east, west string) {
	c.Helper()
	for _, at := range []struct {
		name, want string
		cloud      *sim.Cloud
	}{{"east", east, c.east}, {"west", west, c.west}} {
		l, err := at.cloud.Ledger(c.Context())
		if err != nil {
			c.Fatal(err)
		}
		var got []string
		for _, p := range l.Purchases {
			got = append(got, fmt.Sprint(len(p.IDs)))
			if n := l.Purchased(p.Token); n != 1 {
				c.Errorf("%s: token %q was bought %d times, want once", at.name, p.Token, n)
			}
		}
		if strings.Join(got, " ") != at.want {
			c.Errorf("%s: the books have purchases of %q machines, want %q", at.name, got, at.want)
		}
	}
}

// sit opens the program with the profiles, and a wizard in it.
func (c *clouds) sit(clock *clock, profiles ...string) *wizardTest {
	c.Helper()
	h := cli.OpenProfiles(c, process(c, clock.Now, c.env), unlimited(), c.TempDir(), profiles...)
	return wizardIn(c, h, clock, usual())
}

// TestAccountsWizard lists the accounts of all profiles with product, key and balance, and orders at the one that was
// chosen last, with its defaults.
func TestAccountsWizard(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newClouds(t, clock.Now, eastWest+`  broken:
    products: {zenlayer-bmc: {source: env, key_id_env: BROKEN_ID, secret_env: BROKEN_SECRET}}
  lab:
    sim: true
    products: {zenlayer-bmc: {source: env, key_id_env: EAST_ID, secret_env: EAST_SECRET}}
  dead:
    label: dead
    products: {zenlayer-bmc: {source: env, key_id_env: DEAD_ID, secret_env: EAST_SECRET, endpoint: "%[1]s"}}
`)
	c.env["DEAD_ID"] = "NOBODYSKEY001234"
	d := c.sit(clock)
	d.walk("product")
	if !strings.Contains(d.Text(), "3 accounts") {
		t.Errorf("the products do not say how many accounts there are:\n%s", d.Text())
	}
	d.walk("account")
	for _, want := range []string{
		"east", "west", "…0000", "Bare Metal", "BROKEN_ID", "The profile lab", "200,000.00 USD", "unknown",
	} {
		if !strings.Contains(d.Text(), want) {
			t.Errorf("the accounts do not say %q:\n%s", want, d.Text())
		}
	}
	d.Press("enter")
	d.walk("review")
	if s := d.wizard.Draft().Spec; s.Machines() != 2 || s.Name != "east-1" {
		t.Errorf("the order has %d machines called %s, want the defaults of east", s.Machines(), s.Name)
	}
	for d.wizard.Step() != "account" {
		d.Press("esc")
		d.Rest()
	}
	d.Press("down", "enter")
	d.walk("review")
	if s := d.wizard.Draft().Spec; s.Machines() != 1 || s.Name == "east-1" || s.Name == "" {
		t.Errorf("the order has %d machines called %q, want the defaults of west", s.Machines(), s.Name)
	}
	d.place()
	d.WaitFor("PROVISIONING")
	c.bought("", "1")
}

// run runs a command with the profiles, and checks its code and what it said.
func (c *clouds) run(code int, says string, args ...string) {
	c.Helper()
	var out bytes.Buffer
	p := process(c, time.Now, c.env)
	p.Args, p.In, p.Out, p.Err = args, strings.NewReader(""), &out, &out
	if c.state != "" {
		p.Args = append([]string{"--state", c.state}, args...)
	}
	got := cli.Main(c.Context(), p, unlimited())
	if got != code || !strings.Contains(flat(out.String()), flat(says)) {
		c.Errorf("%q ended with %d, want %d and %q:\n%s", args, got, code, says, out.String())
	}
}

// TestAccountsApply buys at the account of the profile that the file names, or that is named or used for it, and asks
// where several fit.
func TestAccountsApply(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, eastWest)
	file := func(name, profile string) string {
		text := orderFile(name, 1)
		if profile != "" {
			text += "profile: " + profile + "\n"
		}
		return c.write(name+".yaml", text)
	}
	plain := file("plain", "")
	c.run(2, "Several profiles can pay for zenlayer-bmc: east, west. Select one with -p", "apply", plain, "--yes")
	c.run(2, "Several profiles can pay", "plan", plain)
	c.run(2, "No such profile: nroth; there are: east, west", "plan", file("nroth", "nroth"))
	c.run(2, "The order needs the profile west, but -p selects others: add -p west", "-p", "east", "apply",
		file("w0", "west"), "--yes")
	c.run(2, "No such profile: eats", "-p", "eats", "orders")
	c.run(0, "west", "plan", file("w1", "west"))
	c.run(0, `"profile": "west"`, "plan", file("w1", "west"), "--json")
	c.run(1, "credentials west zenlayer-bmc: key …0000", "doctor")
	c.run(0, "profiles.west.credential.zenlayer-bmc.key_id", "config", "explain")
	c.bought("", "")
	c.run(0, "", "apply", file("w1", "west"), "--yes", "--no-wait")
	c.bought("", "1")
	c.run(11, "Already placed", "-p", "west", "apply", file("w1", ""), "--yes")
	c.run(0, "", "-p", "east", "apply", plain, "--yes", "--no-wait")
	c.run(11, "Already placed", "-p", "west", "-p", "east", "apply", file("plain", "east"), "--yes")
	c.bought("1", "1")

	frozen := filepath.Join(t.TempDir(), "web.plan")
	c.run(0, "", "-p", "west", "plan", file("frozen", ""), "--out", frozen)
	c.run(6, "The plan is for another account", "-p", "east", "apply", frozen, "--yes")
	c.run(0, "", "apply", frozen, "--yes", "--no-wait")
	c.bought("1", "1 1")

	// The limits of a profile count what was ordered with it alone.
	c.run(0, "", "apply", file("e2", "east"), "--set", "count=2", "--yes", "--no-wait")
	const over = "3 machines may be ordered per day (profiles.east.limits.instances_per_day)"
	c.run(4, over, "apply", file("e3", "east"), "--yes")
	c.run(0, "", "apply", file("w3", "west"), "--set", "count=3", "--yes", "--no-wait")
	c.bought("1 2", "1 1 3")

	// With a default profile nothing has to be named.
	c.edit("profiles:", "profile: west\nprofiles:")
	c.run(0, "", "apply", file("w4", ""), "--yes", "--no-wait")
	vm := c.write("vm.yaml", "metalwright: v1\nproduct: zenlayer-vm\n")
	c.run(3, "The profile west has no credentials for zenlayer-vm; these have: east", "plan", vm)
	c.bought("1 2", "1 1 3 1")
}

// east and west may each be used by one person, and both by a third one.
const eastWestPeople = `
approval:
  - {profiles: [west], above: {instances: 2}}
people:
  alice: {roles: [operator], profiles: [east]}
  bob: {roles: [operator], profiles: [west]}
  carol: {roles: [operator, approver], profiles: [east, west]}
  dave: {roles: [operator], profiles: [north]}
  root: {roles: [admin]}
`

// TestAccountsServed opens all profiles for the people of a server: each sees and uses those that are theirs.
func TestAccountsServed(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, eastWest)
	s := prepare(t)
	s.env, s.prods = c.env, unlimited()
	s.file("people.yaml", eastWestPeople)
	s.here()
	s.want("alice", "apply --yes", orderFile("a", 1), 2, "No profile is selected to pay for zenlayer-bmc. To use east")
	s.want("alice", "-p east apply --yes --no-wait", orderFile("a", 1), 0)
	s.want("bob", "-p west apply --yes --no-wait", orderFile("b", 1), 0)
	c.bought("1", "1")
	s.want("carol", "apply --yes", orderFile("c", 1), 2, "can pay for zenlayer-bmc: east, west. Add -p NAME")
	s.want("dave", "apply --yes", orderFile("d", 1), 3, "No credentials for zenlayer-bmc")
	s.want("alice", "apply --yes", orderFile("a2", 1)+"profile: west\n", 3, "You may not use the profile west")
	s.want("alice", "-p west plan", orderFile("a2", 1), 3, "You may not use the profile west")
	s.want("alice", "plan", orderFile("a2", 1)+"profile: north\n", 3, "You may not use the profile north")
	c.bought("1", "1")
	s.want("carol", "-p west apply --yes --no-wait", orderFile("c", 1), 0)
	s.want("carol", "apply --yes --no-wait", orderFile("c", 1)+"profile: east\n", 0)
	s.want("alice", "-p east apply --yes", orderFile("a4", 2), 4, "profiles.east.limits.instances_per_day")
	s.want("bob", "-p west apply --yes", orderFile("b4", 3), 7, "WAITING") // for another person's approval
	c.bought("1 1", "1 1")
	const everybody = "alice bob bob carol carol"
	for user, want := range map[string]string{
		"alice": "alice carol", "bob": "bob bob carol", "carol": everybody, "dave": "", "root": everybody,
	} {
		var list struct{ Orders []struct{ By string } }
		if err := json.Unmarshal([]byte(s.want(user, "orders --json", "", 0).out), &list); err != nil {
			t.Fatal(err)
		}
		var by []string
		for _, o := range list.Orders {
			by = append(by, o.By)
		}
		slices.Sort(by)
		if got := strings.Join(by, " "); got != want {
			t.Errorf("%s sees orders of %q, want %q", user, got, want)
		}
	}

	w := s.screen(t, "carol", "", usual())
	w.WaitFor("n new order")
	w.Press("n")
	w.WaitFor("2 accounts")
	w.Press("enter")
	w.WaitFor("east", "west", "…0000", "BALANCE")
}

// TestAccountsOfOneKey takes profiles with one key for one account, which keeps the profile of each order.
func TestAccountsOfOneKey(t *testing.T) {
	t.Parallel()
	const key = "    products:\n" +
		"      zenlayer-bmc: {source: env, key_id_env: EAST_ID, secret_env: EAST_SECRET, endpoint: \"%[1]s\"}\n"
	clock := newClock()
	c := newClouds(t, clock.Now, "profiles:\n  a:\n"+key+"  b:\n"+key+"    defaults: {name: of-b}\n  c:\n"+key)
	d := c.sit(clock)
	ids := map[string]bool{}
	for _, a := range d.program.Env().Accounts.Of("zenlayer-bmc") {
		ids[a.ID] = true
	}
	if len(ids) != 1 {
		t.Errorf("the profiles are the accounts %v, want one", ids)
	}
	d.walk("product")
	if !strings.Contains(d.Text(), "account …0000") {
		t.Errorf("the products do not say that there is one account:\n%s", d.Text())
	}
	d.walk("account")
	d.Press("down", "enter")
	d.walk("review")
	if got := d.wizard.Draft().Spec.Name; got != "of-b" {
		t.Errorf("the name is %q, want that of the profile b", got)
	}
	d.place()
	d.WaitFor("PROVISIONING")
	views, err := d.program.Orders().Views.Orders(t.Context())
	if err != nil || len(views) != 1 || views[0].Profile != "b" {
		t.Errorf("Orders() = %+v, %v, want one of the profile b", views, err)
	}
	c.bought("1", "")
}

// TestAccountsPlain asks which account pays by lines, too, and says why one cannot.
func TestAccountsPlain(t *testing.T) {
	t.Parallel()
	c := newClouds(t, time.Now, eastWest+`  broken:
    products: {zenlayer-bmc: {source: env, key_id_env: BROKEN_ID, secret_env: BROKEN_SECRET}}
`)
	p := newTypist(t)
	p.env, p.prods = c.env, unlimited()
	said := p.want(8, "1\nbroken\nwest\n"+strings.Repeat("\n", 40), `Account +west\n`, "--plain")
	for _, want := range []string{
		"1. east, Bare Metal Cloud, …0000, environment EAST_ID, ", "2. west, Bare Metal Cloud, …0000, ",
		"3. broken, Bare Metal Cloud, BROKEN_ID does not exist, but broken names it, not available\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the question does not say %q:\n%s", want, said)
		}
	}
	c.bought("", "")
}
