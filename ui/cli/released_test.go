package cli_test

import (
	"os"
	"strings"
	"testing"
)

// TestReleaseSaysMachinesAlone says of a release what becomes of the machines, and nothing of the order, which came up
// before; and names a recycle bin only where the vendor has one.
func TestReleaseSaysMachinesAlone(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		file, gone string
		bin        bool
	}{
		{
			`{metalwright: v1, id: o-web, product: tencent-edgezone, zone: ap-guangzhou-tez-gz-1, ` +
				`type: BMS5.MEDIUM8, count: 2, billing: {consent: true}}`,
			"All 2 machines are released: the vendor is terminating them", false,
		},
		{
			`{metalwright: v1, id: o-web, product: zenlayer-bmc, zone: SEL-A, type: M6C, count: 2}`,
			"All 2 machines are gone: no longer listed by the vendor, or in its recycle bin", true,
		},
	} {
		c := newTypist(t)
		c.now, c.after = quick(10)
		if err := os.WriteFile(c.file, []byte(row.file), 0o600); err != nil {
			t.Fatal(err)
		}
		c.want(0, "y\n", "", "apply", c.file)
		said := c.want(0, "", row.gone, "orders", "release", "o-web", "--yes", "--plain")
		for _, word := range []string{" DONE", " READY", " PROVISIONING"} {
			if strings.Contains(said, "o-web"+word) {
				t.Errorf("a release says of the order%s:\n%s", word, said)
			}
		}
		if strings.Contains(said, "in its recycle bin") != row.bin {
			t.Errorf("a release speaks of a recycle bin, want %v:\n%s", row.bin, said)
		}
	}
}
