package cli_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// buyingCommand is a command that buys, and what has to be there before.
type buyingCommand struct {
	name    string
	prepare func(*client)
	args    func(*client) []string
	buys    bool
}

func buyingCommands() []buyingCommand {
	nothing := func(*client) {}
	apply := func(more ...string) func(*client) []string {
		return func(c *client) []string { return append([]string{"apply", c.file, "--yes"}, more...) }
	}
	return []buyingCommand{
		{"apply", nothing, apply(), true},
		{"apply --no-wait", nothing, apply("--no-wait"), true},
		{"apply --json", nothing, apply("--json"), true},
		{"apply --output ndjson", nothing, apply("--output", "ndjson"), true},
		{
			"orders send", (*client).approved, func(*client) []string { return []string{"orders", "send", "o-web", "--yes"} },
			true,
		},
		{"orders resume", func(c *client) {
			if err := c.vendor.cloud.Inject(sim.Fault{
				Do: sim.Refuse, Action: "CreateInstances",
				Code: "RESOURCES_SOLDOUT_INSTANCE_TYPE",
			}); err != nil {
				c.t.Fatal(err)
			}
			if r := c.run("apply", c.file, "--yes"); r.code != 4 {
				c.t.Fatalf("apply ended with %d, want 4:\n%s", r.code, r.errs)
			}
		}, func(*client) []string { return []string{"orders", "resume", "o-web", "--order-rest", "--yes"} }, true},
		{"plan --out", nothing, func(c *client) []string {
			return []string{"plan", c.file, "--out", filepath.Join(c.home, "web.plan")}
		}, false},
	}
}

// spoiled is what happens to a run, from outside.
type spoiled struct {
	name string
	// spoil sets cmd up, and returns what is done once the process runs; nil does nothing.
	spoil func(t *testing.T, c *client, cmd *exec.Cmd) func(pid int)
	// intact says that the journal can be read afterwards.
	intact bool
	// says is a part of what is said about it when the machines are bought, where anybody can hear it; "" is nothing.
	says string
	// late says that a run may be done before it comes to know: what fails says it.
	late bool
}

// fill lets no file of the process grow any more, as on a full disk. A process that has ended writes nothing: a run
// with --no-wait may end while a poll of its is under way.
func fill(t *testing.T, pid int) {
	t.Helper()
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unix.Rlimit{}, nil); err != nil && !errors.Is(err, unix.ESRCH) {
		t.Errorf("Prlimit() = %v", err)
	}
}

// device opens a device to be written to.
func device(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// reader is a pipe whose reader goes away after n bytes.
func reader(t *testing.T, n int64) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	if n == 0 {
		_ = r.Close()
		return w
	}
	go func() {
		_, _ = io.CopyN(io.Discard, r, n)
		_ = r.Close()
	}()
	return w
}

