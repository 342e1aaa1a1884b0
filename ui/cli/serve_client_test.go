package cli_test

import (
	"bytes"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestServeSameCodes runs the same commands here and over SSH: they end with the same exit codes.
func TestServeSameCodes(t *testing.T) {
	t.Parallel()
	s := serveHere(t, "--speed", "2000")
	here := prepare(t)
	for _, c := range []struct {
		name, command, in string
		want              int
	}{
		{"orders", "orders --json", "", 0},
		{"an order that is not there", "orders show o-nothing", "", 2},
		{"plan", "plan -", orderFile("web", 1), 0},
		{"plan of a key that nobody knows", "plan -", orderFile("web", 1) + "zoone: x\n", 2},
		{"plan of nothing", "plan -", "", 2},
		{"plan of what is not offered", "plan -", orderFile("web", 1) + "image: centos\n", 2},
		{"apply without confirmation", "apply -", orderFile("web", 1), 2},
		{"apply", "apply --yes -", orderFile("web", 1), 0},
		{"apply again", "apply --yes -", orderFile("web", 1), 11},
		{"apply of more than there are", "apply --yes -", orderFile("many-[1,4]", 9000), 4},
		{"apply of more than an order may have", "apply --yes -", orderFile("many-[1,5]", 90000), 2},
		{"a flag that nobody knows", "orders --nonsense", "", 2},
		{"a board without a terminal", "board", "", 2},
		{"no command and no terminal", "", "", 2},
	} {
		over := s.as("alice", c.command, c.in)
		if c.command == "" {
			over = s.shell("alice")
		}
		local := here.localIn(c.in, strings.Fields(c.command)...)
		if over.code != c.want || local.code != c.want {
			t.Errorf("%s: %s: exit code over SSH = %d, here = %d, want %d; they said\n%s%s", c.name, c.command,
				over.code, local.code, c.want, over.errs, local.errs)
		}
	}
}

// shell asks for a shell without a terminal.
func (s *visitors) shell(user string) ran {
	s.Helper()
	one, err := s.dial(user).NewSession()
	if err != nil {
		s.Fatal(err)
	}
	var e bytes.Buffer
	one.Stderr = &e
	if err := one.Shell(); err != nil {
		s.Fatal(err)
	}
	r := ran{code: noExit}
	switch err := one.Wait().(type) { //nolint:errorlint // of the library itself
	case nil:
		r.code = 0
	case *gossh.ExitError:
		r.code = err.ExitStatus()
	}
	r.errs = e.String()
	return r
}

// TestServeColours draws as the client's terminal can: by its TERM and its environment, not the server's.
func TestServeColours(t *testing.T) {
	t.Parallel()
	s := serveHere(t)
	colour := regexp.MustCompile(`\x1b\[[0-9;]*(3[0-7]|9[0-7]|38;[25])[0-9;]*m`)
	for _, c := range []struct {
		name, term string
		env        map[string]string
		colours    bool
		want       string // a sequence that only such a terminal gets; "": none
	}{
		{"256 colours", "xterm-256color", nil, true, "38;5;"},
		{"16 colours", "xterm", nil, true, ""},
		{"all colours", "xterm-256color", map[string]string{"COLORTERM": "truecolor"}, true, "38;2;"},
		{"no colour wanted", "xterm-256color", map[string]string{"NO_COLOR": "1"}, false, ""},
		{"no colour known", "dumb", nil, false, ""},
	} {
		one, err := s.dial("alice").NewSession()
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range c.env {
			if err := one.Setenv(k, v); err != nil {
				t.Fatalf("%s: Setenv(%s) = %v", c.name, k, err)
			}
		}
		out := &uitest.Output{}
		one.Stdout = out
		keys, err := one.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := one.RequestPty(c.term, 24, 80, nil); err != nil {
			t.Fatal(err)
		}
		if err := one.Shell(); err != nil {
			t.Fatal(err)
		}
		out.Until(t, "Zenlayer")
		_, _ = keys.Write([]byte{3, 3}) // ctrl+c twice leaves
		if err := one.Wait(); err != nil {
			t.Errorf("%s: the session ended with %v, want nil", c.name, err)
		}
		if got := colour.MatchString(out.String()); got != c.colours {
			t.Errorf("%s: colours = %v, want %v in\n%q", c.name, got, c.colours, out)
		}
		for _, only := range []string{"38;2;", "38;5;"} {
			if got := strings.Contains(out.String(), only); got != (only == c.want) {
				t.Errorf("%s: %q is there %v, want %q alone", c.name, only, got, c.want)
			}
		}
	}
}

// openSSH is the client that people use, with the user's key.
func (s *served) openSSH(t *testing.T, user string, args ...string) *exec.Cmd {
	t.Helper()
	program := programtest.Path(t, "ssh")
	block, err := gossh.MarshalPrivateKey(s.own[user], "")
	if err != nil {
		t.Fatal(err)
	}
	id := s.file("id-"+user, string(pem.EncodeToMemory(block)))
	host, port, _ := strings.Cut(s.addr, ":")
	return exec.CommandContext(t.Context(), program, slices.Concat([]string{
		"-F", "none", "-p", port, "-i", id, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=" + filepath.Join(s.files, "known"),
		"-o", "LogLevel=ERROR", user + "@" + host,
	}, args)...)
}

// TestServeKilledClient kills the client that people use in the middle of an order: the order continues, once.
func TestServeKilledClient(t *testing.T) {
	t.Parallel()
	s, _ := serveApart(t, "--speed", "1") // it does not come up during the test
	c := s.openSSH(t, "alice", "apply", "--yes")
	var out uitest.Output
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader("id: o-web\n"+orderFile("web-[1,3]", 2)), &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	out.Until(t, "PROVISIONING")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	s.log.Until(t, `"msg":"session ended","user":"alice"`)
	x := s.screen(t, "alice", "", usual())
	x.WaitFor("1 order is not finished") // at once
	x.Press("enter")
	x.WaitFor("PROVISIONING", "web-001", "web-002")
	x.Stop()
	bought(t, ledger(t, s.dir), 1, 2)
	next := s.restartOneHourLater()
	next.want("alice", "orders watch o-web", "", 0, "2 RUNNING")
	bought(t, ledger(t, s.dir), 1, 2)
}

// TestServeHostKey makes a key at the first start, says its fingerprint, and keeps it.
func TestServeHostKey(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.here()
	made := s.log.Until(t, `Created the host key \S+: (SHA256:\S+)`)
	s.stop()
	s.code()
	next := prepare(t)
	next.dir = s.dir
	next.here()
	if again := next.log.Until(t, `Host key \S+: (SHA256:\S+)`); again != made {
		t.Errorf("the fingerprint is %s after a restart, want %s", again, made)
	}
	var seen string
	client, err := gossh.Dial("tcp", next.addr, &gossh.ClientConfig{
		User: "alice", Auth: []gossh.AuthMethod{gossh.PublicKeys(next.keys["alice"])}, Timeout: patience,
		HostKeyCallback: func(_ string, _ net.Addr, key gossh.PublicKey) error {
			seen = gossh.FingerprintSHA256(key)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = client.Close()
	if seen != made {
		t.Errorf("a client sees %s, want %s", seen, made)
	}
}

// TestReleaseFiles starts the server in the systemd unit and in the container as this program understands it.
func TestReleaseFiles(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	unit := read("assets/release/metalwright.service")
	start := regexp.MustCompile(`(?m)^ExecStart=((?:.*\\\n)*.*)$`).FindStringSubmatch(unit)
	if start == nil {
		t.Fatalf("the unit has no ExecStart:\n%s", unit)
	}
	words := strings.Fields(strings.ReplaceAll(start[1], "\\\n", " "))
	state := t.TempDir()
	for i, w := range words { // the unit's own files and address are not here
		switch w {
		case "/var/lib/metalwright":
			words[i] = state
		case ":2222":
			words[i] = "127.0.0.1:0"
		case "127.0.0.1:9090":
			words[i] = "127.0.0.1:0"
		case "/etc/metalwright/authorized_keys", "/etc/metalwright/people.yaml":
			words[i] = filepath.Join(state, "missing")
		}
	}
	p := process(t, time.Now, nil)
	errs := &uitest.Output{}
	p.Args, p.Err = words[1:], errs
	if got := cli.Main(t.Context(), p, all.Products()); got != 2 || !strings.Contains(errs.String(),
		"missing: no such file") {
		t.Errorf("Main(%q) = %d, it said\n%s\nwant it to miss nothing but the files", words[1:], got, errs)
	}
	for name, want := range map[string][]string{
		"assets/release/Dockerfile": {
			"ENTRYPOINT [\"/usr/bin/metalwright\"]",
			"ENV METALWRIGHT_STATE=/home/nonroot/state", "EXPOSE 2222",
		},
		".goreleaser.yaml": {"assets/release/metalwright.service", "dockers_v2"},
	} {
		for _, text := range want {
			if !strings.Contains(read(name), text) {
				t.Errorf("%s has no %q", name, text)
			}
		}
	}
}

// TestNoProgramIsStarted keeps editors, shells and everything else that a session could start out of the program.
func TestNoProgramIsStarted(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"ui", "state", "provider"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, d os.DirEntry, err error) error {
			if err == nil && d.IsDir() && strings.HasSuffix(d.Name(), "test") {
				return filepath.SkipDir // tests alone import it
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			for _, word := range []string{
				`"os/exec"`, "tea.Exec", "os.StartProcess", "syscall.Exec", "filepicker",
				"huh.NewFilePicker", "AllocatePty",
			} {
				if word == "tea.Exec" && filepath.Base(filepath.Dir(path)) == "term" {
					continue // which names the request of a screen, and makes none
				}
				if name := filepath.ToSlash(path); strings.HasSuffix(name, "/ui/cli/access.go") ||
					strings.HasSuffix(name, "/ui/cli/editor.go") || // which sessions have not: TestEditor
					strings.HasSuffix(name, "/ui/board/reach.go") {
					continue // ssh from the board, which sessions have not: TestSSH
				}
				if bytes.Contains(b, []byte(word)) {
					t.Errorf("%s has %s", path, word)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
