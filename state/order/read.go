package order

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Views are the orders as the journal has them, and what is asked before one is placed. Nothing that they do buys. They
// are safe for concurrent use.
type Views struct {
	checks
	store    *journal.Store
	now      func() time.Time
	accounts *accounts
	secrets  *secrets
}

// Changes returns a channel that receives when orders may have changed, in this program or in another one on the same
// journal: read them again then. Changes that were not received yet count as one. The function ends it.
func (s *Views) Changes() (<-chan struct{}, func()) { return s.store.Changes() }

// Order returns one order: [ErrNotFound] when it does not exist, [*RemovedError] when it was removed for its age.
func (s *Views) Order(ctx context.Context, id ID) (View, error) {
	var r rows
	err := s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, id)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return s.view(r), nil
}

func readRows(j *journal.Snapshot, id ID) (r rows, err error) {
	var ok bool
	if r.order, ok, err = j.Orders.Get(string(id)); err != nil {
		return r, err
	}
	if !ok {
		return r, absent(j, id)
	}
	if r.batches, err = j.Batches.Of(r.order.ID); err != nil {
		return r, err
	}
	if r.instances, err = j.Instances.Of(r.order.ID); err != nil {
		return r, err
	}
	if r.resources, err = j.Resources.Of(r.order.ID); err != nil {
		return r, err
	}
	if r.watch, err = j.Watches.Get(r.order.Key); err != nil {
		return r, err
	}
	if r.looks, err = readLooks(j, r.batches); err != nil {
		return r, err
	}
	if r.dismissed, err = readDismissals(j, r.batches); err != nil {
		return r, err
	}
	unsaved, err := readUnsaved(j, []journal.Order{r.order}, r.order.ID)
	if err != nil {
		return r, err
	}
	r.unsaved = unsaved[r.order.ID]
	l, ok, err := j.Releases.Get(r.order.ID)
	if err != nil {
		return r, err
	}
	if ok {
		r.later = &l
	}
	a, ok, err := j.Approvals.Get(r.order.ID)
	if ok {
		r.approval = &a
	}
	return r, err
}

// Orders returns all orders except forgotten ones, the newest first.
func (s *Views) Orders(ctx context.Context) ([]View, error) {
	var all []rows
	err := s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		all, err = readAll(j, j.Orders.List)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.all(all), nil
}

// Forgotten returns the orders that were taken off the lists, the newest first.
func (s *Views) Forgotten(ctx context.Context) ([]View, error) {
	var all []rows
	err := s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		all, err = readAll(j, j.Orders.Hidden)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.all(all), nil
}

func (s *Views) all(all []rows) []View {
	views := make([]View, 0, len(all))
	for _, r := range all {
		views = append(views, s.view(r))
	}
	return views
}

// readAll reads those orders with everything that belongs to them.
func readAll(j *journal.Snapshot, those func() ([]journal.Order, error)) ([]rows, error) {
	orders, err := those()
	if err != nil {
		return nil, err
	}
	batches, err := j.Batches.Of("")
	if err != nil {
		return nil, err
	}
	instances, err := j.Instances.Of("")
	if err != nil {
		return nil, err
	}
	resources, err := j.Resources.Of("")
	if err != nil {
		return nil, err
	}
	approvals, err := j.Approvals.All()
	if err != nil {
		return nil, err
	}
	watches, err := j.Watches.All()
	if err != nil {
		return nil, err
	}
	looks, err := readLooks(j, batches)
	if err != nil {
		return nil, err
	}
	dismissed, err := readDismissals(j, batches)
	if err != nil {
		return nil, err
	}
	releases, err := j.Releases.List()
	if err != nil {
		return nil, err
	}
	unsaved, err := readUnsaved(j, orders, "")
	if err != nil {
		return nil, err
	}
	later := map[string]*journal.Later{}
	for i := range releases {
		later[releases[i].Order] = &releases[i]
	}
	asked := map[string]*journal.Approval{}
	for i := range approvals {
		asked[approvals[i].Order] = &approvals[i]
	}
	all := join(orders, batches, instances, resources, watches)
	for i := range all {
		all[i].approval, all[i].looks = asked[all[i].order.ID], looks
		all[i].later, all[i].unsaved = later[all[i].order.ID], unsaved[all[i].order.ID]
		all[i].dismissed = dismissed
	}
	return all, nil
}

// join gives every order its rows.
func join(orders []journal.Order, batches []journal.Batch, instances []journal.Instance,
	resources []journal.Resource, watches []journal.Watch,
) []rows {
	all := make([]rows, len(orders))
	at, owner := map[string]int{}, map[string]int{}
	watch := map[journal.Key]journal.Watch{}
	for _, w := range watches {
		watch[w.Key] = w
	}
	for n, o := range orders {
		at[o.ID] = n
		all[n] = rows{order: o, watch: watch[o.Key]}
	}
	for _, b := range batches {
		if n, ok := at[b.Order]; ok { // a forgotten order is not among them
			owner[b.ID] = n
			all[n].batches = append(all[n].batches, b)
		}
	}
	for _, i := range instances {
		if n, ok := owner[i.Batch]; ok {
			all[n].instances = append(all[n].instances, i)
		}
	}
	for _, x := range resources {
		if n, ok := owner[x.Batch]; ok {
			all[n].resources = append(all[n].resources, x)
		}
	}
	return all
}

func (s *Views) view(r rows) View {
	var held *provider.Access
	if a, ok := s.secrets.held(ID(r.order.ID)); ok {
		held = &a
	}
	v := r.view(s.now(), held)
	_, err := s.accounts.get(r.order.Key)
	v.Watch.Opened = err == nil
	return v
}
