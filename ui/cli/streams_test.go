package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOneWayOut finds commands that write to their streams past the functions that make lines, tables and documents,
// and those that ask for the terminal behind a stream.
func TestOneWayOut(t *testing.T) {
	t.Parallel()
	writers := []string{
		"../report/stream.go", "../report/columns.go", "../report/format.go", "export.go", "man.go", "schema.go",
		"completion.go", "configinit.go",
	}
	terminals := []string{
		"../report/stream.go", "screens.go", "notify.go", "../report/progress.go", "../doctor/terminal.go", "help.go",
		"access.go", "renewals.go", "editor.go", "../run/record.go",
	}
	set := token.NewFileSet()
	look := func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := types.ExprString(call.Fun)
			if strings.TrimPrefix(name, "report.") == "Terminal" && !slices.Contains(terminals, path) {
				t.Errorf("%s: it asks for the terminal behind a stream", set.Position(call.Pos()))
			}
			to := name
			if strings.HasPrefix(name, "fmt.Fprint") || name == "io.WriteString" || name == "io.Copy" {
				to = types.ExprString(call.Args[0])
			} else if !strings.HasSuffix(name, ".Write") {
				return true
			}
			if (strings.Contains(to, ".Out") || strings.Contains(to, ".Err")) &&
				!strings.HasPrefix(strings.TrimPrefix(to, "report."), "Terminal(") && !slices.Contains(writers, path) {
				t.Errorf("%s: it writes to %s, want what package report writes with", set.Position(call.Pos()), to)
			}
			return true
		})
		return nil
	}
	for _, dir := range []string{".", "../run", "../report", "../doctor"} {
		if err := filepath.WalkDir(dir, look); err != nil {
			t.Fatal(err)
		}
	}
}
