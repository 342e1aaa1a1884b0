package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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

// ProfileOf is what a file of people calls an account: its profile, or its own name where it has none.
func ProfileOf(profile, account string) string { return cmp.Or(profile, account) }

// desk is the orders as one person may use them. What the person may do is asked anew each time, so a reload counts at once.
type desk struct {
	server *Server
	user   string
	text   *text.Text
}

var _ step.Orders = (*desk)(nil)

// mine is the orders in the person's name. They buy nothing with it: see buyer.
func (d *desk) mine() step.Orders { return d.server.opt.As(d.user, policy.Limits{}) }

// buyer is the orders in the person's name, within the person's limits. They are asked in the transaction that writes a purchase down: two
// purchases of one person cannot both take what is left for one, in whatever sessions on whatever hosts.
func (d *desk) buyer(p config.Person) step.Orders { return d.server.opt.As(d.user, p.Limits) }

func (d *desk) person() (config.Person, error) {
	p, ok := d.server.opt.Access.Person(d.user)
	if !ok {
		return p, d.refuse("serve.nobody", "Name", d.user)
	}
	return p, nil
}

func (d *desk) refuse(id string, pairs ...any) *Refusal {
	return &Refusal{text: d.text.T(id, pairs...)}
}

func sees(p config.Person, v order.View) bool {
	return p.Uses(ProfileOf(v.Profile, v.Account)) && (!p.OwnOnly || v.By == p.Name || p.Has(config.RoleAdmin))
}

