package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/step"
)

// TestChangedPriceIsMarked has the price rise between the review and the confirmation: nothing is bought, the review is
// there again with the old price before the new one, and only one more yes orders at the new one.
func TestChangedPriceIsMarked(t *testing.T) {
	d := frames{sit(t, roomy())}
	d.walk("zone")
	d.Press("/", "sel-a", "enter")
	d.walk("type")
	d.Press("/", "m6c", "enter")
	d.walk("billing")
	d.Press("right")
	d.walk("review")
	d.WaitFor("Charged now", "Available balance")
	draft := d.wizard.Draft()
	shown, err := draft.Reader().Quote(t.Context(), draft.Spec)
	if err != nil {
		t.Fatal(err)
	}
	for i := range shown.Lines {
		shown.Lines[i].Each.Micros /= 2
	}
	shown.Term.Micros, shown.Hour.Micros, shown.Month.Micros = shown.Term.Micros/2, shown.Hour.Micros/2,
		shown.Month.Micros/2
	d.Send(step.Place{Quote: shown}) // what was agreed to was half of what it is now
	d.WaitFor("The price has changed from", "→")
	d.frame(t, "changed")
	bought(t, d.ledger(), 0, 0)
	d.place()
	d.WaitFor("PROVISIONING")
	bought(t, d.ledger(), 1, 1)
}

// TestNamesInUse orders names that the zone has already: the plan, the review and the question say so before the
// confirmation.
func TestNamesInUse(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "y\n", "DONE", "apply", c.file)
	again := filepath.Join(t.TempDir(), "again.yaml")
	if err := os.WriteFile(again, []byte(`{"metalwright": "v1", "product": "zenlayer-bmc", "zone": "SEL-A",
		"type": "M6C", "count": 2, "name": "web"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(0, "", `already used in this zone: web`, "plan", again)
	_, out, _ := c.run("", "plan", again, "--json")
	var plan struct {
		Taken []string `json:"names_taken"`
	}
	if err := json.Unmarshal([]byte(out), &plan); err != nil || len(plan.Taken) != 1 || plan.Taken[0] != "web" {
		t.Errorf("plan --json names %v as taken, %v, want web", plan.Taken, err)
	}
	c.want(8, "n\n", `already used in this zone: web`, "apply", again)
	c.want(0, "", `"names_taken": \[\]`, "plan", again, "--set", "name=other", "--json")
}

// TestReviewNamesInUse is the same on the screen.
func TestReviewNamesInUse(t *testing.T) {
	d := sit(t, roomy())
	d.own()
	d.place()
	d.WaitFor("PROVISIONING")
	n := frames{d.again(t)}
	n.Resize(roomy())
	n.on("review")
	n.WaitFor("already used in this zone: db-001, db-002, db-003")
	n.frame(t, "names_in_use")
	n.Press("enter")
	n.WaitFor("Place this order?", "already used in this zone")
}

// TestSpendingLimit wants the limits of the configuration to hold, and to say what they are.
func TestSpendingLimit(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, limits, file, said string }{
		{"order", "per_order: {USD: 100}", oneMachine, `The order costs [0-9.,]+ USD, and the limit is 100.00 USD`},
		{
			"day", "per_day: {USD: 100}", oneMachine,
			`The daily limit is 100.00 USD \(limits.per_day\): 0.00 USD was ordered today, and this order costs [0-9.,]+ USD`,
		},
		{
			"prepaid counts its term", "per_order: {USD: 1000}",
			`{"metalwright": "v1", "product": "zenlayer-bmc", "zone": "SEL-A", "type": "M6C", "name": "web",
				"billing": {"charge": "prepaid", "months": 12}}`,
			`and the limit is 1,000.00 USD`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := newTypist(t)
			if err := os.WriteFile(c.file, []byte(row.file), 0o600); err != nil {
				t.Fatal(err)
			}
			config := filepath.Join(t.TempDir(), "config.yaml")
			if err := os.WriteFile(config, []byte("limits: {"+row.limits+"}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			c.want(4, "y\n", row.said, "apply", c.file, "--config", config)
			bought(t, ledger(t, c.state), 0, 0)
		})
	}
}

// TestPrepaidSaysWhatIsDeducted has plan and apply say what a prepaid order takes at once, and what there is.
func TestPrepaidSaysWhatIsDeducted(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	prepaid := strings.TrimSuffix(oneMachine, "}") + `, "billing": {"charge": "prepaid", "months": 2}}`
	if err := os.WriteFile(c.file, []byte(prepaid), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(0, "", `Charged now +[0-9.,]+ USD\nWarning .*\nAvailable balance +[0-9.,]+ USD`, "plan", c.file)
	c.want(8, "n\n", `Charged now +[0-9.,]+ USD`, "apply", c.file)
}