// spoiledJournal does something to the journal's file then.
func spoiledJournal(when func(*vendor, func()), do func(path string) error) func(*testing.T, *client,
	*exec.Cmd) func(int) {
	return func(t *testing.T, c *client, _ *exec.Cmd) func(int) {
		t.Helper()
		return func(int) {
			when(c.vendor, func() {
				if err := do(filepath.Join(c.state, journal.File)); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func spoils() []spoiled {
	at := func(when func(*vendor, func())) func(*testing.T, *client, *exec.Cmd) func(int) {
		return func(t *testing.T, c *client, _ *exec.Cmd) func(int) {
			t.Helper()
			return func(pid int) { when(c.vendor, func() { fill(t, pid) }) }
		}
	}
	streams := func(set func(*testing.T, *exec.Cmd)) func(*testing.T, *client, *exec.Cmd) func(int) {
		return func(t *testing.T, _ *client, cmd *exec.Cmd) func(int) {
			t.Helper()
			set(t, cmd)
			return nil
		}
	}
	gone := func(n int64) func(*testing.T, *exec.Cmd) {
		return func(t *testing.T, cmd *exec.Cmd) {
			t.Helper()
			cmd.Stdout = reader(t, n)
		}
	}
	both := func(n int64) func(*testing.T, *exec.Cmd) {
		return func(t *testing.T, cmd *exec.Cmd) {
			t.Helper()
			cmd.Stdout = reader(t, n)
			cmd.Stderr = cmd.Stdout
		}
	}
	filled := func(stderr bool) func(*testing.T, *exec.Cmd) {
		return func(t *testing.T, cmd *exec.Cmd) {
			t.Helper()
			to := &cmd.Stdout
			if stderr {
				to = &cmd.Stderr
			}
			*to = device(t, "/dev/full")
		}
	}
	answer := func(v *vendor, f func()) { v.on("CreateInstances", f) }
	poll := (*vendor).onPoll
	replace := func(path string) error {
		return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, nil, 0o600))
	}
	damage := func(path string) error { return os.WriteFile(path, bytes.Repeat([]byte("garbage "), 4096), 0o600) }
	return []spoiled{
		{"nothing", func(*testing.T, *client, *exec.Cmd) func(int) { return nil }, true, "", false},
		{"stdout on a full device", streams(filled(false)), true, "no space left", false},
		{"stderr on a full device", streams(filled(true)), true, "", false},
		{"stdout without a reader", streams(gone(0)), true, "broken pipe", false},
		{"the reader of stdout goes after a byte", streams(gone(1)), true, "", false},
		{"the reader of all goes at once", streams(both(0)), true, "", false},
		{"the reader of all goes after 300 bytes", streams(both(300)), true, "", false},
		{"the reader of all goes after 1000 bytes", streams(both(1000)), true, "", false},
		{"the disk fills up before the answer", at(answer), true, "but they are not in the journal yet: ", false},
		{"the disk fills up while the machines come up", at(poll), true, "the disk is full", true},
		{
			"the journal is removed before the answer", spoiledJournal(answer, os.Remove), false,
			"but they are not in the journal yet: ", false,
		},
		{
			"the journal is removed while the machines come up", spoiledJournal(poll, os.Remove), false,
			"the journal no longer exists", true,
		},
		{
			"the journal is replaced before the answer", spoiledJournal(answer, replace), false,
			"but they are not in the journal yet: ", false,
		},
		{
			"the journal is damaged before the answer", spoiledJournal(answer, damage), false, "the journal is damaged",
			true,
		},
		{
			"the journal is damaged while the machines come up", spoiledJournal(poll, damage), false,
			"the journal is damaged", true,
		},
		{"the state directory is read-only", func(t *testing.T, c *client, _ *exec.Cmd) func(int) {
			t.Helper()
			for _, name := range []string{filepath.Join(c.state, journal.File), c.state} {
				if err := os.Chmod(name, 0o500); err != nil && !errors.Is(err, os.ErrNotExist) {
					t.Fatal(err)
				}
			}
			t.Cleanup(func() { _ = os.Chmod(c.state, 0o700) }) // to be removed
			return nil
		}, true, "", false},
	}
}

// TestOutcomeIsTrue spoils every command that buys in every way, and compares its exit code with what the vendor's
// books say: none says that nothing was bought when something was, no signal ends it, what was bought is not bought
// again, and it is said what went wrong.
func TestOutcomeIsTrue(t *testing.T) {
	t.Parallel()
	for i, d := range buyingCommands() {
		for j, s := range spoils() {
			always := d.name == "apply --no-wait" && s.name == "stdout on a full device"
			if (i > 0 || thin > len(buyingCommands())) && (i+j)%thin != 0 && !*full && !always {
				continue
			}
			t.Run(d.name+"/"+s.name, func(t *testing.T) {
				t.Parallel()
				v := newVendor(t, 2000)
				c := newClient(t, v)
				if err := os.MkdirAll(c.state, 0o700); err != nil {
					t.Fatal(err)
				}
				d.prepare(c)
				cmd := c.command(d.args(c)...)
				r := c.await(cmd, s.spoil(t, c, cmd))
				n := v.purchases(t)
				t.Logf("ended with %d, %d purchases: %s%s", r.code, n, r.out, r.errs)
				c.judge(r, n)
				if !d.buys && n > 0 || n > 1 {
					t.Errorf("the books have %d purchases, want one at most, and none of a plan", n)
				}
				if n > 0 && cmd.Stderr != cmd.Stdout && !strings.Contains(r.errs, s.says) && (!s.late || r.code != 0) {
					t.Errorf("it does not say %q:\n%s", s.says, r.errs)
				}
				if n > 0 && s.intact {
					if r := c.run("apply", c.file, "--yes"); r.code != 11 {
						t.Errorf("applied again it ended with %d, want 11:\n%s", r.code, r.errs)
					}
					if again := v.purchases(t); again != n {
						t.Errorf("applied again the books have %d purchases, want %d", again, n)
					}
				}
			})
		}
	}
}
