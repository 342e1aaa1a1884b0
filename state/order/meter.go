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
