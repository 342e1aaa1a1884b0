// Package vm is Zenlayer Virtual Machine: it translates the vocabulary of package provider into the vendor's API and
// back.
package vm

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/account"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/lifecycle"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// ID is the product's name everywhere.
const ID provider.ProductID = "zenlayer-vm"

// The versions of the API. Only the newer one knows the postpaid commitment, the blocks of addresses and the stock of a
// zone, and a number of machines in a price (Zenlayer API reference, versions, read 2026-11).
const (
	version2023 = "2023-03-13"
	version2026 = "2026-04-01"
)

// The network charges. The shared cluster is called otherwise than in Bare Metal Cloud (Zenlayer API reference, VM
// InternetChargeType, read 2026-11).
const (
	byBandwidth      = "ByBandwidth"
	byTrafficPackage = "ByTrafficPackage"
	byCluster95      = "ByClusterBandwidth95"
	byCluster        = "BandwidthCluster"
	byInstance95     = "ByInstanceBandwidth95" // not documented for VM, and yet known to the vendor's own tools
)

// maxBatch is the most machines in one CreateInstances (Zenlayer API reference, VM CreateInstances, instanceCount,
// read 2026-11).
const maxBatch = 100

// settle is how long an unknown outcome is looked up before a person is asked.
const settle = 15 * time.Minute

// netCharges are the documented ones; a type may be offered with others.
func netCharges() []string {
	return []string{byBandwidth, byTrafficPackage, byCluster95, byCluster}
}

// Product describes Virtual Machine.
func Product() *provider.Product {
	p := &provider.Product{
		ID: ID, Vendor: "Zenlayer", Name: "Virtual Machine",
		Fields: fields(), Codes: codes(), Params: params(),
		Switches: switches(), Form: form, Defaults: defaults,
		MaxBatch: maxBatch, MaxIDs: lifecycle.MaxIDs,
		Endpoint: zcapi.Endpoint, Versions: []string{version2026, version2023}, Currency: "USD", Tagged: true,
		KeyNames: zcapi.KeyNames(),
		Settle:   settle, Vanishing: true,
		TrafficCharges: []string{byTrafficPackage}, ClusterCharges: []string{byCluster, byCluster95},
		Lifecycle: []string{"PENDING", "DEPLOYING", "RUNNING"},
		Tools:     toolset(),
		Pace:      new(provider.Pace),
	}
	p.Open = func(a provider.Account) (provider.Reader, error) {
		c, err := open(p, a)
		if err != nil {
			return nil, err
		}
		return &Reader{conn: c}, nil
	}
	p.OpenBuyer = func(a provider.Account) (provider.Buyer, error) {
		c, err := open(p, a)
		if err != nil {
			return nil, err
		}
		return &Buyer{conn: c}, nil
	}
	return p
}

// conn is an account at the product.
type conn struct {
	product *provider.Product
	api     *zcapi.Client
	service zcapi.Service
}

func open(p *provider.Product, a provider.Account) (conn, error) {
	if a.Version == "" {
		a.Version = version2026
	}
	if !slices.Contains(p.Versions, a.Version) {
		return conn{}, rules.Words(provider.FieldAccount, provider.RuleOneOf, p.Versions...)
	}
	api, err := zcapi.Open(a, p.Pace)
	if err != nil {
		return conn{}, err
	}
	return conn{product: p, api: api, service: zcapi.Service{Name: "vm", Version: a.Version}}, nil
}

// explain completes an error of the vendor's.
func (c conn) explain(err error) error { return zcapi.Explain(err, c.product) }

// read asks the service for something.
func read[T any](ctx context.Context, c conn, action string, in any) (T, error) {
	out, err := zcapi.Read[T](ctx, c.api, c.service, action, in)
	return out, c.explain(err)
}

// Reader is an account that cannot buy.
type Reader struct {
	conn

	learnt learnt
	seen   seen
	disks  sync.Mutex // held while the smallest system disk of a zone is looked up
}

// Cached is r with a memory of its own.
func (r *Reader) Cached() provider.Cached {
	c := r.conn
	c.api = c.api.Cached()
	return &Reader{conn: c}
}

// Forget has everything asked for again.
func (r *Reader) Forget() {
	r.api.Forget()
	r.learnt.forget()
}

// Buyer is an account that can do nothing but buy.
type Buyer struct{ conn }

// Product describes Virtual Machine.
func (r *Reader) Product() *provider.Product { return r.product }

// Balance is the account's purchasing power.
func (r *Reader) Balance(ctx context.Context) (provider.Money, error) {
	m, err := account.Balance(ctx, r.api)
	return m, r.explain(err)
}

// NewPassword makes a random password that the vendor takes.
func (r *Reader) NewPassword() provider.Secret { return rules.NewPassword() }

// Terminate ends the machines: postpaid ones go to the recycle bin, prepaid ones run on to the end of their term,
// failed ones are deleted. Disks that were bought with a machine go with it.
func (r *Reader) Terminate(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) error {
	return r.explain(lifecycle.Terminate(ctx, r.api, r.service, ids))
}

// Release destroys machines in the recycle bin.
func (r *Reader) Release(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) error {
	return r.explain(lifecycle.Release(ctx, r.api, r.service, ids))
}

// Rename gives the machines one literal name.
func (r *Reader) Rename(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID, name string) error {
	defer r.seen.forget(ids) // their names are not those that are remembered
	return r.explain(lifecycle.Rename(ctx, r.api, r.service, ids, name))
}
