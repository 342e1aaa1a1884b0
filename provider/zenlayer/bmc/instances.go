package bmc

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Instances asks for ids, 100 in a request.
func (r *Reader) Instances(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) ([]provider.Instance,
	error,
) {
	out := []provider.Instance{}
	for _, chunk := range compute.Chunks(ids) {
		rows, err := r.describe(ctx, map[string]any{"instanceIds": chunk}, len(chunk))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if slices.Contains(chunk, row.ID) {
				out = append(out, row)
			}
		}
	}
	return out, nil
}

// describe lists instances by a filter, at most wanted (0: all).
func (r *Reader) describe(ctx context.Context, filter map[string]any, wanted int) ([]provider.Instance, error) {
	const action = "DescribeInstances"
	rows, err := api.Pages(ctx, r.API, r.Service, action, filter, wanted,
		func(i instance) api.Text { return i.InstanceID })
	if err != nil {
		return nil, r.Explain(err)
	}
	all, err := rows.Whole(action)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Instance, 0, len(all))
	for _, row := range all {
		out = append(out, row.instance())
	}
	return out, nil
}

// Find looks for the batch by its tag, then by the beginning of its names and host names.
func (r *Reader) Find(ctx context.Context, b provider.Batch) ([]provider.Instance, error) {
	return r.list().Find(ctx, b,
		compute.Named{Param: "instanceName", Text: b.Spec.Name, Otherwise: defaultName},
		compute.Named{Param: "hostname", Text: b.Spec.Hostname, Otherwise: defaultHostname})
}

// Ours lists the machines that have the tag of a batch, by one query for its key.
func (r *Reader) Ours(ctx context.Context) ([]provider.Instance, error) { return r.list().Ours(ctx) }

// List lists the machines in the zone.
func (r *Reader) List(ctx context.Context, z provider.ZoneID) ([]provider.Instance, error) {
	return r.list().In(ctx, z)
}

// list is describe for all rows.
func (r *Reader) list() compute.List {
	return func(ctx context.Context, filter map[string]any) ([]provider.Instance, error) {
		return r.describe(ctx, filter, 0)
	}
}

// instance translates one row.
func (i instance) instance() provider.Instance {
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
