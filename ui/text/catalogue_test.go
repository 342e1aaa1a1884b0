package text_test

import (
	"go/ast"
	"go/token"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/state/policy"
)

// family is the messages whose ids code puts together from a prefix and a value.
type family struct {
	prefix string
	values []string // what the values can be; nil where only data enumerates them
	every  bool     // each value needs a message
	longer bool     // the value is the first part only
}

// families lists all of them, a prefix within another one first. All other ids are in the code as literals, or are
// a question's: its id and one of the endings.
func families(t *testing.T) []family {
	t.Helper()
	fields := constants(t, "../../provider", "Field")
	exceeded := func(reason string) bool { return reason == string(policy.Exceeded) } // which each limit words for itself
	limits := append(constants(t, "../../state/policy", "Name"),
		slices.DeleteFunc(constants(t, "../../state/policy", "Reason"), exceeded)...)
	return []family{
		{prefix: "rule_at."},   // answers and rules
		{prefix: "file_rule."}, // answers and rules
		{prefix: "line_rule."}, // answers and rules
		{prefix: "nothing.", values: fields},
		{prefix: "image.from_"}, // origins of images
		{prefix: "rule.", values: constants(t, "../../provider", "Rule"), every: true},
		{prefix: "kind.", values: kinds(), every: true},
		{prefix: "cause.", values: constants(t, "../../provider", "Cause"), every: true},
		{prefix: "advice.kind_", values: kinds(), every: true},
		{prefix: "advice.", values: advice(t), every: true},
		{prefix: "field.", values: fields, every: true},
		{prefix: "unit.", values: units(), every: true},
		{prefix: "help.", values: fields},
		{prefix: "start.what."}, // what is offered besides orders
		{prefix: "keys.make."},  // by the first product of each vendor
		{prefix: "start.", values: constants(t, "../step", "StartKind"), every: true},
		{prefix: "review.form_", values: constants(t, "../../state/export", "Format")},
		{prefix: "explain_of."}, // products with an explanation of their own
		{prefix: "explain_step.", values: stepIDs(t), every: true},
		{prefix: "explain.", values: append(fields, "next")},
		{prefix: "glossary."}, // terms
		{prefix: "line_help.", values: fields},
		{prefix: "help_of."}, // products with an answer's help of their own
		{prefix: "placeholder.", values: fields},
		{prefix: "none.", values: fields},
		{prefix: "option.", values: append(fields, "full", "not_ready"), longer: true},
		{prefix: "attention.", values: constants(t, "../../state/order", "Attention"), every: true},
		{prefix: "role.", values: constants(t, "../../state/policy", "Role"), every: true},
		{prefix: "approval.void_", values: []string{"price", "changed", "withdrawn"}, every: true},
		{prefix: "audit.violation_", values: constants(t, "../../state/journal", "Violation"), every: true},
		{prefix: "status.", values: constants(t, "../../provider", "Status"), every: true},
		{prefix: "word.", values: constants(t, "../../state/order", "Status"), every: true},
		{prefix: "per.", values: constants(t, "../../provider", "Per"), every: true},
		{prefix: "answer.", values: []string{"true", "false"}, every: true},
		{prefix: "networks.", values: constants(t, "../../provider", "ResourceKind")},
		{prefix: "resource.kind_", values: constants(t, "../../provider", "ResourceKind"), every: true},
		{prefix: "resource.", values: constants(t, "../../provider", "ResourceKind"), every: true},
		{prefix: "role."}, // of operators of a server
		{prefix: "budget.", values: constants(t, "../../state/policy", "Name")},
		{prefix: "show.state_", values: constants(t, "../../state/journal", "State"), every: true},
		{prefix: "happened."},     // what is noted of a request
		{prefix: "happened_why."}, // and why
		{prefix: "release_held.", values: constants(t, "../../state/order", "HeldReason"), every: true},
		{prefix: "release_later.in_", values: []string{"day", "week", "month"}, every: true},
		{prefix: "release_later.after_", values: []string{"day", "week", "month"}, every: true},
		{prefix: "orphan.", values: constants(t, "../../state/order", "OrphanKind"), every: true},
		{prefix: "orphan_about.", values: constants(t, "../../state/order", "OrphanKind"), every: true},
		{prefix: "orphan_release.", values: []string{"machine", "resource"}, every: true},
		{prefix: "action."}, // what can be done about an order
		{prefix: "file.", values: constants(t, "../../state/internal/strict", "Reason"), every: true},
		{prefix: "access_file.", values: constants(t, "../serve", "FaultReason"), every: true},
		{prefix: "serve.cert_", values: constants(t, "../serve", "CertReason"), every: true},
		{prefix: "orders.removed_", values: constants(t, "../../state/journal", "RemovedState"), every: true},
		{prefix: "config.", values: constants(t, "../../state/config", "Reason"), every: true},
		{prefix: "config_fix.", values: constants(t, "../../state/config", "Reason"), every: true},
		{prefix: "textfile.", values: constants(t, "../../state/textfile", "Reason"), every: true},
		{prefix: "journal.", values: constants(t, "../../state/journal", "Reason"), every: true},
		{prefix: "journal_fix.", values: constants(t, "../../state/journal", "Reason"), every: true},
		{prefix: "release.how."}, // products
		{prefix: "release.how_"}, // products with a charge
		{prefix: "doctor.check_"},
		// types of flags
		{prefix: "cli.form_", values: []string{"bool", "int", "float64", "duration", "stringSlice"}, every: true},
		{prefix: "limit.", values: limits, every: true},
		{prefix: "limit_own.", values: limits, every: true},
		{prefix: "export_why.", values: constants(t, "../../state/export", "Reason"), every: true},
		{prefix: "item.", values: items(t), every: true},
		{prefix: "source.", values: sources(t), every: true},
		{prefix: "step.", values: stepIDs(t), every: true},
		{prefix: "storage.tolerates_"}, // RAID levels
		{prefix: "fact.", values: offers.Facts(), every: true},
		{prefix: "find.", values: constants(t, "../../state/offers", "Reason"), every: true},
		{prefix: "script.", values: constants(t, "../../state/cloudinit", "Reason"), every: true},
		{prefix: "login.by_", values: append(constants(t, "../../provider", "Login"), "nobody"), every: true},
		{prefix: "login.system_", values: constants(t, "../../provider", "OS"), every: true},
		{prefix: "audit.outcome_", values: []string{"asked"}, every: true},
		{prefix: "explain_state.", values: constants(t, "../../state/order", "Status"), every: true},
		{prefix: "explain_board.status_", values: constants(t, "../../provider", "Status"), every: true},
		{prefix: "explain_board.phase_"}, // the signs of a timeline
		{prefix: "meter.state_", values: constants(t, "../../state/meter", "State"), every: true},
		{prefix: "meter.", values: constants(t, "../../state/meter", "State"), every: true},
		{prefix: "tools."},     // formats of exports
		{prefix: "copy."},      // what can be copied
		{prefix: "demo.keys_"}, // of the state that a tour is in
		{prefix: "storage.path_help_", values: constants(t, "../../provider", "OS")},
	}
}

