package cli

import (
	"errors"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
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
		{"nothing", nil, nil, "", "", exitAuth, exitAuth},
		{"one that cannot be used", []step.Account{shut}, nil, "", "", exitAuth, exitAuth},
		{"one that nothing names", []step.Account{a}, nil, "a", "", exitUsage, 0},
		{"one beside one that cannot be used", []step.Account{shut, a}, nil, "a", "", exitUsage, 0},
		{"two", []step.Account{a, b}, nil, "", "", exitUsage, exitUsage},
		{"one that is named", []step.Account{namedA}, nil, "a", "a", 0, 0},
		{"one that is named, and another one", []step.Account{b, namedA}, nil, "a", "a", 0, 0},
		{"two that are named", []step.Account{namedA, namedB}, nil, "", "", exitUsage, exitUsage},
		{"the default", []step.Account{b, first}, nil, "a", "a", 0, 0},
		{"the default has another product", []step.Account{b}, []step.Account{first}, "", "", exitAuth, exitAuth},
		{"the vendor's variables", []step.Account{vendor, a}, nil, "", "", 0, 0},
		{"the variables of another vendor", []step.Account{a}, []step.Account{vendor}, "a", "", exitUsage, 0},
		{"the simulated cloud", []step.Account{simulated}, nil, "sim", "sim", 0, 0},
	} {
		h := &program{env: &step.Env{Text: tx, Products: all.Products()}}
		h.env.Accounts = func(id provider.ProductID) []step.Account {
			if id == product.ID {
				return c.here
			}
			return c.beside
		}
		for to, want := range map[use]struct {
			id   string
			code int
		}{looking: {c.looks, c.lookErr}, buying: {c.buys, c.code}} {
			got, err := h.accountFor(product.ID, "", to)
			code := 0
			if e, ok := errors.AsType[*exitError](err); ok {
				code = e.code
			}
			if got.ID != want.id || code != want.code {
				t.Errorf("%s: accountFor(%d) = %q, code %d (%v), want %q, %d", c.name, to, got.ID, code, err, want.id, want.code)
			}
		}
	}
}
