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
	p.RecycleBin = true
	p.Pace = new(provider.Pace)
	return p
}

// Conn is an account at one of the products.
type Conn struct {
	API     *api.Client
	Service api.Service
	product *provider.Product
}

// Opening has p open accounts at the vendor's service of the name. The functions make each part of an account of a
// connection; order translates a batch, as in [Buyer].
func Opening(p *provider.Product, service string, reader func(Conn) provider.Reader,
	operator func(Conn) provider.Operator, order Translate,
) *provider.Product {
	p.Open = opener(p, service, reader)
	p.OpenOperator = opener(p, service, operator)
	p.OpenBuyer = opener(p, service, func(c Conn) provider.Buyer { return &Buyer{Conn: c, order: order} })
	return p
}

// opener makes a T of a connection for each account.
func opener[T any](p *provider.Product, service string, of func(Conn) T) func(provider.Account) (T, error) {
	return func(a provider.Account) (T, error) {
		c, err := open(p, service, a)
		if err != nil {
			var none T
			return none, err
		}
		return of(c), nil
	}
}

// open checks the account's form and makes no request. The first version of the product is the default.
func open(p *provider.Product, service string, a provider.Account) (Conn, error) {
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

// Reader looks up and checks: the part that is the same for both products.
type Reader struct {
	Conn
	Naming
}

// Balance is the account's purchasing power.
func (r Reader) Balance(ctx context.Context) (provider.Money, error) {
	m, err := Balance(ctx, r.API)
	return m, r.Explain(err)
}

// NewPassword makes a random password that the vendor takes.
func (r Reader) NewPassword() provider.Secret { return NewPassword() }

// Translate makes CreateInstances of a batch. reveal turns secrets into what is written: their text, or a mask.
type Translate func(c Conn, b provider.Batch, reveal func(provider.Secret) string) any

// Buyer is an account that can do nothing but buy.
type Buyer struct {
	Conn

	order Translate
}

// Ready waits for room for one CreateInstances.
func (b *Buyer) Ready(ctx context.Context, _ provider.Batch) error { return b.API.Ready(ctx) }

// Create sends one CreateInstances.
func (b *Buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	return b.API.Create(ctx, b.product, b.Service, b.order(b.Conn, batch, provider.Secret.Reveal), batch)
}
