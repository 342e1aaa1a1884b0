// Command methods finds types with more than 15 methods, but for those in methods.txt, each with the number that it
// has: it may only fall. Methods that are written for the type count, tests' included, and not those of what it embeds.
package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	most = 15
	list = ".ci/methods.txt"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	known, err := read(string(text))
	if err != nil {
		return err
	}
	found, err := count(os.DirFS("."))
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if n, may := found[name], max(known[name], most); n > may {
			errs = append(errs, fmt.Errorf("methods: %s has %d, want %d at most: split it by what it is for",
				name, n, may))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		switch n := found[name]; {
		case n <= most:
			errs = append(errs, fmt.Errorf("methods: %s has %d: take it out of %s", name, n, list))
		case n < known[name]:
			errs = append(errs, fmt.Errorf("methods: %s has %d: write that into %s", name, n, list))
		}
	}
	return errors.Join(errs...)
}

// read returns the numbers in the list, by type.
func read(text string) (map[string]int, error) {
	known := map[string]int{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, number, _ := strings.Cut(line, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is no type and number", list, line)
		}
		known[name] = n
	}
	return known, nil
}

// count returns how many methods each type has, by its directory and name.
func count(tree fs.FS) (map[string]int, error) {
	found := map[string]int{}
	files := token.NewFileSet()
	err := fs.WalkDir(tree, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".go" {
			return err
		}
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(files, file, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				found[path.Dir(file)+"."+receiver(f.Recv.List[0].Type)]++
			}
		}
		return nil
	})
	return found, err
}

// receiver is the name of a receiver's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.IndexListExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
