package serve

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// Refusal is what somebody may not do here, in a sentence of their language. Nothing was sent.
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
	server *Server
	user   string
	key    string // the fingerprint of the key that they have signed in with
	text   *text.Text
}

var _ step.Orders = (*authorizedOrders)(nil)

// mine is the orders in the person's name. They buy nothing with it: see act.
func (d *authorizedOrders) mine() step.Orders {
	return d.server.opt.As(order.Actor{Name: d.user, Key: d.key})
}

func (d *authorizedOrders) person() (config.Person, error) {
	p, ok := d.server.opt.Access.Person(d.user)
	if !ok {
		return p, d.refuse("serve.nobody", "Name", d.user)
	}
	return p, nil
}

func (d *authorizedOrders) refuse(id string, pairs ...any) *Refusal {
	return &Refusal{text: d.text.T(id, pairs...)}
}

func sees(p config.Person, v order.View) bool {
	return p.Sees(policy.ProfileOf(v.Profile, v.Account), v.By)
}

// Orders are those that the person sees.
func (d *authorizedOrders) Orders(ctx context.Context) ([]order.View, error) {
	p, err := d.person()
	if err != nil {
		return nil, err
	}
	all, err := d.server.hub.orders(ctx)
	if err != nil {
		return nil, err
	}
	return seen(p, all), nil
}

// seen are those of the orders that the person sees, in a list of its own: the caller may sort it.
func seen(p config.Person, all []order.View) []order.View {
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
	p, err := d.person()
	if err != nil {
		return nil, err
	}
	all, err := d.mine().Forgotten(ctx)
	if err != nil {
		return nil, err
	}
	return seen(p, all), nil
}

// Order is one of them; one that the person does not see is not there.
func (d *authorizedOrders) Order(ctx context.Context, id order.ID) (order.View, error) {
	p, err := d.person()
	if err != nil {
		return order.View{}, err
	}
	v, err := d.server.hub.order(ctx, id)
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
	return d.mine().History(ctx, id)
}

// Named lists the orders that are known by a name: whoever placed them, nothing is bought again. It asks for no right
// to order, so that who has none is refused where they order, and the audit has it.
func (d *authorizedOrders) Named(ctx context.Context, account string, product provider.ProductID,
	name string,
) ([]order.ID, error) {
	if _, err := d.person(); err != nil {
		return nil, err
	}
	return d.mine().Named(ctx, account, product, name)
}

// Script is the first-boot script of an order, for those who have placed it and those who may say yes to it where the
// file of people has them read it.
func (d *authorizedOrders) Script(ctx context.Context, id order.ID) (provider.Secret, bool, error) {
	v, err := d.Order(ctx, id)
	if err != nil {
		return provider.Secret{}, false, err
	}
	p, err := d.person()
	if err != nil {
		return provider.Secret{}, false, err
	}
	reads := d.server.opt.Access.ShowsScript(policy.ProfileOf(v.Profile, v.Account)) && p.May(policy.Approve, v.By)
	if !reads && v.By != d.user {
		return provider.Secret{}, false, nil
	}
	return d.mine().Script(ctx, id)
}

// Discover makes Named know what the vendor's machines tell of.
func (d *authorizedOrders) Discover(ctx context.Context, account string, spec provider.Spec, names []string) error {
	p, err := d.person()
	if err != nil || !p.May(policy.Order, d.user) { // who may not order is refused where they order
		return err
	}
	return d.mine().Discover(ctx, account, spec, names)
}

// Changes wakes when orders may have changed.
func (d *authorizedOrders) Changes() (<-chan struct{}, func()) { return d.server.hub.listen() }

// Clashes are names that the account has already.
func (d *authorizedOrders) Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error) {
	if err := d.pricing(); err != nil {
		return nil, err
	}
	return d.mine().Clashes(ctx, account, spec)
}

