package cli_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

func usual() uitest.Size { return uitest.Size{W: 80, H: 24} }

// questions are the titles of the screens, in order.
func questions() []string {
	return []string{
		"What do you want to order?", "Which zone?", "Which type?",
		"What should be installed?", "How do you want to pay?", "How are the machines connected?",
		"How should the disks be set up?", "How do you want to log in?", "How many machines, and what are their names?",
		"Review your order",
	}
}

// focus is two words behind each cursor mark: of the step, and of the row or item. Prices that come change neither.
func focus(shown string) []string { return focusIn(shown, false) }

// focusIn is the same of a screen that may be in ASCII.
func focusIn(shown string, ascii bool) []string {
	var words []string
	for _, after := range strings.Split(shown, theme.New(true, ascii).Glyph.Cursor+" ")[1:] {
		words = append(words, strings.Join(strings.Fields(after + " . .")[:2], " "))
	}
	return words
}

// next presses Enter, as often as the screen needs, until the question is asked and its answers are there.
func (s *session) next(question string) {
	s.Helper()
	for range 30 {
		s.WaitUntil("something to choose from", func(shown string) bool {
			return !strings.Contains(shown, "Loading") && len(focusIn(shown, s.ascii)) > 1
		})
		before := s.Text()
		if strings.Contains(before, question) {
			return
		}
		s.Press("enter")
		s.WaitUntil("the effect of Enter before "+question,
			func(shown string) bool { return !slices.Equal(focusIn(shown, s.ascii), focusIn(before, s.ascii)) })
	}
	s.Fatalf("next(%q): not reached by Enter; the screen shows\n%s", question, s.Text())
}

// TestEnterOnly reaches the review of a valid order by Enter alone, which buys nothing, and then buys it.
func TestEnterOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, usual(), process(t, time.Now, nil), "--state", dir, "--speed", "2000")
	for _, q := range questions() {
		s.next(q)
		s.WaitFor("SIMULATED")
	}
	s.WaitFor("USD/h", "enter order")
	bought(t, ledger(t, dir), 0, 0)

	s.Press("enter") // the question
	s.WaitFor("Place this order?", "No, not yet")
	s.Press("enter") // No
	s.WaitUntil("the question to go", func(shown string) bool { return !strings.Contains(shown, "Place this order?") })
	bought(t, ledger(t, dir), 0, 0)

	s.Press("enter")
	s.WaitFor("Place this order?")
	s.Press("y")
	s.WaitFor("Enter places the order")
	s.Press("enter")
	s.running(1)
	bought(t, ledger(t, dir), 1, 1)
	s.Press("q")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code after q on a finished board = %d, want 0", got)
	}

	again := start(t, usual(), process(t, time.Now, nil), "board", "--state", dir, "--speed", "2000")
	again.WaitFor("SIMULATED", "All orders", "1 RUNNING")
	again.Press("q")
	if got := again.exit(); got != 0 {
		t.Errorf("exit code of the board = %d, want 0", got)
	}
	bought(t, ledger(t, dir), 1, 1)
}

// running waits on the board until n machines run, looking more often than the program does by itself.
func (s *session) running(n int) {
	s.Helper()
	want := strconv.Itoa(n) + " RUNNING"
	s.WaitFor("SIMULATED", "NAME", "STATUS")
	for range 20 {
		if strings.Contains(s.Text(), want) {
			return
		}
		before := s.Text()
		s.Press("r")
		s.WaitUntil("a change on the board", func(shown string) bool { return shown != before })
	}
	s.WaitFor(want)
}
