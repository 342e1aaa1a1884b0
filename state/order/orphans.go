package order

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/meter"
	"github.com/metalwright/metalwright/state/offers"
)

// OrphanKind says why nobody uses something.
type OrphanKind string

// The kinds, in the order in which they are listed. The message catalogue has their words below "orphan.".
const (
	OrphanMachine  OrphanKind = "machine"  // it carries a token of metalwright, and no order has it
	OrphanResource OrphanKind = "resource" // a network or address of an order that has no machine
	OrphanOrder    OrphanKind = "order"    // its machines have run, and are gone without being released
	OrphanForeign  OrphanKind = "foreign"  // a machine that metalwright did not order: it is listed, and left alone
)

// Orphan is something that an account holds, or an order has lost, and that no order uses.
type Orphan struct {
	Kind    OrphanKind
	Account string
	Product provider.ProductID
	Zone    provider.ZoneID
	ID      string // of the machine, the network or the order; the address
	Name    string // of a machine; "" when it has none
	Type    provider.TypeID
	Status  provider.Status       // of a machine
	Token   string                // of a machine; "" without one
	Order   ID                    // "" when no order is known
	By      string                // who placed the order
	Profile string                // of the order; see [View.ProfileName]
	Made    provider.ResourceKind // of a network or address
	Since   time.Time             // when it was made, or lost; zero when that is not known
	// Day is what it costs a day: of a machine that no order has, by the list price of its type by the hour. It has no
	// currency when no price is known.
	Day     provider.Money
	Ignored time.Time // when somebody did not want to be warned of it any more; zero when nobody did
}

// ignore is what the journal remembers it by.
func (o Orphan) ignore(by string) journal.Ignore {
	return journal.Ignore{
		Key: journal.Key{Account: o.Account, Product: o.Product}, Kind: string(o.Kind) + " " + string(o.Made), ID: o.ID,
		By: by,
	}
}

// holding is what an account holds, and which machines of that the journal has in an order.
type holding struct {
	key    journal.Key
	listed []provider.Instance
	known  map[provider.InstanceID]bool
}

// Orphans lists what no order uses at all accounts that are open, and what of it is ignored. It costs a list request
// an account, and what it takes to price each type that is among the machines. The error is of accounts that could not
// be asked; what the others hold is listed beside it.
func (s *Views) Orphans(ctx context.Context) ([]Orphan, error) {
	accounts := s.accounts.list()
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
	found, err := s.orphansAmong(ctx, held)
	if err != nil {
		return nil, err
	}
	s.price(ctx, found)
	return found, errors.Join(failed...)
}

// everything lists the machines of the account in all zones.
func (a *account) everything(ctx context.Context) ([]provider.Instance, error) {
	w := a.watch.aside()
	err := w.spend(ctx)
	if err != nil {
		return nil, err
	}
	listed, err := request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Instance, error) {
		return a.operator().List(ctx, "")
	})
	if err != nil {
		err = fmt.Errorf("%s at %s: %w", a.key.Account, a.key.Product, err)
	}
	return listed, err
}

// orphansAmong compares what the accounts hold with the journal.
func (s *Views) orphansAmong(ctx context.Context, held []holding) ([]Orphan, error) {
	var rows []rows
	var ignored []journal.Ignore
	err := s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		for n := range held {
			if held[n].known, err = knownAmong(j, held[n]); err != nil {
				return err
			}
		}
		if ignored, err = j.Ignored.List(); err != nil {
			return err
		}
		rows, err = readAll(j, j.Orders.All)
		return err
	})
	if err != nil {
		return nil, err
	}
	return orphans(s.all(rows), held, ignored), nil
}

// knownAmong are the machines that an order has, or is about to have: its request may be on its way.
func knownAmong(j *journal.Snapshot, h holding) (map[provider.InstanceID]bool, error) {
	known := map[provider.InstanceID]bool{}
	for _, i := range h.listed {
		has, err := j.Instances.Known(h.key, i.ID)
		if err != nil {
			return nil, err
		}
		if !has && isToken(i.Token) {
			b, ok, err := j.Batches.ByToken(i.Token)
			if err != nil {
				return nil, err
			}
			has = ok && open(b.State)
			if ok && !has && b.Key != h.key { // the same account under another name
				if has, err = j.Instances.Known(b.Key, i.ID); err != nil {
					return nil, err
				}
			}
		}
		known[i.ID] = has
	}
	return known, nil
}

