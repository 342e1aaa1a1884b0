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

// typed is what is typed on a step; a key's text is pasted.
type typed struct {
	step string
	keys []string
}

// own answers a little on every step, so that there is something to lose, and ends on the review of three machines of
// metal.
func (d *wizardTest) own() {
	d.t.Helper()
	d.answer(roads()[0].keys)
}

// answer types on the steps as they come, and ends on the review.
func (d *wizardTest) answer(road []typed) {
	d.t.Helper()
	for _, at := range road {
		d.walk(at.step)
		d.typed(at.keys)
	}
	d.walk("review")
	d.Rest()
}

// typed types keys; a key's text is pasted.
func (d *wizardTest) typed(keys []string) {
	for _, k := range keys {
		if k == publicKey {
			d.Paste(k)
			continue
		}
		d.Press(k)
	}
}

// answers are the draft's answers as text, secrets included.
func (d *wizardTest) answers() string {
	d.t.Helper()
	s := d.wizard.Draft().Spec
	text, err := json.Marshal(s)
	if err != nil {
		d.t.Fatal(err)
	}
	return fmt.Sprintf("%s %q %q", text, s.Access.Password.Reveal(), s.Access.InitScript.Reveal())
}

// road leads to the review of an order of one product.
type road struct {
	product  provider.ProductID
	service  string // as faults name it
	machines int
	keys     []typed
}

func roads() []road {
	return []road{
		{"zenlayer-bmc", "bmc", 3, []typed{
			{"zone", []string{"/", "sel-a", "enter"}},
			{"type", []string{"/", "m3e", "enter"}},
			{"billing", []string{"right"}},
			{"network", []string{"tab", "ctrl+u", "70"}},
			{"storage", []string{"down", "space"}},
			{"access", []string{"right", "right", "enter", publicKey}},
			{"naming", []string{"ctrl+u", "3", "enter", "ctrl+u", "db-[1,3]", "enter", "ctrl+u", "db-[1,3]"}},
		}},
		{"zenlayer-vm", "vm", 3, []typed{
			{"product", []string{"/", "virtual", "enter"}},
			{"zone", []string{"/", "sel-a", "enter"}},
			{"type", []string{"/", "c.2c4g", "enter"}},
			{"billing", []string{"right"}},
			{"network", []string{"tab", "ctrl+u", "70"}},
			{"storage", []string{"down", "enter"}},
			{"naming", []string{"ctrl+u", "3", "enter", "ctrl+u", "vm-[1,3]"}},
		}},
		{"tencent-edgezone", "edgezone", 2, []typed{
			{"product", []string{"/", "edge", "enter"}},
			{"account", []string{"down"}}, // of the revision that takes credentials
			{"zone", []string{"/", "tez-sp", "enter"}},
			{"type", []string{"/", "medium8", "enter"}},
			{"billing", []string{"left"}},
			{"access", []string{"right", "right", "enter", publicKey}},
			{"naming", []string{"ctrl+u", "2", "enter", "ctrl+u", "edge"}},
		}},
	}
}

const refusalSentence = "The simulated vendor refuses this order."

// TestRefusals lets every vendor refuse the purchase with every documented code: the step opens that can fix it, the
// vendor's sentence is there, nothing else is lost, nothing is bought, and in the end the order goes through, once.
// A code that does not prove that nothing was bought leads to the board, and so does one after which the program tries
// again by itself.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const together = 16 // codes in one program: the vendor's rate limit counts for all of it
	for i, p := range all.Products() {
		r := roads()[i]
		if r.product != p.ID {
			t.Fatalf("road %d leads to %s, want %s", i, r.product, p.ID)
		}
		throttled := func(row provider.Code) bool { return row.Kind == provider.KindThrottled }
		rows := slices.DeleteFunc(slices.Clone(p.Codes), throttled)
		for part := range slices.Chunk(rows, together) {
			t.Run(fmt.Sprintf("%s from %s", p.ID, part[0].Code), func(t *testing.T) {
				t.Parallel()
				d := sit(t, usual())
				d.answer(r.keys)
				for _, row := range part {
					t.Run(row.Code, func(t *testing.T) {
						if row.Ambiguous {
							refusals{d.again(t), r}.unclear(row)
							return
						}
						refusals{d.with(t), r}.refused(p, row)
					})
				}
				d.place()
				d.WaitFor("PROVISIONING")
				bought(t, d.ledger(), 1, r.machines)
			})
		}
		for _, row := range p.Codes {
			if !throttled(row) {
				continue
			}
			t.Run(fmt.Sprintf("%s %s", p.ID, row.Code), func(t *testing.T) {
				t.Parallel()
				d := sit(t, usual())
				d.answer(r.keys)
				refusals{d, r}.throttled(row)
			})
		}
	}
}

