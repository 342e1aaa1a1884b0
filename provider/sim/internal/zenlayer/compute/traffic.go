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

// traffic is the actions on what machines may send: their bandwidth and their packages.
type traffic[D any, P Detail[D]] struct{ *Fleet[D, P] }

func (f traffic[D, P]) actions() map[string]zenlayer.Action {
	return map[string]zenlayer.Action{
		"DescribeInstanceInternetStatus":        zenlayer.Handle(f.describeInternetStatus),
		"ModifyInstanceBandwidth":               zenlayer.Handle(f.modifyBandwidth),
		"InquiryPriceInstanceBandwidth":         zenlayer.Handle(f.bandwidthPrice),
		"CancelInstanceBandwidthDowngrade":      f.cancelChange(ofBandwidth),
		"ModifyInstanceTrafficPackage":          zenlayer.Handle(f.changeTraffic),
		"InquiryPriceInstanceTrafficPackage":    zenlayer.Handle(f.priceTraffic),
		"CancelInstanceTrafficPackageDowngrade": f.cancelChange(ofTraffic),
	}
}

type internetStatus struct {
	InstanceID      string   `json:"instanceId"`
	InstanceName    string   `json:"instanceName"`
	Mbps            int      `json:"internetMaxBandwidthOut"`
	ModifiedMbps    *int     `json:"modifiedInternetMaxBandwidthOut"`
	MbpsStatus      *string  `json:"modifiedBandwidthStatus"`
	TrafficTB       *float64 `json:"trafficPackageSize"`
	ModifiedTraffic *float64 `json:"modifiedTrafficPackageSize"`
	TrafficStatus   *string  `json:"modifiedTrafficPackageStatus"`
}

// describeInternetStatus lists the limits of a machine's traffic, and their changes that are under way.
func (f traffic[D, P]) describeInternetStatus(ctx context.Context, _ *wire.Call, r *InstanceID) (any, error) {
	all, err := f.Find(ctx, f.Store.Read(), r.InstanceID)
	if err != nil {
		return nil, err
	}
	i := all[0]
	status := internetStatus{
		InstanceID: i.ID, InstanceName: i.Name, Mbps: i.Mbps, MbpsStatus: new(i.NextMbps.status()),
		TrafficTB: i.TrafficTB,
	}
	if i.NextMbps != nil {
		status.ModifiedMbps = new(int(i.NextMbps.To))
	}
	if i.NextTB != nil {
		status.ModifiedTraffic = &i.NextTB.To
	}
	if i.NetCharge == ByTraffic {
		status.TrafficStatus = new(i.NextTB.status())
	}
	return status, nil
}

// modified answers a change that costs money.
type modified struct {
	OrderNumber string `json:"orderNumber"`
}

