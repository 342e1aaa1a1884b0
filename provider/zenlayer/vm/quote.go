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

// prices is its answer: for one machine, and the whole term.
type prices struct {
	InstancePrice   *compute.Price          `json:"instancePrice"`
	BandwidthPrice  api.List[compute.Price] `json:"bandwidthPrice"`
	EIPPrice        *compute.Price          `json:"eipPrice"`
	SystemDiskPrice *compute.Price          `json:"systemDiskPrice"`
	DataDiskPrice   *compute.Price          `json:"dataDiskPrice"`
	DataDiskPrices  api.List[struct {
		DiskPrice *compute.Price `json:"diskPrice"`
	}] `json:"dataDiskPrices"`
}

// Quote prices s, which needs its zone, type, charge and network charge. The vendor does not say whether a price is
// that of all machines of a request or of one (Zenlayer API reference, VM InquiryPriceCreateInstance, instanceCount,
// read 2026-11). One is asked for, whose price is the same either way, and the order multiplies it. The older version
// of the API knows no number.
func (r *Reader) Quote(ctx context.Context, s provider.Spec) (provider.Quote, error) {
	if err := compute.CheckQuotable(s); err != nil {
		return provider.Quote{}, err
	}
	s = r.Product().Sent(s)
	s, err := r.withSystemDisk(ctx, s)
	if err != nil {
		return provider.Quote{}, err
	}
	const action = "InquiryPriceCreateInstance"
	p, at, err := api.ReadAt[prices](ctx, r.API, r.Service, action, newInquiry(r.Conn, s))
	if err != nil {
		return provider.Quote{}, r.Explain(err)
	}
	if len(p.InstancePrice.Lines(compute.ItemInstance, "")) == 0 {
		return provider.Quote{}, &provider.Error{
			Kind: provider.KindProtocol, Op: action, Err: errors.New("the answer has no price of the instance"),
		}
	}
	out := provider.Quote{Count: s.Machines(), Lines: p.lines(s.Network.Charge), At: at}
	compute.Total(&out, s.Billing.Months)
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
			return s, r.Explain(err)
		}
		size, _ = r.learnt.system(s.Zone, s.Image)
	}
	s = s.Clone()
	s.Storage.SystemDisk = &provider.Disk{SizeGB: max(size, systemGB), Category: r.learnt.category(s.Zone)}
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

// lines are the parts of the price. Burstable bandwidth and traffic beyond the package are paid by use. The disks are
// taken one by one where the answer has them so: the sum of different disks that are paid by use is documented to mean
// nothing.
func (p prices) lines(netCharge string) []provider.PriceLine {
	lines := p.InstancePrice.Lines(compute.ItemInstance, "")
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
	lines = compute.MergedLines(lines)
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
