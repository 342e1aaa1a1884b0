package screen_test

import (
	"bufio"
	"io"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/screen"
)

// TestAnswersWait asks a terminal what it is while nobody reads: it still shows what is written, and its answer is
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

// TestKeysWait: keys that a program has not read when it ends go to the next one.
func TestKeysWait(t *testing.T) {
	t.Parallel()
	x := screen.New(20, 2)
	defer x.Close()
	first := x.Input()
	sent := make(chan error, 1)
	go func() { sent <- x.Send("ab") }()
	one := make([]byte, 1)
	if _, err := io.ReadFull(first, one); err != nil || one[0] != 'a' {
		t.Fatalf("the first program reads %q, %v", one, err)
	}
	if _, err := io.ReadFull(x.Input(), one); err != nil || one[0] != 'b' {
		t.Errorf("the next program reads %q, %v, want what was left", one, err)
	}
	if err := <-sent; err != nil {
		t.Errorf("Send() = %v", err)
	}
}

// TestFullScreen knows a program that draws on a screen of its own.
func TestFullScreen(t *testing.T) {
	t.Parallel()
	x := screen.New(20, 2)
	defer x.Close()
	for _, c := range []struct {
		written string
		want    bool
	}{{"a line", false}, {"\x1b[?1049h", true}, {"\x1b[?1049l", false}} {
		if _, err := io.WriteString(x, c.written); err != nil {
			t.Fatal(err)
		}
		if got := x.FullScreen(); got != c.want {
			t.Errorf("FullScreen() = %t after %q, want %t", got, c.written, c.want)
		}
	}
}
