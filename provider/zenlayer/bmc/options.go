package bmc

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// Options lists the choices for the answer f.
func (c *catalog) Options(ctx context.Context, s provider.Spec, f provider.Field) ([]provider.Option, error) {
	var options []provider.Option
	var err error
	switch f {
	case provider.FieldCharge:
		options, err = c.chargeOptions(ctx, s)
	case provider.FieldNetCharge:
		options, err = c.netChargeOptions(ctx, s)
	case provider.FieldSubnet:
		options, err = subnets(ctx, c.conn, s.Zone)
	case provider.FieldCluster:
		options, err = clusters(ctx, c.conn, s.Zone)
	case provider.FieldLogin:
		options, err = c.loginOptions(ctx, s)
	default:
		options, err = compute.Options(ctx, c.conn, f)
	}
	return options, c.conn.Explain(err)
}

// chargeOptions asks for the stock under both charges, once a zone is known.
func (c *catalog) chargeOptions(ctx context.Context, s provider.Spec) ([]provider.Option, error) {
	options := compute.Words(provider.Postpaid, provider.Prepaid)
	if s.Zone == "" {
		return options, nil
	}
	g, ctx := together.With(ctx)
	for i := range options {
		g.Go(func() error {
			s := s
			s.Billing.Charge = provider.Charge(options[i].Value)
			var err error
			options[i].Ready, options[i].Status, err = c.offered(ctx, s)
			return err
		})
	}
	return options, g.Wait()
}

// offered reports whether anything is sold to s, and else the vendor's word for why not. A charge that is not for this
// account or zone is an answer.
func (c *catalog) offered(ctx context.Context, s provider.Spec) (ready bool, why string, err error) {
	rows, err := c.stock(ctx, s)
	if refusesCharge(err) {
		return false, provider.All(err)[0].Code, nil
	}
	ready, why = sells(rows)
	return ready, why, err
}

func sells(rows []stock) (bool, string) {
	for _, row := range rows {
		if row.grade() != provider.StockSoldOut {
			return true, ""
		}
	}
	return false, "SOLD_OUT"
}

// netChargeOptions are what the type allows in the zone; without a type all that there are.
func (c *catalog) netChargeOptions(ctx context.Context, s provider.Spec) ([]provider.Option, error) {
	words := netCharges()
	if s.Zone != "" && s.Type != "" {
		row, err := c.facts(ctx, s)
		if err != nil {
			return nil, err
		}
		words = api.Strings[string](row.NetCharges) // none when the type is not sold here
	}
	return compute.Words(words...), nil
}

func subnets(ctx context.Context, c compute.Conn, z provider.ZoneID) ([]provider.Option, error) {
	rows, err := compute.Subnets(ctx, c, z)
	if err != nil {
		return nil, err
	}
	options := []provider.Option{}
	for _, n := range rows {
		options = append(options, n.Option())
	}
	return options, nil
}

// clusters lists the bandwidth clusters of the zone's city.
func clusters(ctx context.Context, c compute.Conn, in provider.ZoneID) ([]provider.Option, error) {
	// In English, because the clusters name their cities in English.
	list, err := compute.Read[zones](ctx, c, "DescribeZones", map[string]any{"acceptLanguage": "en-US"})
	if err != nil {
		return nil, err
	}
	city := ""
	for _, z := range list.ZoneSet {
		if provider.ZoneID(z.ZoneID) == in {
			city = string(z.CityName)
		}
	}
	return compute.Clusters(ctx, c.API, "BMC", city)
}

// loginOptions are the ways in that the image of s allows.
func (c *catalog) loginOptions(ctx context.Context, s provider.Spec) ([]provider.Option, error) {
	var chosen *provider.Image
	if s.Image != "" {
		list, err := c.Images(ctx, s)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if list[i].ID == s.Image {
				chosen = &list[i]
			}
		}
	}
	return compute.Words(logins(c.conn.Service.Version, s, chosen)...), nil
}

// logins are the ways in. Windows, ESXi and a machine without an image take no keys, and the newer version of the API
// takes none as text (Zenlayer API reference, BMC CreateInstances, sshKeys and keyId, read 2026-11). m may be nil.
func logins(version string, s provider.Spec, m *provider.Image) []provider.Login {
	all := []provider.Login{provider.LoginVendor, provider.LoginPassword}
	if s.Image == "" || m != nil && (m.OS == provider.Windows || m.OS == provider.ESXi) {
		return all
	}
	if version == version2022 {
		all = append(all, provider.LoginKeys)
	}
	return append(all, provider.LoginKeyPair)
}
