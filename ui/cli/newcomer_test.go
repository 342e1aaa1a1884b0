package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestNewcomer offers a tour and what there is to know of keys to those who have neither a key nor an order, below the
// products, and to nobody who has asked for the simulated cloud.
func TestNewcomer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, usual(), process(t, time.Now, nil), "--state", dir)
	s.WaitFor("▸ Zenlayer Bare Metal Cloud", "Guided tour", "Use my own account")
	s.Press("end", "enter")
	s.WaitFor("API keys", "ZENLAYERCLOUD_ACCESS_KEY_ID, ZENLAYERCLOUD_ACCESS_KEY_PASSWORD",
		"~/.zenlayer/credentials.json", "Generate Key")
	s.Press("end")
	s.WaitFor("~/.tccli/NAME.credential", "metalwright doctor")
	s.Press("esc")
	s.WaitFor("What do you want to order?", "Use my own account")
	s.Press("end", "up", "enter")
	s.WaitFor("The first order in a minute") // the bar of the tour
	// The keyboard here is a pipe: what is typed next may go to a read of the screen before, which nothing interrupts.
	s.Press("tab", "ctrl+c")
	s.WaitFor("What do you want to order?", "Guided tour")
	s.Press("tab", "ctrl+c")
	s.WaitFor("Nothing has been ordered")
	s.Press("ctrl+c")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	asked := start(t, usual(), process(t, time.Now, nil), "--state", dir, "--sim")
	asked.WaitFor("What do you want to order?", "simulated cloud")
	asked.Press("end", "enter")
	asked.WaitUntil("the next question", func(shown string) bool {
		return !strings.Contains(shown, "What do you want to order?") && !strings.Contains(shown, "API keys")
	})
	asked.Press("ctrl+c", "ctrl+c")
	asked.exit()
	small := start(t, uitest.Size{W: 40, H: 12}, process(t, time.Now, nil), "--state", t.TempDir())
	small.WaitFor("What do you want to order?", "of 5")
	small.Press("end", "enter")
	small.WaitFor("API keys")
	small.Press("ctrl+c", "ctrl+c")
	small.exit()
}
