package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/programtest"
)

// TestKeyring takes a credential out of a real Secret Service, on a message bus of its own.
func TestKeyring(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"gnome-keyring-daemon", "secret-tool"} {
		programtest.Path(t, name)
	}
	bus, sh := programtest.Path(t, "dbus-run-session"), programtest.Path(t, "sh")
	const session = `set -e
printf pass | gnome-keyring-daemon --unlock --components=secrets >&2
metalwright --profile prod config explain || true
printf '{"key_id":"KEYRINGKEY00wxyz","secret":"planted-secret-in-the-keyring"}' |
  secret-tool store --label=metalwright service metalwright username prod
metalwright --profile prod config explain
`
	home := t.TempDir()
	config := filepath.Join(home, "config.yaml")
	if err := os.WriteFile(config,
		[]byte("profiles: {prod: {products: {zenlayer-bmc: {source: keyring, name: prod}}}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bus, "--", sh, "-c", session)
	cmd.Env = []string{
		"HOME=" + home, "XDG_RUNTIME_DIR=" + home, "METALWRIGHT_CONFIG=" + config, "PATH=" + filepath.Dir(Runtime) +
			":" + os.Getenv("PATH"),
	}
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	for _, want := range []string{"keyring:metalwright/prod has no entry prod", "…wxyz", "…ring"} {
		if !strings.Contains(string(said), want) {
			t.Errorf("config explain does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(string(said), "planted-secret") {
		t.Errorf("the secret shows up:\n%s", said)
	}
}