// Orders are those that the person sees.
func (d *desk) Orders(ctx context.Context) ([]order.View, error) {
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
func (d *desk) Forgotten(ctx context.Context) ([]order.View, error) {
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
func (d *desk) Order(ctx context.Context, id order.ID) (order.View, error) {
	p, err := d.person()
	if err != nil {
		return order.View{}, err
	}
	v, err := d.server.hub.order(ctx, id)
	if e, ok := errors.AsType[*order.RemovedError](err); ok && !sees(p, order.View{Profile: e.Profile, Account: e.Key.Account, By: e.By}) {
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

// Named lists the orders that are known by a name: whoever placed them, nothing is bought again. It asks for no right to order, so that who
// has none is refused where they order, and the audit has it.
func (d *desk) Named(ctx context.Context, account string, product provider.ProductID, name string) ([]order.ID, error) {
	if _, err := d.person(); err != nil {
		return nil, err
	}
	return d.mine().Named(ctx, account, product, name)
}

// Changes wakes when orders may have changed.
func (d *desk) Changes() (<-chan struct{}, func()) { return d.server.hub.listen() }

// Clashes are names that the account has already.
func (d *desk) Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error) {
	if _, err := d.orderer(); err != nil {
		return nil, err
	}
	return d.mine().Clashes(ctx, account, spec)
}

// Requote asks for the price again.
func (d *desk) Requote(ctx context.Context, account string, spec provider.Spec, shown provider.Quote) (provider.Quote, error) {
	if _, err := d.orderer(); err != nil {
		return provider.Quote{}, err
	}
	return d.mine().Requote(ctx, account, spec, shown)
}

// Quoted is told what somebody was told that a spec costs.
func (d *desk) Quoted(ctx context.Context, account string, spec provider.Spec, q provider.Quote) error {
	if _, err := d.person(); err != nil {
		return err
	}
	return d.mine().Quoted(ctx, account, spec, q)
}

// orderer is the person if they may place orders.
func (d *desk) orderer() (config.Person, error) {
	p, err := d.person()
	if err != nil {
		return p, err
	}
	if !p.Has(config.RoleOperator) {
		return p, d.refuse("serve.no_order", "Role", d.roles(p))
	}
	return p, nil
}

func (d *desk) roles(p config.Person) string {
	var names []string
	for _, r := range p.Roles {
		names = append(names, d.text.T("role."+string(r)))
	}
	return strings.Join(names, ", ")
}

// Place orders in the person's name, within their limits.
func (d *desk) Place(ctx context.Context, c order.Confirmed) (order.ID, error) {
	p, err := d.orderer()
	if err != nil {
		return "", d.refused(ctx, "order", c.ID, err)
	}
	if !p.Uses(ProfileOf(c.Profile, c.Account)) {
		return "", d.refused(ctx, "order", c.ID, d.refuse("serve.no_profile", "Profile", ProfileOf(c.Profile, c.Account)))
	}
	profile := ProfileOf(c.Profile, c.Account)
	c.By = d.user
	c.Approval = func(q provider.Quote, n int) time.Duration { return d.server.opt.Access.Approval(profile, q, n) }
	id, err := d.buyer(p).Place(ctx, c)
	if err != nil {
		return id, d.said(err)
	}
	d.server.log.Info("order placed", "user", d.user, "order", id, "machines", c.Spec.Machines(), "product", c.Spec.Product)
	d.server.hub.bump()
	d.server.opt.Asked(id)
	return id, nil
}

// deciding is asked before somebody decides about an order: its operator may, and an admin.
func (d *desk) deciding(ctx context.Context, id order.ID) (config.Person, order.View, error) {
	p, err := d.person()
	if err != nil {
		return p, order.View{}, err
	}
	v, err := d.Order(ctx, id)
	switch {
	case err != nil:
		return p, v, err
	case !p.Has(config.RoleOperator):
		return p, v, d.refuse("serve.no_decision", "Role", d.roles(p))
	case v.By != d.user && !p.Has(config.RoleAdmin):
		return p, v, d.refuse("serve.not_own", "Name", v.By)
	}
	return p, v, nil
}

// deed does something about an order that the person may decide about, and shows it at once.
func (d *desk) deed(ctx context.Context, what string, id order.ID, do func() error) error {
	if _, _, err := d.deciding(ctx, id); err != nil {
		return d.refused(ctx, what, id, err)
	}
	return d.did(what, id, do())
}

// refused writes a refusal of the desk's own, by role, profile, limit or a yes that is missing, into the audit and returns it. What the
// orders themselves refuse has its row already.
func (d *desk) refused(ctx context.Context, what string, id order.ID, err error) error {
	if _, own := RefusalOf(err); own {
		d.server.record(ctx, journal.Entry{
			Who: d.user, What: strings.ReplaceAll(what, " ", "_"), Order: string(id),
			Detail: map[string]string{"outcome": "refused", "why": err.Error()},
		})
	}
	return err
}

// did says what came of a deed, and shows it at once.
func (d *desk) did(what string, id order.ID, err error) error {
	d.server.log.Info("order decided", "user", d.user, "order", id, "what", what, "error", err)
	d.server.hub.bump()
	return err
}

// AcceptQuote agrees to a new price, within the person's limits. What waits for somebody's yes is asked for anew, by who asked
// for it.
func (d *desk) AcceptQuote(ctx context.Context, id order.ID, q provider.Quote) error {
	const what = "accept quote"
	p, v, err := d.deciding(ctx, id)
	if err != nil {
		return d.refused(ctx, what, id, err)
	}
	q.Count = v.Wanted
	if v.Approval != nil && v.Approval.By != d.user {
		return d.refused(ctx, what, id, d.refuse("serve.not_own", "Name", v.Approval.By))
	}
	v.Quote = q
	if len(v.Batches) > 0 {
		if err := d.covered(v); err != nil {
			return d.refused(ctx, what, id, err)
		}
	}
	return d.did("accept quote", id, d.said(d.buyer(p).AcceptQuote(ctx, id, q)))
}

// OrderRest orders what was not bought.
func (d *desk) OrderRest(ctx context.Context, id order.ID, secrets provider.Access) error {
	return d.buys(ctx, "order rest", id, func(v order.View) int { return v.Rest }, func(o step.Orders) error { return o.OrderRest(ctx, id, secrets) })
}

// RetryFailed orders what failed once more.
func (d *desk) RetryFailed(ctx context.Context, id order.ID, secrets provider.Access) error {
	return d.buys(ctx, "retry failed", id, func(v order.View) int { return v.Lost }, func(o step.Orders) error { return o.RetryFailed(ctx, id, secrets) })
}

// BuyAgain sends an unresolved batch once more.
func (d *desk) BuyAgain(ctx context.Context, id order.ID, a order.Again) error {
	wanted := func(v order.View) int {
		for _, b := range v.Batches {
			if b.N == a.N {
				return b.Wanted
			}
		}
		return 0
	}
	return d.buys(ctx, "buy again", id, wanted, func(o step.Orders) error { return o.BuyAgain(ctx, id, a) })
}

// Refresh asks for a poll; everybody who sees the order may.
func (d *desk) Refresh(ctx context.Context, id order.ID) error {
	if _, err := d.Order(ctx, id); err != nil {
		return err
	}
	return d.mine().Refresh(ctx, id)
}

// LookAgain looks up what is uncertain.
func (d *desk) LookAgain(ctx context.Context, id order.ID) error {
	return d.deed(ctx, "look again", id, func() error { return d.mine().LookAgain(ctx, id) })
}

// Adopt says which machines an unresolved batch made.
func (d *desk) Adopt(ctx context.Context, id order.ID, n int, ids []provider.InstanceID) error {
	return d.deed(ctx, "adopt", id, func() error { return d.mine().Adopt(ctx, id, n, ids) })
}

// CloseUnresolved says that an unresolved batch bought nothing.
func (d *desk) CloseUnresolved(ctx context.Context, id order.ID) error {
	return d.deed(ctx, "close unresolved", id, func() error { return d.mine().CloseUnresolved(ctx, id) })
}

// Release gives machines back.
func (d *desk) Release(ctx context.Context, id order.ID, ids []provider.InstanceID) error {
	return d.deed(ctx, "release", id, func() error { return d.mine().Release(ctx, id, ids) })
}

// Destroy empties the recycle bin of machines.
func (d *desk) Destroy(ctx context.Context, id order.ID, ids []provider.InstanceID) error {
	return d.deed(ctx, "destroy", id, func() error { return d.mine().Destroy(ctx, id, ids) })
}

// Forget takes an order off the lists.
func (d *desk) Forget(ctx context.Context, id order.ID) error {
	return d.deed(ctx, "forget", id, func() error { return d.mine().Forget(ctx, id) })
}
