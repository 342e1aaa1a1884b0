package cli_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// lastLine is the line of keys.
func lastLine(d *wizardTest) string {
	lines := strings.Split(strings.TrimRight(d.Text(), "\n"), "\n")
	return lines[len(lines)-1]
}

// keyed wants the line of keys to have words in it.
func keyed(d *wizardTest, want string) {
	d.t.Helper()
	d.Rest()
	if got := lastLine(d); !strings.Contains(got, want) {
		d.t.Errorf("on %s the last line is %q, want %q in it", d.wizard.Step(), got, want)
	}
}

// TestEnterIsNamedOnLists wants the line of keys to name what Enter does with the row under the cursor: one that cannot
// be had, one of which there is too little, and the answers of the confirmation.
func TestEnterIsNamedOnLists(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("zone")
	d.Press("/", "nbo-a", "enter")
	keyed(d, "enter why not")
	d.Press("esc", "home")
	d.walk("type")
	keyed(d, "enter choose")
	d.Press("5", "0")
	keyed(d, "enter alternatives")
	d.Press("enter")
	d.WaitFor("Only ", "Below: similar types in this zone")
	keyed(d, "enter order here")
	d.Press("esc", "1")
	d.walk("billing")
	for range 3 {
		d.Press("down")
	}
	keyed(d, "enter open")
	d.walk("review")
	keyed(d, "enter order")
	d.Press("enter")
	keyed(d, "enter cancel")
	d.Press("y")
	keyed(d, "enter order for ")
}

// TestSuggestedNameFollows wants a name that nobody typed to follow the product, and one that someone typed to stay.
func TestSuggestedNameFollows(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "mine"} {
		d := sit(t, roomy())
		d.walk("image")
		d.Press("ctrl+g")
		d.walk("review")
		if typed != "" {
			d.Send(step.Jump{Field: provider.FieldName})
			d.on("naming")
			d.choose("Name")
			d.Press("ctrl+u", typed)
			d.walk("review")
		}
		first := d.wizard.Draft().Spec.Name
		for d.wizard.Step() != "product" {
			d.Press("esc")
			d.Rest()
		}
		d.product(edge)
		d.walk("zone")
		d.Press("/", "tez-gz-1", "enter", "enter")
		d.walk("billing")
		d.Press("left", "enter")
		d.walk("review")
		got := d.wizard.Draft().Spec.Name
		if typed != "" && got != typed || typed == "" && (got == first || strings.Contains(got, "[")) {
			t.Errorf("the machines of another product are called %q, after %q, typed %q", got, first, typed)
		}
	}
}

// TestAgainSuggestsAsTheFirstTime orders a virtual machine again: its password is made again, and its names go on
// behind those that are in use.
func TestAgainSuggestsAsTheFirstTime(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.product(vm)
	d.walk("type")
	d.Press("2")
	d.walk("review")
	first := d.wizard.Draft().Spec
	d.place()
	d.WaitFor("PENDING") // an order that is being sent is not listed as one to order again

	n := wizardIn(t, d.program, d.clock, roomy())
	n.on("product")
	n.Rest() // the earlier orders are listed
	n.Press("end", "c")
	n.on("review")
	n.WaitFor("Names in use", "Renamed to ")
	got := n.wizard.Draft()
	if got.Spec.Access.Password.IsZero() || got.Generated != got.Spec.Access.Password {
		t.Errorf("the order again has no password of the program's\n%s", n.Text())
	}
	if want := strings.Replace(first.Name, "[1,", "[3,", 1); got.Spec.Name != want {
		t.Errorf("the machines are called %q, want %q", got.Spec.Name, want)
	}
	n.place()
	n.Until("a second purchase", func() bool { return len(n.ledger().Purchases) == 2 })
	names := map[string]bool{}
	for _, m := range n.ledger().Machines {
		names[m.Name] = true
	}
	if len(names) != 4 {
		t.Errorf("four machines have the names %v", names)
	}
}

// TestPostpaidChargesNothingNow wants the review not to call what a month of use would leave the balance after the
// order.
func TestPostpaidChargesNothingNow(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("review")
	d.Rest()
	if got := d.Text(); strings.Contains(got, "After this order") || !strings.Contains(got, "After one month") {
		t.Errorf("postpaid, the review says\n%s", got)
	}
}

