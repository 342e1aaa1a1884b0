package cli_test

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts plays what a user can type, on the simulated cloud.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(e *testscript.Env) error {
			for name, dir := range map[string]string{
				"HOME": "home", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "METALWRIGHT_STATE": "state",
			} {
				e.Setenv(name, filepath.Join(e.WorkDir, dir))
			}
			e.Setenv("GORACE", os.Getenv("GORACE"))
			e.Setenv("PATH", filepath.Dir(Runtime)+string(os.PathListSeparator)+e.Getenv("PATH"))
			return os.Mkdir(filepath.Join(e.WorkDir, "home"), 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "signals": signals, "mode": mode, "serving": serving, "capture": capture,
			"interrupts": interrupts, "replace": replace,
		},
	})
}

// exits runs a command that has to end with the code: exits 4 metalwright plan web.yaml.
func exits(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		s.Fatalf("usage: exits CODE COMMAND...")
	}
	err := s.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		got = e.ExitCode()
	} else {
		s.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		s.Fatalf("%s ended with %d, want %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// signals runs a command until its error stream matches, sends the signal, and wants the code:
// signals HUP 129 PROVISIONING metalwright apply web.yaml --yes. What it said is in the file signalled.
func signals(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		s.Fatalf("usage: signals SIGNAL CODE PATTERN COMMAND...")
	}
	signal := map[string]syscall.Signal{"HUP": syscall.SIGHUP, "INT": syscall.SIGINT, "TERM": syscall.SIGTERM}[args[0]]
	cmd := command(s, args[3:])
	stderr, err := cmd.StderrPipe()
	s.Check(err)
	s.Check(cmd.Start())
	said := until(s, stderr, args[2])
	s.Check(cmd.Process.Signal(signal))
	rest, err := io.ReadAll(stderr)
	s.Check(err)
	_ = cmd.Wait() // its code is looked at below
	s.Check(os.WriteFile(s.MkAbs("signalled"), append([]byte(said), rest...), 0o600))
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[1] {
		s.Fatalf("%s ended with %s, want %s:\n%s%s", strings.Join(args[3:], " "), got, args[1], said, rest)
	}
}

// interrupts runs a command, presses ctrl+c when it is sending, and again when it says that a request is in flight.
func interrupts(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		s.Fatalf("usage: interrupts COMMAND...")
	}
	cmd := command(s, append(args, "--log-file", "/dev/stderr"))
	stderr, err := cmd.StderrPipe()
	s.Check(err)
	s.Check(cmd.Start())
	for _, said := range []string{"marked as sent", "a request is in flight"} {
		until(s, stderr, said)
		s.Check(cmd.Process.Signal(syscall.SIGINT))
	}
	_ = cmd.Wait() // what ended it is looked at below
	if got := cmd.ProcessState.String(); got != "signal: interrupt" {
		s.Fatalf("%s ended with %s, want the end by the second interrupt", strings.Join(args, " "), got)
	}
}

func command(s *testscript.TestScript, args []string) *exec.Cmd {
	cmd := exec.Command(Runtime, args[1:]...) //nolint:noctx // it is ended by a signal
	cmd.Dir = s.MkAbs(".")
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "METALWRIGHT_STATE", "GORACE", "PATH"} {
		cmd.Env = append(cmd.Env, name+"="+s.Getenv(name))
	}
	return cmd
}

// until reads lines until one matches.
func until(s *testscript.TestScript, from io.Reader, pattern string) string {
	match := regexp.MustCompile(pattern)
	var said strings.Builder
	for lines := bufio.NewReader(from); ; {
		line, err := lines.ReadString('\n')
		said.WriteString(line)
		if match.MatchString(line) {
			return said.String()
		}
		if err != nil {
			s.Fatalf("nothing matches %q in:\n%s", pattern, said.String())
		}
	}
}

// mode checks the permissions of a file: mode 600 password.
func mode(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		s.Fatalf("usage: mode OCTAL FILE")
	}
	info, err := os.Stat(s.MkAbs(args[1]))
	s.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[0] {
		s.Fatalf("mode of %s is %s, want %s", args[1], got, args[0])
	}
}

// replace writes a file with one text in place of another one: replace OLD NEW FROM TO.
func replace(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		s.Fatalf("usage: replace OLD NEW FROM TO")
	}
	was := s.ReadFile(args[2])
	if !strings.Contains(was, args[0]) {
		s.Fatalf("%s does not hold %q", args[2], args[0])
	}
	s.Check(os.WriteFile(s.MkAbs(args[3]), []byte(strings.ReplaceAll(was, args[0], args[1])), 0o600))
}

// serving starts the simulated cloud on a port of its own, with the flags, and sets URL to its address.
func serving(s *testscript.TestScript, neg bool, args []string) {
	if neg {
		s.Fatalf("usage: serving [FLAG...]")
	}
	cmd := command(s, append([]string{"metalwright", "sim", "--listen", "127.0.0.1:0"}, args...))
	stderr, err := cmd.StderrPipe()
	s.Check(err)
	s.Check(cmd.Start())
	said := until(s, stderr, "^secret ")
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(io.Discard, stderr) // so that it can write
	}()
	s.Defer(func() {
		_ = cmd.Process.Kill()
		<-drained
		_ = cmd.Wait() // it was killed
	})
	s.Setenv("URL", regexp.MustCompile(`http://\S+`).FindString(said))
}

// capture sets a variable to what the pattern's group matches in a file: capture ID '"id": "(\d+)"' order.json.
func capture(s *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		s.Fatalf("usage: capture NAME PATTERN FILE")
	}
	found := regexp.MustCompile(args[1]).FindStringSubmatch(s.ReadFile(args[2]))
	if len(found) < 2 {
		s.Fatalf("nothing in %s matches %q", args[2], args[1])
	}
	s.Setenv(args[0], found[1])
}
