package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

// publicKey is a key that opens nothing.
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl operator@example"

// walkEverything answers every question by keys: three machines of metal with RAID, partitions and names of their own.
// It ends on the board.
func walkEverything(s *session) {
	q := questions()
	s.Helper()
	s.next(q[1]) // the product as suggested
	s.choose("seoul", "SEL-A")
	s.next(q[2])
	s.choose("m6c", "M6C")
	s.next(q[3])
	s.choose("ubuntu24", "Ubuntu24.04")
	s.next(q[4])
	s.Press("right")
	s.WaitFor("● Prepaid")
	s.next(q[5])
	s.Press("tab") // to the bandwidth
	s.WaitUntil("the bandwidth", func(shown string) bool { return strings.HasPrefix(focus(shown)[1], "Bandwidth") })
	s.Press("ctrl+u", "200")
	s.WaitFor("200")
	s.next(q[6])
	s.disks()
	s.next(q[7])
	s.Press("right", "right")
	s.WaitFor("● SSH keys")
	s.Press("enter")
	s.WaitFor("One public key per line")
	s.Paste(publicKey)
	s.WaitFor("operator@example")
	s.WaitFor("retired-2025") // the last key of the account
	s.Press("tab", "tab", "tab", "tab", "tab")
	s.WaitUntil("the cursor on the last key", func(shown string) bool {
		_, after, _ := strings.Cut(shown, "▸  ")
		first, _, _ := strings.Cut(after, "\n")
		return strings.Contains(first, "retired-2025")
	})
	s.next(q[8])
	s.Press("ctrl+u", "3", "enter")
	s.WaitFor("Names of the 3 machines")
	s.Press("ctrl+u", "web-[1,3]", "enter")
	s.WaitFor("web-001", "web-002", "web-003")
	s.Press("ctrl+u", "web-[1,3]")
	s.next(q[9])
	s.WaitFor("Prepaid", "RAID 1 of disks 1,2", "/data 400 GB", "1 key")
	s.Press("p")
	s.WaitFor("Request, secrets masked", `"zoneId": "SEL-A"`)
	s.Press("esc")
	s.WaitUntil("the request to go", func(shown string) bool { return !strings.Contains(shown, "secrets masked") })
	s.Press("end")
	s.WaitFor("All 3 machines", "1,959.00 USD")
	s.Press("enter")
	s.WaitFor("Place this order?", "3 M6C machines in SEL-A", "1,959.00 USD")
	s.Press("y")
	s.WaitFor("Enter places the order")
	s.Press("enter")
}

// choose filters the list for text and puts the cursor on the row, without choosing it.
func (s *session) choose(text, row string) {
	s.Helper()
	s.Press("/")
	s.Press(text)
	s.WaitUntil("the filtered list", func(shown string) bool {
		f := focus(shown)
		return len(f) > 1 && strings.HasPrefix(f[len(f)-1], row) && strings.Contains(shown, "/"+text)
	})
	s.Press("enter") // keeps the filter
	s.WaitFor("enter choose")
}

// disks makes arrays by disk, and partitions of which the last takes what is left.
func (s *session) disks() {
	s.Helper()
	s.Press("down", "space")
	s.WaitFor("● Custom arrays", "RAID 1 of disks 1,2", "RAID 10 of disks 3-6", "Partitions of 480 GB")
	s.Press("down", "down", "space")
	s.WaitFor("Level")
	s.Press("enter")
	s.Press("ctrl+u", "3,4,5,6", "enter")
	s.WaitUntil("the editor to close", func(shown string) bool { return !strings.Contains(shown, "Level") })
	s.WaitFor("RAID 10 of disks 3-6")
	s.Press("down", "down", "space")
	s.WaitFor("● Custom partitions", "/data", "0 GB left")
	s.Press("down", "space")
	s.WaitFor("File system")
	s.Press("enter", "enter")
	s.Press("ctrl+u", "80", "enter")
	s.WaitFor("80 GB", "400 GB", "0 GB left")
}

// TestEveryScreen walks every screen by keys, and ends with three machines RUNNING that were bought once.
func TestEveryScreen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, usual(), process(t, time.Now, nil), "--state", dir, "--speed", "2000")
	walkEverything(s)
	s.running(3)
	s.WaitFor("DONE", "web-001", "web-002", "web-003")
	l := ledger(t, dir)
	bought(t, l, 1, 3)
	for i, m := range l.Machines {
		if want := []string{"web-001", "web-002", "web-003"}[i]; m.Name != want || m.Status != "RUNNING" || m.Type != "M6C" {
			t.Errorf("machine %d in the books is %+v, want %s RUNNING", i, m, want)
		}
	}
	s.Press("q")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}

	again := start(t, uitest.Size{W: 120, H: 40}, process(t, time.Now, nil), "board", "--state", dir, "--speed", "2000")
	again.WaitFor("SIMULATED", "3 RUNNING", "DONE")
	again.Press("enter") // opens a finished order
	again.WaitFor("web-001", "web-002", "web-003")
	again.Press("ctrl+c")
	again.WaitFor("ctrl+c again")
	again.Press("ctrl+c")
	if got := again.exit(); got != 0 {
		t.Errorf("exit code of the board = %d, want 0", got)
	}
	bought(t, ledger(t, dir), 1, 3)
}
