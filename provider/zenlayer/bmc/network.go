package bmc

import (
	"cmp"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

func checkBandwidth(s provider.Spec, k known) *provider.Error {
	most := 0
	if k.Type != nil {
		most = k.Type.MaxBandwidthMbps
	}
	return compute.CheckBandwidth(s.Network.BandwidthMbps, most)
}

// suggestNetwork prefers the flat rate, and else what needs no further answer.
func suggestNetwork(s *provider.Spec, t provider.InstanceType) {
	if s.Network.Charge == "" && len(t.NetCharges) > 0 {
		s.Network.Charge = t.NetCharges[0]
		// the last one that is allowed wins
		for _, c := range []string{compute.ByInstance95, compute.ByTrafficPackage, compute.ByBandwidth} {
			if slices.Contains(t.NetCharges, c) {
				s.Network.Charge = c
			}
		}
	}
	s.Network.BandwidthMbps = compute.SuggestBandwidth(s.Network.BandwidthMbps, t)
}

// checkTraffic: with any other network charge the size is ignored by the vendor, and not sent.
func checkTraffic(s provider.Spec, k known) *provider.Error {
	if s.Network.Charge != compute.ByTrafficPackage {
		return nil
	}
	least := 0.0
	if k.Type != nil {
		least = k.Type.FreeTrafficTB
	}
	return compute.CheckTraffic(s.Network.TrafficTB, least)
}

func checkSubnet(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Network.Subnet == "":
		return nil
	case k.Type != nil && !k.Type.Subnet:
		return rules.Words(provider.FieldSubnet, provider.RuleUnsupported)
	case k.Subnet != nil:
		return compute.CheckSubnet(*k.Subnet, s.Zone, s.Machines())
	}
	return nil
}

// Bounds of an interface's name in characters (Zenlayer API reference, BMC Nic, read 2026-11).
const (
	minNIC = 4
	maxNIC = 10
)

func checkWAN(s provider.Spec) *provider.Error {
	return checkNIC(provider.FieldWAN, s.Network.NIC.WAN, "lan", "wan0")
}

// checkLAN also compares both names, the model's defaults standing in for what is not answered.
func checkLAN(s provider.Spec, k known) *provider.Error {
	if e := checkNIC(provider.FieldLAN, s.Network.NIC.LAN, "wan", "lan0"); e != nil {
		return e
	}
	wan, lan := "wan0", "lan0"
	if k.Type != nil && k.Type.HA {
		wan, lan = "bond0", "bond1"
	}
	if strings.EqualFold(cmp.Or(s.Network.NIC.WAN, wan), cmp.Or(s.Network.NIC.LAN, lan)) {
		return rules.Words(provider.FieldLAN, provider.RuleConflict, string(provider.FieldWAN))
	}
	return nil
}

func checkNIC(f provider.Field, name, foreign, example string) *provider.Error {
	letter := func(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
	switch {
	case name == "":
		return nil
	case slices.ContainsFunc([]byte(name), func(c byte) bool { return !letter(c) && (c < '0' || c > '9') }):
		return rules.Words(f, provider.RuleCharacters, "A-Z a-z 0-9")
	case len(name) < minNIC:
		return rules.Limit(f, provider.RuleTooShort, minNIC, len(name))
	case len(name) > maxNIC:
		return rules.Limit(f, provider.RuleTooLong, maxNIC, len(name))
	case !letter(name[0]), strings.HasPrefix(strings.ToLower(name), foreign):
		return rules.Words(f, provider.RuleFormat, example)
	}
	return nil
}