// orphans is the one computation of what no order uses.
func orphans(views []View, held []holding, ignored []journal.Ignore) []Orphan {
	var all []Orphan
	for _, h := range held {
		for _, i := range h.listed {
			if h.known[i.ID] || i.Status == provider.StatusReleased {
				continue
			}
			o := Orphan{
				Kind: OrphanForeign, Account: h.key.Account, Product: h.key.Product, Zone: i.Zone, ID: string(i.ID),
				Name: i.Name, Type: i.Type, Status: i.Status, Since: i.Created,
			}
			if isToken(i.Token) {
				o.Kind, o.Token = OrphanMachine, i.Token
			}
			all = append(all, o)
		}
	}
	for _, v := range views {
		all = append(all, orphansOf(v)...)
	}
	for n, o := range all {
		is := o.ignore("")
		at := slices.IndexFunc(ignored, func(i journal.Ignore) bool {
			return i.Key == is.Key && i.Kind == is.Kind && i.ID == is.ID
		})
		if at >= 0 {
			all[n].Ignored = ignored[at].At
		}
	}
	kinds := []OrphanKind{OrphanMachine, OrphanResource, OrphanOrder, OrphanForeign}
	slices.SortStableFunc(all, func(a, b Orphan) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Order, b.Order), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return all
}

// orphansOf is what an order has left behind, or the order itself when its machines are gone.
func orphansOf(v View) []Orphan {
	of := Orphan{
		Account: v.Account, Product: v.Product, Zone: v.Spec.Zone, Order: v.ID, By: v.By, Profile: v.ProfileName(),
	}
	var all []Orphan
	for _, r := range v.LeftBehind() {
		o := of
		o.Kind, o.ID, o.Made, o.Since = OrphanResource, r.ID, r.Kind, r.Made
		all = append(all, o)
	}
	if at := v.lostAt(); !at.IsZero() && !v.Forgotten {
		o := of
		o.Kind, o.ID, o.Name, o.Type, o.Since = OrphanOrder, string(v.ID), v.Spec.Name, v.Spec.Type, at
		o.Day = provider.Money{Currency: v.Quote.Hour.Currency}
		all = append(all, o)
	}
	return all
}

// lostAt is when the last machine of an order was lost that had run: the vendor does not list any of them, and nobody
// has released it. It is zero for an order that has a machine or waits for one.
func (v View) lostAt() (at time.Time) {
	if v.Open || len(v.There()) > 0 {
		return at
	}
	for _, i := range v.Instances {
		lost := i.Status == provider.StatusVanished && !i.Running.IsZero() && i.ReleaseAsked.IsZero() && i.ReplacedBy == 0
		if lost && i.Changed.After(at) {
			at = i.Changed
		}
	}
	return at
}

// price asks what the machines cost that no order has: each type of each zone once. What has no price stays without.
func (s *Views) price(ctx context.Context, all []Orphan) {
	type offer struct {
		key  journal.Key
		zone provider.ZoneID
		kind provider.TypeID
	}
	var mu sync.Mutex
	of := map[offer][]int{}
	for n, o := range all {
		if (o.Kind == OrphanMachine || o.Kind == OrphanForeign) && o.Type != "" {
			k := offer{journal.Key{Account: o.Account, Product: o.Product}, o.Zone, o.Type}
			of[k] = append(of[k], n)
		}
	}
	asked, ctx := together.With(ctx)
	for k, rows := range of {
		asked.Go(func() error {
			day, ok := s.dayOf(ctx, k.key, k.zone, k.kind)
			if !ok {
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

// dayOf is what a machine of the type costs a day when it is paid by the hour.
func (s *Views) dayOf(ctx context.Context, k journal.Key, z provider.ZoneID, t provider.TypeID) (provider.Money, bool) {
	a, err := s.accounts.get(k)
	if err != nil {
		return provider.Money{}, false
	}
	want := provider.Spec{
		Product: k.Product, Zone: z, Count: 1, Billing: provider.Billing{Charge: provider.Postpaid},
	}
	zones, err := a.operator().Zones(ctx)
	if err != nil {
		return provider.Money{}, false
	}
	types, err := a.operator().Types(ctx, want)
	if err != nil {
		return provider.Money{}, false
	}
	at := slices.IndexFunc(zones, func(x provider.Zone) bool { return x.ID == z })
	of := slices.IndexFunc(types, func(x provider.InstanceType) bool { return x.ID == t })
	if at < 0 || of < 0 {
		return provider.Money{}, false
	}
	o := offers.Priced(ctx, a.operator(), want, offers.Offer{Product: k.Product, Zone: zones[at], Type: types[of]})
	if o.Failed != nil || !o.Quote.Known() {
		return provider.Money{}, false
	}
	day, err := o.Quote.Hour.Times(hoursPerDay)
	return day, err == nil
}

const hoursPerDay = 24

// DayOf is what all of them together cost a day, in each currency. What has no price, or is too much to add, is left
// out.
func DayOf(all []Orphan) []provider.Money {
	var s meter.Sum
	for _, o := range all {
		_ = s.Add(meter.Reading{Hour: o.Day}) // see above
	}
	return slices.DeleteFunc(s.Hour(), func(m provider.Money) bool { return m.IsZero() })
}
