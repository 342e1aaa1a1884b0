package programtest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/programtest"
)

// TestMissing skips a test whose part is missing, wherever it would be.
func TestMissing(t *testing.T) {
	t.Setenv("CI", "")
	t.Setenv("PATH", t.TempDir())
	for _, c := range []struct {
		look func(testing.TB, string) string
		name string
	}{
		{programtest.Path, "sh"},
		{programtest.Path, filepath.Join(t.TempDir(), "pgbouncer")},
		{programtest.File, filepath.Join(t.TempDir(), "*", "initdb")},
	} {
		skipped := false
		t.Run(c.name, func(t *testing.T) {
			defer func() { skipped = t.Skipped() }()
			c.look(t, c.name)
		})
		if !skipped {
			t.Errorf("a test that needs %s is not skipped without it", c.name)
		}
	}
}

// TestProgramsAreLookedFor reads every test: none starts a program, or has a shell run a script, that it has not looked
// for, because a machine with Go alone has none.
func TestProgramsAreLookedFor(t *testing.T) {
	t.Parallel()
	files := token.NewFileSet()
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			for _, at := range unasked(d) {
				t.Errorf("%v: the program is not looked for with programtest.Path", files.Position(at))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// unasked is where a declaration starts a program by a name of its own, or writes a script for a shell that it has not
// looked for.
func unasked(d ast.Decl) []token.Pos {
	var started, scripts []token.Pos
	asks, runnable := false, false
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if strings.HasPrefix(n.Value, `"#!/`) || strings.HasPrefix(n.Value, "`#!/") {
				scripts = append(scripts, n.Pos())
			}
		case *ast.CallExpr:
			f, _ := n.Fun.(*ast.SelectorExpr)
			if f == nil {
				break
			}
			pkg, _ := f.X.(*ast.Ident)
			asks = asks || pkg != nil && pkg.Name == "programtest"
			at := map[string]int{"exec.Command": 0, "exec.CommandContext": 1, "os.WriteFile": 2}
			i, known := 0, pkg != nil
			if known {
				i, known = at[pkg.Name+"."+f.Sel.Name]
			}
			if !known || i >= len(n.Args) {
				break
			}
			switch arg, _ := n.Args[i].(*ast.BasicLit); {
			case arg == nil:
			case f.Sel.Name == "WriteFile":
				runnable = runnable || strings.ContainsAny(arg.Value, "75")
			default:
				started = append(started, arg.Pos())
			}
		}
		return true
	})
	if asks || !runnable {
		return started
	}
	return append(started, scripts...)
}
