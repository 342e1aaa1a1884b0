package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/cast"
	"github.com/metalwright/metalwright/ui/uitest"
)

// recorded are the recordings of someone in a directory, as they were written.
func recorded(t *testing.T, dir, user string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*Z-"+user+"-*.cast"))
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// TestServeRecords records the sessions of the roles that the file of people names, and no others: screens and
// commands, without secrets and, where asked, without addresses. audit play plays them.
func TestServeRecords(t *testing.T) {
	t.Parallel()
	const secret = "planted-script-4711"
	s, to := prepare(t), t.TempDir()
	s.file("people.yaml", "recording: {roles: [operator], directory: '"+to+"', addresses: masked, version: 3}\n"+somebody)
	s.here("--speed", "2000")
	alice := s.screen(t, "alice", "", usual())
	alice.WaitFor("▸ Zenlayer Bare Metal", "This screen is recorded")
	alice.Press("down")
	alice.WaitFor("▸ Zenlayer Virtual Machine")
	if strings.Contains(alice.Text(), "recorded") {
		t.Errorf("the notice is still there after a key\n%s", alice.Text())
	}
	alice.Press("ctrl+c", "ctrl+c")
	if got := alice.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	paths := recorded(t, to, "alice")
	if len(paths) != 1 {
		t.Fatalf("there are %d recordings, want 1", len(paths))
	}
	play := process(t, time.Now, nil)
	again := start(t, usual(), play, "audit", "play", paths[0])
	again.WaitFor("▸ Zenlayer Virtual Machine")
	again.Press("q")
	again.exit()

	// a name that is also the script, so that something shows it
	order := orderFile(secret, 1) + "access: {init_script: '" + secret + "'}\n"
	r := s.want("bob", "apply --yes", order, 0, secret, "203.0.113.")
	paths = recorded(t, to, "bob")
	if len(paths) != 1 || !strings.Contains(r.out+r.errs, "RUNNING") {
		t.Fatalf("there are %d recordings of the command, want 1", len(paths))
	}
	data, err := os.ReadFile(paths[0])
	if err != nil || !strings.HasPrefix(string(data), `{"version":3`) || !strings.Contains(string(data), "RUNNING") {
		t.Errorf("the recording is %.200q, %v", data, err)
	}
	for _, hidden := range []string{secret, "planted-", "203.0.113."} {
		if strings.Contains(string(data), hidden) {
			t.Errorf("%q is in the recording", hidden)
		}
	}
	if info, err := os.Stat(paths[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the recording has the mode %v, %v, want 0600", info.Mode(), err)
	}
	s.want("vera", "orders", "", 0)
	if n := len(recorded(t, to, "vera")); n != 0 {
		t.Errorf("there are %d recordings of a viewer, want none", n)
	}
}

// TestServeRecordsInState keeps recordings beside the journal where no directory is named, and does nothing for
// someone whose session cannot be recorded.
func TestServeRecordsInState(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.file("people.yaml", "recording: {roles: [admin]}\n"+somebody)
	s.here()
	s.want("root", "orders", "", 0)
	if n := len(recorded(t, filepath.Join(s.dir, "sim", "recordings"), "root")); n != 1 {
		t.Errorf("there are %d recordings, want 1", n)
	}
	s.file("people.yaml", "recording: {roles: [operator], directory: '"+s.dir+"/none'}\n"+somebody)
	s.want("root", "orders", "", 0)
	r := s.want("alice", "orders", "", 1, "the recording cannot be written")
	if strings.Contains(r.out+r.errs, s.dir) {
		t.Errorf("alice learns where recordings are: %s%s", r.out, r.errs)
	}
	refused := s.screen(t, "alice", "", uitest.Size{W: 80, H: 24})
	refused.WaitFor("Sessions of your role are recorded here")
	if got := refused.exit(); got != 1 {
		t.Errorf("exit code = %d, want 1", got)
	}
}

// TestServeRecordsEverything records whatever someone is shown of whom everything is recorded: the help and its pages,
// versions, refusals and documents, too.
func TestServeRecordsEverything(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	for _, c := range []struct {
		command string
		code    int
		text    string
	}{
		{"--help", 0, "Without a command it shows unfinished orders"},
		{"orders --help", 0, "USAGE"},
		{"help apply", 0, "USAGE"},
		{"help apply --color always", 0, "placed. FILE may be a plan"},
		{"--version", 0, "metalwright"},
		{"orders --json", 0, `"orders"`},
		{"nonsense", 2, "nonsense"},
		{"orders --nonsense", 2, "nonsense"},
		{"apply --yes -", 2, "product"},
	} {
		to := filepath.Join(s.files, "casts")
		_ = os.RemoveAll(to)
		if err := os.Mkdir(to, 0o700); err != nil {
			t.Fatal(err)
		}
		if s.stop == nil {
			s.file("people.yaml", "recording: {roles: [operator], directory: '"+to+"'}\n"+somebody)
			s.here()
		}
		s.want("alice", c.command, "", c.code, c.text)
		paths := recorded(t, to, "alice")
		if len(paths) != 1 {
			t.Fatalf("%s: there are %d recordings, want 1", c.command, len(paths))
		}
		if got := shownBy(t, paths[0]); !strings.Contains(flat(got), flat(c.text)) {
			t.Errorf("%s: the recording shows\n%s\nwant %q in it", c.command, got, c.text)
		}
	}
}

// shownBy is all that a recording writes, without what moves the cursor.
func shownBy(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	read, err := cast.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, e := range read.Events {
		all.WriteString(ansi.Strip(e.Data))
	}
	return all.String()
}
