package vm

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Options lists the choices for the answer f. For the disks they are the categories that the zone sells.
func (c *catalog) Options(ctx context.Context, s provider.Spec, f provider.Field) ([]provider.Option, error) {
	var options []provider.Option
	var err error
	switch f {
	case provider.FieldCharge:
		options, err = c.chargeOptions(ctx, s)
	case provider.FieldNetCharge:
		options, err = netChargeOptions(ctx, c, s)
	case provider.FieldSubnet:
		options, err = c.subnets(ctx, s)
	case provider.FieldSecurityGroup:
		options, err = securityGroups(ctx, c.conn, s)
	case provider.FieldCluster:
		options, err = compute.Clusters(ctx, c.conn.API, "VM", city(string(s.Zone)))
	case provider.FieldNetMode:
		options = compute.Words(netModes()...)
	case provider.FieldSystemDisk, provider.FieldDataDisks:
		options, err = c.diskCategories(ctx, s)
	case provider.FieldLogin:
		options, err = loginOptions(ctx, c, s)
	default:
		options, err = compute.Options(ctx, c.conn, f)
	}
	return options, c.conn.Explain(err)
}

// chargeOptions asks what is sold under both charges, once a zone is known.
func (c *catalog) chargeOptions(ctx context.Context, s provider.Spec) ([]provider.Option, error) {
	options := compute.Words(provider.Postpaid, provider.Prepaid)
	if s.Zone == "" {
		return options, nil
	}
	rows, err := c.charged(ctx, s)
	for i, o := range options {
		if err == nil && len(rows[provider.Charge(o.Value)]) == 0 {
			options[i].Ready, options[i].Status = false, "SOLD_OUT"
		}
	}
	return options, err
}

// netChargeOptions are what the type allows in the zone; without a type all that there are.
func netChargeOptions(ctx context.Context, c *catalog, s provider.Spec) ([]provider.Option, error) {
	if s.Zone == "" || s.Type == "" {
		return compute.Words(netCharges()...), nil
	}
	o, err := c.offer(ctx, s)
	if err != nil || o == nil {
		return []provider.Option{}, err
	}
	return compute.Words(api.Strings[string](o.NetCharges)...), nil
}

// subnets lists the zone's subnets, the default one first, and remembers it. The older version of the API reports none:
// one that has no other beside it stands for it.
func (c *catalog) subnets(ctx context.Context, s provider.Spec) ([]provider.Option, error) {
	rows, err := compute.Subnets(ctx, c.conn, s.Zone)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b compute.Subnet) int {
		switch {
		case bool(a.IsDefault) == bool(b.IsDefault):
			return 0
		case bool(a.IsDefault):
			return -1
		}
		return 1
	})
	options := []provider.Option{}
	for _, n := range rows {
		o := n.Option()
		options = append(options, o)
		alone := c.conn.Service.Version == version2023 && len(rows) == 1
		if (bool(n.IsDefault) || alone) && o.Ready && s.Zone != "" {
			c.zoneCache.setSubnet(s.Zone, o.Value)
		}
	}
	return options, nil
}

// securityGroups lists the account's groups, none where the zone knows no such thing.
func securityGroups(ctx context.Context, c compute.Conn, s provider.Spec) ([]provider.Option, error) {
	if s.Zone != "" {
		list, err := compute.Read[zones](ctx, c, "DescribeZones", nil) // as for the list of zones
		if err != nil {
			return nil, err
		}
		for _, z := range list.ZoneSet {
			if provider.ZoneID(z.ZoneID) == s.Zone && z.SecurityGroup != nil && !bool(*z.SecurityGroup) {
				return []provider.Option{}, nil
			}
		}
	}
	rows, err := api.Pages(ctx, c.API, c.Service, "DescribeSecurityGroups", nil, 0,
		func(g securityGroup) api.Text { return g.ID })
	if err != nil {
		return nil, err
	}
	options := []provider.Option{}
	for _, g := range rows.All {
		options = append(options, provider.Option{
			Value: string(g.ID), Label: string(g.Name), Detail: string(g.Description), Status: string(g.Status),
			Ready: g.Status == "" || strings.EqualFold(string(g.Status), "AVAILABLE"),
		})
	}
	return options, nil
}

// diskCategories lists the kinds of disks that the zone sells, and remembers them.
func (c *catalog) diskCategories(ctx context.Context, s provider.Spec) ([]provider.Option, error) {
	if s.Zone == "" {
		return compute.Words(categories()...), nil
	}
	in := map[string]any{"instanceChargeType": compute.OfferedCharge(s.Billing.Charge)}
	if !c.conn.API.Caches() { // the list of all zones answers the question about one
		in["zoneId"] = s.Zone
	}
	found, err := compute.Read[diskCategories](ctx, c.conn, "DescribeDiskCategory", in)
	if err != nil {
		return nil, err
	}
	sold := map[provider.ZoneID][]string{s.Zone: {}}
	for _, row := range found.Set {
		z := provider.ZoneID(row.ZoneID)
		for _, category := range api.Strings[string](row.Categories) {
			if !slices.Contains(sold[z], category) {
				sold[z] = append(sold[z], category)
			}
		}
	}
	for z, list := range sold {
		c.zoneCache.setCategories(z, list)
	}
	return compute.Words(sold[s.Zone]...), nil
}

// loginOptions are the ways in that the image of s allows.
func loginOptions(ctx context.Context, c *catalog, s provider.Spec) ([]provider.Option, error) {
	if s.Zone == "" || s.Image == "" {
		return compute.Words(logins("")...), nil
	}
	list, err := c.Images(ctx, s)
	if err != nil {
		return nil, err
	}
	var os provider.OS
	for _, m := range list {
		if m.ID == s.Image {
			os = m.OS
		}
	}
	return compute.Words(logins(os)...), nil
}
