package vm

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/price"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/request"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// inquiry is InquiryPriceCreateInstance.
type inquiry struct {
	ZoneID                  string          `json:"zoneId"`
	ImageID                 string          `json:"imageId,omitempty"`
	InstanceType            string          `json:"instanceType"`
	InstanceChargeType      string          `json:"instanceChargeType"`
	InstanceChargePrepaid   *request.Period `json:"instanceChargePrepaid,omitempty"`
	InstanceChargePostpaid  *request.Period `json:"instanceChargePostpaid,omitempty"`
	InternetChargeType      string          `json:"internetChargeType"`
	TrafficPackageSize      *float64        `json:"trafficPackageSize,omitempty"`
	InternetMaxBandwidthOut *int            `json:"internetMaxBandwidthOut,omitempty"`
	InstanceCount           *int            `json:"instanceCount,omitempty"`
	SystemDisk              *systemDisk     `json:"systemDisk,omitempty"`
	DataDisks               []dataDisk      `json:"dataDisks,omitempty"`
}

// prices is its answer: for one machine, and the whole term.
type prices struct {
	InstancePrice   *price.Price            `json:"instancePrice"`
	BandwidthPrice  zcapi.List[price.Price] `json:"bandwidthPrice"`
	EIPPrice        *price.Price            `json:"eipPrice"`
	SystemDiskPrice *price.Price            `json:"systemDiskPrice"`
	DataDiskPrice   *price.Price            `json:"dataDiskPrice"`
	DataDiskPrices  zcapi.List[struct {
		DiskPrice *price.Price `json:"diskPrice"`
	}] `json:"dataDiskPrices"`
}

// Quote prices s, which needs its zone, type, charge and network charge. The vendor does not say whether a price is
// that of all machines of a request or of one (Zenlayer API reference, VM InquiryPriceCreateInstance, instanceCount,
// read 2026-11). One is asked for, whose price is the same either way, and the order multiplies it. The older version
// of the API knows no number.
func (r *Reader) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	if err := rules.Quotable(s); err != nil {
		return provider.Quote{}, err
	}
	s = r.product.Sent(s)
	s, err := r.withSystemDisk(ctx, s)
	if err != nil {
		return provider.Quote{}, err
	}
	const action = "InquiryPriceCreateInstance"
	p, at, err := zcapi.ReadAt[prices](ctx, r.api, r.service, action, r.newInquiry(s))
	if err != nil {
		return provider.Quote{}, r.explain(err)
	}
	if len(p.InstancePrice.Lines(price.Instance, "")) == 0 {
		return provider.Quote{}, &provider.Error{
			Kind: provider.KindProtocol, Op: action, Err: errors.New("the answer has no price of the instance"),
		}
	}
	out := provider.Quote{Count: s.Machines(), Lines: p.lines(s.Network.Charge), At: at}
	price.Total(&out, s.Billing.Months)
	return out, nil
}

// withSystemDisk is s with a system disk: the vendor prices nothing without one (Zenlayer API reference, VM
// InquiryPriceCreateInstance, systemDisk, read 2026-11). As long as none is chosen it is the one that is suggested for
// the image, or for the smallest image while none is chosen.
func (r *Reader) withSystemDisk(ctx context.Context, s provider.Spec) (provider.Spec, error) {
	if s.Storage.SystemDisk != nil {
		return s, nil
	}
	r.disks.Lock() // the types of a list ask together, and one look-up is enough for all of them
	defer r.disks.Unlock()
	size, known := r.learnt.system(s.Zone, s.Image)
	if !known {
		if _, err := r.Images(ctx, s); err != nil {
			return s, err
		}
		if _, err := r.diskCategories(ctx, s); err != nil {
			return s, r.explain(err)
		}
		size, _ = r.learnt.system(s.Zone, s.Image)
	}
	s = s.Clone()
	s.Storage.SystemDisk = &provider.Disk{SizeGB: max(size, systemGB), Category: r.learnt.category(s.Zone)}
	return s, nil
}

// newInquiry asks for the price of one machine of an order of s.
func (c conn) newInquiry(s provider.Spec) inquiry {
	o := c.newOrder(provider.Batch{Spec: s}, provider.Secret.String)
	q := inquiry{
		ZoneID: o.ZoneID, ImageID: o.ImageID, InstanceType: o.InstanceType, InstanceChargeType: o.InstanceChargeType,
		InstanceChargePrepaid: o.InstanceChargePrepaid, InstanceChargePostpaid: o.InstanceChargePostpaid,
		InternetChargeType: o.InternetChargeType, TrafficPackageSize: o.TrafficPackageSize,
		InternetMaxBandwidthOut: o.InternetMaxBandwidthOut, SystemDisk: o.SystemDisk, DataDisks: o.DataDisks,
	}
	if c.service.Version != version2023 {
		q.InstanceCount = new(1)
	}
	return q
}

// lines are the parts of the price. Burstable bandwidth and traffic beyond the package are paid by use. The disks are
// taken one by one where the answer has them so: the sum of different disks that are paid by use is documented to mean
// nothing.
func (p prices) lines(netCharge string) []provider.PriceLine {
	lines := p.InstancePrice.Lines(price.Instance, "")
	item, metered := "bandwidth", ""
	switch netCharge {
	case byTrafficPackage:
		item = "traffic"
	case byCluster95, byInstance95:
		metered = "Mbps"
	}
	for i := range p.BandwidthPrice {
		lines = append(lines, p.BandwidthPrice[i].Lines(item, metered)...)
	}
	lines = price.Merged(lines)
	lines = append(lines, p.EIPPrice.Lines("ip", "")...)
	lines = append(lines, p.SystemDiskPrice.Lines("system_disk", "")...)
	var disks []provider.PriceLine
	for _, d := range p.DataDiskPrices {
		disks = append(disks, d.DiskPrice.Lines("data_disk", "")...)
	}
	if len(disks) == 0 {
		disks = p.DataDiskPrice.Lines("data_disk", "")
	}
	return append(lines, disks...)
}
