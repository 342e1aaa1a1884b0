package board

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

// allUp is an order of n machines that all came up.
func allUp(n int) order.View {
	v := view("zenlayer-bmc", n)
	v.Status, v.Open, v.Finished = order.Done, false, noon.Add(-time.Minute)
	return v
}

// TestUnknownIsNotOrderedAgain offers no key that orders while it is not known whether an order was bought, and no
// single key leads to an order.
func TestUnknownIsNotOrderedAgain(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]order.View{"being checked": lookedUp(), "to be decided": unlisted()} {
		p := open(t, "zenlayer-bmc")
		p.board.input.again = func() app.Page {
			t.Errorf("%s: a key orders", name)
			return nil
		}
		p.Resize(uitest.Size{W: 200, H: 60})
		p.board.show([]order.View{v})
		for _, k := range p.board.Keys() {
			if what := k.Help().Desc; strings.Contains(what, "order") {
				t.Errorf("%s: the key %s is offered: %s", name, k.Help().Key, what)
			}
		}
		for r := rune('!'); r <= '~'; r++ {
			p.board.dialogs.menu, p.board.dialogs.over = nil, nil
			if r == '/' { // letters are text then
				continue
			}
			cmd := p.board.input.press(tea.KeyPressMsg{Code: r, Text: string(r)})
			if cmd == nil || strings.ContainsRune("qr", r) {
				continue
			}
			t.Errorf("%s: the key %c does something", name, r)
		}
		p.board.dialogs.menu, p.board.dialogs.over = nil, nil
		p.Press("n")
		p.shows(t, "not known yet whether o-k7q2m9x4 was bought")
	}
}

// TestPasswordBoxCloses closes the box with the password at the second escape in a row, says at other keys which keys
// it has, and continues warning that nobody has said that the password is kept.
func TestPasswordBoxCloses(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	p.board.password.secret = provider.NewSecret("Marker-Pa55word")
	v := allUp(2)
	v.Unsaved = true
	p.board.show([]order.View{v})
	p.shows(t, "Marker-Pa55word", "and so does esc")
	p.Press("x")
	p.shows(t, "Marker-Pa55word", "First the password: y copies it, w closes this box")
	p.Press("esc")
	p.shows(t, "Marker-Pa55word", "Press esc again")
	p.Press("x", "esc")
	p.shows(t, "Marker-Pa55word", "Press esc again")
	p.Press("esc")
	if strings.Contains(p.Text(), "Marker-Pa55word") {
		t.Errorf("the box cannot be put away:\n%s", p.Text())
	}
	p.shows(t, "nobody has said that it is saved")
}

// TestReleaseAsksForName has the name of the one machine typed that is released, its id where several share the name,
// and the order's for all of them; what Enter does is on the line of keys.
func TestReleaseAsksForName(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	choose := func(label string) {
		t.Helper()
		p.Press("esc", "x")
		for n, a := range p.board.dialogs.menu.list {
			if p.board.env.T("action."+a.id) == label {
				p.board.dialogs.menu.at = n
			}
		}
		p.Press("enter")
	}
	v := allUp(3)
	p.board.show([]order.View{v})
	choose("Release this machine")
	p.shows(t, `Type "web-001"`, "puts the machine into its recycle bin")
	if foot := p.lastLine(); !strings.Contains(foot, "enter release") {
		t.Errorf("the line of keys does not say what Enter does: %s", foot)
	}
	p.Press("enter")
	p.shows(t, "That does not match", `Type "web-001"`)
	choose("Release all machines")
	p.shows(t, `Type "o-k7q2m9x4"`, "puts the machines into its recycle bin")
	choose("Forget this order")
	if foot := p.lastLine(); !strings.Contains(foot, "enter hide") {
		t.Errorf("the line of keys does not say what Enter does: %s", foot)
	}
	for n := range v.Instances {
		v.Instances[n].Name = "same"
	}
	p.board.show([]order.View{v})
	choose("Release this machine")
	p.shows(t, `Type "1001000000000000001"`)
}

// TestIDsStayWhole breaks no id in the smallest window, where it has to be typed.
func TestIDsStayWhole(t *testing.T) {
	t.Parallel()
	p := open(t, "tencent-edgezone")
	p.Resize(uitest.Size{W: 40, H: 12})
	v := view("tencent-edgezone", 1)
	v.Status, v.Open, v.Finished = order.Done, false, noon
	v.Resources = []order.ResourceView{{ID: "epn-9k56fs25", Kind: provider.ResourcePublic}}
	p.board.show([]order.View{v})
	p.Press("x", "enter") // releasing comes first
	if text := p.Text(); !strings.Contains(text, `Type "o-k7q2m9x4"`) {
		t.Errorf("the id that has to be typed is not whole:\n%s", text)
	}
	for w := 16; w < 80; w++ {
		line := p.board.env.Releases().How(v, 1)
		for _, id := range []string{"epn-9k56fs25"} {
			if !strings.Contains(strings.Join(widget.Wrap(line, w), "\n"), id) {
				t.Errorf("in %d cells %s is broken", w, id)
			}
		}
	}
}

