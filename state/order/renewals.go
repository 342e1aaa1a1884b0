package order

import (
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/meter"
)

// RenewalNotice is how long before it is renewed people are warned.
const RenewalNotice = 14 * 24 * time.Hour

// Renewal is when the term of a prepaid machine ends.
type Renewal struct {
	Order   View
	Machine InstanceView
	At      time.Time      // the end of the term that is paid
	Price   provider.Money // of the next one
	Ends    bool           // it is not renewed: it was released
}

// Soon reports whether the machine is renewed within the time of the notice.
func (r Renewal) Soon(now time.Time) bool { return !r.Ends && r.At.Sub(now) <= RenewalNotice }

// Renewals are those of all prepaid machines of the orders, the next one first.
func Renewals(views []View, now time.Time) []Renewal {
	var all []Renewal
	for _, v := range views {
		for _, i := range v.Instances {
			if m := v.Meter(i, now); m.State == meter.Prepaid || m.State == meter.Ending {
				all = append(all, Renewal{Order: v, Machine: i, At: m.Until, Price: v.Quote.Term, Ends: m.State == meter.Ending})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Renewal) int { return a.At.Compare(b.At) })
	return all
}
