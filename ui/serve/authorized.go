package serve

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// Refusal is what someone may not do here, in a sentence of their language. Nothing was sent.
type Refusal struct {
	Limit bool // a limit is exceeded; otherwise the role does not allow it
	text  string
}

// Error is the sentence.
func (r *Refusal) Error() string { return r.text }

// Unwrap returns it as screens know errors: by kind, with the sentence as its message.
func (r *Refusal) Unwrap() error {
	kind, field := provider.KindAuth, provider.FieldAccount
	if r.Limit {
		kind, field = provider.KindQuota, provider.FieldCount
	}
	return &provider.Error{Kind: kind, Field: field, Outcome: provider.Refused, Message: r.text}
}

// RefusalOf returns the refusal in the tree of err.
func RefusalOf(err error) (*Refusal, bool) { return errors.AsType[*Refusal](err) }

// authorizedOrders is the orders as one person may use them. What the person may do is asked anew each time, so a
// reload counts at once.
type authorizedOrders struct {
	signed signedIn
	server *Server
}

var _ step.Orders = (*authorizedOrders)(nil)

func sees(p policy.Person, v order.View) bool {
	return p.Sees(policy.ProfileOf(v.Profile, v.Account), v.By)
}

// Orders are those that the person sees.
func (d *authorizedOrders) Orders(ctx context.Context) ([]order.View, error) {
	p, err := d.signed.person()
	if err != nil {
		return nil, err
	}
	all, err := d.server.orders.orders(ctx)
	if err != nil {
		return nil, err
	}
	return seen(p, all), nil
}

// seen are those of the orders that the person sees, in a list of its own: the caller may sort it.
func seen(p policy.Person, all []order.View) []order.View {
	mine := make([]order.View, 0, len(all))
	for _, v := range all {
		if sees(p, v) {
			mine = append(mine, v)
		}
	}
	return mine
}

// Forgotten are those that the person sees of the orders that were taken off the lists.
func (d *authorizedOrders) Forgotten(ctx context.Context) ([]order.View, error) {
	p, err := d.signed.person()
	if err != nil {
		return nil, err
	}
	all, err := d.signed.mine().Forgotten(ctx)
	if err != nil {
		return nil, err
	}
	return seen(p, all), nil
}

// Order is one of them; one that the person does not see is not there.
func (d *authorizedOrders) Order(ctx context.Context, id order.ID) (order.View, error) {
	p, err := d.signed.person()
	if err != nil {
		return order.View{}, err
	}
	v, err := d.server.orders.order(ctx, id)
	if e, ok := errors.AsType[*order.RemovedError](err); ok &&
		!sees(p, order.View{Profile: e.Profile, Account: e.Key.Account, By: e.By}) {
		return v, fmt.Errorf("%w: %s", order.ErrNotFound, id)
	}
	if err != nil {
		return v, err
	}
	if !sees(p, v) {
		return order.View{}, fmt.Errorf("%w: %s", order.ErrNotFound, id)
	}
	return v, nil
}

// History is what happened to an order that the person sees.
func (d *authorizedOrders) History(ctx context.Context, id order.ID) (order.History, error) {
	if _, err := d.Order(ctx, id); err != nil {
		return order.History{}, err
	}
	return d.signed.mine().History(ctx, id)
}

// Arrivals are of all orders: they say how long machines took, and not whose they are.
func (d *authorizedOrders) Arrivals(ctx context.Context, p provider.ProductID) ([]order.Arrival, error) {
	if _, err := d.signed.person(); err != nil {
		return nil, err
	}
	return d.signed.mine().Arrivals(ctx, p)
}

// Orphans are those of the orders that the person sees. What belongs to no order is for those who see all: for others
// no account is asked, so that no error says which there are. Prices are for those who may ask for them.
func (d *authorizedOrders) Orphans(ctx context.Context, scope order.OrphanScope) ([]order.Orphan, error) {
	p, err := d.signed.person()
	if err != nil {
		return nil, err
	}
	switch {
	case !p.Ever(policy.EveryProfile):
		scope = order.OrphansOfOrders
	case !p.Ever(policy.Price):
		scope = max(scope, order.OrphansUnpriced)
	}
	all, err := d.signed.mine().Orphans(ctx, scope)
	return slices.DeleteFunc(all, func(o order.Orphan) bool {
		if o.Order == "" {
			return !p.Ever(policy.EveryProfile)
		}
		return !p.Sees(o.Profile, o.By)
	}), err
}

