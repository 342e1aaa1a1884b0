package compute

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// Words makes options that have a value and nothing else.
func Words[T ~string](list ...T) []provider.Option {
	options := []provider.Option{}
	for _, w := range list {
		options = append(options, provider.Option{Value: string(w), Ready: true})
	}
	return options
}

// Options lists the choices for an answer whose choices are the same for both products; nil for every other answer.
func Options(ctx context.Context, c Conn, f provider.Field) ([]provider.Option, error) {
	switch f {
	case provider.FieldMonths:
		return Words(terms()...), nil
	case provider.FieldKeyPair:
		pairs, err := keyPairs(ctx, c.API)
		options := make([]provider.Option, 0, len(pairs))
		for _, p := range pairs {
			options = append(options, provider.Option{
				Value: string(p.KeyID), Label: string(p.KeyName), Detail: string(p.Description), Ready: true,
			})
		}
		return options, err
	case provider.FieldSSHKeys:
		return publicKeys(ctx, c.API)
	case provider.FieldResourceGroup:
		return resourceGroups(ctx, c.API)
	default:
		return nil, nil
	}
}

// terms are the prepaid terms that are offered, in months.
func terms() []string { return []string{"1", "2", "3", "6", "12", "24", "36"} }

// Subnet is a row of DescribeSubnets. Bare Metal Cloud says how many addresses are free, Virtual Machine how many there
// are and how many are used (Zenlayer API reference, BMC and VM DescribeSubnets, read 2026-11).
type Subnet struct {
	ID        api.Text `json:"subnetId"`
	Name      api.Text `json:"subnetName"`
	Zone      api.Text `json:"zoneId"`
	CIDRBlock api.Text `json:"cidrBlock"`
	Status    api.Text `json:"subnetStatus"`
	Available api.Num  `json:"availableIpCount"`
	Total     api.Num  `json:"totalIpCount"`
	Used      api.Num  `json:"usageIpCount"`
	IsDefault api.Flag `json:"isDefault"`
}

// Subnets lists the account's subnets in the zone; in all zones when z is "".
func Subnets(ctx context.Context, c Conn, z provider.ZoneID) ([]Subnet, error) {
	in := map[string]any{}
	if z != "" {
		in["zoneId"] = z
	}
	rows, err := api.Pages(ctx, c.API, c.Service, "DescribeSubnets", in, 0, func(n Subnet) api.Text { return n.ID })
	return rows.All, err
}

// Option translates the row. The vendor writes the status in mixed case, and in its tools in upper case; a
// subnet without a status is ready.
func (n Subnet) Option() provider.Option {
	o := provider.Option{
		Value: string(n.ID), Label: string(n.Name), Detail: string(n.CIDRBlock), Zone: provider.ZoneID(n.Zone),
		Status: string(n.Status), Free: n.Available.Ptr(),
	}
	if n.Total.Known {
		o.Free = new(max(n.Total.Int()-n.Used.Int(), 0))
	}
	o.Ready = (o.Status == "" || strings.EqualFold(o.Status, "Available")) && (o.Free == nil || *o.Free > 0)
	return o
}

// keyPair is a row of DescribeKeyPairs. A public key may have several lines.
type keyPair struct {
	KeyID       api.Text `json:"keyId"`
	KeyName     api.Text `json:"keyName"`
	PublicKey   string   `json:"publicKey"`
	Description api.Text `json:"keyDescription"`
}

// keyPairs lists the account's SSH key pairs.
func keyPairs(ctx context.Context, c *api.Client) ([]keyPair, error) {
	rows, err := api.Pages(ctx, c, api.KeyPairs, "DescribeKeyPairs", nil, 0,
		func(p keyPair) api.Text { return p.KeyID })
	return rows.All, err
}

// publicKeys are the keys of the account's key pairs, one an option, for products that take keys as text.
func publicKeys(ctx context.Context, c *api.Client) ([]provider.Option, error) {
	pairs, err := keyPairs(ctx, c)
	options := []provider.Option{}
	for _, p := range pairs {
		for line := range strings.Lines(p.PublicKey) {
			if line = strings.TrimSpace(line); line != "" {
				options = append(options, provider.Option{Value: line, Label: string(p.KeyName), Ready: true})
			}
		}
	}
	return options, err
}

// resourceGroups lists the account's resource groups.
func resourceGroups(ctx context.Context, c *api.Client) ([]provider.Option, error) {
	type groups struct {
		ResourceGroups api.List[struct {
			ID   api.Text `json:"resourceGroupId"`
			Name api.Text `json:"name"`
		}] `json:"resourceGroups"`
	}
	g, err := api.Read[groups](ctx, c, api.ResourceGroups, "DescribeResourceGroups", nil)
	if err != nil {
		return nil, err
	}
	options := make([]provider.Option, 0, len(g.ResourceGroups))
	for _, row := range g.ResourceGroups {
		if row.ID != "" {
			options = append(options, provider.Option{Value: string(row.ID), Label: string(row.Name), Ready: true})
		}
	}
	return options, nil
}

type cluster struct {
	ID       api.Text `json:"bandwidthClusterId"`
	Name     api.Text `json:"bandwidthClusterName"`
	Product  api.Text `json:"product"`
	Location api.Text `json:"location"`
	Charge   api.Text `json:"internetChargeType"`
	Cities   api.List[struct {
		Name api.Text `json:"cityName"`
		Code api.Text `json:"cityCode"`
	}] `json:"cities"`
}

// Clusters lists the bandwidth clusters that the product ("BMC", "VM") may use in the city, which is a name or
// a code ("SEL"); "" is any city.
func Clusters(ctx context.Context, c *api.Client, product, city string) ([]provider.Option, error) {
	rows, err := api.Pages(ctx, c, api.Traffic, "DescribeBandwidthClusters", nil, 0,
		func(k cluster) api.Text { return k.ID })
	if err != nil {
		return nil, err
	}
	options := []provider.Option{}
	for _, k := range rows.All {
		if k.serves(product, city) {
			options = append(options, provider.Option{
				Value: string(k.ID), Label: string(k.Name), Detail: k.detail(),
				Ready: true,
			})
		}
	}
	return options, nil
}

func (k cluster) serves(product, city string) bool {
	if k.Product != "" && k.Product != "AllProduct" && string(k.Product) != product {
		return false
	}
	if city == "" || len(k.Cities) == 0 {
		return true
	}
	for _, at := range k.Cities {
		if strings.EqualFold(string(at.Name), city) || strings.EqualFold(string(at.Code), city) {
			return true
		}
	}
	return false
}

func (k cluster) detail() string {
	parts := slices.DeleteFunc([]string{string(k.Location), string(k.Charge)}, func(s string) bool { return s == "" })
	return strings.Join(parts, " · ")
}
