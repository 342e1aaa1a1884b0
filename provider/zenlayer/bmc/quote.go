package bmc

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// prices is the answer to InquiryPriceCreateInstance: for one machine and the whole term.
type prices struct {
	InstancePrice  *compute.Price          `json:"instancePrice"`
	BandwidthPrice api.List[compute.Price] `json:"bandwidthPrice"`
	PrimaryIPPrice *compute.Price          `json:"primaryIpPrice"`
}

// Quote prices s, which needs its zone, type, charge and network charge.
func (r *Reader) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	if err := compute.CheckQuotable(s); err != nil {
		return provider.Quote{}, err
	}
	s = r.Product().Sent(s)
	p, at, err := api.ReadAt[prices](ctx, r.API, r.Service, "InquiryPriceCreateInstance",
		priced(s))
	if err != nil {
		return provider.Quote{}, r.Explain(err)
	}
	lines := p.lines(s.Network.Charge)
	if len(p.InstancePrice.Lines(compute.ItemInstance, "")) == 0 {
		return provider.Quote{}, &provider.Error{
			Kind: provider.KindProtocol, Op: "InquiryPriceCreateInstance",
			Err: errors.New("the answer has no price of the instance"),
		}
	}
	out := provider.Quote{Count: s.Machines(), Lines: lines, At: at}
	compute.Total(&out, s.Billing.Months)
	return out, nil
}

// lines are the parts of the price. Burstable bandwidth and traffic beyond the package are paid by use.
func (p prices) lines(netCharge string) []provider.PriceLine {
	lines := p.InstancePrice.Lines(compute.ItemInstance, "")
	item, metered := "bandwidth", ""
	switch netCharge {
	case byTrafficPackage:
		item = "traffic"
	case byInstance95, byCluster95:
		metered = "Mbps"
	}
	for i := range p.BandwidthPrice {
		lines = append(lines, p.BandwidthPrice[i].Lines(item, metered)...)
	}
	lines = compute.MergedLines(lines)
	return append(lines, p.PrimaryIPPrice.Lines("ip", "")...)
}
