package cli_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
)

// repriced is an account whose prices have changed, for screens as for orders.
type repriced struct {
	provider.Operator
	percent int64 // of the old price
}

func (r repriced) Unwrap() provider.Reader { return r.Operator }

func (r repriced) ReadOnly() provider.Reader { return repricedReader{r.Operator.ReadOnly(), r} }

func (r repriced) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	q, err := r.Operator.Quote(ctx, s)
	for _, m := range []*provider.Money{&q.Hour, &q.Term, &q.Month} {
		m.Micros = m.Micros * r.percent / 100
	}
	return q, err
}

// repricedReader is what screens get of it.
type repricedReader struct {
	provider.Reader
	by repriced
}

func (r repricedReader) Unwrap() provider.Reader { return r.Reader }

func (r repricedReader) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	return r.by.Quote(ctx, s)
}

// TestPlanPrice places a plan after the price has moved, either way: that is another order than the one that was
// agreed to.
func TestPlanPrice(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	plan := filepath.Join(t.TempDir(), "web.plan")
	c.want(0, "", "Total", "plan", c.file, "--out", plan)
	for _, percent := range []int64{101, 99} {
		c.prods = all.Products()
		open := c.prods[0].OpenOperator
		c.prods[0].OpenOperator = func(a provider.Account) (provider.Operator, error) {
			o, err := open(a)
			return repriced{o, percent}, err
		}
		c.want(6, "", "price has changed", "apply", plan, "--yes")
	}
	c.prods = all.Products()
	c.want(0, "", `"orders": \[\]`, "orders", "--json")
	c.want(0, "", "DONE", "apply", plan, "--yes")
	bought(t, ledger(t, c.state), 1, 1)
}
