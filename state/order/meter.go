package order

import (
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/meter"
)

// Meter is what a machine of the order has cost at now, and goes on to cost. An amount that is too large is left out.
func (v View) Meter(i InstanceView, now time.Time) meter.Reading {
	r, err := meter.Of(v.Quote, v.Spec.Billing.Months, meter.Machine{
		Status: i.Status, Accepted: i.Accepted, Running: i.Running, Changed: i.Changed,
		Released: i.ReleaseAsked,
	}, now)
	if err != nil || !v.Quote.Known() {
		r.Spent, r.Hour, r.Month = provider.Money{}, provider.Money{}, provider.Money{}
	}
	return r
}

// Meters is the same for all machines of the orders together. Amounts that are too large are left out.
func Meters(views []View, now time.Time) *meter.Sum {
	var s meter.Sum
	for _, v := range views {
		for _, i := range v.Instances {
			_ = s.Add(v.Meter(i, now)) // see above
		}
	}
	return &s
}

// Costs are what orders cost per hour and month: what their machines cost now, and what may be added to that. They are
// the same sums wherever they are shown.
type Costs struct {
	Hourly  meter.Sum // of the machines that are billed by the hour now
	Prepaid meter.Sum // of the machines whose term is paid: by the month
	// MoreHourly and MorePrepaid are of the machines that are coming up or have failed, and of those that may have been
	// bought or may still be.
	MoreHourly, MorePrepaid meter.Sum
}

// CostsOf adds up what the orders cost at now. An order that waits for an approval costs nothing, and amounts that are
// too large are left out.
func CostsOf(views []View, now time.Time) *Costs {
	c := &Costs{}
	for _, v := range views {
		if v.Status == Waiting {
			continue
		}
		more := v.Going()
		for _, i := range v.Instances {
			m := v.Meter(i, now)
			if m.Month.IsZero() && m.Hour.IsZero() {
				continue
			}
			more.Count--
			m.Spent = provider.Money{}
			if v.Quote.Term.IsZero() {
				_ = c.Hourly.Add(m) // see above
			} else {
				_ = c.Prepaid.Add(m) // see above
			}
		}
		if !more.Known() || more.Count < 1 {
			continue
		}
		hour, err := more.Hour.Times(more.Count)
		month, also := more.Month.Times(more.Count)
		switch {
		case err != nil || also != nil: // see above
		case more.Term.IsZero():
			_ = c.MoreHourly.Add(meter.Reading{Hour: hour, Month: month}) // see above
		default:
			_ = c.MorePrepaid.Add(meter.Reading{Month: month}) // see above
		}
	}
	return c
}