// modifiable refuses a change of a machine that does not run.
func (i *Instance[D]) modifiable(l Lifecycle) error {
	switch {
	case slices.Contains(l.Recycled, i.Status):
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

// prices is what the traffic of a machine in the zone costs on the terms.
func (s *Service) prices(zone string, t *Terms) ([]zenlayer.Price, error) {
	z, err := s.Zone(zone)
	if err != nil {
		return nil, err
	}
	return t.BandwidthPrice(z, max(t.Mbps()-s.FreeMbps(z), 0), func(monthly float64) zenlayer.Price {
		if t.Monthly() {
			return zenlayer.Term(monthly, t.Months(), 100)
		}
		return zenlayer.Hourly(monthly * s.PostpaidFactor)
	}), nil
}

// moved is what the traffic on the terms costs under the faults of the call.
func (f traffic[D, P]) moved(c *wire.Call, i *Instance[D], t *Terms) ([]zenlayer.Price, error) {
	prices, err := f.prices(i.Zone, t)
	for n := range prices {
		prices[n] = prices[n].Moved(c.Faults)
	}
	return prices, err
}

// upgrade takes what the rest of the term costs more, when it is paid in advance, and returns the order's number.
func (f traffic[D, P]) upgrade(
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

// planned is the change from before to after, with the time when it is in force.
func (i *Instance[D]) planned(session *store.Session, before, after float64) *Change {
	if after < before && i.ChargeType == Prepaid {
		return &Change{To: after, At: i.Expires().UnixMilli(), Wait: true}
	}
	return &Change{To: after, At: session.At.Add(session.Scale(forChange)).UnixMilli()}
}

// limit refuses a bandwidth that the machine cannot have.
func (f traffic[D, P]) limit(i *Instance[D], mbps int) error {
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

// bandwidthRequest is the request about another bandwidth. Each service has a name of its own for it.
type bandwidthRequest struct {
	InstanceID

	BareMetal *int `json:"bandwidthOutMbps"`
	Virtual   *int `json:"internetMaxBandwidthOut"`
}

// mbps is the bandwidth by the name that the service has for it.
func (r *bandwidthRequest) mbps(product string) (int, error) {
	name, value := "bandwidthOutMbps", r.BareMetal
	if product == virtual {
		name, value = "internetMaxBandwidthOut", r.Virtual
	}
	err := zenlayer.First(zenlayer.RequiredIf(true, name, value != nil), zenlayer.Within(name, value, 1, 1<<30))
	return wire.Or(value, 0), err
}

func (f traffic[D, P]) modifyBandwidth(ctx context.Context, c *wire.Call, r *bandwidthRequest) (any, error) {
	mbps, err := r.mbps(f.Product)
	if err != nil {
		return nil, err
	}
	return f.changeBandwidth(ctx, c, r.InstanceID.InstanceID, mbps)
}

func (f traffic[D, P]) bandwidthPrice(ctx context.Context, c *wire.Call, r *bandwidthRequest) (any, error) {
	mbps, err := r.mbps(f.Product)
	if err != nil {
		return nil, err
	}
	prices, err := f.priceBandwidth(ctx, c, r.InstanceID.InstanceID, mbps)
	return struct {
		Price []zenlayer.Price `json:"bandwidthPrice"`
	}{prices}, err
}

// changeBandwidth changes what a running machine may send.
func (f traffic[D, P]) changeBandwidth(ctx context.Context, c *wire.Call, id string, mbps int) (modified, error) {
	var m modified
	err := f.Operate(ctx, []string{id}, func(session *store.Session, i *Instance[D]) (err error) {
		if err := zenlayer.First(i.modifiable(f.Lifecycle), f.limit(i, mbps)); err != nil {
			return err
		}
		if i.NextMbps != nil {
			return zenlayer.Refuse("OPERATION_FAILED_INSTANCE_BANDWIDTH_PROCESSING",
				"The bandwidth of instance `%s` is being modified", id)
		}
		i.NextMbps = i.planned(session, float64(i.Mbps), float64(mbps))
		before := i.Mbps
		m.OrderNumber, err = f.upgrade(ctx, c, session, i, i.terms(&before, i.TrafficTB), i.terms(&mbps, i.TrafficTB))
		return err
	})
	return m, err
}

// priceBandwidth is what another bandwidth would cost.
func (f traffic[D, P]) priceBandwidth(
	ctx context.Context, c *wire.Call, id string, mbps int,
) ([]zenlayer.Price, error) {
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
func (f traffic[D, P]) priced(c *wire.Call, i *Instance[D], t *Terms) ([]zenlayer.Price, error) {
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
func (f traffic[D, P]) checkPackage(i *Instance[D], tb float64) error {
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
func (f traffic[D, P]) changeTraffic(ctx context.Context, c *wire.Call, r *trafficRequest) (any, error) {
	var m modified
	err := f.Operate(ctx, []string{r.InstanceID.InstanceID}, func(session *store.Session, i *Instance[D]) (err error) {
		if err := zenlayer.First(i.modifiable(f.Lifecycle), f.checkPackage(i, *r.TrafficPackageSize)); err != nil {
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
		i.NextTB = i.planned(session, wire.Or(i.TrafficTB, 0), *r.TrafficPackageSize)
		m.OrderNumber, err = f.upgrade(ctx, c, session, i, i.terms(&i.Mbps, i.TrafficTB),
			i.terms(&i.Mbps, r.TrafficPackageSize))
		return err
	})
	return m, err
}

// priceTraffic is what another package would cost.
func (f traffic[D, P]) priceTraffic(ctx context.Context, c *wire.Call, r *trafficRequest) (any, error) {
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
func (f traffic[D, P]) cancelChange(of func(*Configuration) **Change) zenlayer.Action {
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
