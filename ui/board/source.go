package board

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// lookAgain is the longest that the board stays without a look at the journal.
const lookAgain = 10 * time.Second

// reading is what the board reads from the journal at once. Several boards may have the same one: it does not change.
type reading struct {
	views   []order.View
	history order.History
	of      uint64         // the fingerprint of what history is about
	book    *estimate.Book // how long machines like these take; nil where none comes up
}

// source is where a board has its orders from: the journal, and what other boards have read of it.
type source struct {
	model   *model
	orders  step.Orders
	load    *widget.Load[*reading]
	common  *common         // the order, as it was read for all boards that show it
	leave   func()          // says that this one shows it no more
	changes <-chan struct{} // from before the first look, so that no change is missed
	stop    func()
}

func newSource(m *model, orders step.Orders, shared *Shared) *source {
	s := &source{model: m, orders: orders, load: &widget.Load[*reading]{}}
	s.changes, s.stop = orders.Changes()
	s.common, s.leave = shared.join(m.env.Ctx, m.id)
	return s
}

// read gets the orders; with wait it does so after the next change.
func (s *source) read(wait bool) tea.Cmd {
	id := s.model.id
	return s.load.Start(s.model.env.Ctx, func(ctx context.Context) (*reading, error) {
		if wait {
			t := time.NewTimer(lookAgain)
			defer t.Stop()
			select {
			case <-s.changes:
			case <-t.C:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		if id == "" {
			views, err := s.orders.Orders(ctx)
			return &reading{views: views}, err
		}
		v, err := s.orders.Order(ctx, id)
		if err != nil {
			return nil, err
		}
		return s.common.read(ctx, s.orders, v)
	})
}

// close ends the reading.
func (s *source) close() {
	s.load.Cancel()
	s.stop()
	s.leave()
}

// fingerprint changes when something in the history of v does.
func fingerprint(v order.View) uint64 {
	h := fnv.New64a()
	add := func(at time.Time, words ...string) {
		_, _ = h.Write(strconv.AppendInt(nil, at.UnixMilli(), 10)) // it has no errors
		for _, w := range words {
			_, _ = h.Write([]byte(w))
		}
	}
	for _, x := range v.Batches {
		add(x.Changed, string(x.State), strconv.Itoa(x.Looks))
	}
	for _, i := range v.Instances {
		add(i.Changed, string(i.Status), i.VendorStatus)
	}
	return h.Sum64()
}