// TestReleaseSaysWhatStays names what was created for an order of an Edge Zone and keeps costing money, and says what
// is not known of charging after a release.
func TestReleaseSaysWhatStays(t *testing.T) {
	t.Parallel()
	b, _ := filled(t, 1)
	edge := view("tencent-edgezone", 1)
	edge.Resources = []order.ResourceView{
		{ID: "epn-9k56fs25", Kind: provider.ResourcePublic}, {ID: "203.0.113.9", Kind: provider.ResourceIPv4},
	}
	vm := view("zenlayer-vm", 2)
	for _, c := range []struct {
		view order.View
		want []string
	}{
		{edge, []string{
			"stay in the account, and may cost money", "public network epn-9k56fs25", "IPv4 address 203.0.113.9",
			"Release it afterwards",
		}},
		{vm, []string{"does not say whether charging stops there, or when it empties the bin"}},
		{view("zenlayer-bmc", 2), []string{"stops charging", "after 24 hours"}},
	} {
		for _, want := range c.want {
			if got := b.env.Releases().How(c.view, len(c.view.Instances)); !strings.Contains(got, want) {
				t.Errorf("Releasing() of %s = %q, want %q in it", c.view.Product, got, want)
			}
		}
	}
}

// TestForgetSaysCosts says before anything is asked that the machines of an order that is forgotten go on costing
// money: then it is the last of the actions, and not the one that Enter takes first.
func TestForgetSaysCosts(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	p.board.show([]order.View{allUp(3)})
	p.Press("x")
	p.shows(t, "▸ Release this machine")
	p.Press("down", "down")
	p.shows(t, "▸ Forget this order", "3 machines still exist and keep costing 5.67 USD/h")
	v := allUp(3)
	for n := range v.Instances {
		v.Instances[n].Status = provider.StatusReleased
	}
	p.board.show([]order.View{v})
	p.Press("esc", "x")
	if p.shows(t, "▸ Forget this order"); strings.Contains(p.Text(), "keep") {
		t.Errorf("machines that are released go on costing money:\n%s", p.Text())
	}
}

// TestSSHPage says for which machine the line is, where it is to be run, and that nothing answers at an address of the
// simulated cloud.
func TestSSHPage(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	p.board.show([]order.View{ready(2)})
	p.Press("S")
	p.shows(t, "Log in to web-001", "Simulated: no machine answers at this address", "ssh root@203.0.113.1")
	if !strings.Contains(p.Text(), "\n Log in to web-001") {
		t.Errorf("the title is not indented as those of other pages:\n%s", p.Text())
	}
	p.Press("esc")
	p.board.model.simulated = func(string) bool { return false }
	p.Press("S")
	if p.shows(t, "Run this in a terminal on your own machine"); strings.Contains(p.Text(), "Simulated:") {
		t.Errorf("a real machine is simulated:\n%s", p.Text())
	}
	p.Press("esc")
	v := ready(2)
	v.Instances[0].Status = provider.StatusReleased
	v.Instances[1].Status = provider.StatusReleased
	p.board.show([]order.View{v})
	p.Press("S")
	p.shows(t, "web-001: released")
}

// TestBoardExplains wants the help of the board to have every status, sign and state.
func TestBoardExplains(t *testing.T) {
	t.Parallel()
	b, _ := filled(t, 1)
	var all strings.Builder
	for _, p := range b.Explain() {
		all.WriteString(p.Title + "\n" + p.Text + "\n")
	}
	for _, s := range statuses {
		if !strings.Contains(all.String(), b.env.OrderWords().Status(s)+": ") {
			t.Errorf("the help does not explain %s", s)
		}
	}
	for _, p := range phase.All() {
		if glyph, _ := shade(b.env.Theme, p); !strings.Contains(all.String(), "\n"+glyph+" ") {
			t.Errorf("the help does not explain the sign %s", glyph)
		}
	}
	for _, want := range []string{"READY: ", "MISMATCH: ", "RECYCLE", "AMBIGUOUS: ", "TIMELINE", "R schedules"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the help does not have %q", want)
		}
	}
}

// TestNamesAreWhole shows names that begin alike whole where there is room for them: they alone say which machine is
// which.
func TestNamesAreWhole(t *testing.T) {
	t.Parallel()
	p := open(t, "tencent-edgezone")
	v := view("tencent-edgezone", 3)
	for n := range v.Instances {
		v.Instances[n].Name = fmt.Sprintf("bkk-a-s1l-machines-%03d", n+1)
		v.Instances[n].ID = provider.InstanceID(fmt.Sprintf("epm-9k56fs2%d", n))
	}
	p.board.show([]order.View{v})
	for _, s := range []uitest.Size{{W: 100, H: 30}, {W: 120, H: 40}, {W: 200, H: 60}} {
		p.Resize(s)
		p.shows(t, "bkk-a-s1l-machines-001", "bkk-a-s1l-machines-002", "bkk-a-s1l-machines-003")
	}
	p.Resize(uitest.Size{W: 40, H: 12})
	p.shows(t, "bkk-a-s1l", "✓ RUNNING")
	p.Resize(uitest.Size{W: 80, H: 24})
	p.shows(t, "bkk-a-s1l-machines…", "VENDOR")
}

