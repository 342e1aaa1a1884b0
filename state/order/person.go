package order

import (
	"context"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Person is a [Service] in somebody's name: each decision has a row of the audit in the transaction that carries it
// out, and so has a refusal.
type Person struct {
	watching
	service *Service
	who     Actor
}

// watching is what leaves no row: looking at orders and prices. Nothing else of a [Service] is a [Person]'s by itself.
type watching interface {
	Orders(ctx context.Context) ([]View, error)
	Forgotten(ctx context.Context) ([]View, error)
	Order(ctx context.Context, id ID) (View, error)
	History(ctx context.Context, id ID) (History, error)
	Named(ctx context.Context, account string, product provider.ProductID, name string) ([]ID, error)
	Discover(ctx context.Context, account string, spec provider.Spec, names []string) error
	Changes() (<-chan struct{}, func())
	Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error)
	Requote(ctx context.Context, account string, spec provider.Spec, shown provider.Quote) (provider.Quote, error)
	Script(ctx context.Context, id ID) (provider.Secret, bool, error)
	Refresh(ctx context.Context, id ID) error
	LookAgain(ctx context.Context, id ID) error
}

// As returns the service in the name of somebody who runs the program themselves: nothing binds them but what binds
// everybody.
func (s *Service) As(name string) *Person { return s.For(Actor{Name: name, Adopts: true}) }

// For returns the service for somebody.
func (s *Service) For(who Actor) *Person { return &Person{watching: s, service: s, who: who} }

// Within returns the service for the same person, who may not buy more than l allows, beside the limits of everybody.
func (p *Person) Within(l policy.Limits) *Person {
	who := p.who
	who.Limits = l
	return p.service.For(who)
}

// Record adds a row to the audit.
func (s *Service) Record(ctx context.Context, e journal.Entry) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error { return s.enter(tx, e) })
}

// Writable reports why the journal cannot be written; nil when it can. Nothing of any order is changed.
func (s *Service) Writable(ctx context.Context) error {
	return s.opt.Store.Update(ctx, (*journal.Tx).Try)
}

// Audit returns the rows of the audit about an order, or all when id is "", the oldest first.
func (s *Service) Audit(ctx context.Context, id ID) (all []journal.Entry, err error) {
	err = s.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		all, err = j.Audit(string(id))
		return err
	})
	return all, err
}

// Quoted records what somebody, who is not known, was told that a spec costs.
func (s *Service) Quoted(ctx context.Context, account string, spec provider.Spec, q provider.Quote) error {
	return s.As("").Quoted(ctx, account, spec, q)
}

// Quoted records what the person was told that a spec costs, unless the journal can only be read: then nothing is
// bought for it.
func (p *Person) Quoted(ctx context.Context, account string, s provider.Spec, q provider.Quote) error {
	if p.service.opt.Store.ReadOnly() {
		return nil
	}
	o := journal.Order{Key: journal.Key{Account: account, Product: s.Product}, Spec: s, Quote: q}
	return p.service.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		return p.service.record(tx, p.who.Name, "quote", o, nil)
	})
}

// Place is [Service.Place] in the person's name, with the quote that they have agreed to in the audit.
func (p *Person) Place(ctx context.Context, c Confirmed) (id ID, err error) {
	c.By, c.Key = p.who.Name, p.who.Key
	if err := p.Quoted(ctx, c.Account, c.Spec, c.Quote); err != nil {
		return "", err
	}
	d := decision{what: policy.Order, id: c.ID, hide: c.Spec.Access, detail: map[string]string{
		"product": string(c.Spec.Product), "account": c.Account, "machines": strconv.Itoa(c.Spec.Machines()),
	}}
	err = p.decide(ctx, d, func(ctx context.Context) (err error) {
		id, err = p.service.place(ctx, c, p.who)
		return err
	})
	return id, err
}