// Requote asks for the price again.
func (d *authorizedOrders) Requote(ctx context.Context, account string, spec provider.Spec,
	shown provider.Quote) (provider.Quote,
	error,
) {
	if err := d.pricing(); err != nil {
		return provider.Quote{}, err
	}
	return d.mine().Requote(ctx, account, spec, shown)
}

// Quoted is told what somebody was told that a spec costs. One who asks for prices without end gets some rows of the
// audit, and no more: what an order is placed at has its own.
func (d *authorizedOrders) Quoted(ctx context.Context, account string, spec provider.Spec, q provider.Quote) error {
	if _, err := d.person(); err != nil {
		return err
	}
	if !d.server.rows.has(d.user, d.server.opt.Now()) {
		d.server.metrics.skip(d.user)
		return nil
	}
	return d.mine().Quoted(ctx, account, spec, q)
}

// pricing says why the person may not ask what an order would cost; nil when they may.
func (d *authorizedOrders) pricing() error {
	p, err := d.person()
	if err == nil && !p.Ever(policy.Price) {
		err = d.forbidden(p, policy.Price, "")
	}
	return err
}

func (d *authorizedOrders) roles(p config.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, d.text.T("role."+string(r)))
	}
	return strings.Join(names, ", ")
}

// Place orders in the person's name, within their limits.
func (d *authorizedOrders) Place(ctx context.Context, c order.Confirmed) (order.ID, error) {
	d.server.look()
	r := rules{d, policy.Order}
	p, err := d.person()
	if err == nil {
		err = r.May(order.Subject{ID: c.ID, Profile: c.Profile, Account: c.Account, By: d.user})
	}
	if err != nil {
		return "", d.refused(ctx, policy.Order, c.ID, err)
	}
	id, err := d.server.opt.As(r.actor(p)).Place(ctx, c)
	if err != nil {
		return id, d.said(err)
	}
	d.server.log.Info("order placed", "user", d.user, "order", id, "machines", c.Spec.Machines(), "product",
		c.Spec.Product)
	d.server.hub.bump()
	d.server.opt.Asked(id)
	return id, nil
}

// act does something with an order if the person may. It is done in their name and within their limits, by rules that
// are asked again where it is written down.
func (d *authorizedOrders) act(ctx context.Context, a policy.Action, id order.ID, do func(step.Orders) error) error {
	d.server.look()
	p, err := d.person()
	if err != nil {
		return d.refused(ctx, a, id, err)
	}
	v, err := d.Order(ctx, id)
	if err != nil {
		return err
	}
	r := rules{d, a}
	if err := r.May(subject(v)); err != nil {
		return d.refused(ctx, a, id, err)
	}
	return d.did(a, id, d.said(do(d.server.opt.As(r.actor(p)))))
}

// refused writes a refusal of the server's own, by role or profile, into the audit and returns it. What the orders
// themselves refuse has its row already.
func (d *authorizedOrders) refused(ctx context.Context, a policy.Action, id order.ID, err error) error {
	_ = d.server.record(ctx, journal.Entry{ // it is refused in any case, and what could not be written is in the log
		Who: d.user, What: string(a), Order: string(id),
		Detail: map[string]string{"outcome": "refused", "why": err.Error(), "key": d.key},
	})
	return err
}

// did says what came of an action, and shows it at once.
func (d *authorizedOrders) did(a policy.Action, id order.ID, err error) error {
	d.server.log.Info("order decided", "user", d.user, "order", id, "what", string(a), "error", err)
	d.server.hub.bump()
	return err
}

// AcceptQuote agrees to a new price, within the person's limits. What waits for somebody's yes is asked for anew, by
// who asked for it.
func (d *authorizedOrders) AcceptQuote(ctx context.Context, id order.ID, q provider.Quote) error {
	return d.act(ctx, policy.AcceptQuote, id, func(o step.Orders) error {
		v, err := o.Order(ctx, id)
		if err == nil && v.Approval != nil && v.Approval.By != d.user {
			return d.refused(ctx, policy.AcceptQuote, id, d.refuse("serve.not_own", "Name", v.Approval.By))
		}
		return errors.Join(err, o.AcceptQuote(ctx, id, q))
	})
}

