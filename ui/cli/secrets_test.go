package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// witness sees every frame and every message of a program.
type witness struct {
	tea.Model
	frames, messages *strings.Builder
}

func (w witness) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	fmt.Fprintf(w.messages, "%T %v\n", msg, msg)
	next, cmd := w.Model.Update(msg)
	w.Model = next
	w.frames.WriteString(w.View().Content)
	return w, cmd
}

// overheard is a wizardTest whose frames, messages and log are kept, and where its journal is.
type overheard struct {
	*wizardTest
	frames, messages strings.Builder
	log              *uitest.Output
	dir              string
}

func overhear(t *testing.T) *overheard {
	t.Helper()
	w := &overheard{log: &uitest.Output{}, dir: t.TempDir()}
	c := newClock()
	p := process(t, c.Now, nil)
	p.LogTo = w.log
	h := cli.OpenProgram(t, p, all.Products(), w.dir, 20)
	w.wizardTest = &wizardTest{t: t, program: h.Session(), clock: c}
	w.wizard = w.program.Wizard()
	w.Driver = uitest.Drive(t, witness{w.program.App(w.wizard), &w.frames, &w.messages}, roomy())
	return w
}

// withPassword walks to the way to log in, and chooses a password.
func (w *overheard) withPassword() {
	w.t.Helper()
	w.walk("access")
	w.Press("right", "tab") // from the vendor's own
}

// nowhere fails the test when the secret is in the frames, the log, the files of the journal, or the command line of a
// process.
func (w *overheard) nowhere(secret, when string) {
	w.t.Helper()
	found := func(where, text string) {
		if strings.Contains(text, secret) {
			w.t.Errorf("%s: the secret is in %s", when, where)
		}
	}
	found("a frame", w.frames.String())
	found("the log", w.log.String())
	var paths []string
	for _, pattern := range []string{w.dir + "/*", w.dir + "/*/journal*", "/proc/[0-9]*/cmdline"} {
		some, err := filepath.Glob(pattern)
		if err != nil {
			w.t.Fatal(err)
		}
		paths = append(paths, some...)
	}
	journals := 0
	for _, path := range paths {
		text, err := os.ReadFile(path) // a directory, or a process that has ended, says nothing
		if err == nil {
			found(path, string(text))
		}
		if strings.Contains(path, "journal.db") {
			journals++
		}
	}
	if journals < 2 {
		w.t.Errorf("%s: %d files of the journal, want the database and its log at least", when, journals)
	}
}

// TestMadePasswordIsShownOnce makes a password, orders with it, copies it from the board and lets it go: nothing shows
// it before the order is accepted, and nothing after.
func TestMadePasswordIsShownOnce(t *testing.T) {
	t.Parallel()
	w := overhear(t)
	w.withPassword()
	w.Press("ctrl+t")
	w.Rest()
	made := w.wizard.Draft().Generated.Reveal()
	if made == "" || w.wizard.Draft().Spec.Access.Password.Reveal() != made {
		t.Fatalf("Draft() = %+v, want a password that was made:\n%s", w.wizard.Draft().Spec.Access, w.Text())
	}
	w.walk("review")
	w.Press("p")
	w.WaitFor("secrets masked")
	w.Press("esc")
	w.nowhere(made, "before the order")

	w.place()
	w.WaitFor("Password for these machines", made)
	w.Press("q", "x", "n", "enter") // it stays until it is said to be kept
	if n := strings.Count(w.Text(), made); n != 1 || w.Quit() {
		t.Fatalf("the board shows the password %d times, want once until w is pressed:\n%s", n, w.Text())
	}
	w.messages.Reset()
	w.Press("y")
	w.WaitFor("Password copied to the clipboard")
	w.Until("the password for the clipboard", func() bool {
		said := w.messages.String()
		return strings.Contains(said, made) && strings.Contains(said, "setClipboardMsg")
	})

	unsaved := func() bool {
		all, err := w.program.Orders().Views.Orders(t.Context())
		if err != nil || len(all) != 1 {
			t.Fatalf("Orders() = %d, %v, want one", len(all), err)
		}
		next := uitest.Drive(t, w.program.Session().App(w.program.Board(all[0].ID)), roomy()) // as after a kill
		next.WaitFor("PENDING")
		if said := strings.Contains(flat(next.Text()), flat("nobody has said that it is saved")); said != all[0].Unsaved {
			t.Errorf("the next board says that the password may be lost: %v, want %v:\n%s", said, all[0].Unsaved, next.Text())
		}
		return all[0].Unsaved
	}
	if !unsaved() {
		t.Error("before w is pressed, nothing says that the password may be lost")
	}
	w.Press("w")
	w.WaitFor("Done")
	if unsaved() {
		t.Error("after w was pressed, the password still may be lost")
	}
	w.frames.Reset()
	w.WaitFor("1 PENDING", "updated")
	w.look(10*time.Second, "CREATING", "updated")
	w.Press("y") // is the machine's id now
	w.look(2*time.Minute, "RUNNING")
	for _, s := range uitest.Sizes() {
		w.Resize(s)
	}
	orders, err := w.program.Orders().Views.Orders(t.Context())
	if err != nil || len(orders) != 1 {
		t.Fatalf("Orders() = %d, %v, want one", len(orders), err)
	}
	again := uitest.Drive(t, witness{w.program.Session().App(w.program.Board(orders[0].ID)), &w.frames, &w.messages},
		roomy())
	again.WaitFor("RUNNING")
	w.nowhere(made, "after it was kept")
}

// TestRefusalShowsNoSecret has the vendor quote the password and the script that were typed, in a refusal and in an
// answer that says nothing certain.
func TestRefusalShowsNoSecret(t *testing.T) {
	t.Parallel()
	const password, script = "Mark-pass_12", "echo planted-script-9"
	for _, c := range []struct {
		name, shows string
		do          sim.FaultKind
		code        string
	}{
		{"refused", "The vendor says", sim.Refuse, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED"},
		{"unclear", "AMBIGUOUS", sim.Broken, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := overhear(t)
			w.withPassword()
			w.Press(password)
			w.Press("down", "enter") // what is folded away: the script
			w.Paste("#!/bin/sh\n" + script + "\n")
			w.Rest()
			if a := w.wizard.Draft().Spec.Access; a.Password.Reveal() != password {
				t.Fatalf("password = %q, want %q:\n%s", a.Password.Reveal(), password, w.Text())
			}
			w.walk("review")
			fault := sim.Fault{Do: c.do, Service: "bmc", Action: "CreateInstances", Code: c.code, Message: "The vendor says `" +
				password + "` and " + script}
			if err := w.program.Cloud().Inject(fault); err != nil {
				t.Fatal(err)
			}
			w.frames.Reset()
			w.place()
			orders := func() int {
				all, err := w.program.Orders().Views.Orders(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				return len(all)
			}
			w.Until("the answer", func() bool { return orders() == 1 && len(w.program.Orders().Sending()) == 0 })
			w.WaitFor(c.shows)
			w.log.Until(t, "purchase answered")
			w.nowhere(password, "after the answer")
			if frames := strings.Join(strings.Fields(w.frames.String()), " "); strings.Contains(frames, "and "+script) {
				t.Error("a frame quotes the script in the vendor's words") // in the form it stands as it was typed
			}
			w.frames.Reset()
			w.nowhere(script, "after the answer")
		})
	}
}
