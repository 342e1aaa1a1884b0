package cli_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// watched is the board of one order, in a program whose clock stands still.
type watched struct {
	*uitest.Driver
	t       testing.TB
	program *cli.Program
	clock   *clock
	id      order.ID
	spec    provider.Spec
	reader  provider.Reader
}

// watch places n machines of the product while the faults are on, and opens the board.
func watch(t *testing.T, product provider.ProductID, n int, faults ...sim.Fault) *watched {
	t.Helper()
	c := newClock()
	h := cli.OpenProgram(t, process(t, c.Now, nil), all.Products(), t.TempDir(), 20).Session()
	if err := h.Cloud().Inject(faults...); err != nil {
		t.Fatal(err)
	}
	w := &watched{t: t, program: h, clock: c}
	a := h.Env().Accounts.Of(product)[0]
	w.reader = a.Reader
	w.spec, _ = providertest.Choose(t, a.Reader, n)
	quote, err := a.Reader.Quote(t.Context(), w.spec)
	if err != nil {
		t.Fatalf("Quote() = %v", err)
	}
	w.id = order.NewID()
	if err := h.Orders().As("operator").Do(t.Context(), order.Place{
		ID: w.id, Account: a.ID, Spec: w.spec, Quote: quote, Unpriced: true,
	}); err != nil {
		t.Fatalf("Place() = %v", err)
	}
	w.Driver = uitest.Drive(t, h.App(h.Board(w.id)), uitest.Size{W: 120, H: 40})
	return w
}

// sending reports whether a request is about to be sent, or has no answer yet.
func sending(v order.View) bool {
	return slices.ContainsFunc(v.Batches, func(b order.BatchView) bool {
		return b.State == order.BatchIntent || b.State == order.BatchSent
	})
}

// later lets time go by, a step and a look at the vendor each, until the board shows the texts.
func (w *watched) later(step time.Duration, texts ...string) {
	w.t.Helper()
	shown := func() bool {
		text := w.Text()
		return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(text, s) })
	}
	for range 40 {
		if shown() {
			return
		}
		// a request that the clock jumps over is not sent
		w.Until("the vendor's answer", func() bool { return !sending(w.view()) })
		before := w.view()
		w.clock.Advance(step)
		w.nudge(before)
		w.Until("one more check", func() bool {
			v := w.view()
			if shown() || over(v) || looked(v).After(looked(before)) {
				return true
			}
			w.nudge(v) // the one before may have come while a pass was being made
			return false
		})
		if over(w.view()) { // the vendor is asked no more
			break
		}
	}
	w.WaitFor(texts...)
}

// over reports whether nothing of an order is followed any more.
func over(v order.View) bool {
	return !v.Open && !slices.ContainsFunc(v.There(), func(i order.InstanceView) bool { return !i.ReleaseAsked.IsZero() })
}

// nudge has the watchers look at the clock: any change of the journal does.
func (w *watched) nudge(v order.View) {
	w.t.Helper()
	if v.Status == order.Ambiguous {
		if err := w.program.Orders().As("operator").Do(w.t.Context(), order.LookAgain{ID: w.id}); err != nil {
			w.t.Fatal(err)
		}
	}
	agree := order.AcceptQuote{ID: w.id, Quote: v.Quote}
	if err := w.program.Orders().As("operator").Do(w.t.Context(), agree); err != nil {
		w.t.Fatal(err)
	}
}

// looked is when the vendor was last asked about the order.
func looked(v order.View) time.Time {
	at := v.Watch.PolledAt
	for _, b := range v.Batches {
		if b.LookedAt.After(at) {
			at = b.LookedAt
		}
	}
	return at
}

func (w *watched) view() order.View {
	w.t.Helper()
	v, err := w.program.Orders().Views.Order(w.t.Context(), w.id)
	if err != nil {
		w.t.Fatalf("Order() = %v", err)
	}
	return v
}

// choose opens the menu and chooses the action of the title.
func (w *watched) choose(title string) {
	w.t.Helper()
	if !strings.Contains(w.Text(), "Actions") { // it opens by itself when a decision is due
		w.Press("x")
	}
	for range 10 {
		if strings.Contains(w.Text(), w.program.Env().Theme.Glyph.Cursor+" "+title) {
			w.Press("enter")
			return
		}
		w.Press("down")
	}
	w.t.Fatalf("choose(%q): not in the menu\n%s", title, w.Text())
}

