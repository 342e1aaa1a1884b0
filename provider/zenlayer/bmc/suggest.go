package bmc

import (
	"cmp"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Suggest answers what is not answered: the product's defaults, a month where only prepaid machines are sold, and flat
// bandwidth as far as it is free.
func (r *Reader) Suggest(s provider.Spec, facts provider.Known) provider.Spec {
	k := relevant(s, facts)
	if s.Billing.Charge == "" {
		s.Billing.Charge = compute.BestCharge(k.zone, k.t)
		if r.noPostpaid.Load() {
			s.Billing.Charge = provider.Prepaid
		}
	}
	s = defaults(s)
	if s.Billing.Charge == provider.Prepaid {
		s.Billing.Months = cmp.Or(s.Billing.Months, 1)
	}
	if k.t != nil {
		suggestNetwork(&s, *k.t)
	}
	return s
}
