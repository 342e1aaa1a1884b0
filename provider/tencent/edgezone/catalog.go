package edgezone

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/paging"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// Zones lists the zones that the account may use. None is a normal answer: the vendor's sales grant them. Stock is not
// stated.
func (c *catalog) Zones(ctx context.Context) ([]provider.Zone, error) { return c.zonesFrom(ctx, "") }

// ZonesFor is [Reader.Zones], asked in the region of s first. When the list cannot be read and s names zone and region,
// the zone is the one that s says: its region is all that is needed of the list.
func (c *catalog) ZonesFor(ctx context.Context, s provider.Spec) ([]provider.Zone, error) {
	zones, err := c.zonesFrom(ctx, s.Region)
	if err != nil && ctx.Err() == nil && s.Zone != "" && s.Region != "" {
		c.zoneRegions.say(s.Zone, s.Region)
		return []provider.Zone{{ID: s.Zone, Name: string(s.Zone), Region: s.Region}}, nil
	}
	return zones, err
}

func (c *catalog) zonesFrom(ctx context.Context, region string) ([]provider.Zone, error) {
	rows, err := c.zones(ctx, region)
	if err != nil {
		return nil, err
	}
	out := []provider.Zone{}
	for _, z := range rows {
		if z.Zone == "" || slices.ContainsFunc(out, func(o provider.Zone) bool { return o.ID == provider.ZoneID(z.Zone) }) {
			continue
		}
		name := cmp.Or(z.ZoneNameEn, z.ZoneName, z.Zone)
		if c.api.Chinese() {
			name = cmp.Or(z.ZoneName, name)
		}
		out = append(out, provider.Zone{
			ID: provider.ZoneID(z.Zone), Name: string(name), Region: string(z.Region),
			Area: string(cmp.Or(z.LocationName, z.Location, z.Region)),
		})
	}
	return out, nil
}

// Types lists what the account may order in s.Zone. The vendor publishes neither stock nor price: that a type is sold
// out shows only when it is ordered.
func (c *catalog) Types(ctx context.Context, s provider.Spec) ([]provider.InstanceType, error) {
	region, err := c.regionToAsk(ctx, s.Zone, s.Region)
	if err != nil {
		return nil, err
	}
	rows, err := c.types(ctx, region, s.Zone)
	if err != nil {
		return nil, c.explain(err)
	}
	out := make([]provider.InstanceType, 0, len(rows))
	for _, q := range rows {
		if q.Zone != "" && provider.ZoneID(q.Zone) != s.Zone {
			continue
		}
		out = append(out, provider.InstanceType{
			ID: provider.TypeID(q.InstanceType), Description: string(cmp.Or(q.InstanceFamilyName, q.InstanceFamily)),
			CPU:   string(q.CPUType),
			Cores: q.CPUCores.Int(), MemoryGB: q.MemoryGB.Int(), GPU: string(q.GPU), NIC: string(q.NIC), Disks: q.disks(),
			DiskText: string(q.DiskType), Quota: q.Quota.Natural(),
		})
	}
	return out, nil
}

// fullPage is how many rows a server of revision B returns to a request without paging (Tencent Cloud API reference,
// edgezone DescribeInstanceTypes, Limit, read 2026-11).
const fullPage = 20

// types asks without paging first: a server of revision A has no paging and answers with all rows. One of revision B
// may have more.
func (c *catalog) types(ctx context.Context, region string, z provider.ZoneID) ([]typeQuota, error) {
	list := tcapi.List[typeQuota]{Action: "DescribeInstanceTypes", Rows: "InstanceTypeQuotaSet"}
	rows, err := paging.Collect(0, typeKey, func(page, offset int) (paging.Page[typeQuota], error) {
		in := map[string]any{"Zone": z}
		if page > 0 {
			in["Offset"], in["Limit"] = offset, paging.Size
		}
		p, err := list.Page(ctx, c.api, region, in)
		e, refused := errors.AsType[*provider.Error](err)
		switch {
		case page > 0 && refused && e.Code == "UnknownParameter":
			return paging.Page[typeQuota]{}, nil // the first answer was complete
		case page == 0 && len(p.Rows) != fullPage && len(p.Rows) >= p.Total:
			p.Total = len(p.Rows)
		case page == 0:
			p.Total = max(p.Total, len(p.Rows)+1)
		}
		return p, err
	})
	return rows.All, err
}

// typeKey identifies the rows of one zone; several zones have the same type.
func typeKey(q typeQuota) string {
	if q.InstanceType == "" {
		return ""
	}
	return string(q.Zone) + "\x00" + string(q.InstanceType)
}

// suggestions are images that metalwright knows to be named in the vendor's documentation. There is no list of images
// in this API, so nothing says that they exist (Tencent Cloud API reference, edgezone CreateInstances, ImageId and
// VersionNumber, read 2026-11).
func suggestions() []provider.Image {
	return []provider.Image{
		{
			ID: "img-centos-7.9", Name: "CentOS 7.9", Family: "centos", OS: provider.Linux, Version: "7.9.2009",
			Origin: provider.OriginOurs,
		},
	}
}

// Images lists the images of the account's machines in the zone, then our own suggestions. Any other id may be typed.
func (c *catalog) Images(ctx context.Context, s provider.Spec) ([]provider.Image, error) {
	region, err := c.regionToAsk(ctx, s.Zone, s.Region)
	if err != nil {
		return nil, err
	}
	rows, err := c.describe(ctx, region, map[string]any{"Zone": s.Zone}, 0)
	if err != nil {
		return nil, err
	}
	known := suggestions()
	out := []provider.Image{}
	for _, i := range rows {
		id := provider.ImageID(i.Image)
		if id == "" || slices.ContainsFunc(out, func(m provider.Image) bool { return m.ID == id }) {
			continue
		}
		m := provider.Image{ID: id, Name: string(id)}
		if at := slices.IndexFunc(known, func(m provider.Image) bool { return m.ID == id }); at >= 0 {
			m = known[at]
		}
		m.Origin, m.Version = provider.OriginInUse, cmp.Or(string(i.Version), m.Version)
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b provider.Image) int { return strings.Compare(string(a.ID), string(b.ID)) })
	for _, m := range known {
		if !slices.ContainsFunc(out, func(o provider.Image) bool { return o.ID == m.ID }) {
			out = append(out, m)
		}
	}
	return out, nil
}
