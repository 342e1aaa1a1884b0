package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	ids "github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/cli"
)

const profiles = `profiles:
  lab:
    defaults:
      zone: OSA-A
      type: C4Z
      count: "2"
      network.charge: ByBandwidth
      network.bandwidth_mbps: "77"
      name: edge-[1,3]
      billing.charge: prepaid
      billing.months: "3"
      network.private: not-asked-for-metal
  wide:
    defaults: {network.bandwidth_mbps: "77"}
  gone:
    defaults: {zone: NO-SUCH-ZONE}
`

// profiled is an environment in which the profile is used.
func profiled(tb testing.TB, name string) map[string]string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(profiles), 0o600); err != nil {
		tb.Fatal(err)
	}
	return map[string]string{"METALWRIGHT_CONFIG": path, "METALWRIGHT_PROFILE": name}
}

// sitWith is sit with the profile.
func sitWith(tb testing.TB, profile string) *wizardTest {
	tb.Helper()
	c := newClock()
	h := cli.OpenProgram(tb, process(tb, c.Now, profiled(tb, profile)), all.Products(), tb.TempDir(), 20)
	return wizardIn(tb, h, c, usual())
}

// TestDefaultsBeginTheWizard wants the answers of the profile as suggestions, which Enter takes and which can be
// changed.
func TestDefaultsBeginTheWizard(t *testing.T) {
	t.Parallel()
	d := sitWith(t, "lab")
	d.walk("zone")
	if !strings.Contains(d.Text(), "▸ OSA-A") {
		t.Errorf("the cursor is not on OSA-A\n%s", d.Text())
	}
	d.Press("enter")
	d.on("type")
	if !strings.Contains(d.Text(), "▸ C4Z") || strings.Contains(d.Text(), "no price") {
		t.Errorf("the cursor is not on C4Z, or there is a price before a type\n%s", d.Text())
	}
	d.walk("review")
	s := d.wizard.Draft().Spec
	if s.Zone != "OSA-A" || s.Type != "C4Z" || s.Machines() != 2 || s.Network.BandwidthMbps != 77 ||
		s.Name != "edge-[1,3]" ||
		s.Billing.Charge != provider.Prepaid || s.Billing.Months != 3 || s.Network.Private != "" {
		t.Errorf("the review has %+v, want the answers of the profile", s)
	}

	// changed answers stay, also when the account is chosen once more
	for d.wizard.Step() != "zone" {
		d.Press("esc")
		d.Rest()
	}
	d.Press("home", "enter")
	d.on("type")
	other := d.wizard.Draft().Spec.Zone
	if other == "OSA-A" {
		t.Fatalf("the first zone is the default\n%s", d.Text())
	}
	for d.wizard.Step() != "product" {
		d.Press("esc")
		d.Rest()
	}
	d.walk("zone")
	if got := d.wizard.Draft().Spec.Zone; got != other {
		t.Errorf("the zone became %s, want %s as it was chosen", got, other)
	}
}

// TestDefaultThatIsGone says so, and suggests another answer.
func TestDefaultThatIsGone(t *testing.T) {
	t.Parallel()
	d := sitWith(t, "gone")
	d.walk("zone")
	if !strings.Contains(d.Text(), "NO-SUCH-ZONE") {
		t.Errorf("the screen does not say that the zone is gone\n%s", d.Text())
	}
	d.Press("enter")
	d.on("type")
	if got := d.wizard.Draft().Spec.Zone; got == "" || got == "NO-SUCH-ZONE" {
		t.Errorf("the zone is %q, want one that there is", got)
	}
}

// TestDefaultsBeginThePlainQuestions wants them as what an empty line answers.
func TestDefaultsBeginThePlainQuestions(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.env = profiled(t, "lab")
	said := c.want(8, strings.Repeat("\n", 40), `Bandwidth +77 Mbps`, "--sim", "--plain")
	for _, want := range []string{`Zone +OSA-A`, `Type +C4Z`, `Term +3 months`, `Machine names +edge-001 edge-002`} {
		if !regexp.MustCompile(want).MatchString(said) {
			t.Errorf("the order is not %q:\n%s", want, said)
		}
	}
	c.want(8, "\nSEL-A\nM6C\n"+strings.Repeat("\n", 40), `Zone +SEL-A(.|\n)*Type +M6C(.|\n)*Bandwidth +77 Mbps`, "--sim",
		"--plain")

	c.env = profiled(t, "gone")
	c.want(8, strings.Repeat("\n", 40), `Place this order`, "--sim", "--plain")
	bought(t, ledger(t, c.state), 0, 0)
}

// TestFormerIDBesideDefaults has an order under the id that an earlier version, which read no defaults, gave a file:
// the file is placed.
func TestFormerIDBesideDefaults(t *testing.T) {
	t.Parallel()
	c := placing(t)
	text := small(bmcID)
	f, err := orderfile.Decode([]byte(text), "", all.Products())
	if err != nil {
		t.Fatal(err)
	}
	id := ids.Former(f.Spec, account(t, c))
	c.want(0, "", "DONE", "apply", c.write("old.yaml", "id: "+id+"\n"+strings.Replace(text, "one-", "other-", 1)), "--yes")
	c.env = profiled(t, "wide")
	file := c.write("small.yaml", text)
	c.want(0, "", "77 Mbps", "--sim", "plan", file)
	c.want(11, "", "Already placed as o-", "--sim", "apply", file, "--yes")
	bought(t, ledger(t, c.state), 1, 1)
}

// TestDefaultsOfAServer completes the files and begins the wizards of those who sign in.
func TestDefaultsOfAServer(t *testing.T) {
	t.Parallel()
	env := profiled(t, "lab")
	s := serveHere(t, "--config", env["METALWRIGHT_CONFIG"], "--profile", "lab")
	s.want("alice", "plan -", "metalwright: v1\nproduct: zenlayer-bmc\nbilling: {months: 5}\n", 0, "OSA-A", "77 Mbps",
		"5 months", "edge-002")
	w := s.screen(t, "alice", "", usual())
	w.WaitFor("Zenlayer Bare Metal Cloud")
	w.Press("enter")
	w.WaitFor("▸ OSA-A")
}

// TestProfileOfAFileSimulated has the simulated account stand for that of any profile of the configuration, with its
// defaults.
func TestProfileOfAFileSimulated(t *testing.T) {
	t.Parallel()
	c := placing(t)
	c.env = profiled(t, "lab")
	text := small(bmcID)
	c.want(0, "", "77 Mbps", "--sim", "plan", c.write("wide.yaml", text+"profile: wide\n"))
	c.want(2, "", "No such profile: wild; there are: lab, wide, gone", "--sim", "plan",
		c.write("wild.yaml", text+"profile: wild\n"))
}
