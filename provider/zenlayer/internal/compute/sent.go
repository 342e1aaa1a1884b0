package compute

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Switches are the answers that others switch off in both products. packages and clusters are the network charges with
// which a traffic package and a bandwidth cluster have a meaning (Zenlayer API reference, BMC and VM CreateInstances,
// trafficPackageSize and clusterId, read 2026-11).
func Switches(packages, clusters []string) []provider.Switch {
	return []provider.Switch{
		{
			Field: provider.FieldMonths, By: provider.FieldCharge, Needs: string(provider.Prepaid),
			Off: func(s provider.Spec) bool {
				return s.Billing.Charge != provider.Prepaid
			},
		},
		{
			Field: provider.FieldTraffic, By: provider.FieldNetCharge, Needs: strings.Join(packages, ", "),
			Off: func(s provider.Spec) bool {
				return !slices.Contains(packages, s.Network.Charge)
			},
		},
		{
			Field: provider.FieldCluster, By: provider.FieldNetCharge, Needs: strings.Join(clusters, ", "),
			Off: func(s provider.Spec) bool {
				return !slices.Contains(clusters, s.Network.Charge)
			},
		},
		provider.LoginSwitch(provider.FieldPassword, provider.LoginPassword),
		provider.LoginSwitch(provider.FieldKeyPair, provider.LoginKeyPair),
	}
}

// Form normalizes what both products are sent. The order of tags means nothing.
func Form(s provider.Spec) provider.Spec {
	slices.SortStableFunc(s.Tags, func(a, b provider.Tag) int { return strings.Compare(a.Key, b.Key) })
	for i, key := range s.Access.SSHKeys {
		s.Access.SSHKeys[i] = strings.TrimSpace(key)
	}
	if s.Access.Login == provider.LoginVendor { // for which nothing is sent
		s.Access.Login = ""
	}
	return s
}
