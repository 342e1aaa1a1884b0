package vm

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// The statuses of a disk (Zenlayer API reference, DescribeDisks, read 2026-11); the vendor publishes no durations.
const (
	diskMaking    = "CREATING"
	diskUsed      = "IN_USE"
	diskFree      = available
	diskAttaching = "ATTACHING"
	diskDetaching = "DETACHING"
	diskChanging  = "CHANGING"
	diskRecycled  = "RECYCLED"
	forDisk       = 10 * time.Second
	maxDiskAmount = 50
)

// The vendor documents no codes for disks; these are built like those of machines.
const (
	diskMissing     = "INVALID_DISK_NOT_FOUND"
	diskStatusWrong = "OPERATION_DENIED_DISK_STATUS_NOT_SUPPORT"
	diskNotPortable = "OPERATION_DENIED_DISK_NOT_PORTABLE"
	diskTooMany     = "OPERATION_DENIED_INSTANCE_DISK_EXCEED_LIMIT"
	diskElsewhere   = "OPERATION_DENIED_DISK_ZONE_MISMATCH"
)

type diskTerms struct {
	ZoneID   string        `json:"zoneId"`
	Size     *int          `json:"diskSize"`
	Amount   *int          `json:"diskAmount"`
	Charge   string        `json:"chargeType"`
	Prepaid  *compute.Term `json:"chargePrepaid"`
	Category string        `json:"diskCategory"`
}

func (t *diskTerms) Check() error {
	err := zenlayer.First(zenlayer.RequiredIf(true, "diskSize", t.Size != nil),
		compute.CheckCharge("chargeType", t.Charge),
		compute.CheckTerm("chargePrepaid", t.Charge == compute.Prepaid, t.Prepaid),
		zenlayer.Within("diskAmount", t.Amount, 1, maxDiskAmount), zenlayer.OneOf("diskCategory", t.Category,
			diskCategories...))
	switch {
	case err != nil:
		return err
	case *t.Size < minData:
		return zenlayer.Refuse("INVALID_DISK_SIZE_LESS_MINIMUM", "The specified diskSize `%d` is less than `%d`",
			*t.Size, minData)
	case *t.Size > maxData:
		return zenlayer.Refuse("INVALID_DISK_SIZE_EXCEED_MAXIMUM", "The specified diskSize `%d` exceeds `%d`", *t.Size,
			maxData)
	}
	return nil
}

func (t *diskTerms) count() int { return wire.Or(t.Amount, 1) }

// price is the price of all of them. Disks that are bought alone are SSD where nothing is said.
func (t *diskTerms) price(z *store.Zone) zenlayer.Price {
	d := &portable{SizeGB: *t.Size, Category: cmp.Or(t.Category, ssd)}
	if t.Charge == compute.Prepaid {
		d.Period = t.Prepaid.Period
	}
	return d.price(z).Times(t.count())
}

// price is the price of a disk, for a term of it when it is paid in advance.
func (d *portable) price(z *store.Zone) zenlayer.Price {
	monthly := float64(d.SizeGB) * gbMonthly[d.Category] * z.Factor
	if d.Period != nil {
		return zenlayer.Term(monthly, *d.Period, zenlayer.Percent(*d.Period))
	}
	return zenlayer.Hourly(monthly * compute.PostpaidFactor)
}

func (s disks) diskZone(t *diskTerms, zone string) (*store.Zone, error) {
	z, err := s.Zone(zone)
	if err == nil && !slices.Contains(z.DiskCategories, cmp.Or(t.Category, ssd)) {
		err = notSold("disk", cmp.Or(t.Category, ssd), z.ID)
	}
	return z, err
}

func (s disks) diskPrice(_ context.Context, c *wire.Call, r *diskTerms) (any, error) {
	if err := zenlayer.Required("zoneId", r.ZoneID); err != nil {
		return nil, err
	}
	z, err := s.diskZone(r, r.ZoneID)
	if err != nil {
		return nil, err
	}
	p := r.price(z).Moved(c.Faults)
	if c.Version == oldVersion {
		zenlayer.Older(&p)
	}
	return struct {
		Price zenlayer.Price `json:"dataDiskPrice"`
	}{p}, nil
}

type createDisksRequest struct {
	diskTerms

	Name            string         `json:"diskName"`
	InstanceID      string         `json:"instanceId"` // that gets them; then the zone is ignored
	ResourceGroupID string         `json:"resourceGroupId"`
	Tags            *zenlayer.Tags `json:"tags"`
}

func (r *createDisksRequest) Check() error {
	return zenlayer.First(zenlayer.Required("diskName", r.Name), checkDiskName(r.Name),
		zenlayer.RequiredIf(r.InstanceID == "", "zoneId", r.ZoneID != ""), r.diskTerms.Check(), r.Tags.Check(maxTag))
}

func checkDiskName(name string) error {
	if err := zenlayer.AtMost("diskName", len(name), zenlayer.MaxName); err != nil {
		return err
	}
	if zenlayer.CheckPlainName(name) != nil || strings.Trim(name, "-.") != name {
		return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified diskName `%s` is malformed", name)
	}
	return nil
}

