package cli_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/programtest"
)

// TestFullDiskLeavesNoFile has the disk be full for every file that a command makes anew: it fails, and leaves no empty
// file that would be in the way of the next try.
func TestFullDiskLeavesNoFile(t *testing.T) {
	t.Parallel()
	v := newVendor(t, 2000)
	c := newClient(t, v)
	out := filepath.Join(c.home, "out")
	gone := func(what, cause string, r ended) {
		t.Helper()
		if r.code == 0 || !strings.Contains(r.errs, cause) {
			t.Errorf("%s ended with %d, want a failure that names its cause:\n%s", what, r.code, r.errs)
		}
		if _, err := os.Lstat(out); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s leaves %s, Lstat() = %v", what, out, err)
		}
	}
	for _, args := range [][]string{
		{"config", "init", "--config", out}, {"version", "--record", out}, {"schema", "--record", out},
	} {
		cmd := c.command(args...)
		full := []string{"-c", `ulimit -f 0; exec "$0" "$@"`, Runtime}
		limited := exec.CommandContext(t.Context(), programtest.Path(t, "sh"), append(full, args...)...)
		limited.Dir, limited.Env = cmd.Dir, cmd.Env
		gone(strings.Join(args, " "), "file too large", c.await(limited, nil))
	}
	const order = "metalwright: v1\nproduct: zenlayer-bmc\nzone: SEL-A\ntype: M6C\nname: web\nimage: " +
		"b61e6ba5-3682-4dd6-b804-69b84b2d451c\naccess: {password: generate}\n"
	if err := os.WriteFile(c.file, []byte(order), 0o600); err != nil {
		t.Fatal(err)
	}
	apply := c.command("apply", c.file, "--yes", "--password-out", out)
	gone("apply --password-out", "the disk is full", c.await(apply, func(pid int) {
		v.on("DescribeInstanceTypes", func() { fill(t, pid) })
	}))
	if n := v.purchases(t); n > 0 {
		t.Errorf("the books have %d purchases, want none", n)
	}
}
