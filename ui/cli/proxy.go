package cli

import (
	"net"
	"net/netip"
	"time"

	"github.com/pires/go-proxyproto"
)

// proxyTime is how long a load balancer may take to say on whose behalf it connects.
const proxyTime = 5 * time.Second

// withProxyProtocol believes the load balancers at the addresses when they say where a connection comes from (HAProxy,
// The PROXY protocol). Nobody else is believed. Without addresses l is returned.
func withProxyProtocol(l net.Listener, from []string) (net.Listener, error) {
	if len(from) == 0 {
		return l, nil
	}
	var trusted []netip.Prefix
	for _, text := range from {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return nil, err
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		trusted = append(trusted, p)
	}
	return &proxyproto.Listener{
		Listener: l, ReadHeaderTimeout: proxyTime,
		ConnPolicy: func(c proxyproto.ConnPolicyOptions) (proxyproto.Policy, error) {
			at, err := netip.ParseAddrPort(c.Upstream.String())
			if err != nil {
				return proxyproto.SKIP, nil //nolint:nilerr // it is nobody who is trusted
			}
			for _, p := range trusted {
				if p.Contains(at.Addr().Unmap()) {
					return proxyproto.USE, nil
				}
			}
			return proxyproto.SKIP, nil
		},
		ValidateHeader: func(h *proxyproto.Header) error {
			if h.SourceAddr == nil { // of no address family: it is the balancer that connects (section 2.2)
				h.Command = proxyproto.LOCAL
			}
			return nil
		},
	}, nil
}
