package cli_test

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCosts adds up what all machines cost, for people and for programs.
func TestCosts(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(0, "", `TOTAL +0 +- +- +-`, "orders", "costs")
	c.want(0, "y\n", "", "apply", c.file)
	c.want(0, "", `(?s)PRODUCT +CHARGE.*zenlayer-bmc.*by the hour +1 .*USD.*TOTAL +1 .*USD`, "orders", "costs")
	c.want(0, "", `(?s)"product": "zenlayer-bmc".*"state": "billed".*"machines": 1.*"currency": "USD".*"total"`, "orders",
		"costs", "--json")
}

// TestCostsOfUnknown leaves out of the total what may have been bought, and says how much it would be; the total counts
// no machine that is gone.
func TestCostsOfUnknown(t *testing.T) {
	t.Parallel()
	c := lost(t)
	c.want(0, "", `TOTAL +0 +- +- +- +-\nNot in the total: up to [0-9.]+ USD/h more, for machines that are coming up`,
		"orders", "costs")
	c.want(0, "", `(?s)"machines": 0.*"more": \{\s+"hour": \[\s+\{`, "orders", "costs", "--json")
	c.want(4, "nothing\n", "", "orders", "resume", "o-web")
	c.want(0, "y\n", "", "apply", c.file, "--again")
	c.want(0, "", `by the hour +1 (.|\n)*TOTAL +1 +[0-9.]+ USD +[0-9.]+ USD/h +[0-9,.]+ USD/month +-\n[^N]`, "orders",
		"costs")
	c.want(0, "o-web-2\n", "", "orders", "release", "o-web-2")
	c.want(0, "", `gone +\(1\) (.|\n)*TOTAL +0 +[0-9.]+ USD +- +- +-\n[^N]`, "orders", "costs")
}

// TestCostsOfTerms says what the next term of a prepaid machine costs, and nothing by the hour, which nobody pays.
func TestCostsOfTerms(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	file := filepath.Join(t.TempDir(), "prepaid.yaml")
	const order = "metalwright: v1\nid: o-ahead\nproduct: zenlayer-bmc\nzone: FRA-A\ntype: G4W\n" +
		"billing: {charge: prepaid, months: 3}\n"
	if err := os.WriteFile(file, []byte(order), 0o600); err != nil {
		t.Fatal(err)
	}
	c.want(0, "y\n", "", "apply", file)
	c.want(0, "", `(?s)TERM.*zenlayer-bmc +\S+ +prepaid +1 +[0-9,]+\.\d\d USD +- +[0-9,]+\.\d\d USD/month +`+
		`[0-9,]+\.\d\d USD for 3 months.*TOTAL`, "orders", "costs")
	c.want(0, "", `1 prepaid machine, renewed on 20\d\d-\d\d-\d\d for [0-9,]+\.\d\d USD`, "orders", "show", "o-ahead")
	c.want(0, "", `(?s)"months": 3.*"hour": \[\].*"term": \[.*"total"`, "orders", "costs", "--json")
}
