package edgezone

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/lenient"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// The kinds of addresses as they are sent; lists have them in other letter case.
const (
	typeIPv4 = "ipv4"
	typeIPv6 = "ipv6"
)

func addressType(k provider.ResourceKind) string {
	if k == provider.ResourceIPv6 {
		return typeIPv6
	}
	return typeIPv4
}

// makeAction is the action that buys what m asks for.
func makeAction(m provider.Making) string {
	switch m.Kind {
	case provider.ResourcePrivate:
		return "CreatePrivateNetworkInstance"
	case provider.ResourcePublic:
		return "CreatePublicNetworkInstance"
	default:
		return "ApplyPublicIps"
	}
}

// makeRequest is the request that buys what b asks for. The name of a network carries the token, so that a look-up
// finds it; addresses carry nothing.
func makeRequest(b provider.Batch) map[string]any {
	m := *b.Make
	switch m.Kind {
	case provider.ResourcePrivate:
		return map[string]any{
			"NetworkInstanceName": withToken(m.Name, b.Token), "ZoneId": b.Spec.Zone, "Network": m.Network, "Mask": m.Mask,
		}
	case provider.ResourcePublic:
		in := map[string]any{
			"NetworkInstanceName": withToken(m.Name, b.Token), "ZoneId": b.Spec.Zone, "Line": m.Line,
			"RouteMode": strings.ToLower(m.Mode),
		}
		if m.BandwidthMbps > 0 {
			in["Bandwidth"] = m.BandwidthMbps
		}
		return in
	default:
		return map[string]any{"NetworkInstanceId": m.In, "Type": addressType(m.Kind), "Count": m.Amount()}
	}
}

// makeReceipt reads the ids that the answer to one of the three actions has.
func makeReceipt(data json.RawMessage) (provider.Receipt, error) {
	var made struct {
		ID   text               `json:"NetworkInstanceId"`
		List lenient.List[text] `json:"IpList"`
	}
	err := lenient.Unmarshal(data, &made)
	ids := lenient.Distinct[provider.InstanceID](made.List)
	if made.ID != "" {
		ids = append(ids, provider.InstanceID(made.ID))
	}
	return provider.Receipt{IDs: ids}, err
}

// Resources lists the networks of the zone, or the addresses of one of its public networks.
func (o *Operator) Resources(ctx context.Context, z provider.ZoneID, m provider.Making) ([]provider.Resource, error) {
	return o.resources(ctx, z, m)
}

// Resources lists the networks of the zone, or the addresses of one of its public networks.
func (b *buyer) Resources(ctx context.Context, z provider.ZoneID, m provider.Making) ([]provider.Resource, error) {
	return b.resources(ctx, z, m)
}

func (c conn) resources(ctx context.Context, z provider.ZoneID, m provider.Making) ([]provider.Resource, error) {
	region, err := c.regionOf(ctx, z, "")
	if err != nil {
		return nil, err
	}
	var out []provider.Resource
	switch m.Kind {
	case provider.ResourcePrivate:
		rows, err := c.privateNetworks(ctx, region, z)
		for _, n := range rows {
			out = append(out, provider.Resource{ID: n.ID, Name: n.Name})
		}
		return out, c.explain(err)
	case provider.ResourcePublic:
		rows, err := c.publicRows(ctx, region, z)
		for _, n := range rows {
			out = append(out, provider.Resource{ID: string(n.ID), Name: string(n.Name)})
		}
		return out, c.explain(err)
	default:
		rows, err := c.addresses(ctx, region, m.In)
		for _, a := range rows {
			if isV6(a) == (m.Kind == provider.ResourceIPv6) {
				out = append(out, provider.Resource{ID: string(a.IP)})
			}
		}
		return out, c.explain(err)
	}
}

// ReleaseResources gives networks or addresses back. What does not exist any more is no error.
func (o *Operator) ReleaseResources(ctx context.Context, z provider.ZoneID, m provider.Making, ids []string) error {
	switch m.Kind {
	case provider.ResourceIPv4, provider.ResourceIPv6:
		return o.releaseAddresses(ctx, z, m, ids)
	case provider.ResourcePublic:
		return deleteAll(ctx, o.conn, z, "DeletePublicNetworkInstance", ids)
	default:
		return deleteAll(ctx, o.conn, z, "DeletePrivateNetworkInstance", ids)
	}
}

// releaseAddresses releases those of the addresses that are still there: the vendor releases all of a request or
// none.
func (o *Operator) releaseAddresses(ctx context.Context, z provider.ZoneID, m provider.Making, ids []string) error {
	there, err := o.Resources(ctx, z, m)
	if err != nil {
		return err
	}
	var still []string
	for _, a := range there {
		for _, id := range ids {
			if a.ID == id {
				still = append(still, id)
			}
		}
	}
	if len(still) == 0 {
		return nil
	}
	return remove(ctx, o.conn, z, "ReleasePublicIp", map[string]any{
		"NetworkInstanceId": m.In, "Type": addressType(m.Kind), "IpList": still,
	})
}

func deleteAll(ctx context.Context, c conn, z provider.ZoneID, action string, ids []string) error {
	var errs []error
	for _, id := range ids {
		errs = append(errs, remove(ctx, c, z, action, map[string]any{"NetworkInstanceId": id}))
	}
	return errors.Join(errs...)
}

// remove deletes something, and repeats that after a temporary error. What does not exist any more is no error.
func remove(ctx context.Context, c conn, z provider.ZoneID, action string, in map[string]any) error {
	region, err := c.regionToAsk(ctx, z, "")
	if err != nil {
		return err
	}
	c.networkCache.drop(z)
	_, err = tcapi.Repeat[struct{}](ctx, c.api, region, action, in)
	if e, ok := errors.AsType[*provider.Error](err); ok && strings.HasPrefix(e.Code, "ResourceNotFound.") {
		return nil
	}
	return c.explain(err)
}
