package cli_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/wizard"
)

// opened is a page with what is pressed on it.
type opened struct {
	page  func() app.Page
	to    step.Jump // the step that is opened first; zero: none
	shown string    // by the page, when it has everything
	keys  []string  // separated by blanks: one after the other, and after each it is looked at
}

// cleanPages are all pages but the steps, and what is over steps, of a program with the orders. d is complete.
func cleanPages(h *cli.Program, c *clock, d step.Draft, one order.ID) []opened {
	start, from := func() app.Page { return h.Wizard() }, func() app.Page { return h.WizardWith(d) }
	list, machines := func() app.Page { return h.List() }, func() app.Page { return h.Board(one) }
	return []opened{
		{page: start, shown: string(one), keys: []string{"end", "home"}},
		{page: list, shown: "DONE", keys: []string{"x", "esc", "/", "esc", "?", "g", "esc"}},
		{page: h.OrphansPage, shown: "no price", keys: []string{"x", "esc", "/", "esc", "?", "esc"}},
		{page: h.RenewalsPage, keys: []string{"x", "esc", "/", "esc", "?", "esc"}},
		{page: func() app.Page { return h.Board("") }, shown: "RUNNING", keys: []string{"/", "esc", "e", "esc", "y", "esc"}},
		{page: machines, shown: "RUNNING", keys: []string{"enter", "?", "g", "esc", "y", "esc", "esc"}},
		{page: machines, shown: "RUNNING", keys: []string{"e", "enter", "esc", "esc", "R", "esc", "o", "esc"}},
		{
			page:  func() app.Page { return wizard.NewOffer(h.Env(), d, c.Now(), from, start) },
			shown: h.Env().T("draft.ask"),
		},
		{page: func() app.Page { return wizard.NewKeys(h.Env(), start) }, keys: []string{"pgdown", "end"}},
		{page: from, to: step.Jump{Field: "type"}, shown: "Which type?", keys: []string{"z", "/", "esc"}},
		{page: from, to: step.Jump{Field: "billing.charge"}, keys: []string{"ctrl+t", "f1", "g", "esc"}},
		{page: from, to: step.Jump{Field: "zone"}, keys: []string{"/", "c", "p", "u", ">", "=", "1", "enter", "f1", "esc"}},
		{page: from, to: step.Jump{Field: "access.password"}, keys: []string{"f1", "esc"}},
	}
}

// pagesAreClean opens them, and the list of tours. Every page that there is one of them.
func pagesAreClean(t *testing.T, h *cli.Program, c *clock, ascii bool, d step.Draft, one order.ID) {
	t.Helper()
	missing := pageTypes(t)
	delete(missing, "cli.blank") // the page before the first one: it shows nothing
	for _, o := range cleanPages(h, c, d, one) {
		page := o.page()
		delete(missing, strings.TrimPrefix(fmt.Sprintf("%T", page), "*"))
		w := viewed{uitest.Drive(t, h.App(page), usual())}
		if o.to.Field != "" {
			w.Rest()
			w.Send(o.to)
			w.Rest()
		}
		w.WaitFor(o.shown)
		w.Until("what there is", func() bool { return !strings.Contains(w.Text(), "Loading") })
		w.clean(t, ascii)
		for _, k := range o.keys {
			w.Press(k)
			w.Until("what "+k+" asks for", func() bool { return w.Pending() <= 1 && !strings.Contains(w.Text(), "Loading") })
			w.clean(t, ascii)
		}
	}
	for name := range missing {
		t.Errorf("%s is a page that is not among those that are looked at", name)
	}
	m := menu(t, h)
	defer m.Close()
	w := viewed{uitest.Drive(t, m, usual())}
	for range 8 {
		w.clean(t, ascii)
		w.Press("down")
	}
}

// pageTypes are the types that are pages, by package and name.
func pageTypes(t *testing.T) map[string]bool {
	t.Helper()
	found, files := map[string]bool{}, token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			m, _ := decl.(*ast.FuncDecl)
			if m == nil || m.Recv == nil || m.Name.Name != "Head" || m.Type.Results == nil {
				continue
			}
			of, _ := m.Recv.List[0].Type.(*ast.StarExpr)
			if is, _ := m.Type.Results.List[0].Type.(*ast.SelectorExpr); of != nil && is != nil && is.Sel.Name == "Head" {
				found[f.Name.Name+"."+of.X.(*ast.Ident).Name] = true
			}
		}
		return nil
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("pages = %v, %v", found, err)
	}
	return found
}
