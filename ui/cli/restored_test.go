package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// backup copies the journal, and returns what puts the copy back: as the program's own advice says, or with all that
// remembers it.
func (c *typist) backup(all bool) (restore func()) {
	c.t.Helper()
	dir, kept := filepath.Join(c.state, "sim"), map[string][]byte{}
	ours := func() []string {
		files, err := filepath.Glob(filepath.Join(dir, "journal*"))
		if err != nil {
			c.t.Fatal(err)
		}
		return files
	}
	for _, path := range ours() {
		text, err := os.ReadFile(path)
		if err != nil {
			c.t.Fatal(err)
		}
		kept[path] = text
	}
	return func() {
		c.t.Helper()
		for _, path := range ours() {
			if err := os.Remove(path); err != nil {
				c.t.Fatal(err)
			}
		}
		for path, text := range kept {
			if !all && strings.HasSuffix(path, ".mark") {
				continue
			}
			if err := os.WriteFile(path, text, 0o600); err != nil {
				c.t.Fatal(err)
			}
		}
	}
}

// called is an order file of machines with another name.
func called(file, name string) string {
	return strings.NewReplacer(`name: "one`, `name: "`+name, "name: one", "name: "+name).Replace(file)
}

// TestRestoredJournalBuysNothingTwice places an order by file, puts the journal back to before, and places it again in
// other ways.
func TestRestoredJournalBuysNothingTwice(t *testing.T) {
	t.Parallel()
	for _, p := range []provider.ProductID{bmcID, vmID, edgeID} { // the last one carries the token in the name
		t.Run(string(p), func(t *testing.T) {
			t.Parallel()
			c := placing(t)
			file, plan := c.write("small.yaml", small(p)), filepath.Join(filepath.Dir(c.file), "small.plan")
			named := c.write("named.yaml", "id: web\n"+called(small(p), "two"))
			c.want(0, "", ".", "plan", file, "--out", plan)
			restore, whole := c.backup(false), c.backup(true)
			c.want(0, "", "DONE", "apply", file, "--yes")
			c.want(0, "", "DONE", "apply", named, "--yes")
			_, full, _ := c.run("", "export", file, "--to", "yaml")
			other := c.write("full.yaml", full)
			for n, path := range []string{file, plan, other, named} {
				[]func(){restore, whole}[n%2]()
				for range 2 { // the second time it is known
					c.want(11, "", "Already placed as o-.*this run bought nothing", "apply", path, "--yes")
				}
			}
			bought(t, ledger(t, c.state), 2, 2)

			c.want(0, "", "DONE", "apply", file, "--yes", "--again")
			restore()
			c.want(11, "", "Already placed as o-", "apply", file, "--yes")
			c.want(0, "", "DONE", "apply", c.write("new.yaml", called(small(p), "new")), "--yes")
			bought(t, ledger(t, c.state), 4, 4)
		})
	}
}

// TestRestoredJournalKnowsReleased gives the machines of an order back: after the backup is restored it is still
// placed.
func TestRestoredJournalKnowsReleased(t *testing.T) {
	t.Parallel()
	c := placing(t)
	file := c.write("small.yaml", "id: web\n"+small(bmcID))
	c.want(0, "", ".", "orders")
	restore := c.backup(false)
	c.want(0, "", "DONE", "apply", file, "--yes")
	c.want(0, "", ".", "orders", "release", "web", "--yes")
	restore()
	c.want(11, "", "Already placed as o-", "apply", file, "--yes")
	bought(t, ledger(t, c.state), 1, 1)
}

// TestUnaskedVendorBuysNothing has a vendor that does not list machines: whether the order was placed before is not
// known.
func TestUnaskedVendorBuysNothing(t *testing.T) {
	t.Parallel()
	c := placing(t)
	faults := c.write("faults.yaml", "- {do: refuse, action: DescribeInstances, code: INTERNAL_SERVER_ERROR, count: -1}\n")
	c.want(4, "", "(?s)could not check with the vendor whether the order was placed before", "--faults", faults, "apply",
		c.write("small.yaml", small(bmcID)), "--yes")
	bought(t, ledger(t, c.state), 0, 0)
}
