package bmc

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// byCluster is the charge type of traffic through a bandwidth cluster in this service.
const byCluster = "ByBandwidthCluster"

// terms are the parameters that a price depends on; price inquiry and purchase share them.
type terms struct {
	compute.Terms

	InstanceTypeID string `json:"instanceTypeId"`
}

// Check finds what is missing, then what is out of range.
func (t *terms) Check() error {
	err := zenlayer.First(
		zenlayer.Required("zoneId", t.ZoneID), zenlayer.Required("instanceChargeType", t.InstanceChargeType),
		zenlayer.Required("instanceTypeId", t.InstanceTypeID), zenlayer.Required("internetChargeType", t.InternetChargeType),
		zenlayer.RequiredIf(t.Monthly(), "instanceChargePrepaid.period", t.Prepaid.Given()),
		t.CheckWords(byCluster),
		zenlayer.Within("internetMaxBandwidthOut", t.Bandwidth, 1, 1<<30),
	)
	if err == nil {
		err = compute.CheckTerm("instanceChargePrepaid", t.Monthly(), t.Prepaid)
	}
	if err == nil && t.InternetChargeType == compute.ByTraffic { // otherwise the size is ignored, whatever it is
		err = zenlayer.Within("trafficPackageSize", t.TrafficPackageSize, 0, compute.MaxPackage)
	}
	return err
}

type priceAnswer struct {
	InstancePrice  zenlayer.Price   `json:"instancePrice"`
	BandwidthPrice []zenlayer.Price `json:"bandwidthPrice"`
	PrimaryIPPrice *zenlayer.Price  `json:"primaryIpPrice,omitempty"` // the older version has none
}

// sum adds up f of each part.
func (p *priceAnswer) sum(f func(zenlayer.Price) float64) float64 {
	total := f(p.InstancePrice) + f(*p.PrimaryIPPrice)
	for _, b := range p.BandwidthPrice {
		total += f(b)
	}
	return total
}

// price is the price of one machine, for its whole term when it is prepaid. The primary address is included.
func price(z *store.Zone, t *store.Type, r *terms) *priceAnswer {
	months := r.Months()
	fixed := func(monthly, percent float64) zenlayer.Price {
		if months > 0 {
			return zenlayer.Term(monthly, months, percent)
		}
		return zenlayer.Hourly(monthly)
	}
	machine := t.Monthly * z.Factor
	if months == 0 {
		machine *= compute.PostpaidFactor
	}
	return &priceAnswer{
		InstancePrice: fixed(machine, zenlayer.Percent(months)),
		BandwidthPrice: r.BandwidthPrice(z, max(r.Mbps()-z.FreeBandwidth, 0),
			func(monthly float64) zenlayer.Price { return fixed(monthly, 100) }),
		PrimaryIPPrice: new(fixed(0, 100)),
	}
}

// all are the prices that p consists of.
func (p *priceAnswer) all() []*zenlayer.Price {
	all := []*zenlayer.Price{&p.InstancePrice, p.PrimaryIPPrice}
	for i := range p.BandwidthPrice {
		all = append(all, &p.BandwidthPrice[i])
	}
	return all
}

// moved is p under the faults.
func (p *priceAnswer) moved(faults fault.Set) *priceAnswer {
	zenlayer.Move(faults, p.all()...)
	return p
}

// older is p with the members that the older version has.
func (p *priceAnswer) older() *priceAnswer {
	zenlayer.Older(p.all()...)
	p.PrimaryIPPrice = nil
	return p
}

// termPrice is what another term of the machine costs.
func (s catalogue) termPrice(c *wire.Call, i *instance) (float64, error) {
	z, t, err := s.Place(i.Zone, i.Type)
	if err != nil {
		return 0, err
	}
	return price(z, t, &terms{Terms: *i.NextTerms()}).moved(c.Faults).sum(zenlayer.Price.Advance), nil
}

func (s catalogue) inquiryPrice(_ context.Context, c *wire.Call, r *terms) (any, error) {
	z, t, err := s.Place(r.ZoneID, r.InstanceTypeID)
	if err != nil {
		return nil, err
	}
	o, ok := z.Offer(t.ID)
	switch {
	case !ok:
		return nil, zenlayer.Refuse("INVALID_INSTANCE_TYPE_ZONE_NO_SELL",
			"The instanceTypeId `%s` is not sold in zone `%s`", t.ID, z.ID)
	case !slices.Contains(o.NetCharges, r.InternetChargeType):
		return nil, zenlayer.Refuse("INVALID_INSTANCE_BANDWIDTH_ZONE_NO_SELL",
			"The internetChargeType `%s` is not sold in zone `%s`", r.InternetChargeType, z.ID)
	}
	p := price(z, t, r).moved(c.Faults)
	if c.Version != newVersion {
		p = p.older()
	}
	return p, nil
}
