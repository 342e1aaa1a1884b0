package compute

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Change is a new bandwidth, or a new package, on its way: more at once, less of what is paid in advance with the next
// term.
type Change struct {
	To   float64 `json:"to"`   // Mbps or TB
	At   int64   `json:"at"`   // Unix milliseconds, when it is in force
	Wait bool    `json:"wait"` // until the term ends; it can be cancelled
}

const forChange = 10 * time.Second // the vendor publishes nothing

// applyDue applies the changes that are due.
func (c *Configuration) applyDue(session *store.Session) {
	if c.NextMbps != nil && session.Past(c.NextMbps.At) {
		c.Mbps, c.NextMbps = int(c.NextMbps.To), nil
	}
	if c.NextTB != nil && session.Past(c.NextTB.At) {
		c.TrafficTB, c.NextTB = &c.NextTB.To, nil
	}
}

// status is the vendor's for a change, and for none (Zenlayer API reference, DescribeInstanceInternetStatus, read
// 2026-11).
func (c *Change) status() string {
	switch {
	case c == nil:
		return "Enable"
	case c.Wait:
		return "WaitToEnable"
	}
	return "Processing"
}

// modified answers a change that costs money.
type modified struct {
	OrderNumber string `json:"orderNumber"`
}

// modifiable refuses a change of a machine that does not run.
func (f *Fleet[D, P]) modifiable(i *Instance[D]) error {
	switch {
	case slices.Contains(f.Lifecycle.Recycled, i.Status):
		return i.Denied("OPERATION_DENIED_INSTANCE_RECYCLED")
	case i.Status != Running:
		return i.Denied("OPERATION_DENIED_INSTANCE_NOT_RUNNING")
	}
	return nil
}

// terms are what the machine was bought on, with another bandwidth or package.
func (i *Instance[D]) terms(mbps *int, tb *float64) *Terms {
	t := &Terms{
		ZoneID: i.Zone, InstanceChargeType: i.ChargeType, InternetChargeType: i.NetCharge, Bandwidth: mbps,
		TrafficPackageSize: tb,
	}
	if i.Period != nil {
		t.Prepaid = &Term{Period: i.Period}
	}
	return t
}

// NextTerms are what the next term of the machine is paid on: with the bandwidth and the package that it has by then.
func (i *Instance[D]) NextTerms() *Terms {
	mbps, tb := i.Mbps, i.TrafficTB
	if i.NextMbps != nil {
		mbps = int(i.NextMbps.To)
	}
	if i.NextTB != nil {
		tb = &i.NextTB.To
	}
	if mbps == 0 { // without a limit it was bought with the default
		return i.terms(nil, tb)
	}
	return i.terms(&mbps, tb)
}

// prices is what the traffic on the terms costs.
func (f *Fleet[D, P]) prices(i *Instance[D], t *Terms) ([]zenlayer.Price, error) {
	z, err := f.Zone(i.Zone)
	if err != nil {
		return nil, err
	}
	return t.BandwidthPrice(z, max(t.Mbps()-f.FreeMbps(z), 0), func(monthly float64) zenlayer.Price {
		if t.Monthly() {
			return zenlayer.Term(monthly, t.Months(), 100)
		}
		return zenlayer.Hourly(monthly * f.PostpaidFactor)
	}), nil
}

// moved is what the traffic on the terms costs under the faults of the call.
func (f *Fleet[D, P]) moved(c *wire.Call, i *Instance[D], t *Terms) ([]zenlayer.Price, error) {
	prices, err := f.prices(i, t)
	for n := range prices {
		prices[n] = prices[n].Moved(c.Faults)
	}
	return prices, err
}

// upgrade takes what the rest of the term costs more, when it is paid in advance, and returns the order's number.
func (f *Fleet[D, P]) upgrade(
	ctx context.Context, c *wire.Call, session *store.Session, i *Instance[D], from, to *Terms,
) (string, error) {
	serial, err := session.Serials(ctx, 1)
	if err != nil {
		return "", err
	}
	order := zenlayer.Number(f.OrderIDs, serial)
	before, errBefore := f.moved(c, i, from)
	after, errAfter := f.moved(c, i, to)
	if err := zenlayer.First(errBefore, errAfter); err != nil {
		return order, err
	}
	more := 0.0
	for _, p := range after {
		more += p.Advance() + p.Hour()
	}
	for _, p := range before {
		more -= p.Advance() + p.Hour()
	}
	switch {
	case more <= 0:
		return order, nil
	case from.Monthly():
		more *= TermsLeft(i.Expires(), *i.Period, session.At)
	default:
		more = 0 // it is paid for by use
	}
	return order, Pay(ctx, c, session, "order "+order+" machine "+i.ID, more)
}

