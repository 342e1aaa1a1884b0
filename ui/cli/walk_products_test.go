package cli_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/theme"
)

// pick moves down to the product and chooses it.
func (s *session) pick(product string) {
	s.Helper()
	s.WaitFor(questions()[0], product)
	var at []string // the row under the cursor; a list that is being drawn again may have none
	for range 5 {
		s.WaitUntil("the next product", func(shown string) bool {
			f := focus(shown)
			return len(f) > 1 && !strings.Contains(shown, "Loading") && !slices.Equal(f, at)
		})
		at = focus(s.Text())
		if strings.HasPrefix(product, at[len(at)-1]) {
			s.Press("enter")
			s.WaitUntil("the next question", func(shown string) bool { return !strings.Contains(shown, questions()[0]) })
			return
		}
		s.Press("down")
	}
	s.Fatalf("pick(%q): not found; the screen shows\n%s", product, s.Text())
}

// item moves down to the item of a form.
func (s *session) item(label string) {
	s.Helper()
	for range 60 { // down also comes to each option of a choice
		if f := focus(s.Text()); len(f) > 1 && strings.HasPrefix(f[len(f)-1], label) {
			return
		}
		before := s.Text()
		if f := focus(before); strings.HasPrefix(f[len(f)-1], "More") {
			s.Press("enter")
		} else {
			s.Press("down")
		}
		s.WaitUntil("the item below", func(shown string) bool { return !slices.Equal(under(shown), under(before)) })
	}
	s.Fatalf("item(%q): not found; the screen shows\n%s", label, s.Text())
}

// under is what the cursors are on: of the step, of the item, and of the option in the open list of a choice. Prices
// that come change none of them.
func under(shown string) []string {
	at := focus(shown)
	for line := range strings.Lines(shown) {
		g := theme.New(true, false).Glyph
		if _, option, ok := strings.Cut(line, g.Right+" "+g.Off); ok {
			at = append(at, option)
		} else if _, option, ok := strings.Cut(line, g.Right+" "+g.On); ok {
			at = append(at, option)
		}
	}
	return at
}

// settled waits for the texts on a screen that waits for nothing itself.
func (s *session) settled(texts ...string) {
	s.Helper()
	s.WaitUntil(strings.Join(texts, ", "), func(shown string) bool {
		return !strings.Contains(shown, "Loading") &&
			!slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(shown, text) })
	})
}

// yes answers the question of the review.
func (s *session) yes(texts ...string) {
	s.Helper()
	s.WaitFor("enter order")
	s.Press("enter")
	s.WaitFor(append([]string{"Place this order?"}, texts...)...)
	s.Press("y")
	s.WaitFor("Enter places the order")
	s.Press("enter")
}

// walkVM answers the questions of virtual machines by keys: two of them with disks of their own and a key pair. It
// ends on the board.
func walkVM(s *session) {
	q := questions()
	s.Helper()
	s.pick("Zenlayer Virtual Machine")
	s.next(q[1])
	s.choose("fra-a", "FRA-A")
	s.next(q[2])
	s.choose("g.2c8g", "g.2c8g")
	s.next(q[3])
	s.choose("debian 13", "Debian 13")
	s.next(q[4])
	s.item("Commitment")
	s.next(q[5])
	s.item("Bandwidth")
	s.Press("ctrl+u", "50")
	s.WaitFor("50")
	s.next(q[6])
	s.item("+ add")
	s.Press("enter")
	s.WaitFor("How many")
	s.Press("ctrl+u", "100", "enter", "enter", "ctrl+u", "2", "enter")
	s.WaitFor("2 × 100 GB")
	s.next(q[7])
	s.Press("right")
	s.WaitFor("● Key pair")
	s.Press("enter")
	s.WaitFor("○ ops-laptop") // the vendor is asked for them only now
	s.Press("right")
	s.WaitFor("● ops-laptop")
	s.next(q[8])
	s.Press("ctrl+u", "2", "enter")
	s.WaitFor("Names of the 2 machines")
	s.Press("ctrl+u", "edge-[7,2]")
	s.WaitFor("edge-07", "edge-08")
	s.next(q[9])
	s.WaitFor("System disk", "2 × 100 GB", "ops-laptop", "50 Mbps", "Debian 13")
	s.yes("2 g.2c8g machines in FRA-A", "USD/h")
}

// walkEdge answers the questions of edge machines by keys, in a zone without networks: the order makes them. It
// ends on the board.
func walkEdge(s *session) {
	q := questions()
	q[4] = "Do you agree to the charges in this zone?"
	s.Helper()
	s.pick("Tencent Cloud Edge Zone")
	s.next(q[1])
	s.choose("sg-1", "ap-singapore-tez-sg-1")
	s.next(q[2])
	s.next(q[3])
	s.WaitFor("suggested, not confirmed")
	s.next(q[4])
	s.Press("enter")
	s.WaitFor("Choose yes to continue")
	s.Press("left")
	s.WaitFor("● Yes")
	s.next(q[5])
	s.Press("enter")
	s.WaitFor("Address range")
	s.Press("enter", "enter")
	s.settled("new private network")
	s.Press("enter", "enter")
	s.WaitFor("Route mode")
	s.Press("enter", "enter", "enter", "enter")
	s.settled("1 new IPv4 address")
	s.Press("enter")
	s.WaitFor("The type's disks are fixed")
	s.Press("enter")
	s.next(q[7])
	s.next(q[8])
	s.Press("enter", "ctrl+u", "edge")
	s.WaitFor("edge-mw")
	s.next(q[9])
	s.WaitFor("Private network", "Public network")
	s.Press("end")
	s.WaitFor("This vendor does not publish prices")
	s.yes("1 BMS5.MEDIUM8 machine in", "This vendor does not publish prices")
}

// products are the walks besides that of metal, and what the books have to say afterwards.
func productWalks() map[string]struct {
	walk     func(*session)
	machines int
	shows    []string
} {
	return map[string]struct {
		walk     func(*session)
		machines int
		shows    []string
	}{
		"virtual machines": {walkVM, 2, []string{"edge-07", "edge-08"}},
		"edge machines":    {walkEdge, 1, []string{"edge-mw"}},
	}
}

// TestEveryProduct walks the other products by keys in a terminal in memory, from the first question to RUNNING.
func TestEveryProduct(t *testing.T) {
	t.Parallel()
	for name, row := range productWalks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s := start(t, usual(), process(t, time.Now, nil), "--state", dir, "--speed", "2000")
			row.walk(s)
			s.running(row.machines)
			s.WaitFor(append([]string{"DONE"}, row.shows...)...)
			bought(t, ledger(t, dir), 1, row.machines)
			s.Press("q")
			if got := s.exit(); got != 0 {
				t.Errorf("exit code = %d, want 0", got)
			}
		})
	}
}
