package textfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/metalwright/metalwright/state/textfile"
)

// TestMatching lists files of directories whose names have the characters of patterns: never a neighbour's.
func TestMatching(t *testing.T) {
	t.Parallel()
	top := t.TempDir()
	for _, dir := range []string{"a", "[a]", "[b-", "a b"} {
		if err := os.Mkdir(filepath.Join(top, dir), 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"two.pub", "one.pub", "one"} {
			if err := os.WriteFile(filepath.Join(top, dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{filepath.Join(top, dir, "one.pub"), filepath.Join(top, dir, "two.pub")}
		if got, err := textfile.Matching(filepath.Join(top, dir), "*.pub"); err != nil || !slices.Equal(got, want) {
			t.Errorf("Matching(%q) = %v, %v, want %v", dir, got, err, want)
		}
	}
	for _, dir := range []string{"missing", "[c]", "?"} {
		if got, err := textfile.Matching(filepath.Join(top, dir), "*"); err != nil || len(got) > 0 {
			t.Errorf("Matching(%q) = %v, %v, want nothing", dir, got, err)
		}
	}
	if _, err := textfile.Matching(top, "["); !errors.Is(err, filepath.ErrBadPattern) {
		t.Errorf("Matching() of a malformed pattern = %v, want %v", err, filepath.ErrBadPattern)
	}
	if _, err := textfile.Matching(filepath.Join(top, "a", "one"), "*"); err == nil {
		t.Error("Matching() of a file = nil, want an error")
	}
}
