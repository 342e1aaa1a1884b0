package text_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// parse reads the Go files below dir, tests aside.
func parse(t *testing.T, dir string) code {
	t.Helper()
	c := code{literals: map[string]bool{}}
	set := token.NewFileSet()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			c.visit(set, n)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *code) visit(set *token.FileSet, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if s, ok := literal(n); ok {
			c.literals[s] = true
		}
	case *ast.ValueSpec:
		c.specs = append(c.specs, n)
	case *ast.CompositeLit:
		c.composites = append(c.composites, n)
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			c.assigned = append(c.assigned, n)
		}
	case *ast.CallExpr:
		if len(n.Args) == 0 {
			return
		}
		if name := called(n); name == "NewError" || name == "UsageError" {
			c.call(set, n)
		}
		sel, ok := n.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		if sel.Sel.Name == "Lines" {
			c.lines = append(c.lines, n)
		}
		if sel.Sel.Name == "T" {
			c.call(set, n)
		}
	}
}

// called is the name of the function that n calls, without its package.
func called(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// call notes the message that n asks for, where its id is a literal.
func (c *code) call(set *token.FileSet, n *ast.CallExpr) {
	if id, ok := literal(n.Args[0]); ok {
		c.calls = append(c.calls, call{id, set.Position(n.Pos())})
	}
}

// literal is the value of a string literal.
func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