// endings are those of a question's messages; its id is a step's.
func endings() []string { return []string{".ask", ".note", ".what", ".empty"} }

// TestCatalogue finds messages that code asks for and the catalogue lacks, and messages that nothing asks for.
func TestCatalogue(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, id := range english(t).IDs() {
		known[id] = true
	}
	code := parse(t, "..")
	for _, call := range code.calls {
		if !known[call.id] {
			t.Errorf("%s: T(%q): no such message", call.at, call.id)
		}
	}
	all := families(t)
	for _, f := range all {
		if !code.literals[f.prefix] {
			t.Errorf("family %q: no code puts such ids together", f.prefix)
		}
		for _, v := range f.values {
			if f.every && v != "" && !known[f.prefix+v] {
				t.Errorf("message %q is missing", f.prefix+v)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		if !code.literals[id] && !question(id, code.literals) && !belongs(id, all) {
			t.Errorf("message %q: no code asks for it", id)
		}
	}
}

// belongs reports whether id is a value of the first family with its prefix.
func belongs(id string, all []family) bool {
	i := slices.IndexFunc(all, func(f family) bool { return strings.HasPrefix(id, f.prefix) })
	if i < 0 {
		return false
	}
	f, v := all[i], strings.TrimPrefix(id, all[i].prefix)
	return f.values == nil || slices.ContainsFunc(f.values, func(s string) bool {
		return v == s || f.longer && strings.HasPrefix(v, s+".")
	})
}

// question reports whether id is an id that is in the code, and an ending that does.
func question(id string, literals map[string]bool) bool {
	return slices.ContainsFunc(endings(), func(e string) bool {
		before, ok := strings.CutSuffix(id, e)
		return ok && literals[e] && literals[before]
	})
}

// units are what the answers' numbers count.
func units() []string {
	var all []string
	for _, a := range provider.Answers() {
		all = append(all, a.Unit)
	}
	return all
}

// advice is what to do about the products' codes, and about those that every action of a vendor answers.
func advice(t *testing.T) []string {
	t.Helper()
	var keys []string
	for _, p := range all.Products() {
		for _, c := range p.Codes {
			keys = append(keys, c.Advice)
		}
	}
	for _, v := range parse(t, "../../provider").specs {
		for i, name := range v.Names {
			if s, ok := constant(v, i); ok && strings.HasPrefix(name.Name, "advice") {
				keys = append(keys, s)
			}
		}
	}
	return keys
}

// items are the parts of the products' prices: what is handed to Lines, by itself or in a variable of that name, and
// the overage of each.
func items(t *testing.T) []string {
	t.Helper()
	var found []string
	c := parse(t, "../../provider")
	for _, spec := range c.specs {
		if spec.Names[0].Name == "ItemInstance" && len(spec.Values) == 1 { // the one item that has a name in the code
			if s, ok := literal(spec.Values[0]); ok {
				found = append(found, s)
			}
		}
	}
	for _, call := range c.lines {
		if s, ok := literal(call.Args[0]); ok {
			found = append(found, s)
		}
	}
	for _, a := range c.assigned {
		for i, e := range a.Rhs {
			if id, ok := a.Lhs[i].(*ast.Ident); ok && id.Name == "item" {
				if s, ok := literal(e); ok {
					found = append(found, s)
				}
			}
		}
	}
	for _, s := range slices.Clone(found) {
		found = append(found, s+"_overage")
	}
	return found
}

// sources are where accounts come from.
func sources(t *testing.T) []string {
	t.Helper()
	var found []string
	for _, l := range parse(t, "../run").composites {
		if sel, ok := l.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Account" {
			continue
		}
		for _, e := range l.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if k, ok := kv.Key.(*ast.Ident); ok && k.Name == "Source" {
					if s, ok := literal(kv.Value); ok {
						found = append(found, s)
					}
				}
			}
		}
	}
	return found
}