// change is when a change from before to after is in force.
func (f *Fleet[D, P]) change(session *store.Session, i *Instance[D], before, after float64) *Change {
	if after < before && i.ChargeType == Prepaid {
		return &Change{To: after, At: i.Expires().UnixMilli(), Wait: true}
	}
	return &Change{To: after, At: session.At.Add(f.Store.Scale(forChange)).UnixMilli()}
}

// limit refuses a bandwidth that the machine cannot have.
func (f *Fleet[D, P]) limit(i *Instance[D], mbps int) error {
	z, err := f.Zone(i.Zone)
	if err != nil {
		return err
	}
	if o, ok := z.Offer(i.Type); ok && (o.MaxBandwidth < 0 || mbps > o.MaxBandwidth) {
		return zenlayer.Refuse("INVALID_PARAMETER_BANDWIDTH_EXCEED", "The bandwidth `%d` exceeds the maximum `%d`",
			mbps, o.MaxBandwidth)
	}
	return nil
}

// changeBandwidth changes what a running machine may send.
func (f *Fleet[D, P]) changeBandwidth(ctx context.Context, c *wire.Call, id string, mbps int) (modified, error) {
	var m modified
	err := f.Operate(ctx, []string{id}, func(session *store.Session, i *Instance[D]) (err error) {
		if err := zenlayer.First(f.modifiable(i), f.limit(i, mbps)); err != nil {
			return err
		}
		if i.NextMbps != nil {
			return zenlayer.Refuse("OPERATION_FAILED_INSTANCE_BANDWIDTH_PROCESSING",
				"The bandwidth of instance `%s` is being modified", id)
		}
		i.NextMbps = f.change(session, i, float64(i.Mbps), float64(mbps))
		before := i.Mbps
		m.OrderNumber, err = f.upgrade(ctx, c, session, i, i.terms(&before, i.TrafficTB), i.terms(&mbps, i.TrafficTB))
		return err
	})
	return m, err
}

// priceBandwidth is what another bandwidth would cost.
func (f *Fleet[D, P]) priceBandwidth(ctx context.Context, c *wire.Call, id string, mbps int) ([]zenlayer.Price, error) {
	all, err := f.Find(ctx, f.Store.Read(), id)
	if err != nil {
		return nil, err
	}
	if all[0].NetCharge != byBandwidth {
		return nil, zenlayer.Refuse("OPERATION_DENIED_INTERNET_CHARGE_TYPE_NOT_SUPPORT",
			"The internetChargeType of instance `%s` is not `%s`", id, byBandwidth)
	}
	if err := f.limit(all[0], mbps); err != nil {
		return nil, err
	}
	return f.priced(c, all[0], all[0].terms(&mbps, nil))
}

// priced is what the traffic on the terms costs, with the members that the version of the call has.
func (f *Fleet[D, P]) priced(c *wire.Call, i *Instance[D], t *Terms) ([]zenlayer.Price, error) {
	prices, err := f.moved(c, i, t)
	for n := range prices {
		if f.Older(c.Version) {
			zenlayer.Older(&prices[n])
		}
	}
	return prices, err
}

// trafficRequest is the request for another package.
type trafficRequest struct {
	InstanceID

	TrafficPackageSize *float64 `json:"trafficPackageSize"` // TB
}

// Check refuses the request without the machine or the size.
func (r *trafficRequest) Check() error {
	return zenlayer.First(r.InstanceID.Check(), zenlayer.RequiredIf(true, "trafficPackageSize",
		r.TrafficPackageSize != nil))
}

// checkPackage refuses a package that the machine cannot have: it comes in steps of 0.05 TB and has at least what is
// free.
func (f *Fleet[D, P]) checkPackage(i *Instance[D], tb float64) error {
	const steps = 20 // in 1 TB; Zenlayer API reference, BMC ModifyInstanceTrafficPackage, read 2026-11
	z, err := f.Zone(i.Zone)
	switch {
	case err != nil:
		return err
	case i.NetCharge != ByTraffic:
		return zenlayer.Refuse("OPERATION_FILED_INSTANCE_NOT_EXIST_TRAFFIC_PACKAGE",
			"The instance `%s` has no traffic package", i.ID)
	case tb < 0 || math.Abs(tb*steps-math.Round(tb*steps)) > 1e-6:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_ERROR",
			"The trafficPackageSize `%v` is not a multiple of 0.05", tb)
	case tb < z.FreeTrafficTB:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_LESS",
			"The trafficPackageSize `%v` is less than the free package `%v`", tb, z.FreeTrafficTB)
	case tb > MaxPackage:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_EXCEED", "The trafficPackageSize `%v` exceeds `%d`",
			tb, MaxPackage)
	}
	return nil
}

