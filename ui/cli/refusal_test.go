package cli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/step"
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
	d.Rest()
}

// answers are the draft's answers as text, secrets included.
func (d *desk) answers() string {
	d.t.Helper()
	s := d.wizard.Draft().Spec
	text, err := json.Marshal(s)
	if err != nil {
		d.t.Fatal(err)
	}
	return fmt.Sprintf("%s %q %q", text, s.Access.Password.Reveal(), s.Access.InitScript.Reveal())
}

// TestRefusals lets the vendor refuse the purchase with every documented code: the step opens that can mend it, the
// vendor's sentence stands there, nothing else is lost, and then the order goes through, once.
func TestRefusals(t *testing.T) {
	d := sit(t, usual())
	d.own()
	orders := 0
	for _, p := range all.Products() {
		if p.ID != d.wizard.Draft().Spec.Product { // the answers above are for metal
			continue
		}
		for i, row := range p.Codes {
			t.Run(fmt.Sprintf("%02d %s", i+1, row.Code), func(t *testing.T) {
				d.again(t).refused(p, row, orders)
			})
			orders++
		}
	}
}

// again is a new wizard in the same house with the same answers, on its review.
func (d *desk) again(t *testing.T) *desk {
	t.Helper()
	n := &desk{t: t, house: d.house.Session(), clock: d.clock}
	n.wizard = n.house.WizardWith(d.wizard.Draft())
	n.Driver = uitest.Drive(t, n.house.App(n.wizard), usual())
	n.Send(step.Jump{Field: provider.FieldAccount}) // from which the next stop is the review
	n.walk("review")
	return n
}

// refused has the order refused as row says, mends it and places it; orders have been placed before.
func (d *desk) refused(p *provider.Product, row provider.Code, orders int) {
	t := d.t
	t.Helper()
	const sentence = "The simulated vendor refuses this order."
	if err := d.house.Cloud().Inject(sim.Fault{
		Do: sim.Refuse, Service: "bmc", Action: "CreateInstances", Code: row.Code, Status: row.HTTP, Message: sentence,
	}); err != nil {
		t.Fatalf("Inject(%s) = %v", row.Code, err)
	}
	before := d.answers()
	d.clock.Advance(time.Second) // the journal lists the newest first
	d.place()
	d.WaitFor(sentence)
	d.Rest()

	if got, want := d.wizard.Step(), owner(p, row.Field); got != want {
		t.Errorf("%s at %s: step %q opened, want %q", row.Code, row.Field, got, want)
	}
	shown := d.Text()
	advice := d.house.Env().Advice(&provider.Error{Kind: row.Kind, Code: row.Code, Advice: row.Advice})
	for _, text := range []string{sentence, row.Code, advice, d.refusal().RequestID} {
		if text == "" || !strings.Contains(flat(shown), flat(text)) {
			t.Errorf("%s: the screen does not say %q:\n%s", row.Code, text, shown)
		}
	}
	if got := d.answers(); got != before {
		t.Errorf("%s: the answers became\n%s\nwant\n%s", row.Code, got, before)
	}
	bought(t, d.ledger(), orders, 3*orders)

	d.walk("review")
	if got := d.answers(); got != before {
		t.Errorf("%s: after accepting, the answers became\n%s\nwant\n%s", row.Code, got, before)
	}
	d.place()
	d.WaitFor("PROVISIONING")
	bought(t, d.ledger(), orders+1, 3*orders+3)
}

// refusal is the vendor's, as the journal has it.
func (d *desk) refusal() *provider.Error {
	d.t.Helper()
	all, err := d.house.Orders().Orders(d.t.Context())
	if err != nil || len(all) == 0 || all[0].Refusal() == nil {
		d.t.Fatalf("Orders() = %+v, %v, want a refused one first", all, err)
	}
	return all[0].Refusal()
}

// flat is s without spaces and line breaks, so that where a sentence was broken does not matter.
func flat(s string) string { return strings.Join(strings.Fields(s), "") }
