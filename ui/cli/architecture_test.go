package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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

// TestWhere finds files and folders that ARCHITECTURE.md and the README name, where they say what to change, and that
// are not there.
func TestWhere(t *testing.T) {
	t.Parallel()
	const top = "../.."
	row, path := regexp.MustCompile(`(?m)^\| [^|]+ \| .+ \|$`), regexp.MustCompile("`([^` ]+/[^` ]*)`")
	for _, c := range []struct {
		page, after string
		rows        int
	}{
		{"ARCHITECTURE.md", "## Where would you change …\n\n| what | where |\n|---|---|\n", 10},
		{"README.md", "\n| to add | |\n|---|---|\n", 4},
	} {
		text, err := os.ReadFile(filepath.Join(top, c.page))
		if err != nil {
			t.Fatal(err)
		}
		_, table, _ := strings.Cut(string(text), c.after)
		table, _, _ = strings.Cut(table, "\n\n")
		rows := row.FindAllString(table, -1)
		if len(rows) < c.rows {
			t.Errorf("%s says of %d kinds of change where they are made, want %d", c.page, len(rows), c.rows)
		}
		for _, r := range rows {
			names := path.FindAllStringSubmatch(r, -1)
			if len(names) == 0 {
				t.Errorf("%s names no file in %s", c.page, r)
			}
			for _, n := range names {
				if _, err := os.Stat(filepath.Join(top, filepath.FromSlash(n[1]))); err != nil {
					t.Errorf("%s names %s, which is not there; of that name are %v", c.page, n[1], elsewhere(top, n[1]))
				}
			}
		}
	}
}

// elsewhere are the files below top with the last name of path.
func elsewhere(top, path string) []string {
	var found []string
	_ = filepath.WalkDir(top, func(at string, _ fs.DirEntry, err error) error { // nothing is found where it cannot look
		if err == nil && filepath.Base(at) == filepath.Base(path) {
			found = append(found, filepath.ToSlash(at))
		}
		return nil
	})
	return found
}

// TestWhoOpens finds files that open what may end machines or buy, and are not the one that hands it to the order
// service.
func TestWhoOpens(t *testing.T) {
	t.Parallel()
	const top = "../.."
	var found []string
	for _, dir := range []string{"ui", "state"} {
		err := filepath.WalkDir(filepath.Join(top, dir), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if strings.Contains(string(text), "OpenOperator") || strings.Contains(string(text), "OpenBuyer") {
				rel, _ := filepath.Rel(top, path)
				found = append(found, filepath.ToSlash(rel))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"ui/run/accounts.go"}; !slices.Equal(found, want) {
		t.Errorf("files that open Operators or Buyers = %v, want %v", found, want)
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