// changeTraffic changes the package of a running machine.
func (f *Fleet[D, P]) changeTraffic(ctx context.Context, c *wire.Call, r *trafficRequest) (any, error) {
	var m modified
	err := f.Operate(ctx, []string{r.InstanceID.InstanceID}, func(session *store.Session, i *Instance[D]) (err error) {
		if err := zenlayer.First(f.modifiable(i), f.checkPackage(i, *r.TrafficPackageSize)); err != nil {
			return err
		}
		switch {
		case i.NextTB != nil && i.NextTB.Wait:
			return zenlayer.Refuse("OPERATION_FAILED_INSTANCE_EXIST_PLAN_TRAFFIC_PACKAGE",
				"The traffic package of instance `%s` is to be reduced", i.ID)
		case i.NextTB != nil:
			return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_TRAFFIC_PACKAGE_PROCESSING",
				"The traffic package of instance `%s` is being modified", i.ID)
		}
		i.NextTB = f.change(session, i, wire.Or(i.TrafficTB, 0), *r.TrafficPackageSize)
		m.OrderNumber, err = f.upgrade(ctx, c, session, i, i.terms(&i.Mbps, i.TrafficTB),
			i.terms(&i.Mbps, r.TrafficPackageSize))
		return err
	})
	return m, err
}

// priceTraffic is what another package would cost.
func (f *Fleet[D, P]) priceTraffic(ctx context.Context, c *wire.Call, r *trafficRequest) (any, error) {
	all, err := f.Find(ctx, f.Store.Read(), r.InstanceID.InstanceID)
	if err != nil {
		return nil, err
	}
	if err := f.checkPackage(all[0], *r.TrafficPackageSize); err != nil {
		return nil, err
	}
	prices, err := f.priced(c, all[0], all[0].terms(&all[0].Mbps, r.TrafficPackageSize))
	return struct {
		Price []zenlayer.Price `json:"trafficPackagePrice"`
	}{prices}, err
}

// ofBandwidth is where a change of the bandwidth waits.
func ofBandwidth(c *Configuration) **Change { return &c.NextMbps }

// ofTraffic is where a change of the package waits.
func ofTraffic(c *Configuration) **Change { return &c.NextTB }

// cancelChange makes the action that cancels a change that waits for the end of a term; of is where it is.
func (f *Fleet[D, P]) cancelChange(of func(*Configuration) **Change) zenlayer.Action {
	return zenlayer.Handle(func(ctx context.Context, _ *wire.Call, r *InstanceID) (any, error) {
		return nil, f.Operate(ctx, []string{r.InstanceID}, func(_ *store.Session, i *Instance[D]) error {
			next := of(i.Configuration)
			if *next == nil || !(*next).Wait {
				return zenlayer.Refuse("OPERATION_DENIED_DOWNGRADE_NOT_EXIST",
					"The instance `%s` has no downgrade to cancel", i.ID)
			}
			*next = nil
			return nil
		})
	})
}

// groupRequest is the request for another resource group of machines.
type groupRequest struct {
	InstanceIDs

	ResourceGroupID string `json:"resourceGroupId"`
}

// Check refuses the request without machines or without a group.
func (r *groupRequest) Check() error {
	return zenlayer.First(r.InstanceIDs.Check(), zenlayer.Required("resourceGroupId", r.ResourceGroupID))
}

// SetGroup moves machines to another resource group.
func (f *Fleet[D, P]) SetGroup(ctx context.Context, _ *wire.Call, r *groupRequest) (any, error) {
	if err := f.KnownGroup(r.ResourceGroupID); err != nil {
		return nil, err
	}
	return nil, f.Operate(ctx, r.InstanceIDs.InstanceIDs, func(_ *store.Session, i *Instance[D]) error {
		i.Group = r.ResourceGroupID
		return nil
	})
}

// Renew brings a machine back from the recycle bin, or resumes a subscription that was cancelled. A prepaid one costs
// another term, at the price of a machine as it is now.
func (f *Fleet[D, P]) Renew(ctx context.Context, c *wire.Call, r *InstanceID) (any, error) {
	return nil, f.Operate(ctx, []string{r.InstanceID}, func(session *store.Session, i *Instance[D]) error {
		ended := i.Status == Recycle
		cancelled := i.ChargeType == Prepaid && !i.AutoRenew
		if !ended && !cancelled {
			return i.Denied("OPERATION_DENIED_INSTANCE_NOT_RECYCLED")
		}
		price := 0.0
		if i.Period != nil {
			var err error
			if price, err = f.TermPrice(c, i); err != nil {
				return err
			}
		}
		if err := Pay(ctx, c, session, "renewal of machine "+i.ID, price); err != nil {
			return err
		}
		if i.Period != nil {
			from := i.Expires()
			if ended && from.Before(session.At) {
				from = session.At
			}
			i.Until, i.AutoRenew = from.Add(time.Duration(*i.Period)*Month).UnixMilli(), true
		}
		i.Timeline = slices.DeleteFunc(slices.Clone(i.Timeline), func(p store.Phase) bool {
			return p.Status == Recycling || p.Status == Recycle || p.Status == Absent
		})
		if ended {
			i.Timeline = store.Timeline{{Status: Running, At: session.At.UnixMilli()}}
		}
		return nil
	})
}
