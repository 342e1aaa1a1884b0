// Package compute holds what Zenlayer's two products that sell machines have in common: an account at the product, the
// rules for answers, the structures of CreateInstances, name patterns, prices, listing and ending machines.
package compute

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// MaxBatch is the most machines in one CreateInstances (Zenlayer API reference, BMC CreateInstances, amount, and VM
// CreateInstances, instanceCount, read 2026-11).
const MaxBatch = 100

// Settle is how long an unknown outcome is looked up before a person is asked.
const Settle = 15 * time.Minute

// Describe completes p with what is the same for both products.
func Describe(p *provider.Product) *provider.Product {
	p.Vendor, p.Endpoint, p.KeyNames, p.Currency = "Zenlayer", api.Endpoint, api.KeyNames(), Currency
	p.MaxBatch, p.MaxIDs, p.Settle, p.Tagged = MaxBatch, MaxIDs, Settle, true
	p.Pace = new(provider.Pace)
	return p
}

// Conn is an account at one of the products.
type Conn struct {
	API     *api.Client
	Service api.Service
	product *provider.Product
}

// Open checks the account's form and makes no request. service is the vendor's name of the product's service; the first
// version of the product is the default.
func Open(p *provider.Product, service string, a provider.Account) (Conn, error) {
	if a.Version == "" {
		a.Version = p.Versions[0]
	}
	if !slices.Contains(p.Versions, a.Version) {
		return Conn{}, rules.Words(provider.FieldAccount, provider.RuleOneOf, p.Versions...)
	}
	client, err := api.Open(a, p.Pace)
	if err != nil {
		return Conn{}, err
	}
	return Conn{product: p, API: client, Service: api.Service{Name: service, Version: a.Version}}, nil
}

// Product describes the product of the account.
func (c Conn) Product() *provider.Product { return c.product }

// Cached is c with a cache of its own.
func (c Conn) Cached() Conn {
	c.API = c.API.Cached()
	return c
}

// Explain completes an error of the vendor's with what the product knows about its codes.
func (c Conn) Explain(err error) error { return api.Explain(err, c.product) }

// Read asks the product's service for something.
func Read[T any](ctx context.Context, c Conn, action string, in any) (T, error) {
	out, err := api.Read[T](ctx, c.API, c.Service, action, in)
	return out, c.Explain(err)
}

// Reader is an account that cannot buy: the part that is the same for both products.
type Reader struct{ Conn }

// Balance is the account's purchasing power.
func (r Reader) Balance(ctx context.Context) (provider.Money, error) {
	m, err := Balance(ctx, r.API)
	return m, r.Explain(err)
}

// NewPassword makes a random password that the vendor takes.
func (r Reader) NewPassword() provider.Secret { return NewPassword() }

// Terminate ends the machines: postpaid ones go to the recycle bin, of Bare Metal Cloud for 24 hours, prepaid ones run
// on to the end of their term, failed ones are deleted and refunded. Disks that were bought with a machine go with it.
func (r Reader) Terminate(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) error {
	return r.Explain(Terminate(ctx, r.API, r.Service, ids))
}

// Release destroys machines in the recycle bin.
func (r Reader) Release(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) error {
	return r.Explain(Release(ctx, r.API, r.Service, ids))
}

// Buyer is an account that can do nothing but buy. Order translates a batch; reveal turns secrets into what is written.
type Buyer struct {
	Conn

	Order func(c Conn, b provider.Batch, reveal func(provider.Secret) string) any
}

// Ready waits for room for one CreateInstances.
func (b *Buyer) Ready(ctx context.Context, _ provider.Batch) error { return b.API.Ready(ctx) }

// Create sends one CreateInstances.
func (b *Buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	return b.API.Create(ctx, b.product, b.Service, b.Order(b.Conn, batch, provider.Secret.Reveal), batch)
}
