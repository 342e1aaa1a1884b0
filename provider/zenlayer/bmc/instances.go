package bmc

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// Instance translates one row.
func (i instance) Instance() provider.Instance {
	out := i.Machine(status(string(i.InstanceStatus)))
	out.Type, out.Hostname = provider.TypeID(i.InstanceTypeID), string(i.Hostname)
	out.Public = api.Addrs(api.List[api.Text]{i.PrimaryIP}, i.PublicIPs, i.IPv6, api.List[api.Text]{i.PrimaryIPv6})
	out.Delivered = i.delivered()
	return out
}

// status translates the vendor's status (Zenlayer API reference, instance status, read 2026-11). Its prose writes some
// of them in mixed case. A machine that was stopped or started by someone is no longer on its way to running:
// its status is unknown.
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