// constant is the string value of the i-th name of a declaration.
func constant(v *ast.ValueSpec, i int) (string, bool) {
	if i >= len(v.Values) {
		return "", false
	}
	return literal(v.Values[i])
}

// kinds are the names of the kinds of errors.
func kinds() []string {
	var names []string
	for k := provider.Kind(0); !slices.Contains(names, k.String()); k++ {
		names = append(names, k.String())
	}
	return names
}

// stepIDs are the values of ID in the declarations of steps.
func stepIDs(t *testing.T) []string {
	t.Helper()
	var ids []string
	for _, l := range parse(t, "../steps").composites {
		if sel, ok := l.Type.(*ast.SelectorExpr); !ok || sel.Sel.Name != "Step" {
			continue
		}
		for _, e := range l.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if k, ok := kv.Key.(*ast.Ident); ok && k.Name == "ID" {
					if s, ok := literal(kv.Value); ok {
						ids = append(ids, s)
					}
				}
			}
		}
	}
	return ids
}

// constants are the values of the string constants of a type, declared in the package in dir.
func constants(t *testing.T, dir, typ string) []string {
	t.Helper()
	var values []string
	for _, v := range parse(t, dir).specs {
		if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ {
			for _, e := range v.Values {
				if s, ok := literal(e); ok {
					values = append(values, s)
				}
			}
		}
	}
	if len(values) == 0 {
		t.Fatalf("constants(%q, %q): none", dir, typ)
	}
	return values
}

// code is what the checks need of a tree of packages.
type code struct {
	literals   map[string]bool // its string literals: ids may be kept in tables
	calls      []call          // of methods T, and of the functions that make errors of messages
	specs      []*ast.ValueSpec
	composites []*ast.CompositeLit
	lines      []*ast.CallExpr // of methods Lines
	assigned   []*ast.AssignStmt
}

type call struct {
	id string
	at token.Position
}
