// Package compute has what Zenlayer's two products that sell machines share: accounts, rules, suggestions, the
// structures of requests and answers, name patterns, prices, and finding, listing and ending machines.
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

// settle is how long an unknown outcome is looked up before a person is asked.
const settle = 15 * time.Minute

// Product completes p with what is the same for both products. service is the vendor's name of the product's service.
// reader and operator make the parts of an account of a connection; order translates a batch.
func Product(p *provider.Product, service string, reader func(Conn) provider.Reader,
	operator func(Conn) provider.Operator, order Translate,
) *provider.Product {
	p.Vendor, p.Endpoint, p.KeyNames, p.Currency = "Zenlayer", api.Endpoint, api.KeyNames(), currency
	p.MaxBatch, p.MaxIDs, p.Settle, p.Tagged = MaxBatch, MaxIDs, settle, true
	p.RecycleBin = true
	p.Console = api.Endpoint // one host serves both (Zenlayer API reference, endpoint, read 2026-11)
	p.Limiters = new(provider.Limiters)
	p.Open = opener(p, service, reader)
	p.OpenOperator = opener(p, service, operator)
	p.OpenBuyer = opener(p, service, func(c Conn) provider.Buyer { return &buyer{Conn: c, order: order} })
	return p
}

// Conn is a connection of an account to one of the products.
type Conn struct {
	API     *api.Client
	Service api.Service
	product *provider.Product
}

// opener returns a function that connects an account and makes a T of the connection.
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
	client, err := api.Open(a, p.Limiters)
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

// Explain completes an error of the vendor with what the product knows about its code.
func (c Conn) Explain(err error) error { return api.Explain(err, c.product) }

// Read makes a request to the product's service that changes nothing.
func Read[T any](ctx context.Context, c Conn, action string, in any) (T, error) {
	out, err := api.Read[T](ctx, c.API, c.Service, action, in)
	return out, c.Explain(err)
}

// Reader is the part of a product's Reader that both products share.
type Reader struct {
	Conn
	Naming
}

// Balance is the account's purchasing power.
func (r Reader) Balance(ctx context.Context) (provider.Money, error) {
	m, err := balance(ctx, r.API)
	return m, r.Explain(err)
}

// NewPassword makes a random password that the vendor takes.
func (r Reader) NewPassword() provider.Secret { return NewPassword() }

// Translate makes the CreateInstances request for a batch. reveal turns a secret into what is written: its text, or a
// mask.
type Translate func(c Conn, b provider.Batch, reveal func(provider.Secret) string) any

// buyer is an account that can do nothing but buy.
type buyer struct {
	Conn

	order Translate
}

// Ready waits until the rate limit has room for one CreateInstances.
func (b *buyer) Ready(ctx context.Context, _ provider.Batch) error { return b.API.Ready(ctx) }

// Create sends one CreateInstances.
func (b *buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	return b.API.Create(ctx, b.product, b.Service, b.order(b.Conn, batch, provider.Secret.Reveal), batch)
}
