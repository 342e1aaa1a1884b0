package compute

import (
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// Priced is the answer to a product's InquiryPriceCreateInstance.
type Priced interface {
	// Lines returns the parts of the price under the network charge.
	Lines(netCharge string) []provider.PriceLine
}

// Quote asks for the price of s with the request in. P is the product's answer; s has only what is sent.
func Quote[P Priced](ctx context.Context, c Conn, s provider.Spec, in any) (provider.Quote, error) {
	const action = "InquiryPriceCreateInstance"
	p, at, err := api.ReadAt[P](ctx, c.API, c.Service, action, in)
	if err != nil {
		return provider.Quote{}, c.Explain(err)
	}
	q := provider.Quote{Count: s.Machines(), Lines: p.Lines(s.Network.Charge), At: at}
	if !slices.ContainsFunc(q.Lines, func(l provider.PriceLine) bool { return l.Item == ItemInstance }) {
		return provider.Quote{}, &provider.Error{
			Kind: provider.KindProtocol, Op: action, Err: errors.New("the answer has no price of the instance"),
		}
	}
	Total(&q, s.Billing.Months)
	return q, nil
}
