package cli_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
)

// repriced is a reader whose prices have changed.
type repriced struct {
	provider.Reader
	percent int64 // of the old price
}

func (r repriced) Unwrap() provider.Reader { return r.Reader }

func (r repriced) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	q, err := r.Reader.Quote(ctx, s)
	for _, m := range []*provider.Money{&q.Hour, &q.Term, &q.Month} {
		m.Micros = m.Micros * r.percent / 100
	}
	return q, err
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
		open := c.prods[0].Open
		c.prods[0].Open = func(a provider.Account) (provider.Reader, error) {
			r, err := open(a)
			return repriced{r, percent}, err
		}
		c.want(6, "", "price has changed", "apply", plan, "--yes")
	}
	c.prods = all.Products()
	c.want(0, "", `"orders": \[\]`, "orders", "--json")
	c.want(0, "", "DONE", "apply", plan, "--yes")
	bought(t, ledger(t, c.state), 1, 1)
}
