package bmc

import (
	"cmp"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

func checkNetCharge(s provider.Spec, k known) *provider.Error {
	if s.Network.Charge == "" {
		return rules.Required(provider.FieldNetCharge)
	}
	allowed := netCharges()
	if k.t != nil && len(k.t.NetCharges) > 0 {
		allowed = k.t.NetCharges
	}
	return rules.OneOf(provider.FieldNetCharge, s.Network.Charge, allowed)
}

func checkBandwidth(s provider.Spec, k known) *provider.Error {
	most := 0
	if k.t != nil {
		most = k.t.MaxBandwidthMbps
	}
	return compute.CheckBandwidth(s.Network.BandwidthMbps, most)
}

// freeBandwidth is the bandwidth in Mbps that is suggested where none is free.
const freeBandwidth = 10

// suggestNetwork prefers the flat rate, and else what needs no further answer.
func suggestNetwork(s *provider.Spec, t provider.InstanceType) {
	if s.Network.Charge == "" && len(t.NetCharges) > 0 {
		s.Network.Charge = t.NetCharges[0]
		for _, c := range []string{byInstance95, byTrafficPackage, byBandwidth} { // the last one that is allowed wins
			if slices.Contains(t.NetCharges, c) {
				s.Network.Charge = c
			}
		}
	}
	if s.Network.BandwidthMbps == 0 {
		s.Network.BandwidthMbps = cmp.Or(t.FreeBandwidth, freeBandwidth)
		if t.MaxBandwidthMbps > 0 {
			s.Network.BandwidthMbps = min(s.Network.BandwidthMbps, t.MaxBandwidthMbps)
		}
	}
}

func usesCluster(netCharge string) bool {
	return netCharge == byBandwidthCluster || netCharge == byCluster95
}

// checkTraffic: with any other network charge the size is ignored by the vendor, and not sent.
func checkTraffic(s provider.Spec, k known) *provider.Error {
	if s.Network.Charge != byTrafficPackage {
		return nil
	}
	least := 0.0
	if k.t != nil {
		least = k.t.FreeTrafficTB
	}
	return compute.CheckTraffic(s.Network.TrafficTB, least)
}

func checkCluster(s provider.Spec) *provider.Error {
	if usesCluster(s.Network.Charge) && s.Network.Cluster == "" {
		return rules.Required(provider.FieldCluster)
	}
	return nil
}

func checkSubnet(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Network.Subnet == "":
		return nil
	case k.t != nil && !k.t.Subnet:
		return rules.Words(provider.FieldSubnet, provider.RuleUnsupported)
	case k.subnet != nil:
		return compute.CheckSubnet(*k.subnet, s.Zone, s.Machines())
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
	if k.t != nil && k.t.HA {
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
