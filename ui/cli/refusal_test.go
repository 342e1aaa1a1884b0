package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/uitest"
)

// owner is the step that owns the answer, "review" when none does.
func owner(p *provider.Product, f provider.Field) string {
	for _, s := range steps.All() {
		if s.For(p) && slices.Contains(s.Owns, f) {
			return s.ID
		}
	}
	return "review"
}

// own answers a little on every step, so that there is something to lose, and ends on the review of three machines.
func (d *desk) own() {
	d.t.Helper()
	d.walk("zone")
	d.Press("/", "sel-a", "enter")
	d.walk("type")
	d.Press("/", "m3e", "enter")
	d.walk("billing")
	d.Press("right")
	d.walk("network")
	d.Press("down", "ctrl+u", "70")
	d.walk("storage")
	d.Press("down", "space")
	d.walk("access")
	d.Press("right", "right", "enter")
	d.Paste(publicKey)
	d.walk("naming")
	d.Press("ctrl+u", "3", "enter", "ctrl+u", "db-[1,3]", "enter", "ctrl+u", "db-[1,3]")
	d.walk("review")
	d.WaitFor("All 3 machines")
}

// answers are the draft's answers as text, secrets included.
func (d *desk) answers() string {
	s := d.wizard.Draft().Spec
	return fmt.Sprintf("%+v %s %s raid %+v", s, s.Access.Password.Reveal(), s.Access.InitScript.Reveal(), s.Storage.RAID)
}

// TestRefusals lets the vendor refuse the purchase with every documented code: the step opens that can mend it, the
// vendor's sentence stands there, nothing else is lost, and then the order goes through, once.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, p := range all.Products() {
		if p.ID != "zenlayer-bmc" { // the answers below are for metal
			continue
		}
		for i, row := range p.Codes {
			t.Run(fmt.Sprintf("%s/%02d %s", p.ID, i+1, row.Code), func(t *testing.T) {
				t.Parallel()
				refusal(t, p, row)
			})
		}
	}
}

func refusal(t *testing.T, p *provider.Product, row provider.Code) {
	t.Helper()
	d := sit(t, uitest.Size{W: 120, H: 40})
	d.own()
	const sentence = "The simulated vendor refuses this order."
	if err := d.house.Cloud().Inject(sim.Fault{
		Do: sim.Refuse, Service: "bmc", Action: "CreateInstances", Code: row.Code, Status: row.HTTP, Message: sentence,
	}); err != nil {
		t.Fatalf("Inject(%s) = %v", row.Code, err)
	}
	before := d.answers()
	d.place()
	d.WaitFor(sentence)
	d.Rest()

	want := owner(p, row.Field)
	if got := d.wizard.Step(); got != want {
		t.Errorf("%s at %s: step %q opened, want %q", row.Code, row.Field, got, want)
	}
	shown := d.Text()
	advice := d.house.Env().Advice(&provider.Error{Kind: row.Kind, Code: row.Code, Advice: row.Advice})
	for _, text := range []string{sentence, row.Code, advice, "request T"} {
		if !strings.Contains(flat(shown), flat(text)) {
			t.Errorf("%s: the screen does not say %q:\n%s", row.Code, text, shown)
		}
	}
	if got := d.answers(); got != before {
		t.Errorf("%s: the answers became\n%s\nwant\n%s", row.Code, got, before)
	}
	bought(t, d.ledger(), 0, 0)

	d.walk("review")
	if got := d.answers(); got != before {
		t.Errorf("%s: after accepting, the answers became\n%s\nwant\n%s", row.Code, got, before)
	}
	d.place()
	d.WaitFor("PROVISIONING")
	bought(t, d.ledger(), 1, 3)
}

// flat is s in one line, so that where a sentence was broken does not matter.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
