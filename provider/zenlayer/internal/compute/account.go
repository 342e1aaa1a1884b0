package compute

import (
	"context"
	"errors"
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// balance is the purchasing power: cash and credit. One zenPoint is one US dollar (Zenlayer product documentation,
// read 2026-11).
func balance(ctx context.Context, c *api.Client) (provider.Money, error) {
	type answer struct {
		Cash   api.Num `json:"cashBalance"`
		Credit api.Num `json:"creditValue"`
		Power  api.Num `json:"purchasingPower"`
	}
	b, err := api.Read[answer](ctx, c, api.Billing, "DescribeCustomerBalance", nil)
	if err != nil {
		return provider.Money{}, err
	}
	if !b.Power.Known && !b.Cash.Known && !b.Credit.Known {
		return provider.Money{}, errors.New("the answer has no balance")
	}
	if b.Power.Known {
		return provider.ParseMoney(decimal(b.Power), currency)
	}
	cash, err1 := provider.ParseMoney(decimal(b.Cash), currency)
	credit, err2 := provider.ParseMoney(decimal(b.Credit), currency)
	if err := errors.Join(err1, err2); err != nil {
		return provider.Money{}, err
	}
	return cash.Plus(credit)
}

func decimal(n api.Num) string { return strconv.FormatFloat(n.Value, 'f', -1, 64) }
