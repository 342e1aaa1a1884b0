package vm

import (
	"cmp"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// switches are the answers that others switch off (Zenlayer API reference, VM CreateInstances, instanceChargePostpaid
// and startCidrIpv4, read 2026-11).
func switches() []provider.Switch {
	return append(compute.Switches([]string{compute.ByTrafficPackage}, clusterCharges()),
		provider.Switch{
			Field: provider.FieldCommitment, By: provider.FieldCharge, Needs: string(provider.Postpaid),
			Off: func(s provider.Spec) bool {
				return s.Billing.Charge == provider.Prepaid
			},
		},
		provider.Switch{Field: provider.FieldCIDRStart, By: provider.FieldCIDRBlock, Off: func(s provider.Spec) bool {
			return s.Network.CIDRBlock == ""
		}},
	)
}

// form is s as it is sent. The category of disks is always said: the vendor's pages disagree about its default.
func form(s provider.Spec) provider.Spec {
	s = compute.Form(s)
	if d := s.Storage.SystemDisk; d != nil {
		d.Category, d.Count = cmp.Or(d.Category, ssd), 0
	}
	for i := range s.Storage.DataDisks {
		d := &s.Storage.DataDisks[i]
		d.Category, d.Count = cmp.Or(d.Category, ssd), max(d.Count, 1)
	}
	return s
}

// defaults answers by fixed rules: pay by use, a public IPv4 address, a numbered name.
func defaults(s provider.Spec) provider.Spec {
	s = compute.Defaults(s, ID)
	if s.Network.IPv4 == nil {
		s.Network.IPv4 = new(true)
	}
	s.Access.Login = cmp.Or(s.Access.Login, login(s.Access))
	return s
}
