package edgezone

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/paging"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// Instances asks for ids, 100 in a request. A request reaches one region.
func (o *Operator) Instances(ctx context.Context, z provider.ZoneID, ids []provider.InstanceID) ([]provider.Instance,
	error,
) {
	out := []provider.Instance{}
	if len(ids) == 0 {
		return out, nil
	}
	region, err := o.regionToAsk(ctx, z, "")
	if err != nil {
		return nil, err
	}
	for _, chunk := range chunks(ids) {
		rows, err := o.describe(ctx, region, map[string]any{"InstanceIds": chunk}, len(chunk))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if i := row.instance(); slices.Contains(chunk, i.ID) {
				out = append(out, i)
			}
		}
	}
	return out, nil
}

// chunks splits the ids, in order and each once, into as few requests as the vendor allows.
func chunks(ids []provider.InstanceID) [][]provider.InstanceID {
	return slices.Collect(slices.Chunk(paging.Once(ids), paging.Size))
}

// describe lists instances by a filter, at most wanted (0: all).
func (c conn) describe(ctx context.Context, region string, filter map[string]any, wanted int) ([]instance, error) {
	list := tcapi.List[instance]{
		Action: "DescribeInstances", Rows: "InstanceSet",
		Key: func(i instance) string { return string(i.ID) },
	}
	rows, err := list.All(ctx, c.api, region, filter, wanted)
	return rows, c.explain(err)
}

// Find looks for the batch by its name, and then by the token alone. The vendor's filter is fuzzy in a way that it
// does not describe, so both are asked and the rows compared here: only what carries the token is returned.
func (o *Operator) Find(ctx context.Context, b provider.Batch) ([]provider.Instance, error) {
	if b.Token == "" {
		return nil, nil
	}
	region, err := o.regionToAsk(ctx, b.Spec.Zone, b.Spec.Region)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{b.Token, withToken(b.Spec.Name, b.Token)} {
		rows, err := o.describe(ctx, region, map[string]any{"InstanceName": name, "Zone": b.Spec.Zone}, 0)
		if err != nil {
			return nil, err
		}
		var out []provider.Instance
		for _, row := range rows {
			if i := row.instance(); strings.Contains(i.Name, b.Token) && (i.Zone == "" || i.Zone == b.Spec.Zone) {
				i.Token = b.Token
				out = append(out, i)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// Ours lists the machines whose name carries a batch token.
func (o *Operator) Ours(ctx context.Context) ([]provider.Instance, error) {
	all, err := o.everywhere(ctx)
	return slices.DeleteFunc(all, func(i provider.Instance) bool { return i.Token == "" }), err
}

// everywhere lists the machines of all zones, region by region: a request reaches one of them.
func (o *Operator) everywhere(ctx context.Context) ([]provider.Instance, error) {
	zones, err := o.Zones(ctx)
	if err != nil {
		return nil, err
	}
	var out []provider.Instance
	var asked []string
	for _, z := range zones {
		if slices.Contains(asked, z.Region) {
			continue
		}
		asked = append(asked, z.Region)
		rows, err := o.describe(ctx, z.Region, map[string]any{}, 0)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			out = append(out, row.instance())
		}
	}
	return out, nil
}

// List lists the machines in the zone, or in all zones when z is "".
func (o *Operator) List(ctx context.Context, z provider.ZoneID) ([]provider.Instance, error) {
	if z == "" {
		return o.everywhere(ctx)
	}
	region, err := o.regionToAsk(ctx, z, "")
	if err != nil {
		return nil, err
	}
	rows, err := o.describe(ctx, region, map[string]any{"Zone": z}, 0)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Instance, 0, len(rows))
	for _, row := range rows {
		out = append(out, row.instance())
	}
	return out, nil
}

// instance translates one row.
func (i instance) instance() provider.Instance {
	return provider.Instance{
		ID: provider.InstanceID(i.ID), Zone: provider.ZoneID(i.Zone), Type: provider.TypeID(i.Type),
		Image: provider.ImageID(i.Image),
		Name:  string(i.Name), Status: status(string(i.Status)), VendorStatus: i.vendorStatus(), Created: i.Created.Time(),
		Token:  tokenOf(string(i.Name)),
		Public: addrs(i.PublicIP, i.PublicIPv6), Private: addrs(i.PrivateIP, i.PrivateIPv6), Delivered: i.delivered(),
	}
}

// vendorStatus is the vendor's status. Of a machine that runs a second one says when it was stopped at the console.
func (i instance) vendorStatus() string {
	if strings.EqualFold(string(i.Status), "running") && i.OperateStatus != "" &&
		!strings.EqualFold(string(i.OperateStatus), "normal") {
		return string(i.Status) + " (" + string(i.OperateStatus) + ")"
	}
	return string(i.Status)
}

// addrs are the addresses that can be read, IPv4 first as they are given.
func addrs(texts ...text) []netip.Addr {
	var out []netip.Addr
	for _, t := range texts {
		if a, err := netip.ParseAddr(string(t)); err == nil && !slices.Contains(out, a.Unmap()) {
			out = append(out, a.Unmap())
		}
	}
	return out
}

// status translates the vendor's status (Tencent Cloud API reference, edgezone Instance, InstanceStatus, read 2026-11).
// An isolated machine was taken out of service by the vendor and will not become ready.
func status(vendor string) provider.Status {
	switch strings.ToLower(vendor) {
	case "allocating":
		return provider.StatusCreating
	case "running":
		return provider.StatusRunning
	case "error", "isolating", "isolated":
		return provider.StatusFailed
	case "terminating":
		return provider.StatusReleased
	default:
		return provider.StatusUnknown
	}
}
