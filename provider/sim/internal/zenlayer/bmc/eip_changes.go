package bmc

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// The statuses of an elastic address (Zenlayer API reference, EipStatus, read 2026-11); the vendor publishes no
// durations.
const (
	associating    = "ASSOCIATING"
	associated     = "ASSOCIATED"
	dissociating   = "UNASSOCIATING"
	forEIP         = 10 * time.Second
	eipIDs         = 872 // the first digits
	eipMonthly     = 3.0 // the price of one
	maxEIPs        = 20  // in a request
	maxEIPsOfOne   = 4   // of a machine; Zenlayer product documentation, EIP, read 2026-11
	wholeAddress   = 32  // the only netmask that is sold
	eipNotSold     = "INVALID_EIP_TYPE_ZONE_NO_SELL"
	eipStatusWrong = "OPERATION_DENIED_EIP_STATUS_NOT_SUPPORT"
)

type eipTerms struct {
	ZoneID     string        `json:"zoneId"`
	ChargeType string        `json:"eipChargeType"`
	Prepaid    *compute.Term `json:"eipChargePrepaid"`
	Amount     *int          `json:"amount"`
	Netmask    *int          `json:"netmask"`
}

func (t *eipTerms) Check() error {
	return zenlayer.First(zenlayer.Required("zoneId", t.ZoneID), compute.CheckCharge("eipChargeType", t.ChargeType),
		compute.CheckTerm("eipChargePrepaid", t.ChargeType == compute.Prepaid, t.Prepaid),
		zenlayer.Within("amount", t.Amount, 1, maxEIPs))
}

func (t *eipTerms) count() int { return wire.Or(t.Amount, 1) }

// months is 0 for addresses that are paid for by use.
func (t *eipTerms) months() int {
	if t.ChargeType != compute.Prepaid {
		return 0
	}
	return *t.Prepaid.Period
}

func (t *eipTerms) price() zenlayer.Price {
	if n := t.months(); n > 0 {
		return zenlayer.Term(eipMonthly, n, zenlayer.Percent(n))
	}
	return zenlayer.Hourly(eipMonthly)
}

// eipZone returns the zone if it sells addresses so.
func (s addresses) eipZone(t *eipTerms) (*store.Zone, error) {
	z, err := s.Zone(t.ZoneID)
	switch {
	case err != nil:
		return nil, err
	case z.EIPs == "" || z.EIPs == "SOLD_OUT" || !slices.Contains(z.Charges, t.ChargeType):
		return nil, zenlayer.Refuse(eipNotSold, "No elastic addresses are for sale in zone `%s`", z.ID)
	case t.Netmask != nil && *t.Netmask != wholeAddress:
		return nil, zenlayer.Refuse("OPERATION_DENIED_UNAVAILABLE_NETMASK", "The netmask `%d` is not for sale",
			*t.Netmask)
	}
	return z, nil
}

func (s addresses) eipPrice(_ context.Context, c *wire.Call, r *eipTerms) (any, error) {
	if _, err := s.eipZone(r); err != nil {
		return nil, err
	}
	p := r.price().Times(r.count()).Moved(c.Faults)
	if c.Version != newVersion {
		zenlayer.Older(&p)
	}
	return struct {
		Price zenlayer.Price `json:"eipPrice"`
	}{p}, nil
}

type allocateRequest struct {
	eipTerms

	ResourceGroupID string         `json:"resourceGroupId"`
	Tags            *zenlayer.Tags `json:"tags"`
}

func (r *allocateRequest) Check() error {
	return zenlayer.First(r.eipTerms.Check(), r.Tags.Check(maxTag))
}

type allocated struct {
	EIPIDSet    []string `json:"eipIdSet"`
	OrderNumber *string  `json:"orderNumber"` // of those that are paid for in advance
}

