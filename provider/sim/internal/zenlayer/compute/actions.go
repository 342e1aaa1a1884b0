package compute

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Actions are the actions on machines that both services have.
func (f *Fleet[D, P]) Actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeInstanceInternetStatus":        zenlayer.Handle(f.describeInternetStatus),
		"ModifyInstancesAttribute":              zenlayer.Handle(f.Rename),
		"ModifyInstancesResourceGroup":          zenlayer.Handle(f.SetGroup),
		"ModifyInstanceBandwidth":               zenlayer.Handle(f.modifyBandwidth),
		"InquiryPriceInstanceBandwidth":         zenlayer.Handle(f.bandwidthPrice),
		"CancelInstanceBandwidthDowngrade":      f.cancelChange(ofBandwidth),
		"ModifyInstanceTrafficPackage":          zenlayer.Handle(f.changeTraffic),
		"InquiryPriceInstanceTrafficPackage":    zenlayer.Handle(f.priceTraffic),
		"CancelInstanceTrafficPackageDowngrade": f.cancelChange(ofTraffic),
		"RenewInstance":                         zenlayer.Handle(f.Renew),
		"TerminateInstance":                     zenlayer.Handle(f.Terminate),
		"ReleaseInstances":                      zenlayer.Handle(f.Release),
	}
}

// bandwidthRequest is the request about another bandwidth. Each service has a name of its own for it.
type bandwidthRequest struct {
	InstanceID

	BareMetal *int `json:"bandwidthOutMbps"`
	Virtual   *int `json:"internetMaxBandwidthOut"`
}

// mbps is the bandwidth by the name that the service has for it.
func (f *Fleet[D, P]) mbps(r *bandwidthRequest) (int, error) {
	name, value := "bandwidthOutMbps", r.BareMetal
	if f.Product == virtual {
		name, value = "internetMaxBandwidthOut", r.Virtual
	}
	err := zenlayer.First(zenlayer.RequiredIf(true, name, value != nil), zenlayer.Within(name, value, 1, 1<<30))
	return wire.Or(value, 0), err
}

func (f *Fleet[D, P]) modifyBandwidth(ctx context.Context, c *wire.Call, r *bandwidthRequest) (any, error) {
	mbps, err := f.mbps(r)
	if err != nil {
		return nil, err
	}
	return f.changeBandwidth(ctx, c, r.InstanceID.InstanceID, mbps)
}

func (f *Fleet[D, P]) bandwidthPrice(ctx context.Context, c *wire.Call, r *bandwidthRequest) (any, error) {
	mbps, err := f.mbps(r)
	if err != nil {
		return nil, err
	}
	prices, err := f.priceBandwidth(ctx, c, r.InstanceID.InstanceID, mbps)
	return struct {
		Price []zenlayer.Price `json:"bandwidthPrice"`
	}{prices}, err
}
