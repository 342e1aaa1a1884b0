package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestOutgrownNamesInPlan plans names whose numbers need more digits than their patterns have.
func TestOutgrownNamesInPlan(t *testing.T) {
	t.Parallel()
	const head = `{"metalwright": "v1", "zone": "SEL-A", "product": `
	const (
		bmc = head + `"zenlayer-bmc", "type": "M6C", `
		vm  = head + `"zenlayer-vm", "type": "c.2c4g", "image": "img-yKK4q6XybymPgfx7ynUUqC3N8", "network": {"subnet": ` +
			`"901000000000000001"}, `
	)
	for _, c := range []struct {
		name, file string
		want       []string // nil: none
		said       string
	}{
		{
			"in the middle", bmc + `"count": 10, "name": "w[95,2]"}`,
			[]string{"w100", "w101", "w102", "w103", "w104"},
			"w100 and later need more digits",
		},
		{"the last", bmc + `"count": 6, "name": "w[95,2]"}`, []string{"w100"}, "w100 needs more digits than its pattern has"},
		{"just enough", bmc + `"count": 5, "name": "w[95,2]"}`, nil, ""},
		{
			"the first, and so all", bmc + `"count": 2, "name": "w[1000,3]"}`,
			[]string{"w1000", "w1001"},
			"w1000 and later need",
		},
		{"no number", bmc + `"count": 3, "name": "w"}`, nil, ""},
		{
			"the host name alone", bmc + `"count": 3, "name": "w-[1,3]", "hostname": "h[8,1]"}`,
			[]string{"h10"},
			"h10 needs more digits",
		},
		{
			"both", bmc + `"count": 3, "name": "w[9,1]", "hostname": "h[8,1]"}`,
			[]string{"w10", "w11", "h10"},
			`(?s)w10 and later.*h10 needs`,
		},
		{"one of two numbers", bmc + `"count": 2, "name": "w[1,3]-[9,1]"}`, []string{"w002-10"}, "w002-10 needs"},
		{"a virtual machine", vm + `"count": 2, "name": "vm[9,1]"}`, []string{"vm10"}, "vm10 needs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			y := newTypist(t)
			if err := os.WriteFile(y.file, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			code, out, errs := y.run("", "plan", y.file, "--json")
			var plan struct {
				Overflow []string `json:"names_overflow"`
			}
			err := json.Unmarshal([]byte(out), &plan)
			if code != 0 || err != nil || plan.Overflow == nil || !slices.Equal(plan.Overflow, c.want) {
				t.Errorf("plan --json ended with %d and %q, %v, want %q\n%s", code, plan.Overflow, err, c.want, errs)
			}
			code, out, _ = y.run("", "plan", y.file)
			if code != 0 || c.want == nil == strings.Contains(out, "more digits") ||
				!regexp.MustCompile(c.said).MatchString(out) {
				t.Errorf("plan ended with %d, want %q:\n%s", code, c.said, out)
			}
		})
	}
	y := newTypist(t)
	file := filepath.Join(t.TempDir(), "many.yaml")
	if err := os.WriteFile(file, []byte(bmc+`"count": 3, "name": "w[8,1]"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	y.want(8, "n\n", "w10 needs more digits than its pattern has", "apply", file)
}

// TestOutgrownNamesOnScreens says it on the step that asks for names, on the review and in its question, whatever the
// size.
func TestOutgrownNamesOnScreens(t *testing.T) {
	t.Parallel()
	const warning = "w100 and later need more digits than their pattern has"
	smallest := uitest.Size{W: 40, H: 12}
	shown := func(d *wizardTest) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(d.Text(), "│", " ")), " ")
	}
	d := sit(t, usual())
	d.walk("naming")
	d.Press("ctrl+u", "5", "enter", "ctrl+u", "w[95,2]")
	if text := shown(d); strings.Contains(text, "digits") {
		t.Errorf("5 names fit, and the step warns:\n%s", d.Text())
	}
	d.Press("up", "ctrl+u", "10", "enter")
	for _, s := range append(uitest.Sizes(), smallest, usual()) {
		d.Resize(s)
		if text := shown(d); !strings.Contains(text, warning) || !strings.Contains(text, "Name w[95,2]") {
			t.Errorf("at %v the step does not warn, or the answer is out of sight:\n%s", s, d.Text())
		}
	}
	d.walk("review")
	d.Press("end")
	if text := shown(d); !strings.Contains(text, warning) {
		t.Errorf("the review does not warn:\n%s", d.Text())
	}
	d.Press("enter")
	d.WaitFor("Place this order?")
	for _, s := range []uitest.Size{usual(), roomy(), smallest} {
		d.Resize(s)
		text := shown(d)
		if !strings.Contains(text, "No, not yet") || s != smallest && !strings.Contains(text, warning) {
			t.Errorf("at %v the question does not warn, or has no answers:\n%s", s, d.Text())
		}
	}
}
