package vm

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// inquiry is InquiryPriceCreateInstance.
type inquiry struct {
	ZoneID                  string          `json:"zoneId"`
	ImageID                 string          `json:"imageId,omitempty"`
	InstanceType            string          `json:"instanceType"`
	InstanceChargeType      string          `json:"instanceChargeType"`
	InstanceChargePrepaid   *compute.Period `json:"instanceChargePrepaid,omitempty"`
	InstanceChargePostpaid  *compute.Period `json:"instanceChargePostpaid,omitempty"`
	InternetChargeType      string          `json:"internetChargeType"`
	TrafficPackageSize      *float64        `json:"trafficPackageSize,omitempty"`
	InternetMaxBandwidthOut *int            `json:"internetMaxBandwidthOut,omitempty"`
	InstanceCount           *int            `json:"instanceCount,omitempty"`
	SystemDisk              *systemDisk     `json:"systemDisk,omitempty"`
	DataDisks               []dataDisk      `json:"dataDisks,omitempty"`
}

// prices is its answer.
type prices struct {
	compute.Prices

	EIP        *compute.Price `json:"eipPrice"`
	SystemDisk *compute.Price `json:"systemDiskPrice"`
	DataDisk   *compute.Price `json:"dataDiskPrice"`
	DataDisks  api.List[struct {
		Price *compute.Price `json:"diskPrice"`
	}] `json:"dataDiskPrices"`
}

// Quote prices s, which needs its zone, type, charge and network charge. The vendor does not say whether a price is
// that of all machines of a request or of one (Zenlayer API reference, VM InquiryPriceCreateInstance, instanceCount,
// read 2026-11). One is asked for, whose price is the same either way, and the order multiplies it. The older version
// of the API knows no number.
func (c *catalog) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	if err := compute.CheckQuotable(s); err != nil {
		return provider.Quote{}, err
	}
	s = c.conn.Product().Sent(s)
	s, err := c.withSystemDisk(ctx, s)
	if err != nil {
		return provider.Quote{}, err
	}
	return compute.Quote[prices](ctx, c.conn, s, newInquiry(c.conn, s))
}

// Estimate is Quote with the system disk that most images fit on, while the zone's images have not been looked up: it
// saves a request, and without a cache also that for the kinds of disks. When the zone refuses such a disk, they are
// looked up after all.
func (c *catalog) Estimate(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	if err := compute.CheckQuotable(s); err != nil {
		return provider.Quote{}, err
	}
	if _, known := c.zoneCache.system(s.Zone, s.Image); s.Storage.SystemDisk != nil || s.Image != "" || known {
		return c.Quote(ctx, s)
	}
	if c.conn.API.Caches() && !c.zoneCache.asked(s.Zone) { // one request for all zones
		if _, err := c.diskCategories(ctx, s); err != nil {
			return provider.Quote{}, c.conn.Explain(err)
		}
	}
	usual := s.Clone()
	usual.Storage.SystemDisk = &provider.Disk{SizeGB: systemGB, Category: c.zoneCache.category(s.Zone)}
	usual = c.conn.Product().Sent(usual)
	q, err := compute.Quote[prices](ctx, c.conn, usual, newInquiry(c.conn, usual))
	if e, refused := errors.AsType[*provider.Error](err); refused && e.Code != "" {
		return c.Quote(ctx, s)
	}
	return q, err
}

// withSystemDisk is s with a system disk: the vendor prices nothing without one (Zenlayer API reference, VM
// InquiryPriceCreateInstance, systemDisk, read 2026-11). As long as none is chosen it is the one that is suggested for
// the image, or for the smallest image while none is chosen.
func (c *catalog) withSystemDisk(ctx context.Context, s provider.Spec) (provider.Spec, error) {
	if s.Storage.SystemDisk != nil {
		return s, nil
	}
	c.disks.Lock() // the types of a list ask together, and one look-up is enough for all of them
	defer c.disks.Unlock()
	size, known := c.zoneCache.system(s.Zone, s.Image)
	if !known {
		if _, err := c.Images(ctx, s); err != nil {
			return s, err
		}
		if _, err := c.diskCategories(ctx, s); err != nil {
			return s, c.conn.Explain(err)
		}
		size, _ = c.zoneCache.system(s.Zone, s.Image)
	}
	s = s.Clone()
	s.Storage.SystemDisk = &provider.Disk{SizeGB: max(size, systemGB), Category: c.zoneCache.category(s.Zone)}
	return s, nil
}

// newInquiry asks for the price of one machine of an order of s.
func newInquiry(c compute.Conn, s provider.Spec) inquiry {
	o := newOrder(c, provider.Batch{Spec: s}, provider.Secret.String)
	q := inquiry{
		ZoneID: o.ZoneID, ImageID: o.ImageID, InstanceType: o.InstanceType, InstanceChargeType: o.InstanceChargeType,
		InstanceChargePrepaid: o.InstanceChargePrepaid, InstanceChargePostpaid: o.InstanceChargePostpaid,
		InternetChargeType: o.InternetChargeType, TrafficPackageSize: o.TrafficPackageSize,
		InternetMaxBandwidthOut: o.InternetMaxBandwidthOut, SystemDisk: o.SystemDisk, DataDisks: o.DataDisks,
	}
	if c.Service.Version != version2023 {
		q.InstanceCount = new(1)
	}
	return q
}

// Lines are the parts of the price. The disks are taken one by one where the answer has them so: the sum of different
// disks that are paid by use is documented to mean nothing.
func (p prices) Lines(netCharge string) []provider.PriceLine {
	lines := append(p.Base(netCharge), p.EIP.Lines("ip", "")...)
	lines = append(lines, p.SystemDisk.Lines("system_disk", "")...)
	var disks []provider.PriceLine
	for _, d := range p.DataDisks {
		disks = append(disks, d.Price.Lines("data_disk", "")...)
	}
	if len(disks) == 0 {
		disks = p.DataDisk.Lines("data_disk", "")
	}
	return append(lines, disks...)
}
