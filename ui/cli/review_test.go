package cli_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestEnterBeforeThePrice presses Enter on the review while the price is asked for: it says why nothing happens, and
// the key is not remembered.
func TestEnterBeforeThePrice(t *testing.T) {
	t.Parallel()
	for _, size := range uitest.Sizes() {
		d := sit(t, size)
		d.walk("naming")
		d.Press("ctrl+g")
		d.Until("the review", func() bool { return d.wizard.Step() == "review" })
		d.Press("enter")
		if got := strings.Join(strings.Fields(d.Text()), " "); !strings.Contains(got, "Waiting for the price") ||
			!strings.Contains(got, "enter works once it is there") {
			t.Errorf("%v: Enter without a price says\n%s", size, d.Text())
		}
		d.Rest()
		if got := d.Text(); strings.Contains(got, "Waiting for the price") || strings.Contains(got, "Place this order?") {
			t.Errorf("%v: the price is there, and the screen shows\n%s", size, got)
		}
		d.Press("enter")
		d.WaitFor("Place this order?")
	}
}

// TestLabelsWhole reads every label of the network form in the smallest window.
func TestLabelsWhole(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 40, H: 12})
	d.walk("network")
	d.WaitFor("Network charge")
}

// TestFormsOfTheOrder turns through what p shows: the request, the vendor's command line, Terraform, a script and the
// order file; then the order again.
func TestFormsOfTheOrder(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("review")
	d.Rest()
	for i, want := range []string{
		"Request, secrets masked", "zeno, Zenlayer's command line", "Terraform", "Shell script with curl", "Order file",
	} {
		d.Press("p")
		d.WaitFor(want, strconv.Itoa(i+1)+"/5")
	}
	d.Press("p")
	d.WaitFor("Review your order", "Per month")
	if strings.Contains(d.Text(), "5/5") {
		t.Errorf("behind the last form there is no order\n%s", d.Text())
	}
}

// TestReviewSaysWhatAnswersDoNot wants what was changed from the default, what renews, and how the price of a term is a
// month.
func TestReviewSaysWhatAnswersDoNot(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("billing")
	d.Press("right")
	d.walk("network")
	d.Press("tab", "ctrl+u", "20")
	d.walk("review")
	d.Rest()
	d.WaitFor("Before you order", "Non-default", "Bandwidth", "Renewal", "until you cancel it")
	d.Press("enter")
	d.WaitFor("Place this order?", "SIMULATED", "costs ", d.wizard.Draft().Spec.Name[:4])
}

// TestLiveIsLoud wants LIVE and the account on the review and in the question where orders cost money.
func TestLiveIsLoud(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 80, H: 24})
	d.walk("review")
	draft := d.wizard.Draft()
	account := *draft.Account
	account.Simulated, account.Profile = false, "prod-emea"
	draft.Account = &account
	n := &wizardTest{t: t, program: d.program.Session(), clock: d.clock}
	n.wizard = n.program.WizardWith(draft)
	n.Driver = uitest.Drive(t, n.program.App(n.wizard), uitest.Size{W: 80, H: 24})
	n.Send(step.Jump{Field: provider.FieldName})
	n.on("naming")
	n.WaitFor("LIVE prod-emea")
	n.walk("review")
	n.Rest()
	n.Press("enter")
	n.WaitFor("Place this order?")
	if got := strings.Count(n.Text(), "LIVE prod-emea"); got != 2 || strings.Contains(n.Text(), "SIMULATED") {
		t.Errorf("LIVE is there %d times, want in the head and in the question\n%s", got, n.Text())
	}
	n.Resize(uitest.Size{W: 40, H: 12})
	n.WaitFor("LIVE prod-emea")
	n.Resize(uitest.Size{W: 39, H: 11})
	n.WaitFor("LIVE prod-emea")
}

// TestHelpExplains opens the help on a question: what it is about, the rule and the cost of the answer under the
// cursor, what comes next, all keys, and the glossary.
func TestHelpExplains(t *testing.T) {
	t.Parallel()
	for _, size := range uitest.Sizes() {
		d := sit(t, size)
		d.walk("network")
		d.Press("down", "f1")
		seen := d.Text()
		for range 120 {
			d.Press("down")
			seen += d.Text()
		}
		seen = strings.Join(strings.Fields(strings.NewReplacer("│", " ", "▾", " ", "▴", " ").Replace(seen)), " ")
		for _, want := range []string{
			"connected", "in Mbps", "what you pay for", "Next: Storage", "ctrl+g", "ctrl+c", "f2", "ctrl+o",
		} {
			if !strings.Contains(seen, want) {
				t.Errorf("%v: the help lacks %q\n%s", size, want, d.Text())
			}
		}
		d.Press("g")
		d.WaitFor("Glossary", "Zone: a data centre")
		d.Press("g", "x")
		if strings.Contains(d.Text(), "Glossary") {
			t.Errorf("%v: the help does not close\n%s", size, d.Text())
		}
	}
}

// TestQuestionFits asks in the smallest window: what Enter does can be read there, before and after the confirmation.
func TestQuestionFits(t *testing.T) {
	t.Parallel()
	for n := range 2 {
		d := sit(t, uitest.Size{W: 40, H: 12})
		for range n {
			d.Press("down")
		}
		d.walk("naming")
		d.Press("ctrl+u", "9")
		d.walk("review")
		d.Rest()
		d.Press("enter")
		d.WaitFor("Place this order?", "SIMULATED", "No, not yet", "Yes, order", "enter", "cancels")
		d.Press("y")
		d.WaitFor("Enter places the order")
	}
}
