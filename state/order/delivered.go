package order

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/delivery"
	"github.com/metalwright/metalwright/state/journal"
)

// inspect compares a machine that has just come up with what was ordered, and writes down in i where it differs. It is
// done once: what someone changes later is theirs to know. p is nil where nobody knows what of the order was sent.
func inspect(tx *journal.Tx, p *provider.Product, i *journal.Instance) error {
	if p == nil || i.Status != provider.StatusRunning || i.Delivered == nil {
		return nil
	}
	b, ok, err := tx.Batches.Get(i.Batch)
	if err != nil || !ok {
		return err
	}
	o, ok, err := tx.Orders.Get(b.Order)
	if err != nil || !ok || o.Recovered { // what was wanted is not known
		return err
	}
	i.Mismatches = delivery.Compare(p.Sent(o.Spec), *i.Delivered)
	return nil
}

// Mismatched are the machines that run and are not what was ordered.
func (v View) Mismatched() []InstanceView {
	var out []InstanceView
	for at := range v.Instances {
		if i := &v.Instances[at]; i.Mismatch() {
			out = append(out, *i)
		}
	}
	return out
}

// Mismatch reports whether the machine runs and is not what was ordered.
func (i InstanceView) Mismatch() bool {
	return i.Status == provider.StatusRunning && len(i.Mismatches) > 0
}
