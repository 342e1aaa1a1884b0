package cli_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/text"
)

// TestPlanValues writes what a plan shows as the value of each answer of one line into another file: that is taken, and
// its plan is the same.
func TestPlanValues(t *testing.T) {
	t.Parallel()
	files := map[provider.ProductID]string{
		bmcID: `{metalwright: v1, product: zenlayer-bmc, zone: SEL-A, type: M6C, image: Ubuntu26.04-x86_64, count: 2,
			billing: {charge: prepaid, months: 3}, network: {ipv6: true, nic: {wan: wan0, lan: lan0}}}`,
		vmID: `{metalwright: v1, product: zenlayer-vm, zone: BKK-A, type: c.1c2g, count: 2, cpu_passthrough: false,
			image: Ubuntu Server 26.04 LTS x86 64-bit, access: {password: env:PASSWORD},
			network: {subnet: default, ipv6: false, mode: Virtio}, storage: {preallocate: true}}`,
		edgeID: `{metalwright: v1, product: tencent-edgezone, zone: ap-guangzhou-tez-gz-1, type: BMS5.MEDIUM8,
			image: img-one, count: 2, billing: {consent: true}}`,
	}
	for _, p := range all.Products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			c := placing(t)
			code, shown, said := c.run("", "plan", c.write("one.yaml", files[p.ID]))
			if code != 0 {
				t.Fatalf("plan ended with %d:\n%s", code, said)
			}
			file, n := c.written(p, shown)
			if n < 8 {
				t.Fatalf("%d values are in the plan, want 8 at least:\n%s", n, shown)
			}
			code, again, said := c.run("", "plan", c.write("two.yaml", file))
			if code != 0 || again != shown {
				t.Errorf("a file with the values of a plan ended with %d and shows\n%s%s\nwant\n%s\nThe file is\n%s", code,
					again, said, shown, file)
			}
		})
	}
}

// written is an order file with the values of the plan that is shown, and how many there are.
func (c *typist) written(p *provider.Product, shown string) (file string, n int) {
	c.t.Helper()
	tx, err := text.New("en")
	if err != nil {
		c.t.Fatal(err)
	}
	tree := map[string]any{"metalwright": "v1", "product": p.ID}
	if _, has := valueOf(shown, tx.T("field.access.password")); has {
		tree["access"] = map[string]any{"password": "env:PASSWORD"}
	}
	for _, f := range p.Fields {
		a, ok := provider.TextFor(f)
		value, shown := valueOf(shown, tx.T("field."+string(f)))
		if !ok || !shown || a.Kind == provider.LinesValue || a.Kind == provider.TagsValue {
			continue
		}
		n++
		at, path := tree, strings.Split(string(f), ".")
		for _, group := range path[:len(path)-1] {
			if at[group] == nil {
				at[group] = map[string]any{}
			}
			at = at[group].(map[string]any)
		}
		switch value, _, _ = strings.Cut(value, " ("); a.Kind {
		case provider.NumberValue, provider.DecimalValue, provider.SwitchValue, provider.ConsentValue:
			value, _, _ = strings.Cut(value, " ")
			at[path[len(path)-1]] = json.RawMessage(value)
		default:
			at[path[len(path)-1]] = value
		}
	}
	b, err := json.Marshal(tree)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(b), n
}

// valueOf is what is behind the label, and whether it is there.
func valueOf(shown, label string) (string, bool) {
	for line := range strings.Lines(shown) {
		if value, ok := strings.CutPrefix(line, label+"  "); ok {
			return strings.TrimSpace(value), true
		}
	}
	return "", false
}
