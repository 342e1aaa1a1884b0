package edgezone

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/liberal"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// The words for kinds of addresses as they are sent; lists have them in other letter case.
const (
	wordIPv4 = "ipv4"
	wordIPv6 = "ipv6"
)

// made is the answer to both creations.
type made struct {
	ID text `json:"NetworkInstanceId"`
}

// CreatePrivate makes the zone's private network, or finds the one that is there: the vendor allows one, so asking
// twice makes one.
func (r *Reader) CreatePrivate(ctx context.Context, z provider.ZoneID,
	p provider.PrivateNetwork,
) (provider.PrivateNetwork, error) {
	id, err := r.createNetwork(ctx, z, "CreatePrivateNetworkInstance", map[string]any{
		"NetworkInstanceName": p.Name, "ZoneId": z, "Network": p.Network, "Mask": p.Mask,
	})
	if err != nil {
		return p, err
	}
	now, err := r.Networks(ctx, z)
	switch {
	case len(now.Private) > 0:
		return now.Private[0], nil
	case err != nil && id == "":
		return p, err
	}
	p.ID = id // it exists, and the list does not have it yet
	return p, gone(id, provider.FieldPrivate)
}

// CreatePublic makes the zone's public network, or finds the one that is there.
func (r *Reader) CreatePublic(ctx context.Context, z provider.ZoneID,
	p provider.PublicNetwork,
) (provider.PublicNetwork, error) {
	in := map[string]any{"ZoneId": z, "NetworkInstanceName": p.Name, "Line": p.Line, "RouteMode": strings.ToLower(p.Mode)}
	if p.BandwidthMbps > 0 {
		in["Bandwidth"] = p.BandwidthMbps
	}
	id, err := r.createNetwork(ctx, z, "CreatePublicNetworkInstance", in)
	if err != nil {
		return p, err
	}
	now, err := r.Networks(ctx, z)
	switch {
	case len(now.Public) > 0:
		return now.Public[0], nil
	case err != nil && id == "":
		return p, err
	}
	p.ID = id
	return p, gone(id, provider.FieldPublic)
}

// createNetwork returns the new network's id, "" when the zone has one already.
func (r *Reader) createNetwork(ctx context.Context, z provider.ZoneID, action string, in map[string]any) (string,
	error,
) {
	region, err := r.regionOf(ctx, z, "")
	if err != nil {
		return "", err
	}
	answer, err := tcapi.Repeat[made](ctx, r.api, region, action, in)
	if e, ok := errors.AsType[*provider.Error](err); ok && strings.HasSuffix(e.Code, "InstanceDuplicate") {
		return "", nil
	}
	return string(answer.ID), r.explain(err)
}

// gone is the error of a network that the vendor says there is and does not list.
func gone(id string, f provider.Field) error {
	if id != "" {
		return nil
	}
	return &provider.Error{Kind: provider.KindNotFound, Field: f, Rule: provider.RuleNotListed}
}

// ApplyAddresses reserves addresses, which cost money, with one request that is never repeated: when its answer is
// lost, the addresses that are new since the beginning are looked for once and returned beside the error, and a person
// decides about the rest.
func (r *Reader) ApplyAddresses(ctx context.Context, z provider.ZoneID, publicID string, n int, v6 bool) ([]string,
	error,
) {
	region, err := r.regionOf(ctx, z, "")
	if err != nil {
		return nil, err
	}
	r.api.Forget() // what is new afterwards is told by what there is now
	before, err := r.addresses(ctx, region, publicID)
	if err != nil {
		return nil, r.explain(err)
	}
	kind := wordIPv4
	if v6 {
		kind = wordIPv6
	}
	answer, err := tcapi.Write[struct {
		List liberal.List[text] `json:"IpList"`
	}](ctx, r.api, region, "ApplyPublicIps", map[string]any{"NetworkInstanceId": publicID, "Type": kind, "Count": n})
	if err == nil {
		return liberal.Strings[string](answer.List), nil
	}
	if !lost(err) {
		return nil, r.explain(err)
	}
	after, failed := r.addresses(ctx, region, publicID)
	if failed != nil {
		return nil, errors.Join(unsure(r.explain(err)), r.explain(failed))
	}
	got := added(before, after, v6)
	if len(got) >= n {
		return got, nil
	}
	return got, unsure(r.explain(err))
}

// unsure marks the error of a request of which nobody knows what it did.
func unsure(err error) error {
	e, ok := errors.AsType[*provider.Error](err)
	if !ok {
		return &provider.Error{
			Kind: provider.KindNetwork, Outcome: provider.Ambiguous,
			Field: provider.FieldAddresses, Err: err,
		}
	}
	out := *e
	out.Outcome = provider.Ambiguous
	return &out
}

// lost reports whether a change may have been made although its answer is none.
func lost(err error) bool {
	e, ok := errors.AsType[*provider.Error](err)
	return ok && e.Outcome != provider.NotSent && (e.Kind == provider.KindUnavailable ||
		e.Kind == provider.KindProtocol || e.Kind == provider.KindNetwork)
}

// added are the addresses of a kind that are in after alone.
func added(before, after []publicAddress, v6 bool) []string {
	var out []string
	for _, a := range after {
		if isV6(a) == v6 && !slices.ContainsFunc(before, func(b publicAddress) bool { return b.IP == a.IP }) {
			out = append(out, string(a.IP))
		}
	}
	return out
}

// ReleaseAddresses gives addresses back.
func (r *Reader) ReleaseAddresses(ctx context.Context, z provider.ZoneID, publicID string, addrs []string,
	v6 bool,
) error {
	if len(addrs) == 0 {
		return nil
	}
	kind := wordIPv4
	if v6 {
		kind = wordIPv6
	}
	return r.remove(ctx, z, "ReleasePublicIp", map[string]any{
		"NetworkInstanceId": publicID, "Type": kind,
		"IpList": addrs,
	})
}

// DeletePublic deletes an empty public network.
func (r *Reader) DeletePublic(ctx context.Context, z provider.ZoneID, id string) error {
	return r.remove(ctx, z, "DeletePublicNetworkInstance", map[string]any{"NetworkInstanceId": id})
}

// DeletePrivate deletes an empty private network.
func (r *Reader) DeletePrivate(ctx context.Context, z provider.ZoneID, id string) error {
	return r.remove(ctx, z, "DeletePrivateNetworkInstance", map[string]any{"NetworkInstanceId": id})
}

// remove asks for an end, again after a passing fault; what is not there any more has come to it.
func (r *Reader) remove(ctx context.Context, z provider.ZoneID, action string, in map[string]any) error {
	region, err := r.reach(ctx, z, "")
	if err != nil {
		return err
	}
	r.mu.Lock()
	delete(r.seen, z)
	r.mu.Unlock()
	_, err = tcapi.Repeat[struct{}](ctx, r.api, region, action, in)
	if e, ok := errors.AsType[*provider.Error](err); ok && strings.HasPrefix(e.Code, "ResourceNotFound.") {
		return nil
	}
	return r.explain(err)
}