type createdDisks struct {
	DiskIDs     []string `json:"diskIds"`
	OrderNumber string   `json:"orderNumber"`
}

func (s disks) createDisks(ctx context.Context, c *wire.Call, r *createDisksRequest) (any, error) {
	if err := s.KnownGroup(r.ResourceGroupID); err != nil {
		return nil, err
	}
	answer := createdDisks{DiskIDs: []string{}}
	err := s.Store.Write(ctx, func(session *store.Session) error {
		zone, n, after := r.ZoneID, r.count(), diskFree
		if r.InstanceID != "" {
			i, err := s.canAttach(ctx, session, r.InstanceID, n)
			if err != nil {
				return err
			}
			zone, after = i.Zone, diskUsed
		}
		z, err := s.diskZone(&r.diskTerms, zone)
		if err != nil {
			return err
		}
		first, err := session.Serials(ctx, n+1)
		if err != nil {
			return err
		}
		answer.OrderNumber = zenlayer.Number(s.OrderIDs, first)
		price := r.price(z).Moved(c.Faults).Advance()
		if err := compute.Pay(ctx, c, session, "order "+answer.OrderNumber, price); err != nil {
			return err
		}
		for k := range n {
			serial := first + 1 + int64(k)
			d := &portable{
				Name: r.Name, Zone: zone, SizeGB: *r.Size, Category: cmp.Or(r.Category,
					ssd), Charge: r.Charge, Machine: r.InstanceID,
				Created: c.Now.UTC().Truncate(time.Second), Tags: r.Tags.Labels(),
			}
			if r.Charge == compute.Prepaid {
				d.Period = r.Prepaid.Period
			}
			timeline := s.Store.Plan(serial, session.At, store.Step{Status: diskMaking, For: forDisk},
				store.Step{Status: after})
			if err := store.Save(ctx, session, store.NewEntry(portables, serial, zenlayer.Number(diskIDs, serial),
				d, timeline)); err != nil {
				return err
			}
			answer.DiskIDs = append(answer.DiskIDs, d.ID)
		}
		return nil
	})
	return answer, err
}

// canAttach returns the machine if it can have n more disks: it runs or is stopped, and has ten for data at most.
func (s disks) canAttach(ctx context.Context, session *store.Session, id string, n int) (*instance, error) {
	machines, err := s.Find(ctx, session, id)
	if err != nil {
		return nil, err
	}
	i := machines[0]
	has, err := store.Entries(ctx, session, portables)
	if err != nil {
		return nil, err
	}
	count := len(i.Own.Data) + n
	for _, e := range has {
		if e.Value.Machine == id {
			count++
		}
	}
	switch {
	case slices.Contains(s.Lifecycle.Recycled, i.Status):
		return nil, i.Denied("OPERATION_DENIED_INSTANCE_RECYCLED")
	case i.Status != compute.Running && i.Status != compute.Stopped:
		return nil, i.Denied("OPERATION_DENIED_INSTANCE_STATUS")
	case count > maxDisks:
		return nil, zenlayer.Refuse(diskTooMany, "The instance `%s` would have `%d` data disks", id, count)
	}
	return i, nil
}

// changeDisks does something to the disks with the ids, all or none, which have to be in one of the statuses. Disks of
// a machine cannot be changed without it.
func (s disks) changeDisks(
	ctx context.Context, ids, statuses []string, do func(*store.Session, *store.Entry[portable]) error,
) error {
	missing := func(session *store.Session, id string) error { return s.noDisk(ctx, session, id) }
	return store.Change(ctx, s.Store, portables, ids, missing,
		func(session *store.Session, e *store.Entry[portable]) error {
			if !slices.Contains(statuses, e.Value.Status) {
				return zenlayer.Refuse(diskStatusWrong, "The disk `%s` is `%s`", e.ID, e.Value.Status)
			}
			return do(session, e)
		})
}

// noDisk has one error for a disk that is a part of a machine and another for one that does not exist.
func (s disks) noDisk(ctx context.Context, session *store.Session, id string) error {
	owners, err := s.List(ctx, session, store.Query{}, func(i *instance) bool {
		return slices.ContainsFunc(append([]boughtDisk{i.Own.System}, i.Own.Data...),
			func(d boughtDisk) bool { return d.ID == id })
	})
	switch {
	case err != nil:
		return err
	case len(owners) > 0:
		return zenlayer.Refuse(diskNotPortable, "The disk `%s` is a part of the instance `%s`", id, owners[0].ID)
	}
	return zenlayer.Refuse(diskMissing, "The specified diskId `%s` is not found", id)
}

type disksOf struct {
	DiskIDs []string `json:"diskIds"`
}

func (r *disksOf) Check() error {
	return zenlayer.First(zenlayer.RequiredIf(true, "diskIds", len(r.DiskIDs) > 0), zenlayer.IDs("diskIds", r.DiskIDs))
}

type attachRequest struct {
	disksOf
	compute.InstanceID
}