// with is d in a subtest.
func (d *wizardTest) with(t *testing.T) *wizardTest {
	t.Helper()
	n := *d
	n.t = t
	return &n
}

// again is a new wizard in the same program with the same answers, on its review.
func (d *wizardTest) again(t *testing.T) *wizardTest {
	t.Helper()
	n := &wizardTest{t: t, program: d.program.Session(), clock: d.clock}
	answers := d.wizard.Draft()
	answers.ID = "" // of another order
	n.wizard = n.program.WizardWith(answers)
	n.Driver = uitest.Drive(t, n.program.App(n.wizard), usual())
	n.Send(step.Jump{Field: provider.FieldAccount}) // from which the next stop is the review
	n.walk("review")
	return n
}

// refusals are orders, placed at the end of a road, that the vendor refuses.
type refusals struct {
	*wizardTest
	road road
}

// order places the order, which the vendor refuses as row says.
func (d refusals) order(row provider.Code) {
	d.t.Helper()
	if err := d.program.Cloud().Inject(sim.Fault{
		Do: sim.Refuse, Service: d.road.service, Action: "CreateInstances", Code: row.Code, Status: row.HTTP,
		Message: refusalSentence,
	}); err != nil {
		d.t.Fatalf("Inject(%s) = %v", row.Code, err)
	}
	d.clock.Advance(time.Second) // the journal lists the newest first, and no vendor is asked too often
	d.place()
}

// refused has the order refused as row says, looks at the step that opens, and comes back to the review.
func (d refusals) refused(p *provider.Product, row provider.Code) {
	d.t.Helper()
	before := d.answers()
	d.order(row)
	d.Until("the refusal", func() bool { return strings.Contains(flat(d.Text()), flat(refusalSentence)) })
	d.Rest()
	refusal := d.refusal()
	at := &provider.Error{Kind: row.Kind, Field: row.Field, Code: row.Code}
	_ = p.Locate(at, d.wizard.Draft().Spec) // which it returns
	if got, want := d.wizard.Step(), owner(p, at.At()); got != want {
		d.t.Errorf("%s at %q: step %q opened, want %q", row.Code, at.Field, got, want)
	}
	shown := d.Text()
	advice := d.program.Env().Errors().Advice(&provider.Error{Kind: row.Kind, Code: row.Code, Advice: row.Advice})
	for _, text := range []string{refusalSentence, row.Code, advice, refusal.RequestID} {
		if text == "" || !strings.Contains(flat(shown), flat(text)) {
			d.t.Errorf("%s: the screen does not say %q:\n%s", row.Code, text, shown)
		}
	}
	if got := d.answers(); got != before {
		d.t.Errorf("%s: the answers became\n%s\nwant\n%s", row.Code, got, before)
	}
	bought(d.t, d.ledger(), 0, 0)
	d.walk("review")
	if got := d.answers(); got != before {
		d.t.Errorf("%s: after accepting, the answers became\n%s\nwant\n%s", row.Code, got, before)
	}
}

// unclear has the vendor answer what proves nothing: the board opens, and nothing is sent again.
func (d refusals) unclear(row provider.Code) {
	d.t.Helper()
	d.order(row)
	d.WaitFor("AMBIGUOUS")
	if e := d.refusal(); e.Code != row.Code || e.Message != refusalSentence || e.Outcome != provider.Ambiguous ||
		e.Advice != row.Advice {
		d.t.Errorf("%s: the journal has %#v, want the vendor's words, ambiguous", row.Code, e)
	}
	bought(d.t, d.ledger(), 0, 0)
}

// throttled has the vendor refuse for the rate: the program waits on the board and orders again, once.
func (d refusals) throttled(row provider.Code) {
	d.t.Helper()
	d.order(row)
	d.WaitFor("PROVISIONING")
	d.Until("the second try", func() bool { return len(d.ledger().Purchases) > 0 })
	bought(d.t, d.ledger(), 1, d.road.machines)
}

// refusal is the vendor's, as the journal has it.
func (d refusals) refusal() *provider.Error {
	d.t.Helper()
	list, err := d.program.Orders().Views.Orders(d.t.Context())
	if err != nil || len(list) == 0 || len(list[0].Batches) == 0 || list[0].Batches[0].Err == nil {
		d.t.Fatalf("Orders() = %+v, %v, want a refused one first", list, err)
	}
	return list[0].Batches[0].Err
}

// flat is s without spaces and line breaks, so that where a sentence was broken does not matter.
func flat(s string) string { return strings.Join(strings.Fields(s), "") }