// yes answers the form that asks for the password again, where there is one, and for the word.
func (w *watched) yes() {
	w.t.Helper()
	if slices.Contains(w.view().Asks, provider.FieldPassword) {
		w.Press(w.spec.Access.Password.Reveal(), "enter")
	}
	w.Press("yes", "enter")
	w.WaitFor("Done")
}

// books checks the cloud's own books: how many purchases, of how many machines.
func (w *watched) books(purchases, machines int) {
	w.t.Helper()
	l, err := w.program.Cloud().Ledger(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	bought(w.t, l, purchases, machines)
}

// TestFailedIsReplaced has a machine fail: it is released by typing the order's name, and only then ordered again.
func TestFailedIsReplaced(t *testing.T) {
	t.Parallel()
	w := watch(t, "zenlayer-bmc", 3, sim.Fault{Do: sim.CreateFailed, Action: "CreateInstances", Nth: 2})
	w.WaitFor("3 PENDING")
	w.later(time.Minute, "1 FAILED", "2 RUNNING", "PARTIAL")
	if text := w.Text(); strings.Contains(text, "o order") {
		t.Errorf("a machine can be ordered in the place of one that exists:\n%s", text)
	}
	w.choose("Release the failed machines")
	w.Press("yes", "enter")
	w.WaitFor("That does not match")
	w.books(1, 3)
	w.Press("ctrl+u", string(w.id), "enter")
	w.WaitFor("Release requested")
	w.later(time.Minute, "1 RELEASED", "o replace the failed")
	w.books(1, 3)
	w.Press("o", "enter")
	w.WaitFor("That does not match")
	w.Press("yes", "enter")
	w.WaitFor("Done")
	w.later(time.Minute, "3 RUNNING", "DONE")
	w.books(2, 4)
}

// TestUnmadeIsOrdered has Edge Zone make one of three machines: the others have no id and never existed.
func TestUnmadeIsOrdered(t *testing.T) {
	t.Parallel()
	w := watch(t, "tencent-edgezone", 3, sim.Fault{Do: sim.Partial, Action: "CreateInstances", Keep: 1})
	w.later(time.Minute, "2 not created", "Bought 1 of 3; 2 could not be created", "o order the rest")
	w.Press("o")
	w.WaitFor("2 machines", "This vendor does not publish prices", `Type "y"`)
	w.yes()
	w.later(time.Minute, "3 RUNNING", "DONE")
	w.books(2, 3)
}

// TestVanishedIsReplaced has the vendor list a virtual machine no more: it is ordered again once a second, slower look
// agrees.
func TestVanishedIsReplaced(t *testing.T) {
	t.Parallel()
	w := watch(t, "zenlayer-vm", 2, sim.Fault{Do: sim.Vanish, Action: "CreateInstances", Nth: 2})
	w.later(time.Minute, "1 VANISHED", "no longer listed by the vendor")
	if strings.Contains(w.Text(), "o order") {
		t.Errorf("a machine can be ordered before the one in whose place is known to be gone:\n%s", w.Text())
	}
	w.later(11*time.Minute, "never came up, and the vendor", "Check the vendor's console before", "o replace the failed")
	w.Press("o")
	w.WaitFor("I have checked")
	w.Press(w.spec.Access.Password.Reveal(), "enter", "enter", "yes", "enter")
	w.WaitFor("✗ Check in the vendor's console") // it is not ordered unseen
	w.books(1, 2)
	w.Press("left", "enter", "enter")
	w.WaitFor("Done")
	w.later(time.Minute, "2 RUNNING", "DONE")
	w.books(2, 3)
}

// TestOddStatus shows a status that nobody knows in the vendor's word, and continues when it ends.
func TestOddStatus(t *testing.T) {
	t.Parallel()
	w := watch(t, "zenlayer-bmc", 1, sim.Fault{
		Do: sim.OddStatus, Action: "CreateInstances", Word: "POLISHING",
		For: 5 * time.Minute,
	})
	w.later(20*time.Second, "1 UNKNOWN", "POLISHING", "unknown vendor status")
	w.later(5*time.Minute, "1 RUNNING", "DONE")
}

// TestStuck marks a machine that comes up for hours, which can be released.
func TestStuck(t *testing.T) {
	t.Parallel()
	w := watch(t, "zenlayer-bmc", 1, sim.Fault{Do: sim.Stuck, Action: "CreateInstances"})
	w.WaitFor("1 PENDING")
	w.later(91*time.Minute, "⚠ PENDING", "1 stuck", "not up after 90 minutes")
	w.choose("Release all machines")
	w.Press(string(w.id), "enter")
	w.WaitFor("Failed: ", "OPERATION_DENIED_INSTANCE_CREATING") // the vendor releases nothing that is being created
}

// undecided is an order of a machine whose request broke, and that nobody has found until a person is asked.
func undecided(t *testing.T) *watched {
	t.Helper()
	w := watch(t, "zenlayer-bmc", 1, sim.Fault{Do: sim.Drop, Action: "CreateInstances"})
	w.WaitFor("AMBIGUOUS")
	w.clock.Advance(time.Minute)
	return w
}

// TestNothingWasBought takes a person's word, after the settle window, and orders then what was not bought.
func TestNothingWasBought(t *testing.T) {
	t.Parallel()
	w := undecided(t)
	if text := w.Text(); strings.Contains(text, "o order") {
		t.Errorf("more can be ordered while the outcome is unknown:\n%s", text)
	}
	w.later(5*time.Minute, "then decide")
	w.Until("evidence", func() bool { return !w.view().Batches[0].EvidenceAt.IsZero() })
	w.choose("Nothing was bought")
	w.WaitFor("1 machine was requested at", "with token mw", "If they were bought", "no machine created at that time")
	w.Press("nothing", "enter")
	w.WaitFor("REJECTED", "o try again")
	w.books(0, 0)
}

// TestUnknownIsNotBegunWith offers an order on the first screen only once it is known whether it was bought.
func TestUnknownIsNotBegunWith(t *testing.T) {
	t.Parallel()
	w := undecided(t)
	if all := w.program.Starts(t.Context()); len(all) > 0 {
		t.Errorf("an order that may have been bought is offered again: %+v", all[0])
	}
	w.later(5*time.Minute, "then decide")
	w.choose("Nothing was bought")
	w.Press("nothing", "enter")
	w.WaitFor("REJECTED")
	if all := w.program.Starts(t.Context()); len(all) != 1 {
		t.Errorf("%d orders are offered again after somebody has decided, want 1", len(all))
	}
}

// TestAdoptedByHand has someone buy the machine in the vendor's console: the board names it, and it is adopted.
func TestAdoptedByHand(t *testing.T) {
	t.Parallel()
	w := undecided(t)
	w.byHand()
	w.later(5*time.Minute, "then decide")
	w.WaitFor("1 machine was created at that time")
	m := w.view().Batches[0].Evidence[0]
	w.choose("Buy again") // which is locked behind a look into the console
	w.WaitFor(string(m.ID), m.Name, "I have checked")
	if slices.Contains(w.view().Asks, provider.FieldPassword) {
		w.Press(w.spec.Access.Password.Reveal(), "enter")
	}
	w.Press("down", w.view().Batches[0].Token, "enter")
	w.WaitFor("The request may have bought machines")
	w.Press("esc")
	w.choose("I found the machines")
	w.WaitFor("Machine IDs", string(m.ID))
	w.Press("down", "yes", "enter")
	w.WaitFor("Done")
	w.later(time.Minute, "1 RUNNING", "DONE")
}

// byHand makes a machine as the vendor's console would, without a mark.
func (w *watched) byHand() {
	w.t.Helper()
	a := w.program.Env().Accounts.Of(w.spec.Product)[0]
	key := w.program.Cloud().Credentials()
	for _, p := range all.Products() {
		if p.ID != w.spec.Product {
			continue
		}
		b, err := p.OpenBuyer(provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: a.Endpoint, Now: w.clock.Now})
		if err != nil {
			w.t.Fatal(err)
		}
		if _, err := b.Create(w.t.Context(), provider.Batch{Spec: w.spec}); err != nil {
			w.t.Fatalf("Create() = %v", err)
		}
	}
}
