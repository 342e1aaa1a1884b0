package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/cli"
)

// TestQuietIsQuiet shows neither the plan nor progress where nobody is asked, and nothing but the result.
func TestQuietIsQuiet(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	code, out, said := c.run("", "apply", c.file, "--yes", "--quiet")
	if code != 0 || !strings.Contains(out, "o-web") || strings.Contains(said, "M6C") || strings.Contains(said, "web ") {
		t.Errorf("apply --quiet ended with %d, wrote %q and said %q, want the order alone", code, out, said)
	}
	c.want(0, "y\n", `M6C(.|\n)*Place this order`, "apply", c.file, "--again", "--quiet")
}

// TestLoginIsSaid ends with how to log in, but not for those who want results alone.
func TestLoginIsSaid(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "y\n", `Log in: ssh \S+@\S+`, "apply", c.file)
	if _, _, said := c.run("", "orders", "watch", "o-web", "--quiet"); strings.Contains(said, "Log in") {
		t.Errorf("watch --quiet says how to log in:\n%s", said)
	}
}

// TestFailureSaysSimulated says in the document of an error that the run was on the simulated cloud, also where nobody
// asked for that.
func TestFailureSaysSimulated(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(2, "", `"simulated": true`, "orders", "show", "o-nope", "--json")
}

// TestPlanIsWritten says where a plan is and what to do with it, and what is wrong with half of one.
func TestPlanIsWritten(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	plan := filepath.Join(t.TempDir(), "web.plan")
	c.want(0, "", "The plan is in "+plan+`\. Place it with .metalwright apply `, "plan", c.file, "--out", plan)
	data, err := os.ReadFile(plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plan, data[:len(data)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(2, "", "The plan is cut off", "apply", plan, "--yes")
	c.want(2, "", `The directory \S+missing does not exist`, "plan", c.file, "--out",
		filepath.Join(t.TempDir(), "missing", "web.plan"))
}

// TestFindNothing says that types without a price were not compared with one.
func TestFindNothing(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", `No match among the types with a price; \d+ more have none yet`, "find", "price<0", "--prices", "1")
}

// brokenPipe is an output whose reader has gone away.
type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

// TestReaderHasEnough says nothing to who reads a list no further.
func TestReaderHasEnough(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	p := process(t, time.Now, nil)
	p.Args, p.Out, p.Err = []string{"find", "type=M6C", "--state", t.TempDir(), "--sim"}, brokenPipe{}, &said
	if code := cli.Main(t.Context(), p, newTypist(t).prods); code != 1 || strings.Contains(said.String(), "broken pipe") {
		t.Errorf("find ended with %d and said %q, want 1 and not a word of it", code, said.String())
	}
}

// TestWordsOfAnswers suggests no word that is refused, and says one mistake once.
func TestWordsOfAnswers(t *testing.T) {
	t.Parallel()
	here := prepare(t)
	r := here.localIn(orderFile("web", 1)+"billing: {type: never}\n", "plan", "-")
	if r.code != 2 || !strings.Contains(r.errs, "unknown key") || strings.Contains(r.errs, "Did you mean") {
		t.Errorf("plan ended with %d and said %s, want no suggestion", r.code, r.errs)
	}
	r = here.localIn(orderFile("we_b!", 1), "plan", "-")
	if r.code != 2 || strings.Count(r.errs, "Only these are allowed") != 1 {
		t.Errorf("plan of a wrong name ended with %d and said %s, want what is allowed, once", r.code, r.errs)
	}
}

// TestOutcomeIsAsked shows while an outcome is unknown what that means and until when nobody decides; afterwards it
// asks for a decision, not to check again.
func TestOutcomeIsAsked(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	drop := c.faults("- {do: drop, action: CreateInstances}\n")
	c.want(10, "y\n", `Checking; do not order again(.|\n)*checks until`, "apply", c.file, "--wait-timeout", "1s",
		"--faults", drop)
	c.want(10, "", `What you decided is carried out then`, "orders", "resume", "o-web", "--nothing-bought",
		"--wait-timeout", "1s")
	c.now = func() time.Time { return time.Now().Add(20 * time.Minute) }
	c.want(10, "\n", `No trace of it was found: check the vendor's console, then decide with`, "orders", "resume", "o-web")
}

// TestPartIsPriced prices what was bought of an order that was filled in part.
func TestPartIsPriced(t *testing.T) {
	t.Parallel()
	c := many(t)
	c.want(5, "y\n", "Log in: ssh", "apply", c.file, "--set", "count=5", "--faults",
		c.faults("- {do: partial, action: CreateInstances, keep: 3}\n"))
	c.want(0, "", `3 of 5 machines were bought`, "orders", "receipt", "o-web")
	c.want(0, "y\n", "", "apply", c.file, "--set", "count=1", "--set", "name=other", "--again")
	c.want(0, "", `PLACED \(UTC\)\no-web +PARTIAL +3/5 +\d +5 × M3E`, "orders") // what waits for someone comes first
}

// TestReleaseSaysWhatChanges writes nothing of machines as they were before they were released.
func TestReleaseSaysWhatChanges(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "y\n", "", "apply", c.file)
	_, _, said := c.run("", "--plain", "orders", "release", "o-web", "--yes")
	if strings.Contains(said, "o-web web RUNNING") || strings.Contains(said, "o-web web READY") ||
		!strings.Contains(said, "o-web web RELEASED") {
		t.Errorf("release says\n%s\nwant only what changes", said)
	}
}
