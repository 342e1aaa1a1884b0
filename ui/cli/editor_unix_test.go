//go:build unix

package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestEditor writes the first-boot script in the operator's editor, which has the terminal meanwhile, and leaves
// nothing behind. One that fails changes nothing.
func TestEditor(t *testing.T) {
	t.Parallel()
	dir, home := t.TempDir(), t.TempDir()
	program := filepath.Join(t.TempDir(), "ed")
	text := "#!" + programtest.Path(t, "sh") + "\n[ -t 0 ] && [ -t 1 ] || exit 3\n" +
		"[ \"$1\" = -w ] && [ ! -s \"$2\" ] || exit 4\n" +
		"printf '#cloud-config\\npackages: [nginx]\\n' > \"$2\"\n"
	if err := os.WriteFile(program, []byte(text), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	env := []string{"TERM=xterm-256color", "EDITOR=" + program + " -w", "TMPDIR=" + dir}
	size := uitest.Size{W: 100, H: 30}
	s := executeAs(t, size, size, home, Runtime, env, "--state", t.TempDir(), "--speed", "2000")
	for _, q := range questions()[:8] {
		s.next(q)
	}
	s.Press("ctrl+x")
	s.WaitFor("32 bytes", "packages: [nginx]")
	s.Press("ctrl+x")
	s.WaitFor("The editor has changed nothing: exit status 4", "32 bytes")
	if left, err := filepath.Glob(filepath.Join(dir, "metalwright-*")); err != nil || len(left) > 0 {
		t.Errorf("the editor's files are still there: %v, %v", left, err)
	}
	s.Press("ctrl+c")
	s.WaitFor("ctrl+c again")
	s.Press("ctrl+c")
	s.exit()
	s.restored()
}
