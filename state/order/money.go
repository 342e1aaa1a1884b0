package order

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Stale is the error that the price is now higher than was shown, or that the quote differs in another way. Nothing
// was sent.
type Stale struct{ Was, Is provider.Quote }

// Error is for logs.
func (e *Stale) Error() string {
	return fmt.Sprintf("the price has changed: it was %s, it is %s", priceOf(e.Was), priceOf(e.Is))
}

// Unwrap returns the error by its kind.
func (e *Stale) Unwrap() error {
	return &provider.Error{Kind: provider.KindStale, Outcome: provider.Refused, Err: errors.New("the price has changed")}
}

// ErrUnpriced refuses an order whose price is not known, unless the caller explicitly agreed with
// [Place.Unpriced].
var ErrUnpriced = errors.New("the vendor states no price, and nobody has confirmed that")

// requote asks for the price of the whole order, which shown is of, too. n of its machines are to be ordered.
func requote(ctx context.Context, c provider.Catalog, s provider.Spec, n int, shown provider.Quote) (provider.Quote,
	error,
) {
	if err := inStock(ctx, c, s, n); err != nil {
		return provider.Quote{}, err
	}
	is, err := c.Quote(ctx, s)
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
func inStock(ctx context.Context, c provider.Catalog, s provider.Spec, n int) error {
	t, err := sold(ctx, c, s)
	if err != nil {
		return err
	}
	if t == nil {
		e := provider.Violation(provider.FieldType, provider.RuleNotOffered)
		e.Kind = provider.KindNotFound
		return e
	}
	if e := provider.SoldOtherwise(s.Billing.Charge, t.Supplies); e != nil {
		return e
	}
	left := func(r provider.Rule, k provider.Kind, f provider.Field, limit int) error {
		e := provider.Violation(f, r)
		e.Kind, e.Limit, e.Got = k, limit, n
		return e
	}
	switch {
	case t.Stock == provider.StockSoldOut:
		return left(provider.RuleSoldOut, provider.KindSoldOut, provider.FieldType, 0)
	case t.Left != nil && *t.Left < n:
		return left(provider.RuleSoldOut, provider.KindSoldOut, provider.FieldCount, *t.Left)
	case t.Quota != nil && *t.Quota > 0 && *t.Quota < n:
		return left(provider.RuleQuota, provider.KindQuota, provider.FieldCount, *t.Quota)
	}
	return nil
}

// sold returns what the zone offers of the type; nil when it does not offer the type.
func sold(ctx context.Context, c provider.Catalog, s provider.Spec) (*provider.InstanceType, error) {
	if by, ok := provider.As[provider.StockReader](c); ok {
		return by.StockOf(ctx, s)
	}
	types, err := c.Types(ctx, s)
	if i := slices.IndexFunc(types, func(t provider.InstanceType) bool { return t.ID == s.Type }); err == nil && i >= 0 {
		return &types[i], nil
	}
	return nil, err
}

// dearer reports whether is asks for more than was in any part, or in another currency. Prices by use are compared,
// too, though no total has them.
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
	for i, l := range is.Lines {
		if l.Unit == "" {
			continue
		}
		if before, ok := was.Same(is, i); more(before.Each, l.Each) && (ok || !l.Each.IsZero()) {
			return true
		}
	}
	for i, l := range was.Lines { // a step that is gone leaves its use to the one before, which may be dearer
		if _, ok := is.Same(was, i); !ok && l.Unit != "" && slices.ContainsFunc(is.Lines, func(o provider.PriceLine) bool {
			return o.Item == l.Item && o.Unit == l.Unit && o.Per == l.Per && more(l.Each, o.Each)
		}) {
			return true
		}
	}
	return false
}

// cost is what n machines cost by q; it has no currency when the price is not known.
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

// limits are how much may be spent by everybody together, and by profile.
type limits struct {
	all      policy.Limits
	profiles map[string]policy.Limits
}

// affordable checks a purchase of an order against the rules, everyone's limits and those of the buyer, inside the
// transaction that writes it down: no other purchase, on any host of the journal, can come in between.
func (l *limits) affordable(tx *journal.Tx, d *decision, o journal.Order, p policy.Purchase) error {
	if e := provider.CheckCount(max(p.Machines, 1)); e != nil { // none: only networks or addresses are bought
		return e
	}
	if err := d.who.may(d.what, subject(o)); err != nil {
		return err
	}
	if err := check(tx, l.all, journal.Scope{}, ID(o.ID), p); err != nil {
		return err
	}
	err := check(tx, l.profiles[o.Profile], journal.Scope{Profile: o.Profile}, ID(o.ID), p)
	if r, ok := errors.AsType[*policy.Refusal](err); ok {
		r.Profile = o.Profile
	}
	if err != nil {
		return err
	}
	err = check(tx, d.who.limits(), journal.Scope{By: d.who.Name}, ID(o.ID), p)
	if r, ok := errors.AsType[*policy.Refusal](err); ok {
		r.Person = true
	}
	return err
}

// check holds a purchase against limits on what is ordered within c.
func check(tx *journal.Tx, l policy.Limits, c journal.Scope, id ID, p policy.Purchase) error {
	if l.None() {
		return nil
	}
	before, err := tx.Bought(journal.Scope{Order: string(id), Except: string(id)})
	if err != nil {
		return err
	}
	c.Except = string(id)
	c.Since, c.Until = today(tx.Now())
	day, err := tx.Bought(c)
	if err != nil {
		return err
	}
	return l.Check(p, before, day)
}

// AcceptQuote is the [Command] to pay by a quote, as [Stale] showed it, for the machines that are still to be ordered.
// For an order that waits for approval, approval is asked for anew. Its errors are [ErrRequest], [ErrVoid] when the
// order was sent on an approval for less, and a [*policy.Refusal] when the limits do not allow it at that price.
type AcceptQuote struct {
	ID    ID
	Quote provider.Quote
}

func (c AcceptQuote) describe() decision {
	return decision{
		what: policy.AcceptQuote, id: c.ID, outcome: outcomeDone, detail: map[string]string{"price": priceOf(c.Quote)},
	}
}

func (c AcceptQuote) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		q := c.Quote
		q.Count = r.order.Spec.Machines()
		if err := tx.Orders.SetQuote(r.order.ID, q); err != nil {
			return err
		}
		print, err := tx.Orders.PriceFingerprint(r.order.ID)
		if err != nil {
			return err
		}
		d.add("price", priceOf(q))
		d.add("quote", print)
		if err := s.limits.affordableAt(tx, d, r, s.Views.view(r), q); err != nil {
			return err
		}
		switch {
		case r.held():
			return s.approvals.askAgain(tx, r, q, d.who)
		case r.approval != nil && dearer(r.order.Quote, q): // this price was not approved
			return fmt.Errorf("%w: %s", ErrVoid, c.ID)
		}
		return s.approvals.covered(tx, r, q, d.who)
	})
}

// affordableAt is [limits.affordable] for the machines of r, which v shows, that are still to be ordered, at q. The
// check is repeated when they are ordered.
func (l *limits) affordableAt(tx *journal.Tx, d *decision, r rows, v View, q provider.Quote) error {
	p := policy.Purchase{Quote: q, Machines: q.Count, New: true}
	if !r.held() {
		p = policy.Purchase{Quote: q, Machines: max(v.Rest, v.Lost), Replaces: r.instances.gone()}
	}
	if p.Machines == 0 { // an unresolved request is to be bought again
		return nil
	}
	return l.affordable(tx, d, r.order, p)
}
