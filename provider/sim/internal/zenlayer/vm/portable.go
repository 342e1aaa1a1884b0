package vm

import (
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// portable is a disk that is not a part of a machine: it can be detached, and stays when the machine is deleted.
type portable struct {
	ID       string        `json:"id"`
	Status   string        `json:"status"`
	Name     string        `json:"name"`
	Zone     string        `json:"zone"`
	SizeGB   int           `json:"size"`
	Category string        `json:"category"`
	Charge   string        `json:"charge"`
	Period   *int          `json:"period"`
	Machine  string        `json:"machine"` // "" for none
	Created  time.Time     `json:"created"`
	Tags     []store.Label `json:"tags"`
}

var portables = store.Kind[portable]{
	Product: productID, Name: "disk", Seeded: func(*store.Catalogue) []*portable { return nil },
	ID: func(d *portable) *string { return &d.ID }, Status: func(d *portable) *string { return &d.Status },
	Machine: func(d *portable) *string { return &d.Machine }, Free: diskFree,
}

// expires is when the term that runs now ends; the zero time for a disk that is paid for by use.
func (d *portable) expires(now time.Time) time.Time {
	if d.Period == nil {
		return time.Time{}
	}
	return compute.TermEnd(d.Created.Add(time.Duration(*d.Period)*compute.Month), *d.Period, now)
}

// describePortable describes a disk that is attached to the machine with the name.
func describePortable(d *portable, machine string, now time.Time) diskInfo {
	info := diskInfo{
		DiskID: d.ID, DiskName: d.Name, ZoneID: d.Zone, DiskType: "DATA", Portable: true, DiskCategory: d.Category,
		DiskSize:   d.SizeGB,
		DiskStatus: d.Status, InstanceID: d.Machine, InstanceName: machine, ChargeType: d.Charge,
		CreateTime: d.Created.Format(zenlayer.TimeFormat),
		Period:     d.Period, AutoRenew: d.Period != nil, Tags: zenlayer.TagsOf(d.Tags),
	}
	if end := d.expires(now); !end.IsZero() {
		info.ExpiredTime = new(end.Format(zenlayer.TimeFormat))
	}
	return info
}
