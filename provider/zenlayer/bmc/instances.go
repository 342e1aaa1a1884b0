package bmc

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Key is the id.
func (i instance) Key() api.Text { return i.InstanceID }

// Instance translates one row.
func (i instance) Instance() provider.Instance {
	out := provider.Instance{
		ID: provider.InstanceID(i.InstanceID), Zone: provider.ZoneID(i.ZoneID), Type: provider.TypeID(i.InstanceTypeID),
		Image: provider.ImageID(i.ImageID), Name: string(i.InstanceName), Hostname: string(i.Hostname),
		Status: status(string(i.InstanceStatus)), VendorStatus: string(i.InstanceStatus), Created: i.CreateTime.Time(),
		Public: api.Addrs(append(api.List[api.Text]{i.PrimaryIP},
			append(i.PublicIPs, append(i.IPv6, i.PrimaryIPv6)...)...)),
		Private:   api.Addrs(i.PrivateIPs),
		Delivered: i.delivered(),
	}
	for _, t := range i.Tags.Tags {
		if t.Key == compute.BatchTag {
			out.Token = string(t.Value)
		}
	}
	return out
}

// status is our word for the vendor's (Zenlayer API reference, instance status, read 2026-11). Its prose writes some
// of them in mixed case. A machine that was stopped or started by someone is no longer on its way to running and has
// no word here.
func status(vendor string) provider.Status {
	switch strings.ToUpper(vendor) {
	case "PENDING":
		return provider.StatusPending
	case "CREATING", "INSTALLING":
		return provider.StatusCreating
	case "RUNNING":
		return provider.StatusRunning
	case "CREATE_FAILED", "INSTALL_FAILED":
		return provider.StatusFailed
	case "RECYCLE", "RECYCLING", "RELEASING":
		return provider.StatusReleased
	default:
		return provider.StatusUnknown
	}
}
