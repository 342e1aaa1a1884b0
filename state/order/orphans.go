package order

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/meter"
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
	Ignored time.Time // when someone did not want to be warned of it any more; zero when nobody did
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

// among are the orphans in what the accounts hold, and what the orders themselves have left behind.
func (s orphanSearch) among(ctx context.Context, held []holding) ([]Orphan, error) {
	var rows []rows
	var ignored []journal.Ignore
	err := s.views.store.View(ctx, func(j *journal.Snapshot) (err error) {
		k := newKnowledge(j)
		for n := range held {
			if held[n].known, err = k.among(held[n]); err != nil {
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
	return orphans(s.views.all(rows), held, ignored), nil
}

// knowledge is what a snapshot knows of machines: the ids of an account are read once, and the batch of a token.
type knowledge struct {
	j       *journal.Snapshot
	ids     map[journal.Key]map[provider.InstanceID]bool
	batches map[string]*journal.Batch // by token; nil: there is none
}

func newKnowledge(j *journal.Snapshot) *knowledge {
	return &knowledge{j, map[journal.Key]map[provider.InstanceID]bool{}, map[string]*journal.Batch{}}
}

func (k *knowledge) of(key journal.Key) (map[provider.InstanceID]bool, error) {
	ids, read := k.ids[key]
	if read {
		return ids, nil
	}
	ids, err := k.j.Instances.IDs(key)
	k.ids[key] = ids
	return ids, err
}

func (k *knowledge) batch(token string) (*journal.Batch, error) {
	b, read := k.batches[token]
	if read {
		return b, nil
	}
	found, ok, err := k.j.Batches.ByToken(token)
	if ok {
		b = &found
	}
	k.batches[token] = b
	return b, err
}

// among are the machines that an order has, or is about to have: its request may be on its way.
func (k *knowledge) among(h holding) (map[provider.InstanceID]bool, error) {
	known := map[provider.InstanceID]bool{}
	ids, err := k.of(h.key)
	if err != nil {
		return nil, err
	}
	for _, i := range h.listed {
		has := ids[i.ID]
		if !has && isToken(i.Token) {
			b, err := k.batch(i.Token)
			if err != nil {
				return nil, err
			}
			if has = b != nil && open(b.State); b != nil && !has && b.Key != h.key { // the same account by another name
				others, err := k.of(b.Key)
				if err != nil {
					return nil, err
				}
				has = others[i.ID]
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
	if at := lostAt(v); !at.IsZero() && !v.Forgotten {
		o := of
		o.Kind, o.ID, o.Name, o.Type, o.Since = OrphanOrder, string(v.ID), v.Spec.Name, v.Spec.Type, at
		o.Day = provider.Money{Currency: v.Quote.Hour.Currency}
		all = append(all, o)
	}
	return all
}

// lostAt is when the last machine of an order was lost that had run: the vendor does not list any of them, and nobody
// has released it. It is zero for an order that has a machine or waits for one.
func lostAt(v View) (at time.Time) {
	if v.Open || v.CountThere() > 0 {
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

// DayOf is what all of them together cost a day, in each currency. What has no price, or is too much to add, is left
// out.
func DayOf(all []Orphan) []provider.Money {
	var s meter.Sum
	for _, o := range all {
		_ = s.Add(meter.Reading{Hour: o.Day}) // see above
	}
	return slices.DeleteFunc(s.Hour(), func(m provider.Money) bool { return m.IsZero() })
}