func (r *attachRequest) Check() error { return zenlayer.First(r.disksOf.Check(), r.InstanceID.Check()) }

func (s disks) attachDisks(ctx context.Context, _ *wire.Call, r *attachRequest) (any, error) {
	return nil, s.changeDisks(ctx, r.DiskIDs, []string{diskFree},
		func(session *store.Session, e *store.Entry[portable]) error {
			i, err := s.canAttach(ctx, session, r.InstanceID.InstanceID, 1)
			switch {
			case err != nil:
				return err
			case i.Zone != e.Value.Zone:
				return zenlayer.Refuse(diskElsewhere, "The disk `%s` is not in zone `%s`", e.ID, i.Zone)
			}
			e.Value.Machine = i.ID
			e.Timeline = s.Store.Plan(e.Serial, session.At, store.Step{Status: diskAttaching, For: forDisk},
				store.Step{Status: diskUsed})
			return nil
		})
}

func (s disks) detachDisks(ctx context.Context, _ *wire.Call, r *disksOf) (any, error) {
	return nil, s.changeDisks(ctx, r.DiskIDs, []string{diskUsed},
		func(session *store.Session, e *store.Entry[portable]) error {
			e.Value.Machine = ""
			e.Timeline = s.Store.Plan(e.Serial, session.At, store.Step{Status: diskDetaching, For: forDisk},
				store.Step{Status: diskFree})
			return nil
		})
}

type resizeRequest struct {
	DiskID string `json:"diskId"`
	Size   *int   `json:"diskSize"`
}

func (r *resizeRequest) Check() error {
	return zenlayer.First(zenlayer.Required("diskId", r.DiskID), zenlayer.RequiredIf(true, "diskSize", r.Size != nil))
}

// resizeDisk makes a disk larger, never smaller. One that is paid in advance costs the difference for the rest of its
// term.
func (s disks) resizeDisk(ctx context.Context, c *wire.Call, r *resizeRequest) (any, error) {
	return nil, s.changeDisks(ctx, []string{r.DiskID}, []string{diskFree, diskUsed},
		func(session *store.Session, e *store.Entry[portable]) error {
			switch {
			case *r.Size <= e.Value.SizeGB:
				return zenlayer.Refuse("INVALID_DISK_SIZE_LESS_MINIMUM", "The diskSize `%d` is not more than `%d`",
					*r.Size,
					e.Value.SizeGB)
			case *r.Size > maxData:
				return zenlayer.Refuse("INVALID_DISK_SIZE_EXCEED_MAXIMUM", "The diskSize `%d` exceeds `%d`", *r.Size,
					maxData)
			}
			z, err := s.Zone(e.Value.Zone)
			if err != nil {
				return err
			}
			due := -e.Value.price(z).Moved(c.Faults).Advance()
			e.Value.SizeGB = *r.Size
			if due += e.Value.price(z).Moved(c.Faults).Advance(); e.Value.Period != nil {
				due *= compute.TermsLeft(e.Value.expires(session.At), *e.Value.Period, session.At)
			}
			if err := compute.Pay(ctx, c, session, "resize of disk "+e.ID, due); err != nil {
				return err
			}
			e.Timeline = s.Store.Plan(e.Serial, session.At, store.Step{Status: diskChanging, For: forDisk},
				store.Step{Status: e.Value.Status})
			return nil
		})
}

type renameDisksRequest struct {
	disksOf

	Name string `json:"diskName"`
}

func (r *renameDisksRequest) Check() error {
	return zenlayer.First(r.disksOf.Check(), zenlayer.Required("diskName", r.Name), checkDiskName(r.Name))
}

func (s disks) renameDisks(ctx context.Context, _ *wire.Call, r *renameDisksRequest) (any, error) {
	return nil, s.changeDisks(ctx, r.DiskIDs, []string{diskFree, diskUsed},
		func(_ *store.Session, e *store.Entry[portable]) error {
			e.Value.Name = r.Name
			return nil
		})
}

type diskRequest struct {
	DiskID string `json:"diskId"`
}

func (r *diskRequest) Check() error { return zenlayer.Required("diskId", r.DiskID) }

// terminateDisk puts a disk without a machine into the recycle bin.
func (s disks) terminateDisk(ctx context.Context, _ *wire.Call, r *diskRequest) (any, error) {
	return nil, s.changeDisks(ctx, []string{r.DiskID}, []string{diskFree},
		func(session *store.Session, e *store.Entry[portable]) error {
			e.Timeline = store.Timeline{{Status: diskRecycled, At: session.At.UnixMilli()}}
			return nil
		})
}

// releaseDisk deletes a disk from the recycle bin.
func (s disks) releaseDisk(ctx context.Context, _ *wire.Call, r *diskRequest) (any, error) {
	return nil, s.changeDisks(ctx, []string{r.DiskID}, []string{diskRecycled},
		func(session *store.Session, e *store.Entry[portable]) error {
			e.Timeline = store.Timeline{{At: session.At.UnixMilli()}}
			return nil
		})
}
