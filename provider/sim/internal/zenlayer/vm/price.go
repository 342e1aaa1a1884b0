package vm

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// gbMonthly is the price of 1 GB of disk for a month.
var gbMonthly = map[string]float64{standard: 0.035, ssd: 0.08}

type priceAnswer struct {
	InstancePrice   zenlayer.Price   `json:"instancePrice"`
	BandwidthPrice  []zenlayer.Price `json:"bandwidthPrice"`
	EIPPrice        *zenlayer.Price  `json:"eipPrice"`
	SystemDiskPrice zenlayer.Price   `json:"systemDiskPrice"`
	DataDiskPrice   *zenlayer.Price  `json:"dataDiskPrice"`
	DataDiskPrices  []diskPrice      `json:"dataDiskPrices"`
}

type diskPrice struct {
	DiskSize     int            `json:"diskSize"`
	DiskAmount   int            `json:"diskAmount"`
	DiskCategory string         `json:"diskCategory"`
	DiskPrice    zenlayer.Price `json:"diskPrice"`
}

// sum adds up what f says of each part.
func (p *priceAnswer) sum(f func(zenlayer.Price) float64) float64 {
	total := f(p.InstancePrice) + f(p.SystemDiskPrice)
	for _, b := range p.BandwidthPrice {
		total += f(b)
	}
	for _, d := range p.DataDiskPrices {
		total += f(d.DiskPrice)
	}
	return total
}

// price is the price of n machines, for their whole term when it is prepaid.
func price(z *store.Zone, t *store.Type, image *store.Image, r *terms, n int) *priceAnswer {
	months := r.Months()
	fixed := func(monthly, percent float64) zenlayer.Price {
		if months > 0 {
			return zenlayer.Term(monthly, months, percent).Times(n)
		}
		return zenlayer.Hourly(monthly * compute.PostpaidFactor).Times(n)
	}
	p := &priceAnswer{
		InstancePrice:  fixed(t.Monthly*z.Factor, zenlayer.Percent(months)),
		BandwidthPrice: r.BandwidthPrice(z, r.Mbps(), func(monthly float64) zenlayer.Price { return fixed(monthly, 100) }),
		DataDiskPrices: []diskPrice{},
	}
	disks := func(d disk) zenlayer.Price {
		return fixed(float64(d.SizeGB*d.Count)*gbMonthly[d.Category]*z.Factor, zenlayer.Percent(months))
	}
	p.SystemDiskPrice = disks(r.system(image))
	data := r.data()
	sum := 0.0
	for _, d := range data {
		p.DataDiskPrices = append(p.DataDiskPrices, diskPrice{d.SizeGB, d.Count, d.Category, disks(d)})
		sum += float64(d.SizeGB*d.Count) * gbMonthly[d.Category] * z.Factor
	}
	if len(data) > 0 {
		p.DataDiskPrice = new(fixed(sum, zenlayer.Percent(months)))
	}
	return p
}

// all are the prices that p consists of, nil for those that it does not have.
func (p *priceAnswer) all() []*zenlayer.Price {
	all := []*zenlayer.Price{&p.InstancePrice, p.EIPPrice, &p.SystemDiskPrice, p.DataDiskPrice}
	for i := range p.BandwidthPrice {
		all = append(all, &p.BandwidthPrice[i])
	}
	for i := range p.DataDiskPrices {
		all = append(all, &p.DataDiskPrices[i].DiskPrice)
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
	return p
}

// termPrice is what another term of the machine and its disks costs.
func (s catalogue) termPrice(c *wire.Call, i *instance) (float64, error) {
	z, t, err := s.Place(i.Zone, i.Type)
	if err != nil {
		return 0, err
	}
	r := &terms{Terms: *i.NextTerms(), SystemDisk: &systemDisk{&i.Own.System.SizeGB, i.Own.System.Category}}
	for _, d := range i.Own.Data {
		r.DataDisks = append(r.DataDisks, dataDisk{DiskSize: &d.SizeGB, DiskCategory: d.Category})
	}
	return price(z, t, nil, r, 1).moved(c.Faults).sum(zenlayer.Price.Advance), nil
}

// inquiry is the parameters of a price. Unlike a purchase it cannot do without the system disk.
type inquiry struct{ terms }

// Check finds what is missing, then what is out of range.
func (i *inquiry) Check() error {
	return zenlayer.First(
		zenlayer.RequiredIf(true, "systemDisk", i.SystemDisk != nil),
		zenlayer.RequiredIf(true, "systemDisk.diskSize", i.SystemDisk != nil && i.SystemDisk.DiskSize != nil),
		i.terms.Check(),
	)
}

func (s catalogue) inquiryPrice(_ context.Context, c *wire.Call, r *inquiry) (any, error) {
	if err := zenlayer.RequiredIf(c.Version != oldVersion, "instanceCount", r.InstanceCount != nil); err != nil {
		return nil, err
	}
	z, t, err := s.Place(r.ZoneID, r.InstanceType)
	if err != nil {
		return nil, err
	}
	n := r.count()
	if c.Version == oldVersion { // it knows no number
		n = 1
	}
	image, _ := s.Catalog().Image(r.ImageID)
	p := price(z, t, image, &r.terms, n).moved(c.Faults)
	if c.Version == oldVersion {
		p = p.older()
	}
	return p, nil
}
