package compute

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// KeyPairs lists the account's SSH key pairs.
func KeyPairs(ctx context.Context, c *api.Client) ([]provider.Option, error) {
	type pair struct {
		KeyID       api.Text `json:"keyId"`
		KeyName     api.Text `json:"keyName"`
		Description api.Text `json:"keyDescription"`
	}
	rows, err := api.Pages(ctx, c, api.KeyPairs, "DescribeKeyPairs", nil, 0,
		func(p pair) api.Text { return p.KeyID })
	if err != nil {
		return nil, err
	}
	options := make([]provider.Option, 0, len(rows.All))
	for _, p := range rows.All {
		options = append(options, provider.Option{
			Value: string(p.KeyID), Label: string(p.KeyName),
			Detail: string(p.Description), Ready: true,
		})
	}
	return options, nil
}

// ResourceGroups lists the account's resource groups.
func ResourceGroups(ctx context.Context, c *api.Client) ([]provider.Option, error) {
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

// Balance is the purchasing power: cash and credit. One zenPoint is one US dollar (Zenlayer product documentation,
// read 2026-11).
func Balance(ctx context.Context, c *api.Client) (provider.Money, error) {
	type balance struct {
		Cash   api.Num `json:"cashBalance"`
		Credit api.Num `json:"creditValue"`
		Power  api.Num `json:"purchasingPower"`
	}
	b, err := api.Read[balance](ctx, c, api.Billing, "DescribeCustomerBalance", nil)
	if err != nil {
		return provider.Money{}, err
	}
	if !b.Power.Known && !b.Cash.Known && !b.Credit.Known {
		return provider.Money{}, errors.New("the answer has no balance")
	}
	const currency = "USD"
	if b.Power.Known {
		return provider.ParseMoney(decimal(b.Power), currency)
	}
	cash, err1 := provider.ParseMoney(decimal(b.Cash), currency)
	credit, err2 := provider.ParseMoney(decimal(b.Credit), currency)
	if err := errors.Join(err1, err2); err != nil {
		return provider.Money{}, err
	}
	return cash.Plus(credit)
}

func decimal(n api.Num) string { return strconv.FormatFloat(n.Value, 'f', -1, 64) }
