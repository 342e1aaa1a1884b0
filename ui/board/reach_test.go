package board

import (
	"context"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// ubuntu is an order of n machines of a real account that run Ubuntu, on a board of its own.
func ubuntu(t *testing.T, n int) (*page, order.View) {
	t.Helper()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 120, H: 40})
	p.board.model.simulated = func(string) bool { return false }
	v := view("zenlayer-bmc", n)
	v.Spec.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: []string{"ssh-ed25519 AAAA a@example"}}
	for i := range v.Instances {
		v.Instances[i].ImageName = "Ubuntu24.04-x86_64"
	}
	v.Instances[0].Private = []netip.Addr{netip.MustParseAddr("10.0.0.5")}
	return p, v
}

// TestLogins says on the page of a machine how to log in, and links to the vendor's console.
func TestLogins(t *testing.T) {
	t.Parallel()
	p, v := ubuntu(t, 1)
	p.board.show([]order.View{v})
	p.Resize(uitest.Size{W: 100, H: 40})
	p.Press("enter")
	p.shows(t, "root, usual for Linux images", "1 SSH key of the order", "ssh root@203.0.113.1", "Ubuntu24.04-x86_64",
		"https://console.zenlayer.com")
	if frame := p.View().Content; !strings.Contains(frame, "\x1b]8;;https://console.zenlayer.com\a") {
		t.Errorf("the console is no link:\n%q", frame)
	}
	v.Spec.Access.Login = provider.LoginVendor
	v.Instances[0].ImageName = "Win2022-SE-EN"
	p.board.show([]order.View{v})
	p.shows(t, "Administrator", "mailed to whoever created the machine", "Remote desktop: 203.0.113.1:3389")
}

// TestCopy copies each of what there is by OSC 52, through tmux too, and shows what has several lines for selecting.
func TestCopy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys  []string
		shown []string
	}{
		{[]string{"y", "y"}, []string{"Copied 1001000000000000001"}},
		{[]string{"y", "down", "enter"}, []string{"Copied 203.0.113.1 10.0.0.5"}},
		{[]string{"y", "down", "down", "enter"}, []string{"Copied ssh root@203.0.113.1"}},
		{
			[]string{"y", "down", "down", "down", "enter"},
			[]string{"select the text below", "o-k7q2m9x4 web-001 RUNNING 203.0.113.1 10.0.0.5 1001000000000000001"},
		},
	} {
		p, v := ubuntu(t, 2)
		p.board.show([]order.View{v})
		p.Press(c.keys...)
		p.shows(t, c.shown...)
		p.Press("esc")
		if p.board.dialogs.over != nil {
			t.Errorf("esc leaves %v open", c.keys)
		}
	}
}

// TestSSH runs ssh with the target alone and comes back to the board; where it cannot be run the line is shown.
func TestSSH(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program, args := filepath.Join(dir, "ssh"), filepath.Join(dir, "args")
	script := "#!" + programtest.Path(t, "sh") + "\nprintf '%s\\n' \"$#\" \"$@\" > '" + args + "'\nexit 3\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	p, v := ubuntu(t, 1)
	p.board.show([]order.View{v})
	p.Press("S")
	p.shows(t, "Run this in a terminal on your own machine", "ssh root@203.0.113.1")
	p.Press("q")

	ran, v := ubuntu(t, 1)
	ran.board.reach.access.SSH = func(ctx context.Context, target string) *exec.Cmd {
		c := exec.CommandContext(ctx, program, target)
		c.Stdin = strings.NewReader("") // the terminal of the test is no file that a program could have
		return c
	}
	ran.board.show([]order.View{v})
	screen := uitest.Start(t, app.New(ran.board.env, ran.board, app.Options{}), 80, 24, uitest.Options{})
	screen.WaitFor("web-001")
	screen.Press("S")
	screen.WaitFor("ssh failed: exit status 3", "web-001")
	text, err := os.ReadFile(args)
	if err != nil || string(text) != "1\nroot@203.0.113.1\n" {
		t.Errorf("ssh was run with %q, %v", text, err)
	}
}

// TestTools shows the order in the words of other tools, saves it where files are the operator's, and says what went
// wrong.
func TestTools(t *testing.T) {
	t.Parallel()
	p, v := ubuntu(t, 2)
	saved := map[string]string{}
	p.board.reach.access = Access{
		Export: func(_ context.Context, v order.View, f export.Format) ([]byte, error) {
			return []byte("# " + string(f) + " of " + string(v.ID) + "\n" + strings.Repeat("line\n", 40)), nil
		},
		Save: func(name string, data []byte) (string, error) {
			saved[name] = string(data)
			return "/home/op/" + name, nil
		},
	}
	p.board.show([]order.View{v})
	p.Press("e")
	p.shows(t, "Export o-k7q2m9x4", "ssh-config", "ansible", "known_hosts")
	p.Press("down", "down", "enter")
	p.WaitFor("# known_hosts of o-k7q2m9x4")
	p.Press("w")
	p.shows(t, "Saved as /home/op/o-k7q2m9x4.known_hosts")
	if saved["o-k7q2m9x4.known_hosts"] == "" {
		t.Errorf("saved %v", saved)
	}
	p.Press("end")
	if text := p.Text(); strings.Contains(text, "# known_hosts of") {
		t.Errorf("the text does not scroll:\n%s", text)
	}
	p.Press("q")
	p.board.reach.access.Export = func(context.Context, order.View, export.Format) ([]byte, error) {
		return nil, export.ErrNoInstances
	}
	p.Press("e", "enter")
	p.WaitFor("Could not export: ")
}
