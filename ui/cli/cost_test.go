package cli_test

import "testing"

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
