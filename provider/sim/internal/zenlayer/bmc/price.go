package bmc

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

const (
	prepaid  = "PREPAID"
	postpaid = "POSTPAID"

	byBandwidth = "ByBandwidth"
	byTraffic   = "ByTrafficPackage"
	byInstance  = "ByInstanceBandwidth95"
	byCity      = "ByClusterBandwidth95"
	byCluster   = "ByBandwidthCluster"

	maxMonths   = 36   // the vendor publishes no bound
	maxPackage  = 1000 // TB; nor here
	committed95 = 200  // Mbps that the 95th percentile is billed for at least; Zenlayer product documentation, read 2026-11
)

var netCharges = []string{byBandwidth, byTraffic, byInstance, byCity, byCluster}

// terms are the parameters that a price depends on; price inquiry and purchase share them.
type terms struct {
	ZoneID             string       `json:"zoneId"`
	InstanceTypeID     string       `json:"instanceTypeId"`
	InstanceChargeType string       `json:"instanceChargeType"`
	Prepaid            *prepaidTerm `json:"instanceChargePrepaid"`
	InternetChargeType string       `json:"internetChargeType"`
	Bandwidth          *int         `json:"internetMaxBandwidthOut"`
	TrafficPackageSize *float64     `json:"trafficPackageSize"`
}

type prepaidTerm struct {
	Period *int `json:"period"`
}

// Check finds what is missing, then what is out of range.
func (t *terms) Check() error {
	monthly := t.InstanceChargeType == prepaid
	err := zenlayer.First(
		zenlayer.Required("zoneId", t.ZoneID), zenlayer.Required("instanceChargeType", t.InstanceChargeType),
		zenlayer.Required("instanceTypeId", t.InstanceTypeID), zenlayer.Required("internetChargeType", t.InternetChargeType),
		zenlayer.RequiredIf(monthly, "instanceChargePrepaid.period", t.Prepaid != nil && t.Prepaid.Period != nil),
		zenlayer.OneOf("instanceChargeType", t.InstanceChargeType, prepaid, postpaid),
		zenlayer.OneOf("internetChargeType", t.InternetChargeType, netCharges...),
		zenlayer.Within("internetMaxBandwidthOut", t.Bandwidth, 1, 1<<30),
	)
	if err == nil && monthly {
		err = zenlayer.Within("instanceChargePrepaid.period", t.Prepaid.Period, 1, maxMonths)
	}
	if err == nil && t.InternetChargeType == byTraffic { // otherwise the size is ignored, whatever it is
		err = zenlayer.Within("trafficPackageSize", t.TrafficPackageSize, 0, maxPackage)
	}
	return err
}

// months is 0 for POSTPAID.
func (t *terms) months() int {
	if t.InstanceChargeType != prepaid {
		return 0
	}
	return *t.Prepaid.Period
}

func (t *terms) mbps() int {
	if t.Bandwidth == nil {
		return 1
	}
	return *t.Bandwidth
}

// traffic is the package in TB, nil when it is not billed by package.
func (t *terms) traffic(z *books.Zone) *float64 {
	switch {
	case t.InternetChargeType != byTraffic:
		return nil
	case t.TrafficPackageSize == nil:
		return &z.FreeTrafficTB
	}
	return t.TrafficPackageSize
}

type priceAnswer struct {
	InstancePrice  zenlayer.Price   `json:"instancePrice"`
	BandwidthPrice []zenlayer.Price `json:"bandwidthPrice"`
	PrimaryIPPrice zenlayer.Price   `json:"primaryIpPrice"`
}

// advance is what one machine costs before it is made, hour what it costs by the hour.
func (p priceAnswer) advance() float64 {
	sum := p.InstancePrice.Advance() + p.PrimaryIPPrice.Advance()
	for _, b := range p.BandwidthPrice {
		sum += b.Advance()
	}
	return sum
}

func (p priceAnswer) hour() float64 {
	sum := p.InstancePrice.Hour() + p.PrimaryIPPrice.Hour()
	for _, b := range p.BandwidthPrice {
		sum += b.Hour()
	}
	return sum
}

// price is the price of one machine, for its whole term when it is prepaid. The primary address is included.
func price(z *books.Zone, t *books.Type, r *terms) priceAnswer {
	months := r.months()
	fixed := func(monthly, percent float64) zenlayer.Price {
		if months > 0 {
			return zenlayer.Term(monthly, months, percent)
		}
		return zenlayer.Hourly(monthly)
	}
	const byTheHour = 1.25 // what paying afterwards costs more
	machine := t.Monthly * z.Factor
	if months == 0 {
		machine *= byTheHour
	}
	p := priceAnswer{InstancePrice: fixed(machine, zenlayer.Percent(months)), BandwidthPrice: []zenlayer.Price{}, PrimaryIPPrice: fixed(0, 100)}
	switch r.InternetChargeType {
	case byBandwidth:
		p.BandwidthPrice = append(p.BandwidthPrice, fixed(float64(max(r.mbps()-z.FreeBandwidth, 0))*z.MbpsMonthly, 100))
	case byTraffic:
		p.BandwidthPrice = append(p.BandwidthPrice, fixed(max(*r.traffic(z)-z.FreeTrafficTB, 0)*z.TBMonthly, 100),
			zenlayer.ByUse("MONTH", "GB", zenlayer.At(0, 0, 0.08)))
	case byInstance, byCity:
		p.BandwidthPrice = append(p.BandwidthPrice, zenlayer.ByUse("MONTH", "Mbps",
			zenlayer.At(0, committed95, z.MbpsMonthly*1.5), zenlayer.At(committed95, 0, z.MbpsMonthly*1.2)))
	case byCluster: // it is billed with the cluster
	}
	return p
}

func (s service) inquiryPrice(_ context.Context, _ *wire.Call, r *terms) (any, error) {
	z, t, err := s.place(r)
	if err != nil {
		return nil, err
	}
	o, ok := z.Offer(t.ID)
	switch {
	case !ok:
		return nil, zenlayer.Refuse("INVALID_INSTANCE_TYPE_ZONE_NO_SELL", "The instanceTypeId `%s` is not sold in zone `%s`", t.ID, z.ID)
	case !slices.Contains(o.NetCharges, r.InternetChargeType):
		return nil, zenlayer.Refuse("INVALID_INSTANCE_BANDWIDTH_ZONE_NO_SELL", "The internetChargeType `%s` is not sold in zone `%s`", r.InternetChargeType, z.ID)
	}
	return price(z, t, r), nil
}

// place returns the zone and the type of r.
func (s service) place(r *terms) (*books.Zone, *books.Type, error) {
	z, err := s.zone(r.ZoneID)
	if err != nil {
		return nil, nil, err
	}
	t, err := s.instanceType(r.InstanceTypeID)
	return z, t, err
}