// TestFailedMayCost adds what a failed machine may cost to what the order costs, and says that begun hours count.
func TestFailedMayCost(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 120, H: 40})
	v := allUp(3)
	v.Instances[1].Status, v.Instances[1].Running = provider.StatusFailed, time.Time{}
	p.board.show([]order.View{v})
	p.shows(t, "Spent so far 7.56 USD; now 3.78 USD/h", "1 failed machine may cost 1.89 USD/h more",
		"Begun hours count in full")
}

// TestContractIsNoHour says of a machine without a price that it is charged by contract, not by the hour.
func TestContractIsNoHour(t *testing.T) {
	t.Parallel()
	p := open(t, "tencent-edgezone")
	p.Resize(uitest.Size{W: 120, H: 40})
	p.board.show([]order.View{view("tencent-edgezone", 1)})
	p.Press("enter")
	p.shows(t, "you are charged under your contract", "By your contract with the vendor, since 2026-11-20 10:10:00 UTC")
	if strings.Contains(p.Text(), "By the hour") {
		t.Errorf("the page knows how the contract charges:\n%s", p.Text())
	}
}

// TestUnmadeWereOrdered says of machines that the vendor could not make that they can be ordered again, not that they
// were not ordered.
func TestUnmadeWereOrdered(t *testing.T) {
	t.Parallel()
	b, _ := filled(t, 1)
	v := view("tencent-edgezone", 3)
	v.Instances, v.Bought, v.Rest, v.Batches[0].Found, v.Batches[0].Shortfall = v.Instances[:2], 2, 1, 2, 1
	want := "Bought 2 of 3; 1 could not be created, and can be ordered again"
	if got := b.env.OrderWords().Shortfall(v); got != want {
		t.Errorf("Shortfall() = %q, want %q", got, want)
	}
	v.Batches[0].Shortfall = 0
	if got, want := b.env.OrderWords().Shortfall(v), "Bought 2 of 3, 1 not ordered"; got != want {
		t.Errorf("Shortfall() = %q, want %q", got, want)
	}
}

// TestBinIsExplained says beside our word what the vendor's stands for.
func TestBinIsExplained(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v := allUp(1)
	v.Instances[0].Status, v.Instances[0].VendorStatus = provider.StatusReleased, "RECYCLE"
	p.board.show([]order.View{v})
	p.Resize(uitest.Size{W: 120, H: 40})
	p.shows(t, "released; it is in the vendor's recycle bin (RECYCLE)")
}

// TestPrepaidHasNoHour says what prepaid machines cost for their term, and never what an hour of it would be.
func TestPrepaidHasNoHour(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 120, H: 40})
	v := allUp(2)
	v.Spec.Billing = provider.Billing{Charge: provider.Prepaid, Months: 2}
	v.Quote.Term, v.Quote.Hour = provider.Amount(1006.2, "USD"), provider.Amount(0.689178, "USD")
	v.Quote.Month = provider.Amount(503.1, "USD")
	p.board.show([]order.View{v})
	p.shows(t, "Spent so far 2,012.40 USD; prepaid 2,012.40 USD for 2 months")
	p.Press("enter")
	p.shows(t, "1,006.20 USD for 2 months")
	if strings.Contains(p.Text(), "/h") {
		t.Errorf("what is prepaid has a price by the hour:\n%s", p.Text())
	}
	p.Press("esc")
	p.board.model.id = ""
	other := allUp(1)
	other.ID = "o-00000002"
	p.board.show([]order.View{v, other})
	p.shows(t, "now 1.89 USD/h, 1,379.70 USD/month; prepaid 2,012.40 USD for 2 months")
	third := v
	third.ID, third.Spec.Billing.Months = "o-00000003", 1
	p.board.show([]order.View{v, other, third})
	p.shows(t, "prepaid 2,012.40 USD/month")
}

// TestSumsAreWhole cuts no sum in any window: neither that of the order, nor what all of it costs.
func TestSumsAreWhole(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	amount := regexp.MustCompile(`[0-9]\.[0-9]`)
	sum := regexp.MustCompile(`[0-9]+\.[0-9]+ USD(/h|/month|[ ;]|$)|[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+`) // or an address
	v := allUp(2)
	v.Quote.Hour, v.Quote.Month = provider.Amount(0.689178, "USD"), provider.Amount(503.1, "USD")
	v.Instances[1].Status = provider.StatusFailed
	p.board.show([]order.View{v})
	for w := 40; w <= 90; w++ {
		for h := 12; h <= 24; h++ {
			p.Resize(uitest.Size{W: w, H: h})
			text := strings.Join(strings.Fields(p.Text()), " ")
			if amount.MatchString(sum.ReplaceAllString(text, "")) {
				t.Errorf("at %d×%d a sum is cut:\n%s", w, h, p.Text())
			}
		}
	}
	p.Resize(uitest.Size{W: 40, H: 12})
	p.shows(t, "1.3784 USD/h")
}
