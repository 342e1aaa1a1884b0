package order

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// checks are what the vendor is asked just before something is ordered: whether it is still sold and at which price,
// whether its names are free, and whether a journal that is lost has bought it already.
type checks struct {
	store    *journal.Store
	accounts *accounts
}

// Discover asks the vendor for machines in the zone of spec that an order with one of names has bought without this
// journal knowing it, for example after a backup was restored. It writes them down, so that [Views.Named] finds the
// order. A journal cannot detect that it is an older copy of itself, so Discover runs before any order is placed by
// name. It costs one list request for the zone. The error is an [*Unasked] or one of the journal.
func (c *checks) Discover(ctx context.Context, account string, spec provider.Spec, names []string) error {
	a, err := c.accounts.get(journal.Key{Account: account, Product: spec.Product})
	if err != nil {
		return err
	}
	return a.watch.aside().sweeper.discover(ctx, spec.Zone, names)
}

// Requote asks the vendor again for stock, quota and price of spec, just before it is ordered. The error is a
// [provider.Error] of [provider.KindSoldOut], KindQuota or KindNotFound, a [*Stale] when more would have to be paid
// than shown, or why the vendor could not be asked. A cheaper price is fine.
func (c *checks) Requote(ctx context.Context, account string, spec provider.Spec,
	shown provider.Quote,
) (provider.Quote, error) {
	a, err := c.accounts.get(journal.Key{Account: account, Product: spec.Product})
	if err != nil {
		return provider.Quote{}, err
	}
	return requote(ctx, a.operator(), spec, spec.Machines(), shown)
}

// Clashes returns the machine names of spec that are already taken by machines in its zone, or will be taken when a
// pending order in the journal is bought. The result is empty when the product adds the token to their names.
func (c *checks) Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error) {
	key := journal.Key{Account: account, Product: spec.Product}
	a, err := c.accounts.get(key)
	if err != nil {
		return nil, err
	}
	r := a.operator()
	names, err := r.Names(spec, 0)
	if err != nil {
		return nil, err
	}
	taken, err := c.taken(ctx, key, r, spec.Zone)
	if err != nil {
		return nil, err
	}
	var clashes []string
	for _, n := range names {
		if n.Instance != "" && taken[n.Instance] && !slices.Contains(clashes, n.Instance) {
			clashes = append(clashes, n.Instance)
		}
	}
	return clashes, nil
}

// taken are the names in a zone.
func (c *checks) taken(ctx context.Context, k journal.Key, r provider.Operator, z provider.ZoneID) (map[string]bool,
	error,
) {
	taken := map[string]bool{}
	if !r.Product().Tagged {
		return taken, nil
	}
	listed, err := r.List(ctx, z)
	if err != nil {
		return nil, err
	}
	for _, i := range listed {
		taken[i.Name] = true
	}
	err = c.store.View(ctx, func(j *journal.Snapshot) error {
		batches, err := j.Batches.Uncertain(k, z)
		if err != nil {
			return err
		}
		for _, b := range batches {
			o, _, err := j.Orders.Get(b.Order)
			if err != nil {
				return err
			}
			names, err := r.Names(r.Part(o.Spec, b.First, b.Wanted), 0)
			if err != nil {
				continue // a name that an older program allowed
			}
			for _, n := range names {
				taken[n.Instance] = true
			}
		}
		return nil
	})
	return taken, err
}
