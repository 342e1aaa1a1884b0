package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/offers"
)

// OrphanScope is what is asked of the vendors for a list of orphans.
type OrphanScope uint8

// The scopes. The zero value is all.
const (
	OrphansPriced   OrphanScope = iota // what the accounts hold, and what it costs
	OrphansUnpriced                    // what the accounts hold
	OrphansOfOrders                    // nothing: only what orders have left behind or lost, as the journal has it
)

// Orphans lists what no order uses at all accounts that are open, and what of it is ignored. It costs a list request
// an account, and what it takes to price each type that is among the machines; whoever asks within [sharedFor] gets the
// same answers. The error is of accounts that could not be asked; what the others hold is listed beside it.
func (s *Views) Orphans(ctx context.Context, scope OrphanScope) ([]Orphan, error) {
	return orphanSearch{s}.run(ctx, scope)
}

// orphanSearch compares what accounts hold with the orders in the journal.
type orphanSearch struct{ views *Views }

// run asks the vendors for what the scope has.
func (s orphanSearch) run(ctx context.Context, scope OrphanScope) ([]Orphan, error) {
	var accounts []*account
	if scope != OrphansOfOrders {
		accounts = s.views.accounts.list()
	}
	held, failed := make([]holding, len(accounts)), make([]error, len(accounts))
	all, ctx2 := together.With(ctx)
	for n, a := range accounts {
		all.Go(func() error {
			held[n].key = a.key
			held[n].listed, failed[n] = a.everything(ctx2)
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	found, err := s.among(ctx, held)
	if err != nil {
		return nil, err
	}
	if scope == OrphansPriced {
		s.price(ctx, found)
	}
	return found, errors.Join(failed...)
}

// sharedFor is how long an answer of a vendor is shared: as long as it takes many people to open the same screen.
const sharedFor = 5 * time.Second

// shared is an answer of a vendor that everybody gets who asks soon after. Make it with newShared.
type shared[T any] struct {
	watchLock chan struct{} // has room for one: whoever is in asks, the others wait for that answer
	at        time.Time     // of the answer; zero without one
	value     T
}

func newShared[T any]() *shared[T] { return &shared[T]{watchLock: make(chan struct{}, 1)} }

// get is the answer that is there, or asks. An error is nobody else's.
func (s *shared[T]) get(ctx context.Context, now func() time.Time, ask func(context.Context) (T, error)) (T, error) {
	select {
	case s.watchLock <- struct{}{}:
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
	defer func() { <-s.watchLock }()
	if since := now().Sub(s.at); !s.at.IsZero() && since >= 0 && since < sharedFor {
		return s.value, nil
	}
	v, err := ask(ctx)
	if err == nil {
		s.value, s.at = v, now()
	}
	return v, err
}

// everything lists the machines of the account in all zones.
func (a *account) everything(ctx context.Context) ([]provider.Instance, error) {
	w := a.watch.aside()
	listed, err := a.listed.get(ctx, w.now, func(ctx context.Context) ([]provider.Instance, error) {
		if err := w.spend(ctx); err != nil {
			return nil, err
		}
		return request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Instance, error) {
			return a.operator().List(ctx, "")
		})
	})
	if err != nil {
		err = fmt.Errorf("%s at %s: %w", a.key.Account, a.key.Product, err)
	}
	return listed, err
}

// offerAt is a type in a zone.
type offerAt struct {
	zone provider.ZoneID
	kind provider.TypeID
}

// day is the price of an offer a day, for all who ask; its currency is "" when it has none.
func (a *account) day(o offerAt) *shared[provider.Money] {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.days == nil {
		a.days = map[offerAt]*shared[provider.Money]{}
	}
	if a.days[o] == nil {
		a.days[o] = newShared[provider.Money]()
	}
	return a.days[o]
}

// price asks what the machines cost that no order has: each type of each zone once. What has no price stays without.
func (s orphanSearch) price(ctx context.Context, all []Orphan) {
	type offer struct {
		key journal.Key
		at  offerAt
	}
	var mu sync.Mutex
	of := map[offer][]int{}
	for n, o := range all {
		if (o.Kind == OrphanMachine || o.Kind == OrphanForeign) && o.Type != "" {
			k := offer{journal.Key{Account: o.Account, Product: o.Product}, offerAt{o.Zone, o.Type}}
			of[k] = append(of[k], n)
		}
	}
	asked, ctx := together.With(ctx)
	for k, rows := range of {
		asked.Go(func() error {
			a, err := s.views.accounts.get(k.key)
			if err != nil {
				return nil
			}
			day, err := a.day(k.at).get(ctx, s.views.now, func(ctx context.Context) (provider.Money, error) {
				return dayOf(ctx, a, k.at), ctx.Err()
			})
			if err != nil {
				return nil
			}
			mu.Lock()
			defer mu.Unlock()
			for _, n := range rows {
				all[n].Day = day
			}
			return nil
		})
	}
	_ = asked.Wait() // none of them fails
}

// dayOf is what a machine costs a day when it is paid by the hour; it has no currency when that is not known.
func dayOf(ctx context.Context, a *account, o offerAt) (none provider.Money) {
	product := a.key.Product
	want := provider.Spec{
		Product: product, Zone: o.zone, Count: 1, Billing: provider.Billing{Charge: provider.Postpaid},
	}
	zones, err := a.operator().Zones(ctx)
	if err != nil {
		return none
	}
	types, err := a.operator().Types(ctx, want)
	if err != nil {
		return none
	}
	at := slices.IndexFunc(zones, func(x provider.Zone) bool { return x.ID == o.zone })
	of := slices.IndexFunc(types, func(x provider.InstanceType) bool { return x.ID == o.kind })
	if at < 0 || of < 0 {
		return none
	}
	offer := offers.Priced(ctx, a.operator(), want, offers.Offer{Product: product, Zone: zones[at], Type: types[of]})
	if offer.Failed != nil || !offer.Quote.Known() {
		return none
	}
	day, err := offer.Quote.Hour.Times(hoursPerDay)
	if err != nil {
		return none
	}
	return day
}

const hoursPerDay = 24
