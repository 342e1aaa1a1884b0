package sim

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// Ledger is what the cloud knows to have happened, whatever it answered. Tests count with it what was bought.
type Ledger struct {
	Purchases []Purchase // those that were carried out, the oldest first
	Machines  []Machine  // all that ever were, the oldest first
	Balance   provider.Money
	requests  map[request]int
}

// Purchase is one purchase request that was carried out.
type Purchase struct {
	Product string
	Order   string // the vendor's order number
	Token   string // of the batch, by the tag "metalwright"; "" when it has none
	Name    string // of the first machine
	At      time.Time
	Wanted  int
	IDs     []provider.InstanceID
}

// Machine is a machine that was bought.
type Machine struct {
	ID      provider.InstanceID
	Product string
	Zone    provider.ZoneID
	Type    provider.TypeID
	Name    string
	Token   string
	Order   string
	Created time.Time
	Status  string // the vendor's; "" when the machine exists no longer
	// Spent is what it has cost until now, whether it was taken from the balance or not: each term that has begun and was
	// not refunded, or each hour of use that has begun since it ran.
	Spent provider.Money
}

// Purchased is how many purchase requests with the token were carried out.
func (l Ledger) Purchased(token string) int {
	n := 0
	for _, p := range l.Purchases {
		if p.Token == token {
			n++
		}
	}
	return n
}

// Bought lists the machines with the token.
func (l Ledger) Bought(token string) []Machine {
	var all []Machine
	for _, m := range l.Machines {
		if m.Token == token {
			all = append(all, m)
		}
	}
	return all
}

// Requests is how many requests for the action this process has received, refused ones included.
func (l Ledger) Requests(service, action string) int { return l.requests[request{service, action}] }

// Ledger reads what has happened until now, in all processes; requests are counted for this process alone.
func (c *Cloud) Ledger(ctx context.Context) (Ledger, error) {
	s := c.world.Store.Read()
	purchases, err := s.Ledger().Purchases(ctx)
	if err != nil {
		return Ledger{}, err
	}
	machines, err := s.Machines(ctx, store.Query{All: true})
	if err != nil {
		return Ledger{}, err
	}
	cash, err := s.Ledger().Cash(ctx)
	if err != nil {
		return Ledger{}, err
	}
	l := Ledger{Balance: provider.Money{Micros: cash, Currency: s.Catalogue.Account.Currency}}
	for _, p := range purchases {
		out := Purchase{
			Product: p.Product, Order: p.Order, Token: p.Token, Name: p.Name, At: store.Time(p.At),
			Wanted: p.Wanted,
		}
		for _, id := range p.IDs {
			out.IDs = append(out.IDs, provider.InstanceID(id))
		}
		l.Purchases = append(l.Purchases, out)
	}
	for _, m := range slices.Backward(machines) {
		l.Machines = append(l.Machines, Machine{
			ID: provider.InstanceID(m.ID), Product: m.Product, Zone: provider.ZoneID(m.Zone),
			Type: provider.TypeID(m.Type), Name: m.Name,
			Token: m.Token, Order: m.Order, Created: store.Time(m.Created), Status: m.Timeline.Status(s.At),
			Spent: provider.Money{Micros: spent(m, s.At), Currency: s.Catalogue.Account.Currency},
		})
	}
	l.requests = c.requests.all()
	return l, nil
}
