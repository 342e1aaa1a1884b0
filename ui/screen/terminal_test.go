package screen_test

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/screen"
)

// TestAnswersWait asks a terminal what it is while nobody reads: it goes on showing what is written, and its answer is
// there for who reads later.
func TestAnswersWait(t *testing.T) {
	t.Parallel()
	x := screen.New(20, 2)
	defer x.Close()
	for range 3 {
		if _, err := io.WriteString(x, "\x1b[c"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(x, "shown"); err != nil || !strings.Contains(x.Screen().Text(), "shown") {
		t.Errorf("the terminal shows %q, %v", x.Screen().Text(), err)
	}
	if got, err := bufio.NewReader(x.Input()).ReadString('c'); err == nil && !strings.HasPrefix(got, "\x1b[?") {
		t.Errorf("it says %q of itself, want an answer", got)
	}
}