func (s addresses) allocateEIPs(ctx context.Context, c *wire.Call, r *allocateRequest) (any, error) {
	z, err := s.eipZone(&r.eipTerms)
	if err = zenlayer.First(err, s.KnownGroup(r.ResourceGroupID)); err != nil {
		return nil, err
	}
	answer := allocated{EIPIDSet: []string{}}
	err = s.Store.Write(ctx, func(session *store.Session) error {
		n := r.count()
		addrs, err := store.PublicAddresses(ctx, session, z, n)
		if err != nil {
			return err
		}
		if len(addrs) < n {
			return zenlayer.Refuse(eipNotSold, "The zone `%s` has only `%d` elastic addresses left", z.ID, len(addrs))
		}
		first, err := session.Serials(ctx, n+1)
		if err != nil {
			return err
		}
		order := zenlayer.Number(s.OrderIDs, first)
		if r.months() > 0 {
			answer.OrderNumber = &order
		}
		if err := compute.Pay(ctx, c, session, "order "+order, r.price().Moved(c.Faults).Advance()*float64(n)); err != nil {
			return err
		}
		for i, a := range addrs {
			serial, created := first+1+int64(i), c.Now.UTC().Truncate(time.Second)
			e := &store.EIP{
				Zone: z.ID, IP: a.String(), Netmask: wholeAddress, Charge: r.ChargeType, Created: created,
				Tags:  r.Tags.Labels(),
				Group: cmp.Or(r.ResourceGroupID, s.Store.Catalogue.Account.DefaultGroup),
			}
			if months := r.months(); months > 0 {
				e.Period, e.Expires = &months, new(created.Add(time.Duration(months)*compute.Month))
			}
			timeline := s.Store.Plan(serial, session.At, store.Step{Status: "CREATING", For: forEIP},
				store.Step{Status: available})
			if err := store.Save(ctx, session, store.NewEntry(store.EIPsOf(productID), serial,
				zenlayer.Number(eipIDs, serial), e, timeline)); err != nil {
				return err
			}
			answer.EIPIDSet = append(answer.EIPIDSet, e.ID)
		}
		return nil
	})
	return answer, err
}

type eipRequest struct {
	EIPID string `json:"eipId"`
}

func (r *eipRequest) Check() error { return zenlayer.Required("eipId", r.EIPID) }

// changeEIPs changes the addresses with the ids in one transaction, all or none.
func (s addresses) changeEIPs(
	ctx context.Context, ids []string, change func(*store.Session, *store.Entry[store.EIP]) error,
) error {
	missing := func(_ *store.Session, id string) error {
		return zenlayer.Refuse("INVALID_EIP_NOT_FOUND", "The specified eipId `%s` is not found", id)
	}
	return store.Change(ctx, s.Store, store.EIPsOf(productID), ids, missing, change)
}

func refuseEIP(code string, e *store.EIP) error {
	return zenlayer.Refuse(code, "The elastic address `%s` is `%s`", e.ID, e.Status)
}

type associateRequest struct {
	eipRequest
	compute.InstanceID
}

func (r *associateRequest) Check() error {
	return zenlayer.First(r.eipRequest.Check(), r.InstanceID.Check())
}

// associateEIP gives an address to a running machine in the same zone.
func (s addresses) associateEIP(ctx context.Context, _ *wire.Call, r *associateRequest) (any, error) {
	return nil, s.changeEIPs(ctx, []string{r.EIPID}, func(session *store.Session, e *store.Entry[store.EIP]) error {
		machines, err := s.Find(ctx, session, r.InstanceID.InstanceID)
		if err != nil {
			return err
		}
		held, err := eips(ctx, session,
			func(other *store.EIP) bool { return other.Machine == r.InstanceID.InstanceID })
		if err != nil {
			return err
		}
		i := machines[0]
		image, _ := s.Catalog().Image(i.ImageID)
		switch {
		case i.Status == compute.Recycle:
			return i.Denied("OPERATION_DENIED_INSTANCE_RECYCLED")
		case i.Status != compute.Running:
			return i.Denied("OPERATION_DENIED_INSTANCE_NOT_RUNNING")
		case e.Value.Zone != i.Zone:
			return zenlayer.Refuse("OPERATION_DENIED_EIP_ZONE_NOT_SAME", "The elastic address `%s` is not in zone `%s`",
				e.ID, i.Zone)
		case e.Value.Status == compute.Recycle:
			return refuseEIP("OPERATION_FAILED_FOR_RECYCLE_RESOURCE", e.Value)
		case e.Value.Status != available:
			return refuseEIP("OPERATION_DENIED_EIP_STATUS_NOT_AVAILABLE", e.Value)
		case image != nil && image.Catalog == esxi:
			return zenlayer.Refuse("OPERATION_DENIED_EIP_ESXI_INSTANCE_ASSIGN", "The instance `%s` runs ESXi", i.ID)
		case len(held) >= maxEIPsOfOne:
			return zenlayer.Refuse("OPERATION_DENIED_EIP_INSTANCE_EXCEED_LIMIT",
				"The instance `%s` has `%d` elastic addresses", i.ID, len(held))
		}
		e.Value.Machine = i.ID
		e.Timeline = s.Store.Plan(e.Serial, session.At, store.Step{Status: associating, For: forEIP},
			store.Step{Status: associated})
		return nil
	})
}

