package vm

import (
	"context"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// disks are the actions on disks, those of machines and those that were bought alone.
type disks struct{ *fleet }

func (s disks) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeDisks":           zenlayer.Handle(s.describeDisks),
		"CreateDisks":             zenlayer.Handle(s.createDisks),
		"InquiryPriceCreateDisks": zenlayer.Handle(s.diskPrice),
		"AttachDisks":             zenlayer.Handle(s.attachDisks),
		"DetachDisks":             zenlayer.Handle(s.detachDisks),
		"ResizeDisk":              zenlayer.Handle(s.resizeDisk),
		"ModifyDisksAttributes":   zenlayer.Handle(s.renameDisks),
		"TerminateDisk":           zenlayer.Handle(s.terminateDisk),
		"ReleaseDisk":             zenlayer.Handle(s.releaseDisk),
	}
}

type disksRequest struct {
	DiskIDs      []string `json:"diskIds"`
	DiskName     string   `json:"diskName"`
	DiskStatus   string   `json:"diskStatus"`
	DiskType     string   `json:"diskType"`
	DiskCategory string   `json:"diskCategory"`
	DiskSize     *int     `json:"diskSize"`
	Portable     *bool    `json:"portable"`
	InstanceID   string   `json:"instanceId"`
	ZoneID       string   `json:"zoneId"`
	zenlayer.TagFilter
	zenlayer.Page
}

func (r *disksRequest) Check() error {
	return zenlayer.First(r.CheckTags(), zenlayer.IDs("diskIds", r.DiskIDs),
		zenlayer.OneOf("diskType", r.DiskType, "SYSTEM", "DATA"),
		zenlayer.OneOf("diskCategory", r.DiskCategory, diskCategories...), r.CheckPage())
}

type diskInfo struct {
	DiskID       string         `json:"diskId"`
	DiskName     string         `json:"diskName"`
	ZoneID       string         `json:"zoneId"`
	DiskType     string         `json:"diskType"`
	Portable     bool           `json:"portable"`
	DiskCategory string         `json:"diskCategory"`
	DiskSize     int            `json:"diskSize"`
	DiskStatus   string         `json:"diskStatus"`
	InstanceID   string         `json:"instanceId"`
	InstanceName string         `json:"instanceName"`
	ChargeType   string         `json:"chargeType"`
	CreateTime   string         `json:"createTime"`
	ExpiredTime  *string        `json:"expiredTime"`
	Period       *int           `json:"period"`
	AutoRenew    bool           `json:"autoRenew"`
	Tags         *zenlayer.Tags `json:"tags"`
}

func (r *disksRequest) match(d diskInfo) bool {
	return zenlayer.In(r.DiskIDs, d.DiskID) && zenlayer.Eq(r.DiskName, d.DiskName) &&
		zenlayer.Eq(r.DiskStatus, d.DiskStatus) &&
		zenlayer.Eq(r.DiskType, d.DiskType) && zenlayer.Eq(r.DiskCategory, d.DiskCategory) &&
		r.MatchTags(d.Tags) && (r.DiskSize == nil || *r.DiskSize == d.DiskSize) &&
		(r.Portable == nil || *r.Portable == d.Portable)
}

// describeDisks lists the disks of all machines, and those that were bought alone.
func (s disks) describeDisks(ctx context.Context, c *wire.Call, r *disksRequest) (any, error) {
	session := s.Store.Read()
	all, err := s.List(ctx, session, store.Query{Zone: r.ZoneID},
		func(i *instance) bool { return zenlayer.Eq(r.InstanceID, i.ID) })
	if err != nil {
		return nil, err
	}
	var rows []diskInfo
	for _, i := range all {
		for n, d := range append([]boughtDisk{i.Own.System}, i.Own.Data...) {
			if info := describeDisk(i, n, d); r.match(info) {
				rows = append(rows, info)
			}
		}
	}
	alone, err := store.Entries(ctx, session, portables)
	if err != nil {
		return nil, err
	}
	for _, e := range alone {
		name := ""
		for _, i := range all {
			if i.ID == e.Value.Machine {
				name = i.Name
			}
		}
		if info := describePortable(e.Value, name, session.At); zenlayer.Eq(r.InstanceID, e.Value.Machine) &&
			zenlayer.Eq(r.ZoneID, e.Value.Zone) && r.match(info) {
			rows = append(rows, info)
		}
	}
	return zenlayer.Paged(c, r.Page, rows, func(d diskInfo) (diskInfo, error) { return d, nil })
}

// describeDisk describes disk number n of the machine; 0 is the system's.
func describeDisk(i *instance, n int, d boughtDisk) diskInfo {
	info := diskInfo{
		DiskID: d.ID, DiskName: diskName, ZoneID: i.Zone, DiskType: "DATA", DiskCategory: d.Category,
		DiskSize: d.SizeGB, DiskStatus: "IN_USE",
		InstanceID: i.ID, InstanceName: i.Name, ChargeType: i.ChargeType,
		CreateTime: store.Time(i.Created).Format(zenlayer.TimeFormat),
		Period:     i.Period, AutoRenew: i.AutoRenew, Tags: &zenlayer.Tags{Tags: []zenlayer.Tag{}},
	}
	if n == 0 {
		info.DiskName, info.DiskType = "system-disk", "SYSTEM"
	}
	switch i.Status {
	case compute.Pending, deploying:
		info.DiskStatus = "CREATING"
	case compute.Recycling, compute.Recycle, releasing:
		info.DiskStatus = "RECYCLED"
	}
	if end := i.Expires(); !end.IsZero() {
		info.ExpiredTime = new(end.Format(zenlayer.TimeFormat))
	}
	return info
}
