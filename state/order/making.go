package order

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// errElsewhere refuses to make something while it is not known what another order's request for the same has made.
var errElsewhere = errors.New("the outcome of another order's request for the same in the zone is not known yet")

// before lists what there is of what b makes, just before it is sent: after a lost answer, what is new is what it made.
// Nothing is sent when that cannot be listed.
func (s *sender) before(ctx context.Context, b journal.Batch, spec provider.Spec) ([]string, error) {
	lister, ok := s.buyer.(provider.ResourceLister)
	if !ok {
		return nil, ErrUnable
	}
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	listed, err := lister.Resources(ctx, spec.Zone, *b.Make)
	ids := make([]string, 0, len(listed))
	for _, r := range listed {
		ids = append(ids, r.ID)
	}
	return ids, err
}

// unmade records that b, an intent that makes something, will not be sent, and why.
func (s *sender) unmade(ctx context.Context, b journal.Batch, why error) {
	s.log.Warn("purchase not sent", "token", b.Token, "error", why)
	e, ok := errors.AsType[*provider.Error](why)
	if !ok {
		e = &provider.Error{Kind: provider.KindState, Err: why}
	}
	failed := *e
	failed.Outcome = provider.NotSent
	s.persist(ctx, b, answer{event: eventUnsent, err: &failed}, func() error {
		return s.store.Settle(ctx, func(tx *journal.Tx) error {
			p := noLook()
			p.Err = &failed
			_, err := move(tx, b.ID, eventUnsent, failed.Error(), p)
			return err
		})
	})
}

func texts(ids []provider.InstanceID) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}
