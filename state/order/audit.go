package order

import (
	"context"
	"log/slog"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Audit is what was decided about orders, and by whom: rows in the journal that only grow. It is safe for concurrent
// use.
type Audit struct {
	store *journal.Store
	log   *slog.Logger
}

// Record adds a row to the audit.
func (a *Audit) Record(ctx context.Context, e journal.Entry) error {
	return a.store.Update(ctx, func(tx *journal.Tx) error {
		tx.Quiet() // no order is changed
		return a.enter(tx, e)
	})
}

// Writable reports why the journal cannot be written; nil when it can. Nothing of any order is changed.
func (a *Audit) Writable(ctx context.Context) error {
	return a.store.Update(ctx, func(tx *journal.Tx) error {
		tx.Quiet()
		return tx.Try()
	})
}

// Rows returns the rows of the audit about an order, or all when id is "", the oldest first.
func (a *Audit) Rows(ctx context.Context, id ID) (all []journal.Entry, err error) {
	err = a.store.View(ctx, func(j *journal.Snapshot) (err error) {
		all, err = j.Audit.Of(string(id))
		return err
	})
	return all, err
}

// Quoted records that someone was shown what a spec costs, unless the journal can only be read: then nothing is bought
// for it. The name is "" when it is not known.
func (a *Audit) Quoted(ctx context.Context, name, account string, spec provider.Spec, q provider.Quote) error {
	if a.store.ReadOnly() {
		return nil
	}
	o := journal.Order{Key: journal.Key{Account: account, Product: spec.Product}, Spec: spec, Quote: q}
	return a.store.Update(ctx, func(tx *journal.Tx) error { return a.record(tx, name, "quote", o, nil) })
}

// record adds a row about an order to the audit, with what it is and costs.
func (a *Audit) record(tx *journal.Tx, who, what string, o journal.Order, more map[string]string) error {
	detail := map[string]string{
		"outcome": outcomeDone, "product": string(o.Key.Product), "account": o.Key.Account, "type": string(o.Spec.Type),
		"zone": string(o.Spec.Zone), "machines": strconv.Itoa(o.Spec.Machines()),
	}
	switch what {
	case "quote": // nothing was decided yet
		delete(detail, "outcome")
	case "order", "ask":
		var err error
		if detail["row"], err = tx.Orders.Fingerprint(o.ID); err != nil {
			return err
		}
		if detail["quote"], err = tx.Orders.PriceFingerprint(o.ID); err != nil {
			return err
		}
	}
	if o.Quote.Known() {
		detail["price"] = priceOf(o.Quote)
	}
	for k, v := range more {
		if v != "" {
			detail[k] = v
		}
	}
	return a.enter(tx, journal.Entry{Who: who, What: what, Order: o.ID, Detail: detail})
}

// enter adds a row to the audit and, when it is on disk, says its hash in the log: a copy that is not in the same file.
func (a *Audit) enter(tx *journal.Tx, e journal.Entry) error {
	head, err := tx.Audit.Record(e)
	if err == nil {
		tx.Then(func() {
			a.log.Info("audit", "who", e.Who, "what", e.What, "order", e.Order, "head", head.String())
			if err := tx.Audit.Unkept(); err != nil {
				a.log.Error("the head of the audit that is kept elsewhere stays behind", "error", err)
			}
		})
	}
	return err
}

func machineList(ids []provider.InstanceID) map[string]string {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		names = append(names, string(id))
	}
	return map[string]string{"machines": strings.Join(names, " ")}
}
