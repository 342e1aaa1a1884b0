package edgezone

import (
	"context"
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Options lists the choices for the answer f.
func (c *catalog) Options(ctx context.Context, s provider.Spec, f provider.Field) ([]provider.Option, error) {
	switch f {
	case provider.FieldLogin:
		return c.loginOptions(), nil
	case provider.FieldPrivate, provider.FieldPublic, provider.FieldIPv6:
	default:
		return nil, nil
	}
	n, err := c.networks(ctx, s.Zone, s.Region)
	if err != nil {
		return nil, err
	}
	switch f {
	case provider.FieldPrivate:
		return privateOptions(s.Zone, n), nil
	case provider.FieldPublic:
		return publicOptions(s.Zone, n), nil
	default:
		return v6Options(s, n), nil
	}
}

func privateOptions(z provider.ZoneID, n provider.Networks) []provider.Option {
	out := []provider.Option{}
	for _, p := range n.Private {
		out = append(out, provider.Option{
			Value: p.ID, Label: p.Name, Detail: fmt.Sprintf("%s/%d", p.Network, p.Mask), Free: p.Free, Ready: true, Zone: z,
		})
	}
	return out
}

func publicOptions(z provider.ZoneID, n provider.Networks) []provider.Option {
	out := []provider.Option{}
	for _, p := range n.Public {
		detail := []string{p.Line, p.Mode}
		if p.BandwidthMbps > 0 {
			detail = append(detail, fmt.Sprintf("%d Mbps", p.BandwidthMbps))
		}
		detail = append(detail, p.Blocks...)
		out = append(out, provider.Option{
			Value: p.ID, Label: p.Name, Detail: strings.Join(detail, ", "), Free: p.Free, Ready: true, Zone: z,
		})
	}
	return out
}

// v6Options: an IPv6 address comes from those applied for, or from the network's block.
func v6Options(s provider.Spec, n provider.Networks) []provider.Option {
	with := provider.Option{Value: "true", Zone: s.Zone}
	for _, p := range n.Public {
		if p.ID != s.Network.Public && s.Network.Public != "" {
			continue
		}
		if p.Apply {
			with.Free, with.Ready = new(len(p.Unbound6)), len(p.Unbound6) > 0
			continue
		}
		for _, block := range p.Blocks {
			with.Ready = with.Ready || strings.Contains(block, ":")
		}
	}
	return []provider.Option{{Value: "false", Ready: true, Zone: s.Zone}, with}
}

// loginOptions: revision A can set no credential at all.
func (c *catalog) loginOptions() []provider.Option {
	out := []provider.Option{}
	for _, l := range c.logins() {
		out = append(out, provider.Option{Value: string(l), Ready: true})
	}
	return out
}

func (c conn) logins() []provider.Login {
	if c.revision == revisionA {
		return []provider.Login{provider.LoginVendor}
	}
	return []provider.Login{provider.LoginPassword, provider.LoginKeys}
}
