package steps_test

import (
	"go/ast"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/steps"
)

// TestStepsOfEachProduct compares the steps that each product shows with what it has to ask.
func TestStepsOfEachProduct(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"zenlayer-bmc":     "product account zone type image billing network storage access naming review",
		"zenlayer-vm":      "product account zone type image billing network storage access naming review",
		"tencent-edgezone": "product account zone type image billing network storage access naming review",
	}
	for _, p := range all.Products() {
		var shown []string
		for _, s := range steps.All() {
			if s.For(p) {
				shown = append(shown, s.ID)
			}
			asks := slices.ContainsFunc(s.Owns, p.Has)
			if s.Shown == nil && asks != s.For(p) {
				t.Errorf("%s: step %s is shown: %v, want %v, as it has something to ask", p.ID, s.ID, s.For(p), asks)
			}
		}
		if got := strings.Join(shown, " "); got != want[string(p.ID)] {
			t.Errorf("%s shows the steps %q, want %q", p.ID, got, want[string(p.ID)])
		}
	}
	without := *all.Products()[0]
	without.Fields = nil
	for _, s := range steps.All() {
		if s.Shown == nil && s.For(&without) {
			t.Errorf("step %s is shown by a product that has none of its answers", s.ID)
		}
	}
}

// vendors are the folders below provider that have a product in them.
func vendors(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../provider/*/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc Product() *provider.Product {") {
			found = append(found, filepath.Dir(filepath.Dir(f)))
		}
	}
	if len(found) < len(all.Products()) {
		t.Fatalf("folders with a product = %v, want one for each of the %d products", found, len(all.Products()))
	}
	return found
}

// TestNoProductIsNamed finds code outside a product's own folder that asks which product it has: what differs is a
// field of the product, or an ability of its reader. Examples and help may name one.
func TestNoProductIsNamed(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, p := range all.Products() {
		names[string(p.ID)], names[p.Vendor], names[p.Name] = true, true, true
	}
	own := append(vendors(t), "../../provider/sim")
	for _, top := range []string{"../../ui", "../../state", "../../provider"} {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "testdata" || slices.Contains(own, path)):
				return fs.SkipDir
			case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			ast.Inspect(parse(t, path), func(n ast.Node) bool {
				for _, word := range compared(n) {
					if names[word] {
						t.Errorf("%s decides by the product %q", path, word)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// compared are the strings that n compares something with.
func compared(n ast.Node) []string {
	var words []string
	add := func(e ast.Expr) {
		ast.Inspect(e, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil {
					words = append(words, s)
				}
			}
			return true
		})
	}
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.EQL || n.Op == token.NEQ {
			add(n.X)
			add(n.Y)
		}
	case *ast.CaseClause:
		for _, e := range n.List {
			add(e)
		}
	case *ast.IndexExpr:
		add(n.Index)
	case *ast.KeyValueExpr:
		add(n.Key)
	case *ast.ValueSpec: // a constant to compare with
		for _, e := range n.Values {
			if _, ok := e.(*ast.BasicLit); ok {
				add(e)
			}
		}
	}
	return words
}