// Decide is [Service.Decide] in the person's name.
func (p *Person) Decide(ctx context.Context, id ID, v Verdict) error {
	v.By, v.Key = p.who.Name, p.who.Key
	d := decision{what: policy.Deny, id: id, detail: map[string]string{"seal": v.Seal}}
	if v.Yes {
		d.what = policy.Approve
	}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.verdict(ctx, id, v, p.who) })
}

// Send is [Service.Send] in the person's name.
func (p *Person) Send(ctx context.Context, id ID, c Dispatch) error {
	c.By = p.who.Name
	d := decision{what: policy.Send, id: id, hide: c.Secrets}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.dispatch(ctx, id, c, p.who) })
}

// AcceptQuote is [Service.AcceptQuote] in the person's name.
func (p *Person) AcceptQuote(ctx context.Context, id ID, q provider.Quote) error {
	d := decision{what: policy.AcceptQuote, id: id, detail: map[string]string{"price": priceOf(q)}}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.acceptQuote(ctx, id, q, p.who) })
}

// OrderRest is [Service.OrderRest] in the person's name.
func (p *Person) OrderRest(ctx context.Context, id ID, secrets provider.Access) error {
	d := decision{what: policy.OrderRest, id: id, hide: secrets}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.orderRest(ctx, id, secrets, p.who) })
}

// RetryFailed is [Service.RetryFailed] in the person's name.
func (p *Person) RetryFailed(ctx context.Context, id ID, secrets provider.Access) error {
	d := decision{what: policy.RetryFailed, id: id, hide: secrets}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.retryFailed(ctx, id, secrets, p.who) })
}

// BuyAgain is [Service.BuyAgain] in the person's name.
func (p *Person) BuyAgain(ctx context.Context, id ID, a Again) error {
	d := decision{what: policy.BuyAgain, id: id, hide: a.Secrets, detail: map[string]string{"batch": strconv.Itoa(a.N)}}
	if isToken(a.Token) { // what else was typed may be anything
		d.detail["token"] = a.Token
	}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.buyAgain(ctx, id, a, p.who) })
}

// Adopt is [Service.Adopt] in the person's name.
func (p *Person) Adopt(ctx context.Context, id ID, n int, ids []provider.InstanceID) error {
	d := decision{what: policy.Adopt, id: id, detail: machineList(ids)}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.adopt(ctx, id, n, ids, p.who) })
}

// CloseUnresolved is [Service.CloseUnresolved] in the person's name.
func (p *Person) CloseUnresolved(ctx context.Context, id ID) error {
	return p.decide(ctx, decision{what: policy.CloseUnresolved, id: id},
		func(ctx context.Context) error { return p.service.CloseUnresolved(ctx, id) })
}

// Release is [Service.Release] in the person's name.
func (p *Person) Release(ctx context.Context, id ID, ids []provider.InstanceID) error {
	d := decision{what: policy.Release, id: id, detail: machineList(ids)}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.Release(ctx, id, ids) })
}

// ReleaseResources is [Service.ReleaseResources] in the person's name.
func (p *Person) ReleaseResources(ctx context.Context, id ID) error {
	d := decision{what: policy.Release, id: id, detail: map[string]string{"resources": "all"}}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.ReleaseResources(ctx, id) })
}

// Destroy is [Service.Destroy] in the person's name.
func (p *Person) Destroy(ctx context.Context, id ID, ids []provider.InstanceID) error {
	d := decision{what: policy.Destroy, id: id, detail: machineList(ids)}
	return p.decide(ctx, d, func(ctx context.Context) error { return p.service.Destroy(ctx, id, ids) })
}

// Forget is [Service.Forget] in the person's name.
func (p *Person) Forget(ctx context.Context, id ID) error {
	return p.decide(ctx, decision{what: policy.Forget, id: id},
		func(ctx context.Context) error { return p.service.forget(ctx, id, p.who.Name) })
}

func machineList(ids []provider.InstanceID) map[string]string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, string(id))
	}
	return map[string]string{"machines": strings.Join(names, " ")}
}
