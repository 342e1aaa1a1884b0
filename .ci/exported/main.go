// Command exported finds exported names that nothing outside their package uses, but for those in exported.txt, each
// with its reason; and lines of exported.txt that are no longer needed. A type also counts as used where an exported
// name that is used mentions it, and a method where an interface asks for one of its name and form. Tests of other
// packages count, and so do a package's own tests from outside.
package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/metalwright/metalwright"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	list, err := os.ReadFile(".ci/exported.txt")
	if err != nil {
		return err
	}
	all, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Tests: true, Fset: token.NewFileSet()}, "./...")
	if err != nil {
		return err
	}
	if packages.PrintErrors(all) > 0 {
		return errors.New("exported: the packages do not compile")
	}
	found, kept := unused(all), reasons(string(list))
	var errs []error
	for _, n := range found {
		if !slices.Contains(kept, n) {
			errs = append(errs, fmt.Errorf("exported: nobody outside uses it: unexport it, or write a reason into %s: %s",
				".ci/exported.txt", n))
		}
	}
	for _, n := range kept {
		if !slices.Contains(found, n) {
			errs = append(errs, fmt.Errorf("exported: used outside, or gone: take it out of .ci/exported.txt: %s", n))
		}
	}
	return errors.Join(errs...)
}

// reasons are the names in the list.
func reasons(list string) []string {
	var names []string
	for line := range strings.Lines(list) {
		if name, _, ok := strings.Cut(line, " "); ok && !strings.HasPrefix(line, "#") {
			names = append(names, name)
		}
	}
	return names
}

// search is what is known about the names, by where they are declared: a package is there once for itself and once for
// its tests.
type search struct {
	files *token.FileSet
	used  map[string]bool
	seen  map[types.Type]bool
	asked map[string][]types.Type // what interfaces ask for, by name
}

func (s *search) at(o types.Object) string { return s.files.Position(o.Pos()).String() }

// unused are the names, sorted, as the list has them.
func unused(all []*packages.Package) []string {
	s := &search{files: all[0].Fset, used: map[string]bool{}, seen: map[types.Type]bool{},
		asked: map[string][]types.Type{"Unwrap": {unwrap}}}
	for _, p := range all {
		for _, o := range p.TypesInfo.Uses {
			if o.Pkg() != nil && o.Pkg().Path() != p.PkgPath {
				s.used[s.at(origin(o))] = true
			}
		}
		for e, t := range p.TypesInfo.Types {
			if _, ok := e.(*ast.InterfaceType); ok {
				s.ask(t.Type)
			}
		}
		for _, i := range p.Types.Imports() {
			for _, n := range i.Scope().Names() {
				s.ask(i.Scope().Lookup(n).Type())
			}
		}
	}
	s.ask(types.Universe.Lookup("error").Type())
	for again := true; again; { // what a used name mentions is used
		before := len(s.used)
		for _, p := range all {
			for _, o := range exported(p.Types) {
				if s.used[s.at(o)] {
					s.mention(o.Type())
				}
			}
		}
		again = len(s.used) > before
	}
	var names []string
	for _, p := range all {
		if p.Name == "main" || strings.HasSuffix(p.PkgPath, "_test") || strings.HasSuffix(p.PkgPath, ".test") ||
			p.ID != p.PkgPath {
			continue
		}
		for _, o := range exported(p.Types) {
			if !s.used[s.at(o)] && !s.implements(o) {
				names = append(names, strings.TrimPrefix(p.PkgPath, module+"/")+"."+name(o))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (s *search) constraints(list *types.TypeParamList) {
	for p := range list.TypeParams() {
		s.mention(p.Constraint())
	}
}

// unwrap is what package errors asks for.
var unwrap = types.NewSignatureType(nil, nil, nil, nil,
	types.NewTuple(types.NewParam(token.NoPos, nil, "", types.Universe.Lookup("error").Type())), false)

// ask notes what t asks for when it is an interface.
func (s *search) ask(t types.Type) {
	if i, ok := t.Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			s.asked[m.Name()] = append(s.asked[m.Name()], m.Type())
		}
	}
}

// exported are the exported names of p, and the exported methods of its exported types.
func exported(p *types.Package) []types.Object {
	var all []types.Object
	for _, n := range p.Scope().Names() {
		o := p.Scope().Lookup(n)
		if !o.Exported() {
			continue
		}
		all = append(all, o)
		if named, ok := o.Type().(*types.Named); ok && named.Obj() == o {
			for m := range named.Methods() {
				if m.Exported() {
					all = append(all, m)
				}
			}
		}
	}
	return all
}

// mention notes the types that a value of t shows to who uses it.
func (s *search) mention(t types.Type) {
	if t == nil || s.seen[t] {
		return
	}
	s.seen[t] = true
	switch t := t.(type) {
	case *types.Alias:
		s.used[s.at(t.Obj())] = true
		s.mention(t.Rhs())
	case *types.Named:
		s.used[s.at(t.Origin().Obj())] = true
		for a := range t.TypeArgs().Types() {
			s.mention(a)
		}
		s.constraints(t.TypeParams())
		s.mention(t.Underlying())
	case *types.Struct:
		for f := range t.Fields() {
			if f.Exported() {
				s.mention(f.Type())
			}
		}
	case *types.Signature:
		s.constraints(t.TypeParams())
		s.mention(t.Params())
		s.mention(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			s.mention(v.Type())
		}
	case *types.Interface:
		for m := range t.Methods() {
			s.mention(m.Type())
		}
	case *types.Map:
		s.mention(t.Key())
		s.mention(t.Elem())
	case interface{ Elem() types.Type }:
		s.mention(t.Elem())
	}
}

// implements reports whether o is a method that an interface asks for.
func (s *search) implements(o types.Object) bool {
	f, ok := o.(*types.Func)
	return ok && f.Signature().Recv() != nil && slices.ContainsFunc(s.asked[o.Name()], func(t types.Type) bool {
		return types.Identical(t, f.Type())
	})
}

// origin is the declaration of a part of a generic type.
func origin(o types.Object) types.Object {
	switch o := o.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return o
}

// name is a name with its receiver's.
func name(o types.Object) string {
	if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil {
		t := f.Signature().Recv().Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		return t.(*types.Named).Obj().Name() + "." + o.Name()
	}
	return o.Name()
}
