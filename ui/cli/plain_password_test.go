package cli_test

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/cli"
)

// vmByLine are the answers to an order of a virtual machine, line by line.
func vmByLine() string { return "2\nSEL-A\nc.1c2g\n1\n" + strings.Repeat("\n", 23) + "y\n" }

// hangUp is a terminal that is gone once something is said on it.
type hangUp struct {
	at   string
	said bytes.Buffer
}

func (h *hangUp) Write(p []byte) (int, error) {
	if strings.Contains(string(p), h.at) {
		return 0, errors.New("hung up")
	}
	return h.said.Write(p)
}

// placed is the only order of c, and what the program says of it.
func placed(t *testing.T, c *typist) string {
	t.Helper()
	_, out, _ := c.run("", "orders", "--json")
	id := regexp.MustCompile(`"id": "([^"]+)"`).FindStringSubmatch(out)
	if id == nil {
		t.Fatalf("there is no order:\n%s", out)
	}
	_, out, said := c.run("", "orders", "show", id[1])
	return strings.Join(strings.Fields(out+said), " ")
}

// TestPlainPassword shows the password that the program has made before anything else comes of the order, and has it
// known as lost where the terminal is gone by then.
func TestPlainPassword(t *testing.T) {
	t.Parallel()
	const lost = "nobody has said that it is saved"
	c := newTypist(t)
	said := c.want(0, vmByLine(), "RUNNING", "--plain")
	password := regexp.MustCompile(`never stored:\s+\S{8,}\n`).FindStringIndex(said)
	if running := strings.Index(said, "RUNNING"); password == nil || running < password[0] {
		t.Errorf("the password is not shown before the machine runs:\n%s", said)
	}
	if shown := placed(t, c); strings.Contains(shown, lost) {
		t.Errorf("a password that was shown counts as lost:\n%s", shown)
	}

	c = newTypist(t)
	p := process(t, c.now, c.env)
	p.Args = []string{"--state", c.state, "--speed", "2000", "--plain"}
	p.In, p.Out, p.Err, p.Terminal = strings.NewReader(vmByLine()), &bytes.Buffer{}, &hangUp{at: "never stored"}, true
	if code := cli.Main(t.Context(), p, c.prods); code == 0 {
		t.Error("the run ends with 0, although its password was lost")
	}
	if shown := placed(t, c); !strings.Contains(shown, lost) {
		t.Errorf("nothing says that the password is lost:\n%s", shown)
	}
	bought(t, ledger(t, c.state), 1, 1)
}
