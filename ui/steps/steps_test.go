package steps_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/steps"
)

const module = "github.com/metalwright/metalwright/ui/steps/"

// TestEveryStepIsListed finds folders that declare a step which All does not call.
func TestEveryStepIsListed(t *testing.T) {
	t.Parallel()
	called := calls(t)
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "testdata" {
			continue
		}
		if !declares(t, e.Name()) {
			t.Errorf("ui/steps/%s declares no step", e.Name())
			continue
		}
		found++
		if !called[module+e.Name()] {
			t.Errorf("ui/steps/%s declares a step that All() does not list", e.Name())
		}
	}
	if got := len(steps.All()); got != found {
		t.Errorf("len(All()) = %d, want %d, as many as folders declare one", got, found)
	}
}

// TestEveryAnswerHasOneStep finds answers of a product that no step asks for, or two.
func TestEveryAnswerHasOneStep(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, s := range steps.All() {
		if s.ID == "" || ids[s.ID] || s.New == nil {
			t.Errorf("step %q is incomplete or there twice", s.ID)
		}
		ids[s.ID] = true
	}
	if last := steps.All()[len(steps.All())-1].ID; last != "review" {
		t.Errorf("the last step is %q, want the review", last)
	}
	for _, p := range all.Products() {
		for _, f := range p.Fields {
			var owners []string
			for _, s := range steps.All() {
				if slices.Contains(s.Owns, f) {
					owners = append(owners, s.ID)
				}
			}
			if len(owners) != 1 {
				t.Errorf("%s: %q is owned by %v, want one step", p.ID, f, owners)
			}
		}
		for _, c := range p.Codes {
			for _, f := range append([]provider.Field{c.Field}, c.Also...) {
				if f != "" && !slices.Contains(p.Fields, f) {
					t.Errorf("%s: %s is at %q, which the product does not ask for", p.ID, c.Code, f)
				}
			}
		}
	}
}

// calls are the packages whose Step() the list calls.
func calls(t *testing.T) map[string]bool {
	t.Helper()
	file := parse(t, "steps.go")
	paths := map[string]string{}
	for _, i := range file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		paths[filepath.Base(path)] = path
	}
	out := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if sel, ok := c.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Step" {
				if pkg, ok := sel.X.(*ast.Ident); ok {
					out[paths[pkg.Name]] = true
				}
			}
		}
		return true
	})
	return out
}

// declares reports whether the folder has a func Step().
func declares(t *testing.T, folder string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		for _, d := range parse(t, f).Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "Step" {
				return true
			}
		}
	}
	return false
}

func parse(t *testing.T, path string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
