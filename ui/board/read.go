package board

import (
	"context"
	"hash/fnv"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
)

// reading is what the board reads from the journal at once. Several boards may have the same one: it does not change.
type reading struct {
	views   []order.View
	history order.History
	of      uint64         // the fingerprint of what history is about
	book    *estimate.Book // how long machines like these take; nil where none comes up
}

// read gets the orders; with wait it does so after the next change.
func (b *Board) read(wait bool) tea.Cmd {
	s, id, changes, common := b.orders, b.id, b.changes, b.common
	return b.load.Start(b.env.Ctx, func(ctx context.Context) (*reading, error) {
		if wait {
			t := time.NewTimer(lookAgain)
			defer t.Stop()
			select {
			case <-changes:
			case <-t.C:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		if id == "" {
			views, err := s.Orders(ctx)
			return &reading{views: views}, err
		}
		v, err := s.Order(ctx, id)
		if err != nil {
			return nil, err
		}
		return common.read(ctx, s, v)
	})
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

// setTime has the clocks show the time of now. All of them go in whole seconds.
func setTime(b *Board) {
	b.now = b.env.Now().Truncate(time.Second)
	b.rows.version++
}

// spans are the phases that a machine went through until now.
func (b *Board) spans(i order.InstanceView) []phase.Span {
	return phase.Spans(i, b.history.Stages[i.ID], b.now)
}

// refresh asks for a look at what is open; what came of it is said when it is in the journal.
func (b *Board) refresh() tea.Cmd {
	views := b.views
	b.asked = map[order.ID]time.Time{}
	for _, v := range views {
		if v.Open {
			b.asked[v.ID] = lastLook(v)
		}
	}
	b.notice = b.env.T("board.refreshing")
	return func() tea.Msg {
		for _, v := range views {
			if !v.Open {
				continue
			}
			var err error
			for _, c := range order.Asking(v) {
				if err = b.orders.Do(b.env.Ctx, c); err == nil {
					break
				}
			}
			if err != nil {
				return conclusion(b, v.ID, b.env.T("board.refresh_failed", "Why", b.env.Errors().Text(err)))
			}
		}
		return nil
	}
}
