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

// decision is a [Command] while it is carried out, and its row of the audit.
type decision struct {
	who     Actor
	what    policy.Action
	id      ID
	places  *policy.Subject // the order that does not exist yet; nil for one that does
	outcome string          // once it is carried out; "" when the audit has no row of that
	detail  map[string]string
	hide    provider.Access // secrets that no row may hold
	written bool            // its row is on disk
}

// add adds to the row of the audit.
func (d *decision) add(key, value string) {
	if d.detail == nil {
		d.detail = map[string]string{}
	}
	d.detail[key] = value
}

// decided writes the audit row of a decision, once, in the transaction that carries it out: so there is never a row
// without a change, nor a change without a row.
func (s *Service) decided(tx *journal.Tx, d *decision) error {
	if d.written || d.outcome == "" {
		return nil
	}
	tx.Then(func() { d.written = true })
	return s.enter(tx, d.entry(d.outcome, nil))
}

func (d *decision) entry(outcome string, why error) journal.Entry {
	detail := map[string]string{"outcome": outcome}
	maps.Copy(detail, d.detail)
	if d.who.Key != "" {
		detail["key"] = d.who.Key
	}
	if why != nil {
		text := provider.NewScrubber(d.hide.Secrets()...).Text(why.Error())
		detail["why"] = text[:min(len(text), mostReason)]
	}
	return journal.Entry{Who: d.who.Name, What: string(d.what), Order: string(d.id), Detail: detail}
}

// refused writes the row of a command that failed with err, and returns err; nil when it did not. What is not there, or
// is not seen, has no row.
func (s *Service) refused(ctx context.Context, d *decision, err error) error {
	if err == nil || errors.Is(err, ErrNotFound) {
		return err
	}
	outcome := outcomeRefused
	if _, broken := errors.AsType[*journal.Error](err); broken || d.written && !certainly(err) {
		outcome = outcomeUnknown
	}
	row := d.entry(outcome, err)
	if d.who.Refusals != nil {
		leftOut, ok := d.who.Refusals()
		if !ok {
			return err
		}
		if leftOut > 0 {
			row.Detail["left_out"] = strconv.Itoa(leftOut)
		}
	}
	return errors.Join(err, s.Record(context.WithoutCancel(ctx), row))
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
				s.opt.Log.Error("the head of the audit that is kept elsewhere stays behind", "error", err)
			}
		})
	}
	return err
}
