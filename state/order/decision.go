package order

import (
	"context"
	"errors"
	"maps"
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// The outcomes of decisions, in their rows of the audit below "outcome".
const (
	outcomeDone    = "done"    // it is in the journal, in the same transaction
	outcomeAsked   = "asked"   // the vendor is asked next; a row of its own says when it refused
	outcomeRefused = "refused" // refused: nothing was done
	outcomeUnknown = "unknown" // the outcome is not known
)

// mostReason is how much of an error a row of the audit takes, in bytes.
const mostReason = 300

// decision is a person's decision. The context carries it to the transaction that carries it out, which writes its
// row.
type decision struct {
	who, key string // of the [Actor]
	what     policy.Action
	id       ID
	detail   map[string]string
	hide     provider.Access // secrets that no row may hold
	written  bool
}

type decisionKey struct{}

// decided writes the audit row of the decision in ctx, once, in the transaction that carries the decision out: so
// there is never a row without a change, nor a change without a row. Without a decision in ctx it writes nothing.
func (s *Service) decided(ctx context.Context, tx *journal.Tx, outcome string) error {
	d, ok := ctx.Value(decisionKey{}).(*decision)
	if !ok || d.written {
		return nil
	}
	tx.Then(func() { d.written = true })
	return s.enter(tx, d.entry(outcome, nil))
}

func (d *decision) entry(outcome string, why error) journal.Entry {
	detail := map[string]string{"outcome": outcome}
	maps.Copy(detail, d.detail)
	if d.key != "" {
		detail["key"] = d.key
	}
	if why != nil {
		text := provider.NewScrubber(d.hide.Secrets()...).Text(why.Error())
		detail["why"] = text[:min(len(text), mostReason)]
	}
	return journal.Entry{Who: d.who, What: string(d.what), Order: string(d.id), Detail: detail}
}

// decide carries a decision out. A refusal has a row of its own; one of an order that does not exist decides nothing.
func (p *Person) decide(ctx context.Context, d decision, do func(context.Context) error) error {
	d.who, d.key = p.who.Name, p.who.Key
	err := do(context.WithValue(ctx, decisionKey{}, &d))
	if err == nil || errors.Is(err, ErrNotFound) {
		return err
	}
	outcome := outcomeRefused
	if _, broken := errors.AsType[*journal.Error](err); broken || d.written && !certainly(err) {
		outcome = outcomeUnknown
	}
	return errors.Join(err, p.service.Record(context.WithoutCancel(ctx), d.entry(outcome, err)))
}

// record adds a row about an order to the audit, with what it is and costs.
func (s *Service) record(tx *journal.Tx, who, what string, o journal.Order, more map[string]string) error {
	detail := map[string]string{
		"outcome": outcomeDone, "product": string(o.Key.Product), "account": o.Key.Account, "type": string(o.Spec.Type),
		"zone": string(o.Spec.Zone), "machines": strconv.Itoa(o.Spec.Machines()),
	}
	switch what {
	case "quote": // nothing was decided yet
		delete(detail, "outcome")
	case "order", "ask":
		var err error
		if detail["row"], err = tx.Fingerprint(o.ID); err != nil {
			return err
		}
		if detail["quote"], err = tx.PriceFingerprint(o.ID); err != nil {
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
	return s.enter(tx, journal.Entry{Who: who, What: what, Order: o.ID, Detail: detail})
}

// enter adds a row to the audit and, when it is on disk, says its hash in the log: a copy that is not in the same file.
func (s *Service) enter(tx *journal.Tx, e journal.Entry) error {
	head, err := tx.Record(e)
	if err == nil {
		tx.Then(func() {
			s.opt.Log.Info("audit", "who", e.Who, "what", e.What, "order", e.Order, "head", head.String())
			if err := tx.Unkept(); err != nil {
				s.opt.Log.Error("the head of the audit that is kept apart stays behind", "error", err)
			}
		})
	}
	return err
}
