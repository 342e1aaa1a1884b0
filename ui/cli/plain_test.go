package cli_test

import (
	"strings"
	"testing"
)

// TestPlainWizard answers every question by lines: what is suggested by Enter, choices by number and by name.
func TestPlainWizard(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	enter := strings.Repeat("\n", 40)
	said := c.want(8, "", "The input ended before the last answer. Cancelled; nothing was bought", "--plain")
	if strings.Contains(said, "\x1b") {
		t.Errorf("--plain moves the cursor:\n%q", said)
	}
	c.want(8, "1\nSEL-A\nno-such\nM6C\n"+enter, "No such choice(.|\n)*Cancelled", "--plain")
	bought(t, ledger(t, c.state), 0, 0)

	// the answers, the charge and more by Enter, and the bandwidth wrong at first
	answers := []string{"zenlayer-bmc", "SEL-A", "M6C", "2", "", "", "", "", "lots", "70"}
	said = c.want(8, strings.Join(answers, "\n")+enter, "Bandwidth +70 Mbps", "--plain")
	if !strings.Contains(said, "Place this order? [y/N]") {
		t.Errorf("it does not ask:\n%s", said)
	}

	// placed and followed; the password of a virtual machine is shown once
	vm := []string{"2", "SEL-A", "c.1c2g", "1"}
	said = c.want(0, strings.Join(vm, "\n")+"\n"+strings.Repeat("\n", 23)+"y\n", "RUNNING", "--plain")
	if !strings.Contains(said, "shown only once and never stored") {
		t.Errorf("the password is nobody's:\n%s", said)
	}
	bought(t, ledger(t, c.state), 1, 1)

	// a question whose answer must be yes, and says why; the machines stand in a zone of a region
	edge := []string{"3", "", "ap-guangzhou-tez-gz-1", "1", "", "no", "yes"}
	said = c.want(0, strings.Join(edge, "\n")+"\n"+strings.Repeat("\n", 5)+"y\n", "RUNNING", "--plain")
	if !strings.Contains(said, "Accept to continue: nothing can be ordered in this zone without it\n") ||
		strings.Contains(said, "press esc") {
		t.Errorf("a no is not answered in the words of lines:\n%s", said)
	}
	bought(t, ledger(t, c.state), 2, 2)
}

// TestPlainWizardAtTheEnd ends the input behind each answer: it says so, and nothing is bought.
func TestPlainWizardAtTheEnd(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	answers := []string{"2", "SEL-A", "c.1c2g", "no-such-image", "1", "", "lots", "6"}
	for n := range len(answers) + 1 {
		for _, last := range []string{"", "\n"} { // with and without the end of the last line
			typed := strings.Join(answers[:n], "\n") + last
			c.want(8, typed, "\nmetalwright: The input ended before the last answer. Cancelled; nothing was bought\n$",
				"--plain")
		}
	}
	bought(t, ledger(t, c.state), 0, 0)
}
