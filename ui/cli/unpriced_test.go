package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/cli"
)

// edgeFile is an order file of n machines of Edge Zone, which states no prices, at a cloud that nothing was done at.
func edgeFile(t *testing.T, n int) string {
	t.Helper()
	h := cli.OpenProgram(t, process(t, newClock().Now, nil), all.Products(), t.TempDir(), 20).Session()
	spec, _ := providertest.Choose(t, h.Env().Accounts.Of(edge)[0].Reader, n)
	spec.Access = provider.Access{}
	text, err := orderfile.FromSpec(spec).YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestLimitsWithoutPrice orders what has no price under limits on money: from a file, from a plan that was frozen
// before there was a limit, and in another currency. Machines can be limited instead.
func TestLimitsWithoutPrice(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	two, plan := write("edge.yaml", edgeFile(t, 2)), filepath.Join(dir, "edge.plan")
	c.want(0, "", `"price": null`, "plan", two, "--out", plan, "--json")
	const ten = "{USD: 10}"
	for _, row := range []struct{ name, limits, file, said string }{
		{
			"an order", "per_order: " + ten, two,
			`The order has no price, so limits.per_order cannot be checked. .* set limits.instances in`,
		},
		{
			"a day", "per_day: " + ten, two,
			`The order has no price, so limits.per_day cannot be checked. .* set limits.instances_per_day in`,
		},
		{"a frozen plan", "per_order: " + ten, plan, `limits.per_order cannot be checked`},
		{
			"machines of an order do not cover a day", "per_day: " + ten + ", instances: 100", two,
			`limits.per_day cannot be checked`,
		},
		{"more machines than the limit that covers it", "per_order: " + ten + ", instances: 1", two, `limits.instances`},
		{"another currency", "per_order: {CNY: 100000}", c.file, `limits.per_order has no amount in USD`},
	} {
		t.Log(row.name)
		config := write("config.yaml", "limits: {"+row.limits+"}\n")
		c.want(4, "y\n", row.said, "apply", row.file, "--config", config)
		bought(t, ledger(t, c.state), 0, 0)
	}
	config := write("config.yaml", "limits: {per_order: {USD: 10}, per_day: {USD: 10}, instances_per_day: 3}\n")
	c.want(0, "y\n", "", "apply", two, "--config", config)
	c.want(4, "y\n", `3 machines may be ordered per day \(limits.instances_per_day\): 2 were ordered today, and `+
		`this order has 2`,
		"apply", two, "--set", "name=other", "--config", config)
	bought(t, ledger(t, c.state), 1, 2)
	c.want(2, "", `limits.per_order.USD`, "plan", two, "--config", write("odd.yaml", "limits: {per_order: {USD: -1}}\n"))
}

// TestServeLimitWithoutPrice is the same of a person's limits, over SSH, where nobody can be asked.
func TestServeLimitWithoutPrice(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	file := edgeFile(t, 1)
	r := s.as("erin", "apply --yes -", file)
	if r.code != 4 || !strings.Contains(r.errs, "The order has no price, so your limit per_order cannot be checked") {
		t.Errorf("apply of erin ended with %d, want 4 and why:\n%s", r.code, r.errs)
	}
	if r := s.as("alice", "apply --yes --no-wait -", file); r.code != 0 {
		t.Errorf("apply of alice, who has no limit, ended with %d, want 0:\n%s", r.code, r.errs)
	}
}
