package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestArchitecture finds packages that ARCHITECTURE.md does not name, itself or by a parent that ends in "…".
func TestArchitecture(t *testing.T) {
	t.Parallel()
	const top = "../.."
	text, err := os.ReadFile(filepath.Join(top, "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); name == "testdata" || strings.HasPrefix(name, ".") && name != ".." {
			return fs.SkipDir
		}
		files, err := filepath.Glob(filepath.Join(path, "*.go"))
		rel, _ := filepath.Rel(top, path)
		if err == nil && len(files) > 0 && rel != "." && !named(string(text), filepath.ToSlash(rel)) {
			t.Errorf("ARCHITECTURE.md does not name %s", rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func named(text, dir string) bool {
	if strings.Contains(text, "`"+dir+"`") {
		return true
	}
	for i := strings.LastIndex(dir, "/"); i > 0; i = strings.LastIndex(dir[:i], "/") {
		if strings.Contains(text, "`"+dir[:i]+"/…`") {
			return true
		}
	}
	return false
}
