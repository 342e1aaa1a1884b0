// Package network asks how the machines are connected.
package network

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
)

// Step is the question.
func Step() step.Step {
	s := step.Step{ID: "network", New: screen}
	for _, it := range items() {
		s.Owns = append(s.Owns, it.Field)
	}
	return s
}

func items() []ask.Item {
	unless := func(p *provider.Product, d step.Draft) bool {
		return !slices.Contains(p.TrafficCharges, d.Spec.Network.Charge)
	}
	return []ask.Item{
		{Field: provider.FieldPrivate},
		{Field: provider.FieldPublic},
		{Field: provider.FieldMake, Hidden: func(step.Draft) bool { return true }}, // a screen of its own asks
		{Field: provider.FieldNetCharge},
		{Field: provider.FieldBandwidth, Hidden: func(d step.Draft) bool {
			return d.Known.Type != nil && d.Known.Type.MaxBandwidthMbps < 0 && d.Spec.Network.BandwidthMbps == 0
		}},
		{
			Field:  provider.FieldTraffic,
			Hidden: func(d step.Draft) bool { return unless(d.Product, d) },
		},
		{Field: provider.FieldCluster, Free: true, Hidden: func(d step.Draft) bool {
			return !slices.Contains(d.Product.ClusterCharges, d.Spec.Network.Charge)
		}},
		{Field: provider.FieldSubnet, More: true, Free: true, Hidden: func(d step.Draft) bool {
			return d.Known.Type != nil && !d.Known.Type.Subnet
		}},
		{Field: provider.FieldSecurityGroup, More: true, Free: true, Hidden: func(d step.Draft) bool {
			return d.Known.Zone != nil && lacks(d.Known.Zone.Facts.SecurityGroup)
		}},
		{Field: provider.FieldIPv4, More: true, Free: true},
		{Field: provider.FieldIPv6, More: true, Free: true, Hidden: func(d step.Draft) bool {
			return d.Known.Zone != nil && lacks(d.Known.Zone.Facts.IPv6)
		}},
		{Field: provider.FieldNetMode, More: true, Free: true},
		{Field: provider.FieldPassthrough, More: true, Free: true, Hidden: func(d step.Draft) bool {
			return d.Known.Zone != nil && lacks(d.Known.Zone.Facts.Passthrough)
		}},
		{Field: provider.FieldCIDRBlock, More: true},
		{
			Field: provider.FieldCIDRStart, More: true,
			Hidden: func(d step.Draft) bool { return d.Spec.Network.CIDRBlock == "" },
		},
		{Field: provider.FieldWAN, More: true},
		{Field: provider.FieldLAN, More: true},
		{Field: provider.FieldGatewayMode, More: true, Free: true},
	}
}

// lacks reports that the vendor says no; a fact that is not stated hides nothing.
func lacks(fact *bool) bool { return fact != nil && !*fact }

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	if rules, ok := provider.As[provider.Networker](d.Reader()); ok {
		return ownScreen(e, d, fault, rules)
	}
	return ask.New(e, d, fault, ask.Config{ID: "network", Items: items()})
}
