package api

import (
	"net/netip"
	"slices"
	"strings"
)

// Addrs are the addresses that can be read, each once, IPv4 first.
func Addrs(lists ...List[Text]) []netip.Addr {
	var out []netip.Addr
	for _, t := range slices.Concat(lists...) {
		text, _, _ := strings.Cut(string(t), "/")
		if a, err := netip.ParseAddr(text); err == nil && !slices.Contains(out, a.Unmap()) {
			out = append(out, a.Unmap())
		}
	}
	slices.SortStableFunc(out, func(a, b netip.Addr) int { return a.BitLen() - b.BitLen() })
	return out
}
