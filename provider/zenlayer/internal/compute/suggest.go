package compute

import (
	"cmp"

	"github.com/metalwright/metalwright/provider"
)

// Defaults fills in what both products answer by fixed rules: one machine of the product, paid by use, with numbered
// names.
func Defaults(s provider.Spec, id provider.ProductID) provider.Spec {
	s = s.Clone()
	s.Product, s.Count = cmp.Or(s.Product, id), cmp.Or(s.Count, 1)
	s.Billing.Charge = cmp.Or(s.Billing.Charge, provider.Postpaid)
	if s.Zone != "" && s.Type != "" {
		s.Name = cmp.Or(s.Name, numberedName(string(s.Zone)+"-"+string(s.Type)))
	}
	return s
}

// SuggestBilling fills in how the machines are paid: under the charge that the type, or else the zone, is sold under;
// postpaid where that is not known; prepaid where noPostpaid says that there is nothing else. A prepaid term is a
// month.
func SuggestBilling(b provider.Billing, k Facts, noPostpaid bool) provider.Billing {
	switch {
	case b.Charge != "":
	case noPostpaid:
		b.Charge = provider.Prepaid
	case k.Type != nil && len(k.Type.Supplies.Sold()) > 0:
		b.Charge = k.Type.Supplies.Best()
	case k.Zone != nil:
		b.Charge = k.Zone.Supplies.Best()
	default:
		b.Charge = provider.Postpaid
	}
	if b.Charge == provider.Prepaid {
		b.Months = cmp.Or(b.Months, 1)
	}
	return b
}

// bandwidth, in Mbps, is suggested for types that come with none for free.
const bandwidth = 10

// SuggestBandwidth returns mbps, or when it is 0 the bandwidth that is free with the type or else a small one, within
// the limit of the type. For a type whose bandwidth cannot be limited (-1) it stays 0.
func SuggestBandwidth(mbps int, t provider.InstanceType) int {
	if mbps != 0 || t.MaxBandwidthMbps < 0 {
		return mbps
	}
	mbps = cmp.Or(t.FreeBandwidth, bandwidth)
	if t.MaxBandwidthMbps > 0 {
		mbps = min(mbps, t.MaxBandwidthMbps)
	}
	return mbps
}
