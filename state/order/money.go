package order

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Spending is how much may be ordered: prepaid machines count with their whole term, others with 730 hours. What is zero
// or missing has no limit. Refused purchases cost nothing; those with unknown outcome cost what they would.
type Spending struct {
	PerOrder map[string]provider.Money // by currency (ISO 4217), of all machines of one order
	PerDay   map[string]provider.Money // by currency, of all orders in the journal that were confirmed on a UTC day
	// Instances and InstancesPerDay count the machines that the vendor states no price for.
	Instances, InstancesPerDay int
}

// Stale says that more would have to be paid than was shown, or something else. Nothing was sent.
type Stale struct{ Was, Is provider.Quote }

// Error is for logs.
func (e *Stale) Error() string {
	return fmt.Sprintf("the price has changed: it was %s, it is %s", priceOf(e.Was), priceOf(e.Is))
}

// Unwrap returns the error by its kind.
func (e *Stale) Unwrap() error {
	return &provider.Error{Kind: provider.KindStale, Outcome: provider.Refused, Err: errors.New("the price has changed")}
}

// Over says that an order would go beyond a limit of [Spending]. Nothing was sent.
type Over struct {
	Day bool // of the UTC day; otherwise of the order
	// Limit, Spent before, and Due for this order, in one currency. They are zero when machines are counted.
	Limit, Spent, Due provider.Money
	// Machines is the same for machines without a price; its Limit is 0 when money is counted.
	Machines struct{ Limit, Spent, Due int }
}

// Error is for logs.
func (e *Over) Error() string {
	what := "order"
	if e.Day {
		what = "day"
	}
	if e.Machines.Limit > 0 {
		m := e.Machines
		return fmt.Sprintf("the limit of %d machines per %s is exceeded: %d before, %d now", m.Limit, what, m.Spent, m.Due)
	}
	return fmt.Sprintf("the limit of %s per %s is exceeded: %s before, %s now", e.Limit, what, e.Spent, e.Due)
}

// Unwrap returns the error by its kind: choose less, or raise the limit.
func (e *Over) Unwrap() error {
	return &provider.Error{
		Kind: provider.KindQuota, Field: provider.FieldCount, Outcome: provider.Refused, Err: errors.New("a spending limit is exceeded"),
	}
}

// ErrUnpriced refuses an order that nobody knows the price of without an explicit yes, [Confirmed.Unpriced].
var ErrUnpriced = errors.New("the vendor states no price, and nobody has said yes to that")

// Requote asks the vendor again for stock, quota and price of s, just before it is ordered. The error is a
// [provider.Error] of [provider.KindSoldOut], KindQuota or KindNotFound, a [*Stale] when more would have to be paid than
// shown, or why the vendor could not be asked. A cheaper price is fine.
func (s *Service) Requote(ctx context.Context, account string, spec provider.Spec, shown provider.Quote) (provider.Quote, error) {
	a, err := s.account(journal.Key{Account: account, Product: spec.Product})
	if err != nil {
		return provider.Quote{}, err
	}
	return requote(ctx, a.reader(), spec, spec.Machines(), shown)
}

// requote asks for the price of the whole order, which shown is of, too: the vendor may round it by the number of
// machines. n of them are to be ordered.
func requote(ctx context.Context, r provider.Reader, s provider.Spec, n int, shown provider.Quote) (provider.Quote, error) {
	if err := inStock(ctx, r, s, n); err != nil {
		return provider.Quote{}, err
	}
	is, err := r.Quote(ctx, s)
	if err != nil {
		return provider.Quote{}, err
	}
	if dearer(shown, is) {
		shown.Count = cmp.Or(shown.Count, is.Count)
		return is, &Stale{Was: shown, Is: is}
	}
	return is, nil
}

// inStock asks whether n machines of the type are still sold.
func inStock(ctx context.Context, r provider.Reader, s provider.Spec, n int) error {
	types, err := r.Types(ctx, s)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(types, func(t provider.InstanceType) bool { return t.ID == s.Type })
	if i < 0 {
		e := provider.Fault(provider.FieldType, provider.RuleNotOffered)
		e.Kind = provider.KindNotFound
		return e
	}
	t := types[i]
	left := func(k provider.Kind, f provider.Field, limit int) error {
		e := provider.Fault(f, provider.RuleSoldOut)
		e.Kind, e.Limit, e.Got = k, limit, n
		return e
	}
	switch {
	case t.Stock == provider.StockSoldOut:
		return left(provider.KindSoldOut, provider.FieldType, 0)
	case t.Left != nil && *t.Left < n:
		return left(provider.KindSoldOut, provider.FieldCount, *t.Left)
	case t.Quota != nil && *t.Quota > 0 && *t.Quota < n:
		return left(provider.KindQuota, provider.FieldCount, *t.Quota)
	}
	return nil
}