// dissociateEIP takes an address from its machine.
func (s addresses) dissociateEIP(ctx context.Context, _ *wire.Call, r *eipRequest) (any, error) {
	return nil, s.changeEIPs(ctx, []string{r.EIPID}, func(session *store.Session, e *store.Entry[store.EIP]) error {
		switch e.Value.Status {
		case compute.Recycle:
			return refuseEIP("OPERATION_FAILED_FOR_RECYCLE_RESOURCE", e.Value)
		case associated:
			e.Value.Machine = ""
			e.Timeline = s.Store.Plan(e.Serial, session.At, store.Step{Status: dissociating, For: forEIP},
				store.Step{Status: available})
			return nil
		}
		return refuseEIP(eipStatusWrong, e.Value)
	})
}

// terminateEIP puts an address without a machine into the recycle bin. One that is paid for in advance stays until its
// term ends.
func (s addresses) terminateEIP(ctx context.Context, _ *wire.Call, r *eipRequest) (any, error) {
	return nil, s.changeEIPs(ctx, []string{r.EIPID}, func(session *store.Session, e *store.Entry[store.EIP]) error {
		switch {
		case e.Value.Status == compute.Recycle:
			return refuseEIP("OPERATION_DENIED_EIP_RECYCLED", e.Value)
		case e.Value.Charge == compute.Prepaid:
			return refuseEIP("OPERATION_DENIED_EIP_SUBSCRIPTION", e.Value)
		case e.Value.Status != available && e.Value.Status != notMade:
			return refuseEIP(eipStatusWrong, e.Value)
		}
		bin := session.At.Add(s.Store.Scale(forRecycle))
		e.Timeline = store.Timeline{{Status: compute.Recycle, At: session.At.UnixMilli()}, {At: bin.UnixMilli()}}
		return nil
	})
}

// renewEIP brings an address back from the recycle bin.
func (s addresses) renewEIP(ctx context.Context, _ *wire.Call, r *eipRequest) (any, error) {
	return nil, s.changeEIPs(ctx, []string{r.EIPID}, func(session *store.Session, e *store.Entry[store.EIP]) error {
		if e.Value.Status != compute.Recycle {
			return refuseEIP("OPERATION_DENIED_EIP_NOT_RECYCLED", e.Value)
		}
		e.Timeline = store.Timeline{{Status: available, At: session.At.UnixMilli()}}
		return nil
	})
}

type releaseEIPsRequest struct {
	EIPIDs []string `json:"eipIds"`
}

func (r *releaseEIPsRequest) Check() error {
	return zenlayer.First(zenlayer.RequiredIf(true, "eipIds", len(r.EIPIDs) > 0), zenlayer.IDs("eipIds", r.EIPIDs))
}

// releaseEIPs deletes addresses from the recycle bin, all or none.
func (s addresses) releaseEIPs(ctx context.Context, _ *wire.Call, r *releaseEIPsRequest) (any, error) {
	return nil, s.changeEIPs(ctx, r.EIPIDs, func(session *store.Session, e *store.Entry[store.EIP]) error {
		if e.Value.Status != compute.Recycle {
			return refuseEIP("OPERATION_DENIED_EIP_NOT_RECYCLED", e.Value)
		}
		e.Timeline = store.Timeline{{At: session.At.UnixMilli()}}
		return nil
	})
}
