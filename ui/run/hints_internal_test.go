package run

import (
	"os"
	"path/filepath"
	"testing"
)

// TestHints keeps what people have used, beside what another program has written meanwhile, and reads no nonsense.
func TestHints(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), hintsFile)
	one, other := &Hints{path: path}, &Hints{path: path}
	if one.Of("alice").Used("help") || other.Of("bob").Used("help") {
		t.Error("a hint is used that nobody has used")
	}
	one.Of("alice").Use("help")
	other.Of("bob").Use("filter")
	other.Of("bob").Use("filter")
	after := &Hints{path: path}
	if !after.Of("alice").Used("help") || !after.Of("bob").Used("filter") || after.Of("bob").Used("help") {
		t.Errorf("the file has %v", after.used)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("Stat() = %v, %v, want a file for its owner alone", info, err)
	}
	for _, text := range []string{"", "null", "[]", `{"alice":"help"}`, "{"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		broken := (&Hints{path: path}).Of("alice")
		if broken.Used("help") {
			t.Errorf("of %q a hint is used", text)
		}
		broken.Use("help")
		if !(&Hints{path: path}).Of("alice").Used("help") {
			t.Errorf("after %q nothing is kept", text)
		}
	}
	kept := (&Hints{}).Of("guest")
	kept.Use("help")
	if !kept.Used("help") {
		t.Error("without a file a hint is shown again in the same run")
	}
	if (*Hints)(nil).Of("alice") != nil {
		t.Error("of no hints there are some")
	}
}
