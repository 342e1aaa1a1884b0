package edgezone

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
)

func equal(a, b string) bool { return strings.EqualFold(a, b) }

// places are the actions on zones, and on the types that they sell.
type places struct{ edge }

func (p places) actions() map[string]tencent.Action {
	return map[string]tencent.Action{
		"DescribeZones":         p.describeZones,
		"DescribeInstanceTypes": p.describeInstanceTypes,
		"DescribeZoneData":      p.describeZoneData,
		"CreateEdgeNodeService": p.createEdgeNodeService,
	}
}

type zoneInfo struct {
	ZoneID       int    `json:"ZoneId"`
	Zone         string `json:"Zone"`
	ZoneName     string `json:"ZoneName"`
	ZoneNameEn   string `json:"ZoneNameEn"`
	Region       string `json:"Region"`
	Location     string `json:"Location,omitempty"` // missing in the vendor's examples
	LocationName string `json:"LocationName,omitempty"`
}

type zoneList struct {
	ZoneSet    []zoneInfo `json:"ZoneSet"`
	TotalCount int        `json:"TotalCount"`
}

// describeZones lists the zones of all regions.
func (p places) describeZones(_ context.Context, c *tencent.Call) (any, error) {
	var r struct{}
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	list := zoneList{ZoneSet: []zoneInfo{}}
	for _, z := range p.catalog().Zones {
		list.ZoneSet = append(list.ZoneSet, zoneInfo{
			ZoneID: z.Edge.Number, Zone: z.ID, ZoneName: z.ZH.Name, ZoneNameEn: z.Name, Region: z.Edge.Region,
			Location: z.Edge.Location, LocationName: z.Edge.LocationName,
		})
	}
	list.TotalCount = len(list.ZoneSet)
	return list, nil
}

type typesRequest struct {
	Zone   string `json:"Zone"`
	Offset *int   `json:"Offset" tc:"B"`
	Limit  *int   `json:"Limit" tc:"B"`
}

func (r *typesRequest) Check() error { return tencent.Page{Offset: r.Offset, Limit: r.Limit}.Check() }

// typeQuota has the members of B as pointers, which A leaves out.
type typeQuota struct {
	Zone                   string  `json:"Zone"`
	InstanceType           string  `json:"InstanceType"`
	InstanceFamily         string  `json:"InstanceFamily"`
	InstanceFamilyName     *string `json:"InstanceFamilyName,omitempty"`
	CPUCores               int     `json:"CpuCores"`
	CPUType                string  `json:"CpuType"`
	MemoryGB               int     `json:"MemoryGb"`
	SystemDiskType         string  `json:"SystemDiskType"`
	SystemDiskSize         int     `json:"SystemDiskSize"`
	SystemDiskCount        int     `json:"SystemDiskCount"`
	DataDiskType           string  `json:"DataDiskType"`
	DataDiskSize           int     `json:"DataDiskSize"`
	DataDiskCount          int     `json:"DataDiskCount"`
	SecondaryDataDiskType  *string `json:"SecondaryDataDiskType,omitempty"`
	SecondaryDataDiskSize  *int    `json:"SecondaryDataDiskSize,omitempty"`
	SecondaryDataDiskCount *int    `json:"SecondaryDataDiskCount,omitempty"`
	DiskType               string  `json:"DiskType"`
	NetworkInterfaceType   string  `json:"NetworkInterfaceType"`
	GPUType                string  `json:"GpuType"`
	Quota                  int     `json:"Quota"`
}

type typeList struct {
	InstanceTypeQuotaSet []typeQuota `json:"InstanceTypeQuotaSet"`
	TotalCount           int         `json:"TotalCount"`
}

// describeInstanceTypes lists what the account may order, never how much is left. Revision A gives all at once.
func (p places) describeInstanceTypes(_ context.Context, c *tencent.Call) (any, error) {
	var r typesRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	var rows []typeQuota
	for _, z := range p.catalog().Zones {
		if r.Zone != "" && r.Zone != z.ID || z.Edge.Region != c.Region {
			continue
		}
		for _, o := range z.Offers {
			rows = append(rows, p.typeQuota(c, z, o))
		}
	}
	page := tencent.Page{Offset: r.Offset, Limit: r.Limit}
	if !c.RevisionB {
		return typeList{append([]typeQuota{}, rows...), len(rows)}, nil
	}
	out, total := tencent.Paged(c, page, rows)
	return typeList{out, total}, nil
}

