package vm

import (
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// The network modes, in exactly this case (Zenlayer API reference, VM NetworkMode, read 2026-11): an interface made of
// software, and one that is passed through.
const (
	virtio = "Virtio"
	vf     = "Vf"
)

func netModes() []string { return []string{virtio, vf} }

// uncapped is the bandwidth limit of a type whose bandwidth cannot be capped (Zenlayer API reference, VM
// DescribeZoneInstanceConfigInfos, internetMaxBandwidthOutLimit, read 2026-11).
const uncapped = -1

// checkBandwidth: the vendor takes no bandwidth for a type that it cannot cap.
func checkBandwidth(s provider.Spec, k known) *provider.Error {
	most := 0
	if k.Type != nil {
		most = k.Type.MaxBandwidthMbps
	}
	if most == uncapped && s.Network.BandwidthMbps != 0 {
		return rules.Words(provider.FieldBandwidth, provider.RuleUnsupported)
	}
	return compute.CheckBandwidth(s.Network.BandwidthMbps, most)
}

// checkTraffic: with any other network charge the size has no meaning and is not sent.
func checkTraffic(s provider.Spec) *provider.Error {
	if s.Network.Charge != compute.ByTrafficPackage {
		return nil
	}
	return compute.CheckTraffic(s.Network.TrafficTB, 0)
}

func checkSubnet(s provider.Spec, k known) *provider.Error {
	switch {
	case s.Network.Subnet == "":
		return rules.Required(provider.FieldSubnet)
	case k.Subnet != nil:
		return compute.CheckSubnet(*k.Subnet, s.Zone, s.Machines())
	}
	return nil
}

func checkSecurityGroup(s provider.Spec, k known) *provider.Error {
	const f = provider.FieldSecurityGroup
	switch {
	case s.Network.SecurityGroup == "":
		return nil
	case k.lacks(func(z provider.ZoneFacts) *bool { return z.SecurityGroup }):
		return rules.Words(f, provider.RuleUnsupported)
	case k.group != nil && !k.group.Ready:
		return rules.Words(f, provider.RuleUnsupported, k.group.Status)
	}
	return nil
}

func checkIPv6(s provider.Spec, k known) *provider.Error {
	if on(s.Network.IPv6) && k.lacks(func(z provider.ZoneFacts) *bool { return z.IPv6 }) {
		return rules.Words(provider.FieldIPv6, provider.RuleUnsupported)
	}
	return nil
}

func checkPassthrough(s provider.Spec, k known) *provider.Error {
	if on(s.Passthrough) && k.lacks(func(z provider.ZoneFacts) *bool { return z.Passthrough }) {
		return rules.Words(provider.FieldPassthrough, provider.RuleUnsupported)
	}
	return nil
}

func on(b *bool) bool { return b != nil && *b }

func checkNetMode(s provider.Spec) *provider.Error {
	if s.Network.Mode == "" {
		return nil
	}
	return rules.OneOf(provider.FieldNetMode, s.Network.Mode, netModes())
}

// checkCIDRBlock: any id may be typed, because no list of the product's has them. A range of addresses is none, though
// it is what one would write.
func (r *ruleSet) checkCIDRBlock(s provider.Spec) *provider.Error {
	const f = provider.FieldCIDRBlock
	id := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-' || c == '_' }
	switch {
	case s.Network.CIDRBlock == "":
		return nil
	case r.conn.Service.Version == version2023:
		return rules.Words(f, provider.RuleUnsupported, version2026)
	case strings.ContainsFunc(s.Network.CIDRBlock, func(c rune) bool { return c > unicode.MaxASCII || !id(c) }):
		return rules.Words(f, provider.RuleCharacters, "A-Z a-z 0-9 - _")
	}
	return nil
}

// checkCIDRStart: only with a block does a first address count.
func checkCIDRStart(s provider.Spec) *provider.Error {
	const f = provider.FieldCIDRStart
	if s.Network.CIDRStart == "" || s.Network.CIDRBlock == "" {
		return nil
	}
	if a, err := netip.ParseAddr(s.Network.CIDRStart); err != nil || !a.Is4() {
		return rules.Words(f, provider.RuleFormat, "203.0.113.10")
	}
	return nil
}

// Bounds of an interface's name in characters (Zenlayer API reference, VM Nic, read 2026-11).
const (
	minNIC = 4
	maxNIC = 15
)

func checkNIC(f provider.Field, name, example string) *provider.Error {
	letter := func(c byte) bool { return c >= 'a' && c <= 'z' }
	switch {
	case name == "":
		return nil
	case slices.ContainsFunc([]byte(name), func(c byte) bool { return !letter(c) && (c < '0' || c > '9') }):
		return rules.Words(f, provider.RuleCharacters, "a-z 0-9")
	case len(name) < minNIC:
		return rules.Limit(f, provider.RuleTooShort, minNIC, len(name))
	case len(name) > maxNIC:
		return rules.Limit(f, provider.RuleTooLong, maxNIC, len(name))
	case !letter(name[0]):
		return rules.Words(f, provider.RuleFormat, example)
	}
	return nil
}
