package cli_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// faulty is an account whose images cannot be listed without a panic.
type faulty struct{ provider.Reader }

func (faulty) Images(context.Context, provider.Spec) ([]provider.Image, error) {
	panic("marker-words of the panic")
}

// misleading is an account whose screens get the faulty one.
type misleading struct{ provider.Operator }

func (m misleading) ReadOnly() provider.Reader { return faulty{m.Operator.ReadOnly()} }

// crashed runs the screens until they panic at the images, and returns what was said on the error stream.
func crashed(t *testing.T, dir string) string {
	t.Helper()
	products := all.Products()
	inner := products[0].OpenOperator
	products[0].OpenOperator = func(a provider.Account) (provider.Operator, error) {
		o, err := inner(a)
		return misleading{o}, err
	}
	var said bytes.Buffer
	size, p := usual(), process(t, time.Now, nil)
	s := &session{}
	s.Terminal = uitest.Run(t, size.W, size.H, func(ctx context.Context, in io.Reader, out io.Writer) error {
		p.Args, p.In, p.Out, p.Err, p.Terminal, p.Width, p.Height = []string{"--state", dir}, in, out, &said, true,
			size.W, size.H
		s.code = cli.Main(ctx, p, products)
		return nil
	})
	s.next(questions()[2])
	s.Press("enter")
	if got := s.exit(); got != 255 {
		t.Errorf("exit code = %d, want 255", got)
	}
	return said.String()
}

// TestDraftAfterPanic wants the answers of a run that panicked to be offered once by the next, and nobody's secrets or
// words in them.
func TestDraftAfterPanic(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	said := crashed(t, dir)
	if !strings.Contains(said, "A bug in metalwright") || !strings.Contains(said, "Your answers are kept") ||
		strings.Contains(said, "marker") {
		t.Errorf("it said\n%s", said)
	}
	path := filepath.Join(dir, "sim", "draft.yaml")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "product: ") || !strings.Contains(string(text), "zone: ") {
		t.Fatalf("the draft is %q, %v", text, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the draft is not its owner's alone: %v, %v", info, err)
	}

	s := start(t, usual(), process(t, time.Now, nil), "--state", dir)
	s.WaitFor("Continue the draft?", "never kept")
	s.Press("ctrl+c")
	s.Press("ctrl+c")
	s.exit() // who only looks keeps it
	s = start(t, usual(), process(t, time.Now, nil), "--state", dir)
	s.WaitFor("Continue the draft?")
	s.Press("enter")
	s.WaitUntil("a question after the first ones", func(shown string) bool {
		for _, q := range questions()[3:] {
			if strings.Contains(shown, q) {
				return true
			}
		}
		return false
	})
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the draft that was taken is still there: %v", err)
	}

	crashed(t, dir)
	s = start(t, usual(), process(t, time.Now, nil), "--state", dir)
	s.WaitFor("Continue the draft?")
	s.Press("n")
	s.WaitFor(questions()[0])
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the draft that was dropped is still there: %v", err)
	}
}
