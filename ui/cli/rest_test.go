package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

const manyMachines = `{"metalwright": "v1", "id": "o-web", "product": "zenlayer-bmc", "zone": "SEL-A", "type": "M3E",
	"count": 250, "name": "web-[1,3]"}`

// many is a typist with an order of 250 machines, which are three requests.
func many(t *testing.T) *typist {
	t.Helper()
	c := newTypist(t)
	if err := os.WriteFile(c.file, []byte(manyMachines), 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// faults writes a file of faults.
func (c *typist) faults(text string) string {
	c.t.Helper()
	path := filepath.Join(c.t.TempDir(), "faults.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

// numbered checks that the books have web-001 … web-n, each once, by so many purchases.
func (c *typist) numbered(purchases, n int) {
	c.t.Helper()
	l := ledger(c.t, c.state)
	bought(c.t, l, purchases, n)
	names := map[string]int{}
	for _, m := range l.Machines {
		names[m.Name]++
	}
	for i := range n {
		if name := fmt.Sprintf("web-%03d", i+1); names[name] != 1 {
			c.t.Errorf("the books have %d machines called %s, want 1", names[name], name)
		}
	}
}

// TestManyMachines orders 250 machines: three requests, and the numbers continue.
func TestManyMachines(t *testing.T) {
	t.Parallel()
	c := many(t)
	c.want(0, "y\n", "sent as 3 requests of at most 100, one after another", "apply", c.file)
	c.numbered(3, 250)
}

// TestRateLimitGoesOn has the vendor ask for a pause in the middle: the same machines are asked for again.
func TestRateLimitGoesOn(t *testing.T) {
	t.Parallel()
	c := many(t)
	c.want(0, "y\n", "DONE", "apply", c.file, "--faults", c.faults("- {do: throttle, action: CreateInstances, skip: 1}\n"))
	c.numbered(3, 250)
}

// TestRestIsOrdered has the second of three requests refused: the rest waits for a person, who may order it without the
// wizard, and not by Enter alone.
func TestRestIsOrdered(t *testing.T) {
	t.Parallel()
	c := many(t)
	refused := c.faults(
		"- {do: refuse, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE, message: none left, skip: 1}\n")
	c.want(5, "y\n", "none left", "apply", c.file, "--faults", refused)
	c.numbered(1, 100)
	const missing = `Bought 100 of 250, 150 not ordered`
	for _, show := range [][]string{{"orders"}, {"orders", "show", "o-web"}} {
		_, out, _ := c.run("", show...)
		if !strings.Contains(out, missing) {
			t.Errorf("%v does not say %q:\n%s", show, missing, out)
		}
	}
	for _, no := range []string{"\n", "", "no\n", "x\n"} {
		c.want(5, no, missing+`(.|\n)*150 M3E machines in SEL-A\ncosts .* USD/h\nOrder 150 machines now\?`, "orders",
			"resume", "o-web")
	}
	c.numbered(1, 100)
	c.want(0, "y\n", "DONE", "orders", "resume", "o-web")
	c.numbered(3, 250)
	c.want(1, "yes\n", "nothing left", "orders", "resume", "o-web", "--order-rest")
}

// TestRestKeepsNames has the vendor make a part of the machines: those that are ordered further have the names that are
// missing.
func TestRestKeepsNames(t *testing.T) {
	t.Parallel()
	c := many(t)
	c.want(5, "y\n", "", "apply", c.file, "--set", "count=5", "--faults",
		c.faults("- {do: partial, action: CreateInstances, keep: 3}\n"))
	c.want(0, "", "DONE", "orders", "resume", "o-web", "--order-rest", "--yes")
	c.numbered(2, 5)
}

// TestRestOnTheBoard orders the rest by one key and a typed word.
func TestRestOnTheBoard(t *testing.T) {
	t.Parallel()
	c := many(t)
	refused := c.faults(
		"- {do: refuse, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE, message: none left, skip: 1}\n")
	c.want(5, "y\n", "none left", "apply", c.file, "--faults", refused)
	s := start(t, uitest.Size{W: 100, H: 30}, process(t, time.Now, nil), "board", "o-web", "--state", c.state,
		"--speed", "2000")
	s.WaitFor("Bought 100 of 250, 150 not ordered", "o order the rest")
	s.Press("o")
	s.WaitFor("150 M3E machines in SEL-A", "costs", `Type "y"`)
	s.Press("enter")
	s.WaitFor("That does not match")
	c.numbered(1, 100)
	s.Press("esc", "o")
	s.WaitFor(`Type "y"`)
	s.Press("y")
	s.WaitFor("enter order for ")
	s.Press("enter")
	s.WaitFor("250 RUNNING", "DONE")
	s.WaitUntil("no more to order", func(shown string) bool {
		return !strings.Contains(shown, "not ordered") && !strings.Contains(shown, "o order")
	})
	s.Press("q")
	s.exit()
	c.numbered(3, 250)
}