// dearer reports whether is asks for more than was in any part, or in another currency. Prices by use are compared, too,
// though no total has them.
func dearer(was, is provider.Quote) bool {
	if was.Priced != is.Priced {
		return true
	}
	more := func(a, b provider.Money) bool {
		return b.Micros > a.Micros || !b.IsZero() && a.Currency != b.Currency
	}
	if more(was.Term, is.Term) || more(was.Month, is.Month) || more(was.Hour, is.Hour) {
		return true
	}
	for _, l := range is.Lines {
		if l.Unit == "" {
			continue
		}
		i := slices.IndexFunc(was.Lines, func(o provider.PriceLine) bool {
			return o.Item == l.Item && o.Per == l.Per && o.Unit == l.Unit
		})
		if i < 0 && !l.Each.IsZero() || i >= 0 && more(was.Lines[i].Each, l.Each) {
			return true
		}
	}
	return false
}

// cost is what n machines cost by q; without a currency when nobody knows.
func cost(q provider.Quote, n int) provider.Money {
	q.Count = n
	due, err := q.Due()
	if err != nil {
		return provider.Money{}
	}
	return due
}

// priceOf is what an order costs, for logs and the audit.
func priceOf(q provider.Quote) string {
	due, err := q.Due()
	if err != nil {
		return "unknown"
	}
	return due.String()
}

// affordable checks the spending limits for n more machines of an order, inside the transaction that writes them down.
func (s *Service) affordable(tx *journal.Tx, id ID, q provider.Quote, n int) error {
	l := s.opt.Spending
	if len(l.PerOrder) == 0 && len(l.PerDay) == 0 && l.Instances == 0 && l.InstancesPerDay == 0 {
		return nil
	}
	order, err := tx.SpentOn(string(id))
	if err != nil {
		return err
	}
	if err := atMost(l.PerOrder, l.Instances, order, q, n, false); err != nil {
		return err
	}
	today := s.opt.Now().UTC().Truncate(24 * time.Hour)
	day, err := tx.Spent(today, today.Add(24*time.Hour))
	if err != nil {
		return err
	}
	return atMost(l.PerDay, l.InstancesPerDay, day, q, n, true)
}

// atMost checks one limit.
func atMost(limits map[string]provider.Money, machines int, spent journal.Spending, q provider.Quote, n int, day bool) error {
	due := cost(q, n)
	if !q.Priced || due.Currency == "" {
		if machines > 0 && spent.Unpriced+n > machines {
			e := &Over{Day: day}
			e.Machines.Limit, e.Machines.Spent, e.Machines.Due = machines, spent.Unpriced, n
			return e
		}
		return nil
	}
	limit, ok := limits[due.Currency]
	if ok && spent.Micros[due.Currency]+due.Micros > limit.Micros {
		return &Over{
			Day: day, Limit: limit, Spent: provider.Money{Micros: spent.Micros[due.Currency], Currency: due.Currency}, Due: due,
		}
	}
	return nil
}

// AcceptQuote records that a person agrees to pay by q for what is still to be ordered of an order, as [Stale] showed it. An
// order that waits for a yes is asked for anew; [ErrVoid] when it was sent on one that was for less.
func (s *Service) AcceptQuote(ctx context.Context, id ID, q provider.Quote) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err == nil {
			err = s.decided(ctx, tx, outcomeDone)
		}
		if err != nil {
			return err
		}
		q.Count = r.order.Spec.Machines()
		switch {
		case r.held():
			return s.askAgain(tx, r, q)
		case r.approval != nil && dearer(r.order.Quote, q): // nobody has said yes to that
			return fmt.Errorf("%w: %s", ErrVoid, id)
		}
		return tx.PutQuote(r.order.ID, q)
	})
}

// account returns the account of key.
func (s *Service) account(key journal.Key) (*account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.accounts[key]
	if !ok {
		return nil, fmt.Errorf("%w: %s at %s", ErrNoAccount, key.Account, key.Product)
	}
	return a, nil
}
