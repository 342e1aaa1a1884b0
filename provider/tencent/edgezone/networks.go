package edgezone

import (
	"context"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/lenient"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
	"github.com/metalwright/metalwright/provider/together"
)

// The route modes as they are sent; answers have them in upper case (Tencent Cloud API reference, edgezone
// CreatePublicNetworkInstance, RouteMode, read 2026-11).
const (
	modeStatic = "static"
	modeBGP    = "bgp"
	modeOSPF   = "ospf"
)

// Networks reads what the account has in the zone: the vendor allows one private and one public network.
func (c *catalog) Networks(ctx context.Context, z provider.ZoneID) (provider.Networks, error) {
	return c.networks(ctx, z, "")
}

func (c *catalog) networks(ctx context.Context, z provider.ZoneID, regionOtherwise string) (provider.Networks, error) {
	region, err := c.regionToAsk(ctx, z, regionOtherwise)
	if err != nil {
		return provider.Networks{}, err
	}
	var n provider.Networks
	g, gctx := together.With(ctx)
	g.Go(func() (err error) {
		n.Private, err = c.privateNetworks(gctx, region, z)
		return err
	})
	g.Go(func() (err error) {
		n.Public, err = c.publicNetworks(gctx, region, z)
		return err
	})
	if err := g.Wait(); err != nil {
		return provider.Networks{}, c.explain(err)
	}
	c.networkCache.put(z, n)
	return n, nil
}

func (c conn) privateNetworks(ctx context.Context, region string, z provider.ZoneID) ([]provider.PrivateNetwork,
	error,
) {
	list := tcapi.List[privateNetwork]{
		Action: "DescribePrivateNetworkInstances", Rows: "PrivateNetworkInstanceSet",
		Key: func(n privateNetwork) string { return string(n.ID) },
	}
	rows, err := list.All(ctx, c.api, region, map[string]any{"ZoneId": z}, 0)
	var out []provider.PrivateNetwork
	for _, n := range rows {
		if provider.ZoneID(n.ZoneID) != z {
			continue
		}
		out = append(out, provider.PrivateNetwork{
			ID: string(n.ID), Name: string(n.Name), Network: string(n.Network), Mask: n.Mask.Int(), Servers: n.Servers.Int(),
			Free: n.Free.Natural(),
		})
	}
	return out, err
}

func (c conn) publicNetworks(ctx context.Context, region string, z provider.ZoneID) ([]provider.PublicNetwork,
	error,
) {
	rows, err := c.publicRows(ctx, region, z)
	if err != nil {
		return nil, err
	}
	var out []provider.PublicNetwork
	for _, row := range rows {
		n := row.network()
		if n.Apply {
			if err := c.countAddresses(ctx, region, &n); err != nil {
				return nil, err
			}
		}
		out = append(out, n)
	}
	return out, nil
}

// publicRows are the public networks of the zone as the vendor lists them.
func (c conn) publicRows(ctx context.Context, region string, z provider.ZoneID) ([]publicNetwork, error) {
	list := tcapi.List[publicNetwork]{
		Action: "DescribePublicNetworkInstances", Rows: "PublicNetworkInstanceSet",
		Key: func(n publicNetwork) string { return string(n.ID) },
	}
	rows, err := list.All(ctx, c.api, region, map[string]any{"ZoneId": z}, 0)
	var out []publicNetwork
	for _, row := range rows {
		if provider.ZoneID(row.ZoneID) == z {
			out = append(out, row)
		}
	}
	return out, err
}

// network translates one row, without the addresses that were applied for.
func (p publicNetwork) network() provider.PublicNetwork {
	n := provider.PublicNetwork{
		ID: string(p.ID), Name: string(p.Name), Line: string(p.Line), Mode: strings.ToLower(string(p.RouteMode)),
		BandwidthMbps: p.Bandwidth.Int(),
		Servers:       p.Servers.Int(),
	}
	n.Apply = n.Mode == modeStatic
	for _, block := range append(append(lenient.List[cidrOfNetwork]{}, p.IPv4...), p.IPv6...) {
		if block.CIDR != "" {
			n.Blocks = append(n.Blocks, string(block.CIDR))
		}
	}
	if total := p.IPv4Count.Natural(); total != nil && !n.Apply {
		n.Free = new(max(*total-n.Servers, 0))
	}
	return n
}

// unbound is the state of addresses that no machine has.
const unbound = "Unbound"

// countAddresses fills in the addresses that no machine has.
func (c conn) countAddresses(ctx context.Context, region string, n *provider.PublicNetwork) error {
	rows, err := c.addresses(ctx, region, n.ID, unbound)
	if err != nil {
		return err
	}
	for _, a := range rows {
		switch {
		case !strings.EqualFold(string(a.State), unbound):
		case isV6(a):
			n.Unbound6 = append(n.Unbound6, string(a.IP))
		default:
			n.Unbound4 = append(n.Unbound4, string(a.IP))
		}
	}
	n.Free = new(len(n.Unbound4))
	return nil
}

func isV6(a publicAddress) bool { return strings.EqualFold(string(a.Type), "ipv6") }

// addresses lists the addresses that were applied for in a network and are in one of the states, all without any. The
// vendor's filter takes parts of ids, so it is applied again here.
func (c conn) addresses(ctx context.Context, region, networkID string, states ...string) ([]publicAddress, error) {
	list := tcapi.List[publicAddress]{
		Action: "DescribePublicIps", Rows: "IpInfoSet",
		Key: func(a publicAddress) string { return string(a.IP) },
	}
	filter := map[string]any{"NetworkInstanceId": []string{networkID}}
	if len(states) > 0 {
		filter["State"] = states
	}
	rows, err := list.All(ctx, c.api, region, filter, 0)
	var out []publicAddress
	for _, a := range rows {
		if string(a.NetworkID) == networkID {
			out = append(out, a)
		}
	}
	return out, err
}
