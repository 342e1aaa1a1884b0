package cli

import (
	"errors"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// TestAccountFor: only an account that something names pays, even where there is no other one.
func TestAccountFor(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	product := all.Products()[0]
	reader, err := product.Open(provider.Account{KeyID: "SIMKEY0000000000", Secret: provider.NewSecret("s")})
	if err != nil {
		t.Fatal(err)
	}
	of := func(profile string, named, preferred bool) step.Account {
		return step.Account{ID: profile, Profile: profile, Named: named, Preferred: preferred, Reader: reader}
	}
	a, b, vendor := of("a", false, false), of("b", false, false), of("", true, true)
	namedA, namedB, first := of("a", true, false), of("b", true, false), of("a", true, true)
	simulated, shut := step.Account{ID: "sim", Simulated: true, Reader: reader}, step.Account{ID: "shut", Profile: "shut"}
	for _, c := range []struct {
		name          string
		here, beside  []step.Account // of the product, and of another one
		looks, buys   string         // the account; "" where there is an error
		code, lookErr int            // the exit codes of the errors
	}{
		{"nothing", nil, nil, "", "", report.ExitAuth, report.ExitAuth},
		{"one that cannot be used", []step.Account{shut}, nil, "", "", report.ExitAuth, report.ExitAuth},
		{"one that nothing names", []step.Account{a}, nil, "a", "", report.ExitUsage, 0},
		{"one beside one that cannot be used", []step.Account{shut, a}, nil, "a", "", report.ExitUsage, 0},
		{"two", []step.Account{a, b}, nil, "", "", report.ExitUsage, report.ExitUsage},
		{"one that is named", []step.Account{namedA}, nil, "a", "a", 0, 0},
		{"one that is named, and another one", []step.Account{b, namedA}, nil, "a", "a", 0, 0},
		{"two that are named", []step.Account{namedA, namedB}, nil, "", "", report.ExitUsage, report.ExitUsage},
		{"the default", []step.Account{b, first}, nil, "a", "a", 0, 0},
		{"the default is of another one", []step.Account{b}, []step.Account{first}, "", "", report.ExitAuth, report.ExitAuth},
		{"the vendor's variables", []step.Account{vendor, a}, nil, "", "", 0, 0},
		{"the variables of another vendor", []step.Account{a}, []step.Account{vendor}, "a", "", report.ExitUsage, 0},
		{"the simulated cloud", []step.Account{simulated}, nil, "sim", "sim", 0, 0},
	} {
		rt := &run.Runtime{Env: &step.Env{Text: tx, Products: all.Products()}}
		rt.Env.Accounts.Of = func(id provider.ProductID) []step.Account {
			if id == product.ID {
				return c.here
			}
			return c.beside
		}
		for to, want := range map[purpose]struct {
			id   string
			code int
		}{looking: {c.looks, c.lookErr}, buying: {c.buys, c.code}} {
			got, err := accountFor(rt, product.ID, "", to)
			code := 0
			if e, ok := errors.AsType[*report.ExitError](err); ok {
				code = e.Code
			}
			if got.ID != want.id || code != want.code {
				t.Errorf("%s: accountFor(%d) = %q, code %d (%v), want %q, %d", c.name, to, got.ID, code, err, want.id, want.code)
			}
		}
	}
}
