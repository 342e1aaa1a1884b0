package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestPictures walks to the screens that the README shows; with -update it writes their pictures.
func TestPictures(t *testing.T) {
	t.Parallel()
	s := start(t, uitest.Size{W: 120, H: 32}, process(t, time.Now, nil), "--state", t.TempDir(), "--speed", "60",
		"--color", "always")
	s.next("Where should the machines stand?")
	s.Type("/FRA-A")
	s.WaitFor("1 of ")
	s.Press("enter", "enter")
	s.WaitFor("Which type?", "USD/h")
	s.WaitUntil("every price", func(shown string) bool {
		return len(regexp.MustCompile(`\d\.\d{4} +[\d,]+\.\d\d`).FindAllString(shown, -1)) >= 15
	})
	uitest.SavePNG(t, "../../assets/pictures/wizard.png", s.Screen())
	s.next("How many, and what are they called?")
	s.Type("\x153") // ctrl+u and the number
	s.next("Is this what you want?")
	s.WaitFor("All 3 machines")
	s.Press("enter")
	s.WaitFor("Place this order?")
	s.Press("y", "enter")
	s.WaitUntil("a machine up", func(shown string) bool {
		s.Type("r") // look again at each second's frame
		return strings.Contains(shown, "✓ RUNNING")
	})
	uitest.SavePNG(t, "../../assets/pictures/board.png", s.Screen())
}