// TestZonesAndTypesHaveOnePrice wants the price from which a zone of virtual machines sells to be that of a type on its
// list: with a disk that the zone sells. A zone that sells nothing cannot be chosen, whatever its stock is said to be.
func TestZonesAndTypesHaveOnePrice(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 120, H: 40})
	d.product(vm)
	d.walk("zone")
	d.Press("/", "bkk-a", "enter")
	d.Rest()
	price := regexp.MustCompile(`BKK-A .* (\d+\.\d{4})\b`).FindStringSubmatch(d.Text())
	if price == nil {
		t.Fatalf("the zone has no price\n%s", d.Text())
	}
	d.Press("enter")
	d.on("type")
	d.Rest()
	if !strings.Contains(d.Text(), price[1]) {
		t.Errorf("the zone sells from %s, and no type has that price\n%s", price[1], d.Text())
	}
	d.Press("esc")
	d.on("zone")
	d.Press("/", "nbo-a", "enter")
	d.Rest()
	d.Press("enter")
	d.WaitFor("NBO-A sells nothing now")
}

// TestSideBarCountsFromTheTypes wants the side bar to say how many machines there are as soon as the list of types
// does, and to be away while there is nothing to say.
func TestSideBarCountsFromTheTypes(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 200, H: 40})
	d.on("product")
	if strings.Contains(d.Text(), "Your order") {
		t.Errorf("before there is a product the side bar is empty\n%s", d.Text())
	}
	d.walk("type")
	if got := d.side(provider.FieldCount); got != "1" {
		t.Errorf("the list of types is of 1 machine, and the side bar says %q", got)
	}
	d.Press("3")
	d.Rest()
	if got := d.side(provider.FieldCount); got != "3" {
		t.Errorf("after 3 the side bar says %q machines", got)
	}
}

// TestPlacesPriceTheCount wants the list of all zones to price as many machines as the list before it.
func TestPlacesPriceTheCount(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 120, H: 40})
	d.walk("type")
	d.Press("3", "z")
	d.Rest()
	d.WaitFor("in all zones", "3 × USD/h", "3 × USD/month")
}

// TestSkippedStepsAreNotCounted wants the steps to be numbered one after another, though there is one account only and
// nobody is asked for it.
func TestSkippedStepsAreNotCounted(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.on("product")
	n := 1
	for at := "product"; at != "review"; {
		d.Press("enter")
		d.Rest()
		if now := d.wizard.Step(); now != at {
			at = now
			n++
			if got, of := d.wizard.Place(); got != n || at == "review" && got != of {
				t.Errorf("%s is step %d of %d, want %d", at, got, of, n)
			}
		}
	}
}

// TestTermsInASmallWindow compares terms where there is no room beside the form.
func TestTermsInASmallWindow(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 40, H: 12})
	d.walk("billing")
	d.Press("ctrl+t")
	d.WaitFor("PER MONTH", "12 months", "36 months")
}

// TestConfirmationSaysWhatRenews wants the question to say that a term is renewed, in every window.
func TestConfirmationSaysWhatRenews(t *testing.T) {
	t.Parallel()
	for _, size := range uitest.Sizes() {
		d := sit(t, size)
		d.walk("billing")
		d.Press("right")
		d.walk("review")
		d.Press("enter")
		d.Rest()
		if got := strings.Join(strings.Fields(d.Text()), " "); !strings.Contains(got, "renews monthly") {
			t.Errorf("%v: the question says\n%s", size, d.Text())
		}
	}
}

// TestConsentIsWhatIsAsked wants the question of a zone with one way to pay to be the one that is answered.
func TestConsentIsWhatIsAsked(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.product(edge)
	d.walk("zone")
	d.Press("/", "tez-gz-1", "enter", "enter")
	d.walk("billing")
	d.WaitFor("Do you agree to the charges in this zone?")
	d.Press("enter")
	d.WaitFor("Choose yes to continue")
}

// TestChangesSayFromWhat wants the review to say what was changed, and what it would have been.
func TestChangesSayFromWhat(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("billing")
	d.Press("right")
	d.walk("review")
	d.WaitFor("Billing type: Prepaid instead of Postpaid")
}

// TestSendingCannotBeTakenBack wants neither esc in the last line nor the review's help while the order is sent.
func TestSendingCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("review")
	d.Rest()
	d.Press("enter", "y")
	for _, k := range uitest.Keys("enter") { // and no message of what comes of it
		_ = d.wizard.Update(k)
	}
	if d.wizard.Backs() || strings.Contains(lastLine(d), "esc") {
		t.Errorf("while the order is sent the last line is %q", lastLine(d))
	}
	d.Press("?")
	d.WaitFor("being sent, once")
}
