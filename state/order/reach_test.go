package order

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestWatcherCannotBuy looks at everything that a watcher, which also looks up and sweeps, holds or can get from what
// it holds: no type within reach is a Buyer, is the sender, has a Create, or is an account's key, with which a Buyer
// could be opened.
func TestWatcherCannotBuy(t *testing.T) {
	t.Parallel()
	seen, account := map[reflect.Type]bool{}, reflect.TypeFor[provider.Account]()
	withinReach(reflect.TypeFor[watcher](), seen)
	for _, must := range []reflect.Type{reflect.TypeFor[provider.Operator](), reflect.TypeFor[budget]()} {
		if !seen[must] {
			t.Errorf("%s is not within a watcher's reach: the walk has missed it", must)
		}
	}
	if seen[account] {
		t.Error("a watcher reaches an account's key")
	}
	for typ := range seen {
		if what := buys(typ); what != "" {
			t.Errorf("a watcher reaches %s, which %s", typ, what)
		}
	}
	// The sender is the one that can, or the test sees nothing.
	seen = map[reflect.Type]bool{}
	withinReach(reflect.TypeFor[sender](), seen)
	if !seen[reflect.TypeFor[provider.Buyer]()] || buys(reflect.TypeFor[provider.Buyer]()) == "" {
		t.Error("the sender does not reach a Buyer")
	}
}

// withinReach collects the types that a value of typ leads to: its fields, elements, and what its functions give,
// unless they want an account for it.
func withinReach(typ reflect.Type, seen map[reflect.Type]bool) {
	if seen[typ] {
		return
	}
	seen[typ] = true
	switch typ.Kind() {
	case reflect.Struct:
		for f := range typ.Fields() {
			withinReach(f.Type, seen)
		}
	case reflect.Map:
		withinReach(typ.Key(), seen)
		withinReach(typ.Elem(), seen)
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		withinReach(typ.Elem(), seen)
	case reflect.Func:
		for in := range typ.Ins() {
			if in == reflect.TypeFor[provider.Account]() {
				return
			}
		}
		for out := range typ.Outs() {
			withinReach(out, seen)
		}
	case reflect.Interface:
		for m := range typ.Methods() {
			withinReach(m.Type, seen)
		}
	default:
	}
}

// buys says how a value of typ could buy, "" if it could not.
func buys(typ reflect.Type) string {
	buyer := reflect.TypeFor[provider.Buyer]()
	for _, x := range []reflect.Type{typ, reflect.PointerTo(typ)} {
		if x == reflect.TypeFor[sender]() {
			return "is the sender"
		}
		if x.Implements(buyer) {
			return "is a Buyer"
		}
		if _, ok := x.MethodByName("Create"); ok {
			return "has a Create"
		}
	}
	return ""
}

// TestOnlyPeopleBuy follows the package's own calls from everything that it has: what buys is what a person asks for,
// and nothing that runs by itself, at the start or while watching, gets to a Create.
func TestOnlyPeopleBuy(t *testing.T) {
	t.Parallel()
	calls := callsOf(t)
	for callee, want := range map[string][]string{
		create: {"sender.buy"}, "sender.buy": {"sender.send"}, "sender.send": {"dispatcher.send"},
		"dispatcher.send": {"dispatcher.begin"},
	} {
		if got := callers(calls, callee); !slices.Equal(got, want) {
			t.Errorf("functions that call %s = %v, want %v", callee, got, want)
		}
	}
	buying := []string{"BuyAgain.do", "BuyRest.do", "Place.do", "RetryFailed.do", "Send.do"}
	for name := range calls {
		_, method, ok := strings.Cut(name, ".")
		path := way(calls, name, map[string]bool{})
		if path != nil && ok && (ast.IsExported(method) || method == "do") && !slices.Contains(buying, name) {
			t.Errorf("%s can buy: %s", name, strings.Join(path, " -> "))
		}
	}
	for _, name := range buying {
		if way(calls, name, map[string]bool{}) == nil {
			t.Errorf("no way from %s to a purchase: the test follows no calls", name)
		}
	}
	for _, name := range []string{
		"New", "Service.Use", "Service.Run", "watchLoop.run", "watchLoop.step", "watchLoop.try", "upkeep.run", "failover.run",
		"watcher.pass",
	} {
		if path := way(calls, name, map[string]bool{}); path != nil || calls[name] == nil {
			t.Errorf("%s can buy, or does not exist: %s", name, strings.Join(path, " -> "))
		}
	}
}

const create = "Create" // of whatever

// callsOf are the functions and methods of the package that each of them mentions, and the name create. Other packages
// do not matter: they do not know this one.
func callsOf(t *testing.T) map[string]map[string]bool {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, n := range names {
		if strings.HasSuffix(n, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, n, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	// what others have is not known, which is an error each time
	conf := types.Config{Importer: nothing{}, Error: func(error) {}}
	_, _ = conf.Check("order", set, files, info)
	calls := map[string]map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok && decl.Body != nil {
				calls[called(info.Defs[decl.Name])] = mentioned(decl.Body, info)
			}
		}
	}
	return calls
}

func mentioned(body *ast.BlockStmt, info *types.Info) map[string]bool {
	all := map[string]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if name := called(info.Uses[id]); name != "" {
			all[name] = true
		}
		if id.Name == create {
			all[create] = true
		}
		return true
	})
	return all
}

// called is the name of a function, with its receiver's; "" for anything else.
func called(o types.Object) string {
	f, ok := o.(*types.Func)
	if !ok {
		return ""
	}
	receiver := f.Signature().Recv()
	if receiver == nil {
		return f.Name()
	}
	typ := receiver.Type()
	if p, ok := typ.(*types.Pointer); ok {
		typ = p.Elem()
	}
	if named, ok := typ.(*types.Named); ok {
		return named.Obj().Name() + "." + f.Name()
	}
	return f.Name()
}

// nothing imports every package as an empty one.
type nothing struct{}

func (nothing) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path[strings.LastIndex(path, "/")+1:])
	p.MarkComplete()
	return p, nil
}

// callers are the functions that mention name.
func callers(calls map[string]map[string]bool, name string) []string {
	var all []string
	for f, mentions := range calls {
		if mentions[name] {
			all = append(all, f)
		}
	}
	slices.Sort(all)
	return all
}

// way is how from leads to a purchase, nil when it does not.
func way(calls map[string]map[string]bool, from string, seen map[string]bool) []string {
	if from == create {
		return []string{from}
	}
	seen[from] = true
	for next := range calls[from] {
		if seen[next] {
			continue
		}
		if path := way(calls, next, seen); path != nil {
			return append([]string{from}, path...)
		}
	}
	return nil
}
