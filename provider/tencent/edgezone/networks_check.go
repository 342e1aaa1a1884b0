package edgezone

import (
	"math/bits"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// The bounds of private masks: the block's own, and the smallest network there is (Tencent Cloud API reference,
// edgezone CreatePrivateNetworkInstance, Network and Mask, read 2026-11).
const longestMask = 28

// privateBlocks are the ranges of RFC 1918; a network's mask is at least its block's.
func privateBlocks() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	}
}

// reserved are the addresses of a private network that no machine gets: its own and the broadcast address. The vendor
// does not say so; its own examples count like this.
const reserved = 2

// What the forms begin with. A network cannot grow, so it is generous.
const (
	draftNetwork = "10.0.0.0"
	draftMask    = 24
)

// NetworkChoices are the lines that the vendor's examples know, any other may be typed, and all route modes.
func (networkRules) NetworkChoices() (lines, modes []string) {
	return []string{"BGP", "CT"}, []string{modeStatic, modeBGP, modeOSPF}
}

// DraftPrivate is a network with room for the machines.
func (networkRules) DraftPrivate(z provider.ZoneID, machines int) provider.PrivateNetwork {
	return provider.PrivateNetwork{
		Name: draftName(z, "private"), Network: draftNetwork,
		Mask: max(min(draftMask, maskFor(machines)), 8),
	}
}

// DraftPublic is a network whose addresses are applied for one by one, which needs no quota of blocks.
func (networkRules) DraftPublic(z provider.ZoneID) provider.PublicNetwork {
	return provider.PublicNetwork{Name: draftName(z, "public"), Line: "BGP", Mode: modeStatic, Apply: true}
}

func draftName(z provider.ZoneID, what string) string {
	name := string(z) + "-" + what
	if utf8.RuneCountInString(name) > roomForName() {
		return what
	}
	return name
}

// CheckPrivate applies the rules in the order that explains them best: syntax, range, mask, room, host bits.
func (networkRules) CheckPrivate(p provider.PrivateNetwork, machines int) error {
	return provider.Join(checkNetworkName(provider.FieldPrivateName, p.Name), checkRange(p, machines))
}

func checkRange(p provider.PrivateNetwork, machines int) *provider.Error {
	if p.Network == "" {
		return rules.Required(provider.FieldPrivateNetwork)
	}
	a, err := netip.ParseAddr(p.Network)
	if err != nil || !a.Is4() {
		e := rules.Words(provider.FieldPrivateNetwork, provider.RuleFormat, draftNetwork)
		e.Err = err
		return e
	}
	block, ok := blockOf(a)
	if !ok {
		var all []string
		for _, b := range privateBlocks() {
			all = append(all, b.String())
		}
		return rules.Words(provider.FieldPrivateNetwork, provider.RuleOneOf, all...)
	}
	switch {
	case p.Mask == 0:
		return rules.Required(provider.FieldPrivateMask)
	case p.Mask < block.Bits():
		return rules.Limit(provider.FieldPrivateMask, provider.RuleMin, block.Bits(), p.Mask)
	case p.Mask > longestMask:
		return rules.Limit(provider.FieldPrivateMask, provider.RuleMax, longestMask, p.Mask)
	case p.Mask > maskFor(machines):
		return rules.Limit(provider.FieldPrivateMask, provider.RuleMax, maskFor(machines), p.Mask)
	}
	if network := netip.PrefixFrom(a, p.Mask).Masked().Addr(); network != a {
		return rules.Words(provider.FieldPrivateNetwork, provider.RuleHostBits, network.String())
	}
	return nil
}

func blockOf(a netip.Addr) (netip.Prefix, bool) {
	for _, b := range privateBlocks() {
		if b.Contains(a) {
			return b, true
		}
	}
	return netip.Prefix{}, false
}

// maskFor is the longest mask with room for the machines.
func maskFor(machines int) int {
	return min(32-bits.Len(uint(max(machines, 1)+reserved-1)), longestMask)
}

// CheckPublic applies the rules of the form: line, mode and bandwidth cannot be changed later.
func (networkRules) CheckPublic(p provider.PublicNetwork) error {
	return provider.Join(checkNetworkName(provider.FieldPublicName, p.Name), checkLine(p.Line), checkMode(p.Mode),
		checkMbps(p.BandwidthMbps))
}

func checkLine(line string) *provider.Error {
	switch {
	case line == "":
		return rules.Required(provider.FieldPublicLine)
	case !printable(line) || strings.TrimSpace(line) != line:
		return rules.Words(provider.FieldPublicLine, provider.RuleFormat, "BGP", "CT")
	}
	return nil
}

func checkMode(mode string) *provider.Error {
	switch strings.ToLower(mode) {
	case "":
		return rules.Required(provider.FieldPublicMode)
	case modeStatic, modeBGP, modeOSPF:
		return nil
	}
	return rules.Words(provider.FieldPublicMode, provider.RuleOneOf, modeStatic, modeBGP, modeOSPF)
}

func checkMbps(mbps int) *provider.Error {
	if mbps < 0 { // 0 is not answered
		return rules.Limit(provider.FieldPublicMbps, provider.RuleMin, 1, mbps)
	}
	return nil
}

// CheckAddresses refuses to apply for addresses in a network that has a block of its own.
func (networkRules) CheckAddresses(p provider.PublicNetwork, n int, _ bool) error {
	switch {
	case !strings.EqualFold(p.Mode, modeStatic):
		return rules.Words(provider.FieldAddresses, provider.RuleUnsupported, modeStatic)
	case n < 1:
		return rules.Limit(provider.FieldAddresses, provider.RuleMin, 1, n)
	}
	return nil
}

// checkNetworkName: the vendor publishes no rule. Ours is the one for machines, with room for the token.
func checkNetworkName(f provider.Field, name string) *provider.Error {
	return checkLiteral(f, name, roomForName())
}

// printable reports whether text is whole UTF-8 without control characters.
func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

// checkLiteral checks a name of 1 to longest printable characters.
func checkLiteral(f provider.Field, name string, longest int) *provider.Error {
	switch n := utf8.RuneCountInString(name); {
	case strings.TrimSpace(name) == "":
		return rules.Required(f)
	case !printable(name):
		return rules.Words(f, provider.RuleFormat, "web")
	case n > longest:
		return rules.Limit(f, provider.RuleTooLong, longest, n)
	}
	return nil
}
