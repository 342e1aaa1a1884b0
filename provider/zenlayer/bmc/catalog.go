package bmc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// chargeOff is the vendor's word for a charge that the account is not enabled for.
const chargeOff = "INVALID_CHARGE_TYPE_NOT_SUPPORT"

// Zones lists the zones with the best stock of each.
func (c *catalog) Zones(ctx context.Context) ([]provider.Zone, error) {
	var (
		list zones
		all  stockByCharge
	)
	g, gctx := together.With(ctx)
	g.Go(func() (err error) {
		list, err = compute.Read[zones](gctx, c.conn, "DescribeZones", map[string]any{"acceptLanguage": c.conn.API.Language})
		return err
	})
	g.Go(func() (err error) {
		all, err = c.stockByCharge(gctx, provider.Spec{})
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := []provider.Zone{}
	for _, z := range list.ZoneSet {
		if z.ZoneID == "" {
			continue
		}
		zone := provider.Zone{
			ID: provider.ZoneID(z.ZoneID), Name: string(z.ZoneName), City: string(z.CityName),
			Area: string(z.AreaName),
		}
		all.stock(&zone)
		out = append(out, zone)
	}
	return out, nil
}

// stock asks what is sold in s.Zone under s.Billing.Charge. Without a charge it is postpaid, or prepaid where the
// account is not enabled for that.
func (c *catalog) stock(ctx context.Context, s provider.Spec) ([]stock, error) {
	charge := s.Billing.Charge
	if charge == "" && c.noPostpaid.Load() {
		charge = provider.Prepaid
	}
	in := map[string]any{"instanceChargeType": compute.OfferedCharge(charge)}
	whole := c.conn.API.Caches() // the list of all zones was asked for before, and answers every question about one
	if s.Zone != "" && !whole {
		in["zoneId"] = s.Zone
	}
	if s.Type != "" && !whole {
		in["instanceTypeId"] = s.Type
	}
	out, err := compute.Read[stocks](ctx, c.conn, "DescribeAvailableResources", in)
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Code == chargeOff && charge != provider.Prepaid {
		c.noPostpaid.Store(true)
		if charge == "" {
			return c.stock(ctx, s)
		}
	}
	return slices.DeleteFunc(out.AvailableResources, func(row stock) bool {
		return s.Zone != "" && row.ZoneID != "" && provider.ZoneID(row.ZoneID) != s.Zone ||
			s.Type != "" && row.InstanceTypeID != "" && provider.TypeID(row.InstanceTypeID) != s.Type
	}), err
}

// Types lists what s.Zone sells under any charge, with the stock under s.Billing.Charge: stock and network from two
// answers, the machine itself from another.
func (c *catalog) Types(ctx context.Context, s provider.Spec) ([]provider.InstanceType, error) {
	if c.conn.API.Caches() { // what all zones sell is asked once, and answers for each
		all, err := c.TypesByZone(ctx, s)
		if err != nil {
			return nil, err
		}
		if types, listed := all[s.Zone]; listed {
			return types, nil
		}
		return append([]provider.InstanceType{}, all[""]...), nil
	}
	s.Type = ""
	all, err := c.stockByCharge(ctx, s)
	if err != nil {
		return nil, err
	}
	specs, err := c.specs(ctx, all)
	if err != nil {
		return nil, err
	}
	return all.types(s, specs), nil
}

// TypesByZone lists what each zone sells under any charge.
func (c *catalog) TypesByZone(ctx context.Context, s provider.Spec) (map[provider.ZoneID][]provider.InstanceType,
	error,
) {
	s.Zone, s.Type = "", ""
	all, err := c.stockByCharge(ctx, s)
	if err != nil {
		return nil, err
	}
	specs, err := c.specs(ctx, all)
	if err != nil {
		return nil, err
	}
	out := map[provider.ZoneID][]provider.InstanceType{}
	for z, rows := range all.byZone() {
		s.Zone = z
		out[z] = rows.types(s, specs)
	}
	return out, nil
}

// types are the rows as types of s.Zone, with the stock under s.Billing.Charge.
func (all stockByCharge) types(s provider.Spec, specs map[provider.TypeID]instanceType) []provider.InstanceType {
	here := func(row stock) bool {
		return s.Zone == "" || row.ZoneID == "" || provider.ZoneID(row.ZoneID) == s.Zone
	}
	out, seen := []provider.InstanceType{}, map[provider.TypeID]bool{}
	for _, row := range all.rows(s.Billing.Charge) {
		id := provider.TypeID(row.InstanceTypeID)
		if id == "" || seen[id] || !here(row) {
			continue
		}
		seen[id] = true
		t := join(id, specs[id], row)
		t.Supplies = all.supplies(func(row stock) bool { return provider.TypeID(row.InstanceTypeID) == t.ID && here(row) })
		out = append(out, t.Charged(s.Billing.Charge))
	}
	return out
}

// facts looks up the one type of s; the zero stock when the zone does not sell it. Without a charge it may be sold
// under any.
func (c *catalog) facts(ctx context.Context, s provider.Spec) (stock, error) {
	rows, err := c.stock(ctx, s)
	if err == nil && len(rows) == 0 && s.Billing.Charge == "" {
		s.Billing.Charge = provider.Prepaid
		rows, err = c.stock(ctx, s)
	}
	if err != nil {
		return stock{}, err
	}
	for _, row := range rows {
		if provider.TypeID(row.InstanceTypeID) == s.Type && provider.ZoneID(row.ZoneID) == s.Zone {
			return row, nil
		}
	}
	return stock{}, nil
}

// specs looks up the machines behind all rows.
func (c *catalog) specs(ctx context.Context, all stockByCharge) (map[provider.TypeID]instanceType, error) {
	var ids []provider.TypeID
	for _, row := range all.rows(provider.Postpaid) {
		if row.InstanceTypeID != "" {
			ids = append(ids, provider.TypeID(row.InstanceTypeID))
		}
	}
	slices.Sort(ids) // in one order, whatever that of the stock is: the same question is asked once
	specs := map[provider.TypeID]instanceType{}
	for chunk := range slices.Chunk(slices.Compact(ids), compute.MaxIDs) {
		in := map[string]any{"instanceTypeIds": chunk}
		found, err := compute.Read[instanceTypes](ctx, c.conn, "DescribeInstanceTypes", in)
		if err != nil {
			return nil, err
		}
		for _, t := range found.InstanceTypes {
			specs[provider.TypeID(t.InstanceTypeID)] = t
		}
	}
	return specs, nil
}

// join makes a type of what the two answers say about it.
func join(id provider.TypeID, t instanceType, s stock) provider.InstanceType {
	out := provider.InstanceType{
		ID: id, Description: string(t.Description), CPU: string(t.CPUDetail),
		Cores: t.CPUCores.Int(), Threads: t.CPUThreads.Int(), Frequency: string(t.BaseFrequency),
		MemoryGB: t.MemorySize.Int(),
		DiskText: string(t.DiskInfo.DiskDescription), TotalDiskGB: t.DiskInfo.TotalDiskSize.Int(),
		Subnet: bool(t.SupportSubnet), HA: bool(t.IsHA), Images: api.Strings[provider.ImageID](t.ImageIDs),
		Stock: s.grade(), Left: s.Qty.Ptr(), NetCharges: api.Strings[string](s.NetCharges),
		MaxBandwidthMbps: s.MaximumBandwidth.Int(), FreeBandwidth: s.DefaultBandwidth.Int(),
		FreeTrafficTB: s.DefaultTraffic.Value,
	}
	if !t.CPUCores.Known && !t.CPUThreads.Known {
		out.Threads = t.CPUCount.Int() // called cores, but two 20-core processors are reported as 80
	}
	if !s.MaximumBandwidth.Known {
		out.MaxBandwidthMbps = t.MaximumBandwidth.Int()
	}
	if t.VPUCount.Int() > 0 {
		out.GPU = strings.TrimSpace(fmt.Sprintf("%d x %s %s", t.VPUCount.Int(), t.VPUVendor, t.VPUCard))
	}
	for _, level := range t.SupportRAIDs {
		if level.Known {
			out.RAIDLevels = append(out.RAIDLevels, level.Int())
		}
	}
	for _, d := range t.DiskInfo.Disks {
		if n := d.DiskCount.Int(); n > 0 && n <= 1000 {
			out.Disks = append(out.Disks, provider.DiskGroup{SizeGB: d.DiskSize.Int(), Count: n})
		}
	}
	return out
}

// Images lists what the type of s can run.
func (c *catalog) Images(ctx context.Context, s provider.Spec) ([]provider.Image, error) {
	in := map[string]any{}
	if s.Type != "" {
		in["instanceTypeId"] = s.Type
	}
	found, err := compute.Read[images](ctx, c.conn, "DescribeImages", in)
	if err != nil {
		return nil, err
	}
	out := []provider.Image{}
	for _, m := range found.Images {
		if m.ImageID == "" {
			continue
		}
		i := m.Image.Image(m.Catalog)
		if strings.EqualFold(i.Family, "esxi") { // which has no osType of its own
			i.OS = provider.ESXi
		}
		out = append(out, i)
	}
	return out, nil
}
