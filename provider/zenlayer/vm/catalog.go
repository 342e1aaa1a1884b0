package vm

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Zones lists the zones with the stock grade of each, where the vendor reports it.
func (c *catalog) Zones(ctx context.Context) ([]provider.Zone, error) {
	var (
		list zones
		rows capacities
	)
	g, gctx := together.With(ctx)
	g.Go(func() (err error) {
		list, err = compute.Read[zones](gctx, c.conn, "DescribeZones", nil)
		return err
	})
	if c.conn.Service.Version != version2023 { // which does not know the action: the stock is not known
		g.Go(func() (err error) {
			rows, err = compute.Read[capacities](gctx, c.conn, "DescribeVmInventoryCapacity", nil)
			if notGraded(err) {
				return nil // such an account can order all the same
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	grades := map[api.Text]provider.Stock{}
	for _, c := range rows.DataSet {
		grades[c.ZoneID] = c.grade()
	}
	out := []provider.Zone{}
	seen := map[api.Text]bool{}
	for _, z := range list.ZoneSet {
		if z.ZoneID == "" || seen[z.ZoneID] {
			continue
		}
		seen[z.ZoneID] = true
		out = append(out, provider.Zone{
			ID: provider.ZoneID(z.ZoneID), Name: string(z.ZoneName), City: city(string(z.ZoneID)), Stock: grades[z.ZoneID],
			Facts: z.facts(),
		})
	}
	return out, nil
}

// notGraded reports whether the vendor refuses to show the account the stock. That it cannot answer now, or not this
// caller, is no such answer.
func notGraded(err error) bool {
	e, ok := errors.AsType[*provider.Error](err)
	if !ok || e.Code == "" {
		return false
	}
	switch e.Kind { //nolint:exhaustive // the others are about the question
	case provider.KindAuth, provider.KindClock, provider.KindThrottled, provider.KindUnavailable, provider.KindNetwork,
		provider.KindProtocol:
		return false
	}
	return true
}

// city is the code of a zone's city: the vendor names no city, and begins the zone's id with it.
func city(zone string) string {
	code, _, _ := strings.Cut(zone, "-")
	return code
}

// offers asks what s.Zone sells under s.Billing.Charge, s.Type alone when it is answered. Without a charge it is
// postpaid, or prepaid where that is known to sell nothing.
func (c *catalog) offers(ctx context.Context, s provider.Spec) ([]offer, error) {
	charge := s.Billing.Charge
	if charge == "" && !c.zoneCache.postpaid(s.Zone) {
		charge = provider.Prepaid
	}
	in := map[string]any{"instanceChargeType": compute.OfferedCharge(charge)}
	whole := c.conn.API.Caches() // the list of all zones and types answers the question about one
	if s.Zone != "" && !whole {
		in["zoneId"] = s.Zone
	}
	if s.Type != "" && !whole {
		in["instanceType"] = s.Type
	}
	out, err := compute.Read[offers](ctx, c.conn, "DescribeZoneInstanceConfigInfos", in)
	return slices.DeleteFunc(out.Set, func(o offer) bool {
		return !o.soldIn(s.Zone) || s.Type != "" && o.InstanceType != "" && provider.TypeID(o.InstanceType) != s.Type
	}), err
}

// StockOf asks for nothing: the vendor publishes no stock of a type, and prices and sells none that it has withdrawn.
func (c *catalog) StockOf(_ context.Context, s provider.Spec) (*provider.InstanceType, error) {
	return &provider.InstanceType{ID: s.Type}, nil
}

// Types lists what s.Zone sells under any charge. The vendor lists no type that it does not sell under a charge, and
// reports no stock of those that it lists.
func (c *catalog) Types(ctx context.Context, s provider.Spec) ([]provider.InstanceType, error) {
	if c.conn.API.Caches() { // what all zones sell is asked once, and answers for each
		all, err := c.TypesByZone(ctx, s)
		if err != nil {
			return nil, err
		}
		if types, listed := all[s.Zone]; listed {
			return types, nil
		}
		return append([]provider.InstanceType{}, all[""]...), nil
	}
	s.Type = ""
	rows, err := c.charged(ctx, s)
	if err != nil {
		return nil, err
	}
	return rows.types(s), nil
}

// TypesByZone lists what each zone sells under any charge.
func (c *catalog) TypesByZone(ctx context.Context, s provider.Spec) (map[provider.ZoneID][]provider.InstanceType,
	error,
) {
	s.Zone, s.Type = "", ""
	rows, err := c.charged(ctx, s)
	if err != nil {
		return nil, err
	}
	out := map[provider.ZoneID][]provider.InstanceType{}
	for _, all := range rows {
		for _, o := range all {
			out[provider.ZoneID(o.ZoneID)] = nil
		}
	}
	for z := range out {
		one := s
		if one.Zone = z; z == "" {
			one.Zone = nowhere
		}
		out[z] = rows.types(one)
		if z != "" {
			c.zoneCache.setPostpaid(z, rows.sells(provider.Postpaid, z) || !rows.sells(provider.Prepaid, z))
		}
	}
	return out, nil
}

// nowhere is no zone's id: of it are the offers that name no zone.
const nowhere provider.ZoneID = "\x00"

// byCharge is what is sold under each charge.
type byCharge map[provider.Charge][]offer

// sells reports whether something is sold in z under c.
func (rows byCharge) sells(c provider.Charge, z provider.ZoneID) bool {
	return slices.ContainsFunc(rows[c], func(o offer) bool { return o.soldIn(z) })
}

// types are the offers of s.Zone, those under s.Billing.Charge first.
func (rows byCharge) types(s provider.Spec) []provider.InstanceType {
	charges := []provider.Charge{provider.Postpaid, provider.Prepaid}
	if s.Billing.Charge == provider.Prepaid {
		slices.Reverse(charges)
	}
	out := []provider.InstanceType{}
	for _, c := range charges {
		for _, o := range rows[c] {
			if o.InstanceType == "" || !o.soldIn(s.Zone) {
				continue
			}
			at := slices.IndexFunc(out, func(t provider.InstanceType) bool { return t.ID == provider.TypeID(o.InstanceType) })
			if at < 0 {
				at = len(out)
				out = append(out, o.instanceType())
			}
			out[at].Supplies[c] = provider.Supply{}
		}
	}
	for i, t := range out {
		out[i] = t.Charged(s.Billing.Charge)
	}
	return out
}

// charged asks what s.Zone sells under each charge, s.Type alone when it is answered, and remembers a zone that sells
// prepaid alone.
func (c *catalog) charged(ctx context.Context, s provider.Spec) (byCharge, error) {
	var post, pre []offer
	g, gctx := together.With(ctx)
	ask := func(charge provider.Charge, rows *[]offer) {
		one := s
		one.Billing.Charge = charge
		g.Go(func() (err error) {
			*rows, err = c.offers(gctx, one)
			return err
		})
	}
	ask(provider.Postpaid, &post)
	ask(provider.Prepaid, &pre)
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if s.Type == "" && s.Zone != "" {
		c.zoneCache.setPostpaid(s.Zone, len(post) > 0 || len(pre) == 0)
	}
	return byCharge{provider.Postpaid: post, provider.Prepaid: pre}, nil
}

// soldIn reports whether the offer is one of the zone that was asked for; "" is any. An offer that names none is.
func (o offer) soldIn(z provider.ZoneID) bool {
	return z == "" || o.ZoneID == "" || provider.ZoneID(o.ZoneID) == z
}

func (o offer) instanceType() provider.InstanceType {
	return provider.InstanceType{
		ID: provider.TypeID(o.InstanceType), Description: string(o.TypeName), Threads: o.CPUCount.Int(),
		Frequency: string(o.Frequency),
		MemoryGB:  o.Memory.Int(), Subnet: true, NetCharges: api.Strings[string](o.NetCharges),
		MaxBandwidthMbps: o.BandwidthLimit.Int(),
		Supplies:         provider.Supplies{},
	}
}

// offer looks up the one type of s; nil when the zone does not sell it. Without a charge it may be sold under any.
func (c *catalog) offer(ctx context.Context, s provider.Spec) (*offer, error) {
	rows, err := c.offers(ctx, s)
	if err == nil && len(rows) == 0 && s.Billing.Charge == "" {
		s.Billing.Charge = provider.Prepaid
		rows, err = c.offers(ctx, s)
	}
	if err != nil {
		return nil, err
	}
	for i, o := range rows {
		if provider.TypeID(o.InstanceType) == s.Type && o.soldIn(s.Zone) {
			return &rows[i], nil
		}
	}
	return nil, nil //nolint:nilnil // not sold here is an answer
}

const imageAvailable = "AVAILABLE"

// Images lists what can be installed in s.Zone, on any type.
func (c *catalog) Images(ctx context.Context, s provider.Spec) ([]provider.Image, error) {
	if s.Zone == "" {
		return nil, rules.Required(provider.FieldZone)
	}
	in := map[string]any{"zoneId": s.Zone, "imageStatus": imageAvailable}
	rows, err := api.Pages(ctx, c.conn.API, c.conn.Service, "DescribeImages", in, 0,
		func(m image) api.Text { return m.ImageID })
	if err != nil {
		return nil, c.conn.Explain(err)
	}
	out := []provider.Image{}
	for _, m := range rows.All {
		if m.ImageStatus != "" && !strings.EqualFold(string(m.ImageStatus), imageAvailable) {
			continue
		}
		i := m.Image.Image(m.Category)
		i.Version, i.MinDiskGB = string(m.ImageVersion), max(m.ImageSize.Int(), 0)
		out = append(out, i)
	}
	c.zoneCache.setImages(s.Zone, out)
	return out, nil
}
