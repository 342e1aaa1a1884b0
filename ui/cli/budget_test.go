package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestLimitsAreSeen shows what limits leave before anything is asked: on the review, and in what plan prints.
func TestLimitsAreSeen(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "config.yaml")
	const limits = "limits: {per_day: {USD: 100000}, instances: 2, instances_per_day: 9}\n"
	if err := os.WriteFile(config, []byte(limits), 0o600); err != nil {
		t.Fatal(err)
	}
	clk := newClock()
	h := cli.OpenProgram(t, process(t, clk.Now, map[string]string{"METALWRIGHT_CONFIG": config}), all.Products(),
		t.TempDir(), 20)
	for _, size := range []uitest.Size{roomy(), {W: 80, H: 24}, {W: 40, H: 12}} {
		d := wizardIn(t, h, clk, size)
		d.walk("review")
		d.Rest()
		d.Press("end")
		seen := ""
		for range 12 { // page by page where it does not fit
			seen += d.Text() + "\n"
			d.Press("pgdown")
		}
		want := "9 of 9 machines left today (UTC), everybody's"
		if size.W < 80 { // a mark stands at the end of its first line
			want = "left today (UTC), everybody's"
		}
		if got := flat(seen); !strings.Contains(got, flat(want)) {
			t.Errorf("at %v the review does not say what limits leave:\n%s", size, d.Text())
		}
	}

	c := newTypist(t)
	c.want(0, "", `Limits +100,000.00 USD of 100,000.00 USD left today \(UTC\), everybody's`, "plan", c.file, "--config",
		config)
	c.want(0, "", `"count_left": 9`, "plan", c.file, "--config", config, "--json")
	c.want(8, "n\n", `9 of 9 machines left today`, "apply", c.file, "--config", config)
	c.want(0, "y\n", `9 of 9 machines left today`, "apply", c.file, "--config", config)
	c.want(0, "", `8 of 9 machines left today`, "plan", c.file, "--config", config)
	c.want(0, "", `2 machines for an order, everybody's  not enough`, "plan", c.file,
		"--config", config, "--set", "count=3")
}

// TestServeLimitsAreSeen shows a person's own limits to them, to whoever may approve their order, and to nobody else.
func TestServeLimitsAreSeen(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.file("people.yaml", strings.Replace(careful, "alice: {roles: [operator]}",
		"alice: {roles: [operator], limits: {instances_per_day: 5}}", 1))
	s.here("--speed", "2000")
	var plan struct {
		Limits []struct {
			Limit     string
			Person    bool
			CountLeft int `json:"count_left"`
		}
	}
	r := s.want("alice", "plan --json -", orderFile("web-[1,3]", 2), 0)
	if err := json.Unmarshal([]byte(r.out), &plan); err != nil || len(plan.Limits) != 1 || !plan.Limits[0].Person ||
		plan.Limits[0].CountLeft != 5 || plan.Limits[0].Limit != "instances_per_day" {
		t.Errorf("plan says %+v (%v), want five machines left of alice's limit", plan.Limits, err)
	}
	if r := s.want("bob", "plan -", orderFile("web-[1,3]", 2), 0); strings.Contains(r.out, "Limits") {
		t.Errorf("bob has no limits, and plan says\n%s", r.out)
	}
	a := s.ask("alice", orderFile("web-[1,3]", 2))
	s.want("alice", "plan -", orderFile("db-[1,3]", 4), 0, "3 of 5 machines left today (UTC), yours  not enough")
	s.want("carol", "orders approve --yes "+a.ID, "", 0, "5 of 5 machines left today (UTC), alice's")
}
