package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// prices is the answer to InquiryPriceCreateInstance.
type prices struct {
	compute.Prices

	PrimaryIP *compute.Price `json:"primaryIpPrice"`
}

// Lines are the parts of the price.
func (p prices) Lines(netCharge string) []provider.PriceLine {
	return append(p.Base(netCharge), p.PrimaryIP.Lines("ip", "")...)
}

// Quote prices s, which needs its zone, type, charge and network charge.
func (c *catalog) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	if err := compute.CheckQuotable(s); err != nil {
		return provider.Quote{}, err
	}
	s = c.conn.Product().Sent(s)
	return compute.Quote[prices](ctx, c.conn, s, priced(s))
}
