package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPlanAndFileAreOneOrder applies a file and the plan that was made of it one after the other: whatever comes first
// buys, and the other one does not, also when a default of the profile has changed between.
func TestPlanAndFileAreOneOrder(t *testing.T) {
	t.Parallel()
	for _, row := range []string{
		"plan, apply plan, apply plan",
		"plan, apply plan, apply file",
		"plan, apply file, apply plan",
		"plan, apply plan, change, apply file",
		"plan, apply plan, change, apply plan",
		"plan, apply file, change, apply plan",
		"plan, change, apply plan, apply file",
		"plan, change, apply file, apply plan",
		"apply file, change, plan, apply plan",
		"plan, change, later, apply plan, apply later",
		"restorable, plan, apply plan, restore, apply file",
		"restorable, plan, apply file, restore, apply plan",
	} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			c := placing(t)
			c.env = profiled(t, "wide")
			file, restore := c.write("small.yaml", small(bmcID)), func() {}
			path := map[string]string{
				"file": file, "plan": filepath.Join(filepath.Dir(file), "web.plan"), "later": filepath.Join(filepath.Dir(file),
					"later.plan"),
			}
			code := 0
			for act := range strings.SplitSeq(row, ", ") {
				switch verb, what, _ := strings.Cut(act, " "); verb {
				case "plan", "later":
					c.want(0, "", "Mbps", "--sim", "plan", file, "--out", path[verb])
				case "apply":
					c.want(code, "", ".", "--sim", "apply", path[what], "--yes")
					code = 11
				case "change":
					text, err := os.ReadFile(c.env["METALWRIGHT_CONFIG"])
					if err != nil {
						t.Fatal(err)
					}
					changed := strings.ReplaceAll(string(text), "77", "66")
					if err := os.WriteFile(c.env["METALWRIGHT_CONFIG"], []byte(changed), 0o600); err != nil {
						t.Fatal(err)
					}
				case "restorable":
					c.want(0, "", ".", "--sim", "orders")
					restore = c.backup(false)
				case "restore":
					restore()
				}
			}
			bought(t, ledger(t, c.state), 1, 1)
		})
	}
}
