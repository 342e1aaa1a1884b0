package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/programtest"
)

// lost is a typist whose only order broke in the middle, long enough ago that a person is asked.
func lost(t *testing.T) *typist {
	t.Helper()
	c := newTypist(t)
	c.want(10, "y\n", "do not order again", "apply", c.file, "--wait-timeout", "1s", "--faults",
		c.faults("- {do: drop, action: CreateInstances}\n"))
	c.now = func() time.Time { return time.Now().Add(20 * time.Minute) }
	return c
}

// TestResumeDecides shows what is known of a request with unknown outcome, and takes a person's word without the
// wizard.
func TestResumeDecides(t *testing.T) {
	t.Parallel()
	c := lost(t)
	const known = `Request 1: outcome unknown, nothing found: needs a decision, 0 of 1 machine\n` +
		`  sent .* UTC with token mw\w+\n  [0-9.,]+ USD/month at the agreed price(.|\n)*The vendor lists no ` +
		`machine created at that time`
	c.want(10, "\n", known+`(.|\n)*enter to keep waiting:`, "orders", "resume", "o-web")
	c.want(2, "1001000000000009999\n", "does not list that machine", "orders", "resume", "o-web")
	_, out, _ := c.run("", "orders", "show", "o-web")
	if !strings.Contains(out, "The vendor lists no machine created at that time") {
		t.Errorf("orders show has no evidence:\n%s", out)
	}
	c.want(0, "", `"state": "unresolved"(.|\n)*"evidence": \[\]`, "orders", "show", "o-web", "--json")
	c.want(0, "", "It is not known yet what 1 order has bought", "orphans")
	c.want(0, "", `"uncertain_orders": 1`, "orphans", "--json")
	const decided = `\w+ said at .* UTC that request 1 bought nothing\. It is\s+still checked until .* UTC`
	c.want(4, "nothing\n", decided, "orders", "resume", "o-web")
	c.want(0, "", `o-web +REJECTED(.|\n)*`+decided, "orders")
	c.want(0, "", decided, "orders", "show", "o-web")
	c.want(0, "", `finished +\w+ said that nothing was bought`, "orders", "history", "o-web")
	c.want(0, "", `o-web is hidden from the lists`, "orders", "forget", "o-web")
	bought(t, ledger(t, c.state), 0, 0)
}

// TestResumeBuysAgain sends a request once more, after its mark was typed and a confirmation.
func TestResumeBuysAgain(t *testing.T) {
	t.Parallel()
	c := lost(t)
	c.want(10, "\n", "to buy again", "orders", "resume", "o-web")
	_, out, _ := c.run("", "orders", "show", "o-web", "--json")
	_, after, _ := strings.Cut(out, `"token": "`)
	token, _, _ := strings.Cut(after, `"`)
	c.want(2, "mw00000000\n", ".", "orders", "resume", "o-web")
	c.want(10, token+"\nno\n", "Order 1 machine now", "orders", "resume", "o-web")
	bought(t, ledger(t, c.state), 0, 0)
	// the old request is still nobody's word
	c.want(10, token+"\nyes\n", "again RUNNING|RUNNING", "orders", "resume", "o-web")
	bought(t, ledger(t, c.state), 1, 1)
}

// TestResumeAfterAnUnknownRefusal has the vendor refuse with a code that it does not document: its words are shown
// wherever the outcome is, a person is asked after two minutes, and only a person calls it refused.
func TestResumeAfterAnUnknownRefusal(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	const words = `on holiday(.|\n)*A_CODE_OF_NEXT_YEAR(.|\n)*request`
	fault := "- {do: refuse, action: CreateInstances, code: A_CODE_OF_NEXT_YEAR, message: the type is on holiday, " +
		"status: 400}\n"
	c.want(10, "y\n", words, "apply", c.file, "--wait-timeout", "1s", "--faults", c.faults(fault))
	c.now = func() time.Time { return time.Now().Add(3 * time.Minute) }
	c.want(10, "\n", words+`(.|\n)*“refused” if nothing was bought`, "orders", "resume", "o-web")
	c.want(0, "", words, "orders", "show", "o-web")
	c.want(0, "", `"code": "A_CODE_OF_NEXT_YEAR",\s+"message": "the type is on holiday",\s+"request_id": "[^"]+"`,
		"orders", "show", "o-web", "--json")
	c.want(4, "refused\n", "Nothing was bought|REJECTED", "orders", "resume", "o-web")
	c.want(0, "", `o-web +REJECTED`, "orders")
	bought(t, ledger(t, c.state), 0, 0)
}

// TestDoctorKnowsLookUps does not take an order that is being looked up for one that nobody looks at, and finds one
// that nobody does.
func TestDoctorKnowsLookUps(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(10, "y\n", "do not order again", "apply", c.file, "--wait-timeout", "1s", "--faults",
		c.faults("- {do: drop, action: CreateInstances}\n"))
	if _, out, _ := c.run("", "doctor"); strings.Contains(out, "has not been checked") || !strings.Contains(out, "o-web") {
		t.Errorf("doctor says of an order that is being looked up:\n%s", out)
	}
	c.now = func() time.Time { return time.Now().Add(20 * time.Minute) }
	if _, out, _ := c.run("", "doctor"); !strings.Contains(out, "has not been checked") {
		t.Errorf("doctor does not say that nobody has looked for 20 minutes:\n%s", out)
	}
}

// TestLostJournalOrdersNothing empties the journal beside its backup, and applies the file again: nothing is ordered,
// and it says how to restore the journal; so does doctor.
func TestLostJournalOrdersNothing(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "y\n", "RUNNING", "apply", c.file)
	path := filepath.Join(c.state, "sim", "journal.db")
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	const words = `existed here and is gone, empty(.|\n)*journal-\*\.db(.|\n)*journal\*\.mark`
	c.want(1, "y\n", words, "apply", c.file)
	c.want(1, "", words, "doctor")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	c.want(1, "y\n", words, "apply", c.file)
	bought(t, ledger(t, c.state), 1, 1)
}

// TestReleaseOfAnUnknownOutcome releases an order of which nobody knows whether it has machines.
func TestReleaseOfAnUnknownOutcome(t *testing.T) {
	t.Parallel()
	c := lost(t)
	c.want(10, "", "it is not known yet whether it has machines. Check with `metalwright orders resume o-web`", "orders",
		"release", "o-web", "--yes")
}

// TestReleaseWhoseAnswerIsLost loses the answer to a release: that its outcome is unknown is said until it is settled.
func TestReleaseWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", "DONE", "apply", c.file, "--yes")
	c.want(4, "", ".", "orders", "release", "o-web", "--yes", "--faults",
		c.faults("- {do: drop, action: TerminateInstance}\n"))
	const open = `release requested at .*, outcome unknown`
	c.want(0, "", open, "orders", "show", "o-web")
	c.want(0, "", open, "orders", "resume", "o-web")
	c.now = func() time.Time { return time.Now().Add(40 * time.Minute) }
	if _, out, _ := c.run("", "orders", "show", "o-web"); strings.Contains(out, "outcome unknown") {
		t.Errorf("half an hour later orders show says\n%s", out)
	}
}

// TestLogThatIsNotWritten has a log that takes nothing.
func TestLogThatIsNotWritten(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", "--log-file /dev/full: .*no space left", "--log-file", programtest.File(t, "/dev/full"), "apply",
		c.file, "--yes")
}
