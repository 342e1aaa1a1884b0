package order

import (
	"context"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Record adds a row to the audit.
func (s *Service) Record(ctx context.Context, e journal.Entry) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error { return s.enter(tx, e) })
}

// Writable reports why the journal cannot be written; nil when it can. Nothing of any order is changed.
func (s *Service) Writable(ctx context.Context) error {
	return s.opt.Store.Update(ctx, (*journal.Tx).Try)
}

// Audit returns the rows of the audit about an order, or all when id is "", the oldest first.
func (s *Service) Audit(ctx context.Context, id ID) (all []journal.Entry, err error) {
	err = s.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		all, err = j.Audit(string(id))
		return err
	})
	return all, err
}

// Quoted records that somebody was shown what a spec costs, unless the journal can only be read: then nothing is bought
// for it. The name is "" when it is not known.
func (s *Service) Quoted(ctx context.Context, name, account string, spec provider.Spec, q provider.Quote) error {
	if s.opt.Store.ReadOnly() {
		return nil
	}
	o := journal.Order{Key: journal.Key{Account: account, Product: spec.Product}, Spec: spec, Quote: q}
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error { return s.record(tx, name, "quote", o, nil) })
}

func machineList(ids []provider.InstanceID) map[string]string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, string(id))
	}
	return map[string]string{"machines": strings.Join(names, " ")}
}
