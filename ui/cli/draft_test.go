package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
)

// faulty is an account whose images cannot be listed without a panic.
type faulty struct{ provider.Reader }

func (faulty) Images(context.Context, provider.Spec) ([]provider.Image, error) {
	panic("marker-words of the panic")
}

// wary is an account whose rules panic over the planted password.
type wary struct{ provider.Reader }

// Check panics as soon as the planted password is whole.
func (f wary) Check(s provider.Spec, k provider.Known) error {
	if s.Access.Password.Reveal() == planted[0] {
		panic("marker-words of the panic")
	}
	return f.Reader.Check(s, k)
}

// misleading is an account whose screens get another one.
type misleading struct {
	provider.Operator

	screens func(provider.Reader) provider.Reader
}

func (m misleading) ReadOnly() provider.Reader { return m.screens(m.Operator.ReadOnly()) }

// broken are the products, with an account of the first one that screens get in another form.
func broken(screens func(provider.Reader) provider.Reader) []*provider.Product {
	products := all.Products()
	inner := products[0].OpenOperator
	products[0].OpenOperator = func(a provider.Account) (provider.Operator, error) {
		o, err := inner(a)
		return misleading{o, screens}, err
	}
	return products
}

// crashed runs the screens until they panic at the images, and returns what was said on the error stream.
func crashed(t *testing.T, dir string) string {
	t.Helper()
	products := broken(func(r provider.Reader) provider.Reader { return faulty{r} })
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

// TestDraftAfterPanic wants the answers of a run that panicked to be offered by the next, until they are an order.
func TestDraftAfterPanic(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	said := crashed(t, dir)
	if !strings.Contains(said, "A bug in metalwright") || !strings.Contains(said, "Your answers are saved") ||
		strings.Contains(said, "marker") {
		t.Errorf("it said\n%s", said)
	}
	for range 2 { // who only looks keeps it
		s := start(t, usual(), process(t, time.Now, nil), "--state", dir)
		s.WaitFor("Continue your draft?", "Nothing has been ordered")
		s.Press("ctrl+c")
		s.Press("ctrl+c")
		s.exit()
	}
	s := start(t, usual(), process(t, time.Now, nil), "--state", dir)
	s.WaitFor("Continue your draft?")
	s.Press("n")
	s.WaitFor(questions()[0], "Draft: ")
	s.Press("ctrl+c")
	s.Press("ctrl+c")
	s.exit()
	s = start(t, usual(), process(t, time.Now, nil), "--state", dir)
	s.WaitFor("Continue your draft?")
	s.Press("enter")
	s.WaitUntil("a question after the first ones", func(shown string) bool {
		for _, q := range questions()[3:] {
			if strings.Contains(shown, q) {
				return true
			}
		}
		return false
	})
}

// TestDraftAfterPanicOverSSH is the same for someone who is signed in.
func TestDraftAfterPanicOverSSH(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.prods = broken(func(r provider.Reader) provider.Reader { return faulty{r} })
	s.here()
	x := s.screen(t, "alice", "", usual())
	x.next(questions()[2])
	x.Press("enter")
	if got := x.exit(); got != 255 {
		t.Errorf("exit code = %d, want 255", got)
	}
	if log := s.log.String(); !strings.Contains(log, "faulty.Images") || strings.Contains(log, "marker") {
		t.Errorf("the log is to have the stack, and not what the panic says:\n%s", log)
	}
	again := s.screen(t, "alice", "", usual())
	again.WaitFor("Continue your draft?")
	again.Press("n")
	again.WaitFor("Draft: ")
	again.Press("ctrl+c")
	again.Press("ctrl+c")
	again.exit()
	other := s.screen(t, "erin", "", usual())
	other.WaitFor(questions()[0])
	if strings.Contains(other.Text(), "Draft: ") {
		t.Errorf("someone else is offered the draft:\n%s", other.Text())
	}
	other.Press("ctrl+c")
	other.Press("ctrl+c")
	other.exit()
}

// planted are secrets that must be nowhere but in an order that is sent.
var planted = []string{"Pl4nted-Password", "planted-script-of-the-operator"}

// TestDraftHasNoSecret leaves an order with a password and a start script, and reads all that was written: nothing of
// them is there. The next start continues with the other answers, and says what was not kept.
func TestDraftHasNoSecret(t *testing.T) {
	t.Parallel()
	dir, c := t.TempDir(), newClock()
	h := cli.OpenProgram(t, process(t, c.Now, nil), all.Products(), dir, 20)
	d := wizardIn(t, h, c, roomy())
	d.walk("access")
	draft := d.wizard.Draft()
	draft.Spec.Access.Login = provider.LoginPassword
	draft.Spec.Access.Password = provider.NewSecret(planted[0])
	draft.Spec.Access.InitScript = provider.NewSecret("#!/bin/sh\necho " + planted[1] + "\n")
	n := &wizardTest{t: t, program: h.Session(), clock: c}
	n.wizard = n.program.WizardWith(draft)
	n.Driver = uitest.Drive(t, n.program.App(n.wizard), roomy())
	n.Send(step.Jump{Field: provider.FieldName})
	n.on("naming")
	n.walk("review")
	n.WaitFor("bytes")
	n.Until("the draft", func() bool { return strings.Contains(n.program.Draft(t), "init_script: ") })
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		for _, secret := range planted {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s has %q", path, secret)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	x := h.Session()
	o := uitest.Drive(t, x.App(x.First()), roomy())
	o.WaitFor("Continue your draft?")
	o.Press("enter")
	o.WaitFor("How do you want to log in?") // the password is missing
}

// TestDraftEndsWithTheOrder keeps the answers step by step, and has nothing of them once they are an order: what is
// bought is not offered to be bought again. Then the first screen lists the order, and c begins another one like it.
func TestDraftEndsWithTheOrder(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("image")
	d.Until("a draft", func() bool { return d.program.Draft(t) != "" })
	if !strings.Contains(d.program.Draft(t), "zone: ") {
		t.Errorf("the draft is\n%s", d.program.Draft(t))
	}
	d.walk("review")
	d.place()
	d.WaitFor("PENDING") // an order that is being sent is not listed as one to order again
	if got := d.program.Draft(t); got != "" {
		t.Errorf("after the order there is a draft:\n%s", got)
	}
	placed := d.ledger().Machines[0]

	n := wizardIn(t, d.program, d.clock, roomy())
	n.on("product")
	n.WaitFor("Again: 1 × " + string(placed.Type))
	n.Press("end", "c")
	n.on("review")
	if got := n.wizard.Draft().Spec; got.Type != placed.Type || got.Machines() != 1 {
		t.Errorf("the order like it is %+v", got)
	}
	n.WaitFor("Based on", "Names in use")
	n.place()
	n.Until("a second purchase", func() bool { return len(n.ledger().Purchases) == 2 })
}

// TestOrdersFromAnywhere looks at the orders from a question, comes back to it, and goes from the first question to
// where the wizard was opened.
func TestOrdersFromAnywhere(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("image")
	d.Press("o")
	d.WaitFor("No orders yet")
	d.Press("esc")
	d.WaitFor(questions()[3])
	d.Press("esc", "esc", "esc")
	d.WaitFor(questions()[0], "zenlayer-vm")
	d.Press("esc")
	d.WaitFor("Nothing to go back to")
	d.Press("enter")
	d.WaitFor(questions()[1], "SEL-A")
	d.Press("/", "o")
	d.WaitFor("/o")
	d.Press("ctrl+o")
	d.WaitFor("No orders yet")
	d.Press("n")
	d.WaitFor(questions()[0], "zenlayer-vm")
	d.Press("esc")
	d.WaitFor("No orders yet")
}

// TestDraftKeepsReleaseAt takes up an order that is released by itself: nobody would think of it again.
func TestDraftKeepsReleaseAt(t *testing.T) {
	t.Parallel()
	p, dir := process(t, time.Now, nil), t.TempDir()
	file := filepath.Join(t.TempDir(), "web.yaml")
	if err := os.WriteFile(file, []byte(small(bmcID)+"release_at: 36h\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, uitest.Size{W: 120, H: 40}, p, file, "--sim", "--state", dir)
	s.WaitFor("Release ")
	s.Press("ctrl+c")
	s.Press("ctrl+c")
	s.exit()
	s = start(t, uitest.Size{W: 120, H: 40}, p, "--sim", "--state", dir)
	s.WaitFor("Continue your draft?")
	s.Press("enter")
	s.WaitFor("Review your order", "Release ")
	s.Press("ctrl+c")
	s.Press("ctrl+c")
	s.exit()
}

// TestBeginWithFile opens the wizard with an order file: it shows the order at today's price, and marks what is changed
// on the way.
func TestBeginWithFile(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	file := filepath.Join(t.TempDir(), "web.yaml")
	if err := os.WriteFile(file, []byte(small(bmcID)), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := start(t, uitest.Size{W: 120, H: 40}, p, file, "--sim", "--state", dir)
	s.WaitFor("Based on", "web.yaml", "order", "Per month")
	s.Press("ctrl+c")
	s.Press("ctrl+c")
	s.exit()

	templates := filepath.Join(p.Home, ".config", "metalwright", "templates")
	if err := os.MkdirAll(templates, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"web.yaml": small(bmcID), "odd.yaml": "zone: [", "notes.txt": "no"} {
		if err := os.WriteFile(filepath.Join(templates, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = start(t, uitest.Size{W: 120, H: 40}, p, "--sim", "--state", dir)
	s.WaitFor("Continue your draft?")
	s.Press("n")
	s.WaitFor("web.yaml: ", "odd.yaml", "cannot be read")
	if strings.Contains(s.Text(), "notes.txt") {
		t.Errorf("a file that is no order file is listed\n%s", s.Text())
	}
	s.Press("end", "enter")
	s.WaitFor("Based on", "web.yaml", "Per month")
	s.Press("ctrl+c")
	s.Press("ctrl+c")
	s.exit()
}

// TestBeginWith refuses what is no file and no order.
func TestBeginWith(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		said string
	}{
		{[]string{"./none.yaml"}, "none.yaml"},
		{[]string{"baord"}, "board"},
		{[]string{"web.yaml", "--like", "o-k7q2m9x4"}, "use one of them"},
		{[]string{"--like", "o-k7q2m9x4"}, "o-k7q2m9x4"},
	} {
		var said bytes.Buffer
		p := process(t, time.Now, nil)
		p.Args, p.Terminal, p.Err = append(c.args, "--sim", "--state", t.TempDir()), true, &said
		p.In = strings.NewReader("")
		if code := cli.Main(t.Context(), p, all.Products()); code != 2 || !strings.Contains(said.String(), c.said) {
			t.Errorf("metalwright %v ended with %d and said %q, want 2 and %q", c.args, code, said.String(), c.said)
		}
	}
}

// TestServeDraft keeps the drafts of a server's people apart: each is offered their own, and nobody else's.
func TestServeDraft(t *testing.T) {
	t.Parallel()
	s := serveHere(t)
	leave := func(x *session) {
		x.Press("ctrl+c")
		x.WaitFor("ctrl+c again")
		x.Press("ctrl+c")
		x.exit()
	}
	alice := s.screen(t, "alice", "", usual())
	alice.next(questions()[1])
	alice.choose("fra-a", "FRA-A")
	alice.next(questions()[3])
	leave(alice)
	bob := s.screen(t, "bob", "", usual())
	bob.WaitFor(questions()[0], "zenlayer-vm")
	if strings.Contains(bob.Text(), "FRA-A") {
		t.Errorf("bob is shown the draft of alice\n%s", bob.Text())
	}
	leave(bob)
	alice = s.screen(t, "alice", "", usual())
	alice.WaitFor("Continue your draft?", "FRA-A")
	alice.Press("n")
	alice.WaitFor("Draft: ")
	alice.Press("end", "x")
	alice.WaitUntil("the draft to go", func(shown string) bool { return !strings.Contains(shown, "Draft: ") })
	leave(alice)
	alice = s.screen(t, "alice", "", usual())
	alice.WaitFor(questions()[0], "zenlayer-vm")
	leave(alice)
}

// TestLikeOfSomebodyElse lets only the keys in again of whoever orders: not those of another person, and not those of
// one of the same name who had signed in over SSH.
func TestLikeOfSomebodyElse(t *testing.T) {
	t.Parallel()
	h := cli.OpenProgram(t, process(t, time.Now, nil), all.Products(), t.TempDir(), 20)
	for n, row := range []struct {
		by, key, what string
		own           bool
	}{
		{"operator", "", "order", true},
		{"operator", "SHA256:abc", "order", false},
		{"operator", "", "", false},
		{"ann", "", "order", false},
	} {
		id := order.ID(fmt.Sprint("o-like", n))
		if row.what != "" {
			e := journal.Entry{Who: row.by, What: row.what, Order: string(id), Detail: map[string]string{"key": row.key}}
			if err := h.Orders().Audit.Record(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		access := provider.Access{Login: provider.LoginKeyPair, KeyPair: "key-1", SSHKeys: []string{"ssh-ed25519 AAAA"}}
		s, ok := h.Again(t.Context(), order.View{
			ID: id, By: row.by, Product: bmcID, Spec: provider.Spec{Product: bmcID, Access: access},
		})
		got := s.Draft.Spec.Access
		if kept := got.KeyPair == "key-1" && len(got.SSHKeys) == 1 && got.Login == provider.LoginKeyPair; !ok ||
			kept != row.own || !kept && (got.KeyPair != "" || got.SSHKeys != nil || got.Login != "") {
			t.Errorf("like the order of %q with the key %q: %+v, want its keys: %v", row.by, row.key, got, row.own)
		}
	}
}
