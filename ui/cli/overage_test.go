package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/cli"
)

// TestOverageIsShown has the vendor state a price of what is used beyond the bandwidth that is paid for: the review
// shows it, and so does plan, in words and as JSON. It is no part of what the order costs.
func TestOverageIsShown(t *testing.T) {
	t.Parallel()
	c := newClock()
	cloud, url, a := watchedCloud(t, c)
	a.change = func(action string, answer []byte) []byte {
		if action != "InquiryPriceCreateInstance" {
			return answer
		}
		head, rest, _ := strings.Cut(string(answer), `"bandwidthPrice":[{`)
		return []byte(head +
			`"bandwidthPrice":[{"excessUnitPrice":0.09,"excessDiscountUnitPrice":0.08,"excessAmountUnit":"GB",` + rest)
	}
	d := realProgram(t, c, cloud.Credentials(), url, t.TempDir())
	d.walk("review")
	d.Rest()
	d.Press("end")
	d.WaitFor("Extra bandwidth", "0.08 USD/GB of use", "(list 0.09 USD)")

	file := filepath.Join(t.TempDir(), "small.yaml")
	if err := os.WriteFile(file, []byte(small(bmcID)), 0o600); err != nil {
		t.Fatal(err)
	}
	plan := func(args ...string) string {
		t.Helper()
		products, env := realProducts(cloud.Credentials(), url)
		p := process(t, c.Now, env)
		var out, errs bytes.Buffer
		p.Args, p.Out, p.Err = append([]string{"plan", file, "--state", t.TempDir()}, args...), &out, &errs
		if code := cli.Main(t.Context(), p, products); code != 0 {
			t.Fatalf("plan %v = %d, want 0: %s", args, code, errs.String())
		}
		return out.String()
	}
	if got := plan(); !strings.Contains(got, "0.08 USD/GB of use") {
		t.Errorf("plan does not say what overage costs:\n%s", got)
	}
	var got struct {
		Price struct {
			ByUse []struct{ Item, Price, Unit string } `json:"by_use"`
		}
	}
	text := plan("--json")
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if u := got.Price.ByUse; len(u) != 1 || u[0].Item != "bandwidth_overage" || u[0].Price != "0.08" || u[0].Unit != "GB" {
		t.Errorf("plan --json has the price %+v, want that of overage:\n%s", got, text)
	}
}
