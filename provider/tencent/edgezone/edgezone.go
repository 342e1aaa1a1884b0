// Package edgezone is Tencent Cloud Edge Zone's physical machines: it translates the vocabulary of package provider
// into the vendor's API and back. The vendor has published two revisions under one version: A, and B with login
// credentials (Tencent Cloud API reference, edgezone 2026-04-01, read 2026-11).
package edgezone

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/paging"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/tencent/internal/tcapi"
)

// ID is the product's name everywhere.
const ID provider.ProductID = "tencent-edgezone"

// endpoint is the international site's (Tencent Cloud API reference, edgezone, service address, read 2026-11).
const endpoint = "https://edgezone.intl.tencentcloudapi.com"

// The revisions. The older one is the default: it is the authority, and a server of it refuses what the newer one
// added.
const (
	revisionA = "A"
	revisionB = "B"
)

// maxBatch is the most machines in one CreateInstances (Tencent Cloud API reference, edgezone CreateInstances,
// InstanceCount, read 2026-11).
const maxBatch = 50

// settle is how long an unknown outcome is looked up before a person is asked.
const settle = 15 * time.Minute

// limit is how many requests to an action the vendor answers per second, for each region and key (Tencent Cloud API
// reference, edgezone, every action, read 2026-11). Here all regions share it.
const limit = 20

func service() tcapi.Service {
	return tcapi.Service{Name: "edgezone", Version: "2026-04-01", Endpoint: endpoint, Limit: limit}
}

// Product describes Edge Zone physical machines.
func Product() *provider.Product {
	p := &provider.Product{
		ID: ID, Vendor: "Tencent Cloud", Name: "Edge Zone",
		Fields: fields(), Codes: codes(), Params: params(),
		Switches: switches(), Form: form, Defaults: defaults,
		MaxBatch: maxBatch, MaxIDs: paging.Size, Regional: true,
		Endpoint: endpoint, Versions: []string{revisionA, revisionB},
		NoImage: true, FreeImage: true, Settle: settle,
		KeyNames: []provider.CredentialEnv{{
			ID: "TENCENTCLOUD_SECRET_ID", Secret: "TENCENTCLOUD_SECRET_KEY",
			Token: "TENCENTCLOUD_TOKEN", Region: "TENCENTCLOUD_REGION",
		}},
		Lifecycle: []string{"allocating", "running"},
		Tools:     toolset(),
		Limiters:  new(provider.Limiters),
	}
	p.Open = opener(p, func(c conn) provider.Reader { return newReader(c) })
	p.OpenOperator = opener(p, func(c conn) provider.Operator { return &Operator{Reader: newReader(c)} })
	p.OpenBuyer = opener(p, func(c conn) provider.Buyer { return &buyer{conn: c} })
	return p
}

// opener returns a function that connects an account and makes a T of the connection.
func opener[T any](p *provider.Product, of func(conn) T) func(provider.Account) (T, error) {
	return func(a provider.Account) (T, error) {
		c, err := open(p, a)
		if err != nil {
			var none T
			return none, err
		}
		return of(c), nil
	}
}

// conn is a connection of an account.
type conn struct {
	product     *provider.Product
	api         *tcapi.Client
	revision    string
	regions     []string // of the account, that are asked first
	zoneRegions *regionCache
	// networkCache has what a catalog last read, for suggestions that make no request.
	networkCache *networkCache
}

func open(p *provider.Product, a provider.Account) (conn, error) {
	if a.Version == "" {
		a.Version = revisionA
	}
	if !slices.Contains(p.Versions, a.Version) {
		return conn{}, rules.Words(provider.FieldAccount, provider.RuleOneOf, p.Versions...)
	}
	api, err := tcapi.Open(a, service(), p.Limiters)
	if err != nil {
		return conn{}, err
	}
	return conn{
		product: p, api: api, revision: a.Version, regions: a.Regions,
		zoneRegions: newRegionCache(), networkCache: newNetworkCache(),
	}, nil
}

// explain completes an error of the vendor with what the product knows about its code.
func (c conn) explain(err error) error { return tcapi.Explain(err, c.product) }

// Reader looks up and checks.
type Reader struct {
	conn
	catalog
	ruleSet
}

// catalog is what the product sells to the account, and the networks that the account has.
type catalog struct{ conn }

// ruleSet is what the product knows without asking.
type ruleSet struct {
	conn
	networkRules
}

// networkRules are the rules for networks that an order makes.
type networkRules struct{}

func newReader(c conn) *Reader {
	return &Reader{conn: c, catalog: catalog{c}, ruleSet: ruleSet{conn: c}}
}

// Cached returns a Reader of the same account with a cache.
func (r *Reader) Cached() provider.Cached {
	c := r.conn
	c.api, c.networkCache = c.api.Cached(), newNetworkCache()
	return newReader(c)
}

// Forget empties the cache, but for the regions of zones, which do not change.
func (r *Reader) Forget() {
	r.api.Forget()
	r.networkCache.reset()
}

// Operator also finds, follows and ends machines, and gives networks and addresses back.
type Operator struct{ *Reader }

// ReadOnly returns the account without the machines.
func (o *Operator) ReadOnly() provider.Reader { return o.Reader }

// buyer is an account that can do nothing but buy.
type buyer struct{ conn }

// Product describes Edge Zone physical machines.
func (r *Reader) Product() *provider.Product { return r.product }

// Quote returns a quote without a price: the vendor's API has none.
func (c *catalog) Quote(_ context.Context, s provider.Spec) (provider.Quote, error) {
	return provider.Quote{Count: s.Machines(), At: c.api.Now()}, nil
}