func (p places) typeQuota(c *tencent.Call, z *store.Zone, o *store.Offer) typeQuota {
	t, _ := p.catalog().Type(o.Type) // checked when the catalogue was loaded
	q := typeQuota{
		Zone: z.ID, InstanceType: t.ID, InstanceFamily: t.Family, CPUCores: t.Cores, CPUType: t.CPU, MemoryGB: t.MemoryGB,
		NetworkInterfaceType: t.NIC, GPUType: t.GPU, Quota: o.Quota,
	}
	var text []string
	for i, d := range t.Disks {
		text = append(text, fmt.Sprintf("%s-%dG*%d", d.Kind, d.SizeGB, d.Count))
		switch i {
		case 0:
			q.SystemDiskType, q.SystemDiskSize, q.SystemDiskCount = d.Kind, d.SizeGB, d.Count
		case 1:
			q.DataDiskType, q.DataDiskSize, q.DataDiskCount = d.Kind, d.SizeGB, d.Count
		case 2:
			if c.RevisionB {
				q.SecondaryDataDiskType, q.SecondaryDataDiskSize, q.SecondaryDataDiskCount = &d.Kind, &d.SizeGB, &d.Count
			}
		}
	}
	q.DiskType = strings.Join(text, ", ")
	if c.RevisionB {
		q.InstanceFamilyName = &t.FamilyName
	}
	return q
}

type zoneDataRequest struct {
	Zone       string `json:"Zone" tc:"required"`
	MetricName string `json:"MetricName" tc:"required"`
	StartTime  string `json:"StartTime" tc:"required"`
	EndTime    string `json:"EndTime" tc:"required"`
}

type point struct {
	Time  string  `json:"Time"`
	Value float64 `json:"Value"`
}

// describeZoneData says that nothing flows: the cloud has no traffic.
func (p places) describeZoneData(_ context.Context, c *tencent.Call) (any, error) {
	var r zoneDataRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	start, err1 := time.Parse(timeFormat, r.StartTime)
	end, err2 := time.Parse(timeFormat, r.EndTime)
	_, ok := p.zone(c, r.Zone)
	if !ok || err1 != nil || err2 != nil || end.Before(start) || end.Sub(start) > 48*time.Hour ||
		r.MetricName != "inbw" && r.MetricName != "outbw" {
		return nil, tencent.Refuse("InvalidParameter.ParamError", "Zone, MetricName or the times are incorrect.")
	}
	data := []point{}
	for at := start; at.Before(end); at = at.Add(time.Minute) {
		data = append(data, point{Time: at.Format(timeFormat)})
	}
	return struct {
		Data []point `json:"Data"`
	}{data}, nil
}

type edgeServiceRequest struct {
	Zone string `json:"Zone" tc:"required"`
}

// createEdgeNodeService switches billing on in a zone, as the first machine there does.
func (p places) createEdgeNodeService(ctx context.Context, c *tencent.Call) (any, error) {
	var r edgeServiceRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	if _, ok := p.zone(c, r.Zone); !ok {
		return nil, tencent.Refuse("ResourceNotFound.Zone", "The specified Zone `%s` does not exist.", r.Zone)
	}
	return nil, p.Store.Write(ctx, func(session *store.Session) error { return bill(ctx, session, r.Zone) })
}

const kindBilling = "billing"

// bill counts billing in the zone as switched on.
func bill(ctx context.Context, session *store.Session, zone string) error {
	all, err := store.Records(ctx, session, Product, kindBilling)
	if err != nil {
		return err
	}
	name := kindBilling + "/" + zone
	for _, t := range all {
		if t.ID == name {
			return nil
		}
	}
	serial, err := session.Serials(ctx, 1)
	if err != nil {
		return err
	}
	return store.AddRecord(ctx, session, store.Record{
		Serial: serial, Product: Product, Kind: kindBilling, ID: name,
		Timeline: since(session), Detail: []byte("{}"),
	})
}

// since is the timeline of what is there from now on.
func since(session *store.Session) store.Timeline {
	return store.Timeline{{Status: "there", At: session.At.UnixMilli()}}
}