// Named lists the orders that are known by a name: whoever placed them, nothing is bought again. It asks for no right
// to order, so that who has none is refused where they order, and the audit has it.
func (d *authorizedOrders) Named(ctx context.Context, account string, product provider.ProductID,
	name string,
) ([]order.ID, error) {
	if _, err := d.signed.person(); err != nil {
		return nil, err
	}
	return d.signed.mine().Named(ctx, account, product, name)
}

// Script is the first-boot script of an order, for those who have placed it and those who may approve it where the
// file of people has them read it.
func (d *authorizedOrders) Script(ctx context.Context, id order.ID) (provider.Secret, bool, error) {
	v, err := d.Order(ctx, id)
	if err != nil {
		return provider.Secret{}, false, err
	}
	p, err := d.signed.person()
	if err != nil {
		return provider.Secret{}, false, err
	}
	reads := d.server.opt.Access.ShowsScript(policy.ProfileOf(v.Profile, v.Account)) && p.May(policy.Approve, v.By)
	if !reads && v.By != d.signed.user {
		return provider.Secret{}, false, nil
	}
	return d.signed.mine().Script(ctx, id)
}

// Discover makes Named know what the vendor's machines show.
func (d *authorizedOrders) Discover(ctx context.Context, account string, spec provider.Spec, names []string) error {
	p, err := d.signed.person()
	if err != nil || !p.May(policy.Order, d.signed.user) { // who may not order is refused where they order
		return err
	}
	return d.signed.mine().Discover(ctx, account, spec, names)
}

// Changes wakes when orders may have changed.
func (d *authorizedOrders) Changes() (<-chan struct{}, func()) { return d.server.orders.listen() }

// Clashes are names that the account has already.
func (d *authorizedOrders) Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error) {
	if err := d.signed.pricing(); err != nil {
		return nil, err
	}
	return d.signed.mine().Clashes(ctx, account, spec)
}

// Budgets is what limits leave for the person, or for someone whose order they may approve.
func (d *authorizedOrders) Budgets(ctx context.Context, of order.Budget) ([]policy.Budget, error) {
	p, err := d.signed.person()
	if err != nil {
		return nil, err
	}
	own := of.By == "" || of.By == d.signed.user
	if !p.Ever(policy.Price) || !own && (!p.May(policy.Approve, of.By) || !p.Sees(of.Profile, of.By)) {
		return nil, nil
	}
	return d.server.opt.As(d.signed.actor()).Budgets(ctx, of)
}

// Requote asks for the price again.
func (d *authorizedOrders) Requote(ctx context.Context, account string, spec provider.Spec,
	shown provider.Quote) (provider.Quote,
	error,
) {
	if err := d.signed.pricing(); err != nil {
		return provider.Quote{}, err
	}
	return d.signed.mine().Requote(ctx, account, spec, shown)
}

// Quoted records what someone was shown that a spec costs. One who asks for prices without end gets some rows of the
// audit, and no more: what an order is placed at has its own.
func (d *authorizedOrders) Quoted(ctx context.Context, account string, spec provider.Spec, q provider.Quote) error {
	if _, err := d.signed.person(); err != nil {
		return err
	}
	if !d.server.audit.rows.has(d.signed.user, d.server.opt.Now()) {
		d.server.metrics.skip(d.signed.user)
		return nil
	}
	return d.signed.mine().Quoted(ctx, account, spec, q)
}

// Do carries a command out in the person's name, within their limits and by the rules of the day. What is refused is in
// the audit, and said in their language.
func (d *authorizedOrders) Do(ctx context.Context, c order.Command) error {
	d.server.files.look()
	what, id := order.Describe(c)
	err := d.server.opt.As(d.signed.actor()).Do(ctx, c)
	_, denied := errors.AsType[*policy.Denied](err)
	err = d.signed.words.said(err)
	if denied || what == policy.Refresh || errors.Is(err, order.ErrNotFound) { // nothing has changed
		return err
	}
	if p, ok := c.(order.Place); ok && err == nil {
		d.server.log.Info("order placed", "user", d.signed.user, "order", id, "machines", p.Spec.Machines(), "product",
			p.Spec.Product)
	} else {
		d.server.log.Info("order decided", "user", d.signed.user, "order", id, "what", string(what), "error", err)
	}
	d.server.orders.bump()
	if err == nil && (what == policy.Order || what == policy.Approve || what == policy.Deny) {
		d.server.opt.Asked(id)
	}
	return err
}
