// Package console has the services of Zenlayer's protocol that belong to the account and to no product: key pairs
// (ccs), resource groups (user), bandwidth clusters (traffic) and the balance (zbc).
package console

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type console struct{ *wire.World }

// New makes the services over the world.
func New(w *wire.World) []zenlayer.Service {
	c := console{w}
	service := func(name, version string, actions map[string]zenlayer.Action) zenlayer.Service {
		return zenlayer.Service{Name: name, Versions: []string{version}, Actions: actions}
	}
	return []zenlayer.Service{
		service("ccs", "2025-09-01",
			map[string]zenlayer.Action{
				"DescribeKeyPairs": zenlayer.Handle(c.describeKeyPairs),
				"ImportKeyPair":    zenlayer.Handle(c.importKeyPair),
			}),
		service("user", "2024-05-29",
			map[string]zenlayer.Action{"DescribeResourceGroups": zenlayer.Handle(c.describeResourceGroups)}),
		service("traffic", "2024-03-26",
			map[string]zenlayer.Action{"DescribeBandwidthClusters": zenlayer.Handle(c.describeClusters)}),
		service("zbc", "2024-08-08",
			map[string]zenlayer.Action{"DescribeCustomerBalance": zenlayer.Handle(c.describeBalance)}),
	}
}

type group struct {
	ResourceGroupID string `json:"resourceGroupId"`
	Name            string `json:"name"`
	CreateTime      string `json:"createTime"`
}

func (s console) describeResourceGroups(_ context.Context, _ *wire.Call, _ *zenlayer.Unchecked) (any, error) {
	groups := []group{}
	for _, g := range s.Store.Catalogue.Account.Groups {
		groups = append(groups, group{g.ID, g.Name, g.Created.Format(zenlayer.TimeFormat)})
	}
	return struct {
		ResourceGroups []group `json:"resourceGroups"`
	}{groups}, nil
}

type balance struct {
	AccountUID        string  `json:"accountUid"`
	CashBalance       float64 `json:"cashBalance"`
	CreditValue       float64 `json:"creditValue"`
	PurchasingPower   float64 `json:"purchasingPower"`
	OrderFrozenAmount float64 `json:"orderFrozenAmount"`
}

func (s console) describeBalance(ctx context.Context, _ *wire.Call, _ *zenlayer.Unchecked) (any, error) {
	cash, err := s.Store.Read().Ledger().Cash(ctx)
	if err != nil {
		return nil, err
	}
	a := &s.Store.Catalogue.Account
	return balance{a.UID, float64(cash) / 1e6, a.Credit, float64(cash+store.Micros(a.Credit)) / 1e6, 0}, nil
}

type clustersRequest struct {
	IDs             []string `json:"bandwidthClusterIds"`
	Name            string   `json:"bandwidthClusterName"`
	CityName        string   `json:"cityName"`
	ResourceGroupID string   `json:"resourceGroupId"`
	zenlayer.TagFilter
	zenlayer.Page
}

func (r *clustersRequest) Check() error {
	return zenlayer.First(zenlayer.IDs("bandwidthClusterIds", r.IDs), r.CheckTags(), r.CheckPage())
}

func (r *clustersRequest) match(k *store.Cluster) bool {
	here := r.CityName == "" || slices.ContainsFunc(k.Cities, func(x store.City) bool { return x.Name == r.CityName })
	return zenlayer.In(r.IDs, k.ID) && strings.Contains(k.Name, r.Name) && here &&
		zenlayer.Eq(r.ResourceGroupID, k.Group) && r.MatchTags(zenlayer.TagsOf(k.Tags))
}

type cluster struct {
	ID             string         `json:"bandwidthClusterId"`
	Name           string         `json:"bandwidthClusterName"`
	NetworkType    string         `json:"networkType"`
	LineType       string         `json:"networkLineType"`
	Product        string         `json:"product"`
	AreaCode       string         `json:"areaCode"`
	ChargeType     string         `json:"internetChargeType"`
	CommitMbps     int            `json:"commitBandwidthMbps"`
	IntlCommitMbps *int           `json:"internationalCommitBandwidthMbps"`
	Location       string         `json:"location"`
	CreateTime     string         `json:"createTime"`
	ResourceNumber int            `json:"resourceNumber"`
	Cities         []city         `json:"cities"`
	Tags           *zenlayer.Tags `json:"tags"`
	ResourceGroup  belonging      `json:"resourceGroup"`
}

// belonging is the resource group of a resource; the list of groups has another key for the name.
type belonging struct {
	ResourceGroupID   string `json:"resourceGroupId"`
	ResourceGroupName string `json:"resourceGroupName"`
}

type city struct {
	CityName string `json:"cityName"`
	CityCode string `json:"cityCode"`
}

func (s console) describeClusters(_ context.Context, c *wire.Call, r *clustersRequest) (any, error) {
	return zenlayer.Paged(c, r.Page, zenlayer.Select(s.Store.Catalogue.Account.Clusters, r.match), s.describeCluster)
}

func (s console) describeCluster(k *store.Cluster) (cluster, error) {
	g, _ := s.Store.Catalogue.Account.Group(k.Group)
	out := cluster{
		ID: k.ID, Name: k.Name, NetworkType: k.NetworkType, LineType: k.Line, Product: k.Product,
		AreaCode: k.AreaCode, ChargeType: k.Charge,
		CommitMbps: k.CommitMbps, Location: k.Location, CreateTime: k.Created.Format(zenlayer.TimeFormat), Cities: []city{},
		Tags: zenlayer.TagsOf(k.Tags), ResourceGroup: belonging{g.ID, g.Name},
	}
	for _, x := range k.Cities {
		out.Cities = append(out.Cities, city{x.Name, x.Code})
	}
	return out, nil
}