// Send sends an order that somebody else has approved.
func (d *authorizedOrders) Send(ctx context.Context, id order.ID, s order.Dispatch) error {
	return d.act(ctx, policy.Send, id, func(o step.Orders) error { return o.Send(ctx, id, s) })
}

// Decide says yes or no to an order of somebody else's.
func (d *authorizedOrders) Decide(ctx context.Context, id order.ID, v order.Verdict) error {
	a := policy.Deny
	if v.Yes {
		a = policy.Approve
	}
	err := d.act(ctx, a, id, func(o step.Orders) error { return o.Decide(ctx, id, v) })
	if err == nil {
		d.server.opt.Asked(id)
	}
	return err
}

// OrderRest orders what was not bought.
func (d *authorizedOrders) OrderRest(ctx context.Context, id order.ID, secrets provider.Access) error {
	return d.act(ctx, policy.OrderRest, id, func(o step.Orders) error { return o.OrderRest(ctx, id, secrets) })
}

// RetryFailed orders what failed once more.
func (d *authorizedOrders) RetryFailed(ctx context.Context, id order.ID, secrets provider.Access) error {
	return d.act(ctx, policy.RetryFailed, id, func(o step.Orders) error { return o.RetryFailed(ctx, id, secrets) })
}

// BuyAgain sends an unresolved batch once more.
func (d *authorizedOrders) BuyAgain(ctx context.Context, id order.ID, a order.Again) error {
	return d.act(ctx, policy.BuyAgain, id, func(o step.Orders) error { return o.BuyAgain(ctx, id, a) })
}

// Refresh asks for a poll; everybody who sees the order may.
func (d *authorizedOrders) Refresh(ctx context.Context, id order.ID) error {
	if _, err := d.Order(ctx, id); err != nil {
		return err
	}
	return d.mine().Refresh(ctx, id)
}

// LookAgain looks up what is uncertain.
func (d *authorizedOrders) LookAgain(ctx context.Context, id order.ID) error {
	return d.act(ctx, policy.LookAgain, id, func(o step.Orders) error { return o.LookAgain(ctx, id) })
}

// Adopt says which machines an unresolved batch made.
func (d *authorizedOrders) Adopt(ctx context.Context, id order.ID, n int, ids []provider.InstanceID) error {
	return d.act(ctx, policy.Adopt, id, func(o step.Orders) error { return o.Adopt(ctx, id, n, ids) })
}

// CloseUnresolved says that an unresolved batch bought nothing.
func (d *authorizedOrders) CloseUnresolved(ctx context.Context, id order.ID) error {
	return d.act(ctx, policy.CloseUnresolved, id, func(o step.Orders) error { return o.CloseUnresolved(ctx, id) })
}

// Release gives machines back.
func (d *authorizedOrders) Release(ctx context.Context, id order.ID, ids []provider.InstanceID) error {
	return d.act(ctx, policy.Release, id, func(o step.Orders) error { return o.Release(ctx, id, ids) })
}

// ReleaseResources gives networks and addresses back.
func (d *authorizedOrders) ReleaseResources(ctx context.Context, id order.ID) error {
	return d.act(ctx, policy.Release, id, func(o step.Orders) error { return o.ReleaseResources(ctx, id) })
}

// Destroy empties the recycle bin of machines.
func (d *authorizedOrders) Destroy(ctx context.Context, id order.ID, ids []provider.InstanceID) error {
	return d.act(ctx, policy.Destroy, id, func(o step.Orders) error { return o.Destroy(ctx, id, ids) })
}

// Forget takes an order off the lists.
func (d *authorizedOrders) Forget(ctx context.Context, id order.ID) error {
	return d.act(ctx, policy.Forget, id, func(o step.Orders) error { return o.Forget(ctx, id) })
}
