package all_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
)

const module = "github.com/metalwright/metalwright/provider/"

// Every folder below provider that has a func Product must be in the list.
func TestEveryProductIsListed(t *testing.T) {
	t.Parallel()
	listed := imports(t)
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); name == "internal" || name == "testdata" || name == "sim" {
			return filepath.SkipDir
		}
		if !definesProduct(t, path) {
			return nil
		}
		found++
		folder := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		if !listed[module+folder] {
			t.Errorf("provider/%s defines a product that Products() does not list", folder)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("WalkDir(..) = %v", err)
	}
	if got := len(all.Products()); got != found || found == 0 {
		t.Errorf("len(Products()) = %d, want %d, as many as folders define one", got, found)
	}
}

func TestProductsAreComplete(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for _, p := range all.Products() {
		if ids[string(p.ID)] {
			t.Errorf("product %q is listed twice", p.ID)
		}
		ids[string(p.ID)] = true
		if p.ID == "" || p.Vendor == "" || p.Name == "" || p.Open == nil || p.OpenBuyer == nil || p.MaxBatch < 1 ||
			p.MaxIDs < 1 ||
			!strings.HasPrefix(p.Endpoint, "https://") || len(p.Fields) == 0 || len(p.Codes) == 0 || len(p.Params) == 0 ||
			len(p.KeyNames) == 0 || p.Settle <= 0 || len(p.Lifecycle) == 0 {
			t.Errorf("product %q is incomplete: %+v", p.ID, p)
		}
		for _, param := range p.Params {
			if !p.Has(param.Field) {
				t.Errorf("product %q: parameter %s carries %q, which is not among its fields", p.ID, param.Name, param.Field)
			}
		}
		for _, c := range p.Codes {
			if c.Code == "" || c.HTTP == 0 || c.Advice == "" || c.Field != "" && !p.Has(c.Field) {
				t.Errorf("product %q: row %+v lacks something", p.ID, c)
			}
		}
	}
}

// imports are the packages that all.go imports.
func imports(t *testing.T) map[string]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "all.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatalf("ParseFile(all.go) = %v", err)
	}
	out := map[string]bool{}
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		out[path] = true
	}
	return out
}

// definesProduct reports whether a Go file of the folder, except tests, declares func Product().
func definesProduct(t *testing.T, folder string) bool {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatalf("ReadDir(%s) = %v", folder, err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(folder, e.Name()), nil, 0)
		if err != nil {
			t.Fatalf("ParseFile(%s) = %v", e.Name(), err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "Product" {
				return true
			}
		}
	}
	return false
}
