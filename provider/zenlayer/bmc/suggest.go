package bmc

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Suggest answers what is not answered: the product's defaults, a month where only prepaid machines are sold, and flat
// bandwidth as far as it is free.
func (r *ruleSet) Suggest(s provider.Spec, facts provider.Known) provider.Spec {
	k := compute.Relevant(s, facts)
	s.Billing = compute.SuggestBilling(s.Billing, k, r.noPostpaid.Load())
	s = defaults(s)
	if k.Type != nil {
		suggestNetwork(&s, *k.Type)
	}
	return s
}
