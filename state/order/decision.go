package order

import (
	"context"
	"errors"
	"fmt"
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

// decisions carry out what is decided about orders: by the rules, and with a row of the audit.
type decisions struct {
	store *journal.Store
	audit *Audit
}

// decided writes the audit row of a decision, once, in the transaction that carries it out: so there is never a row
// without a change, nor a change without a row.
func (x *decisions) decided(tx *journal.Tx, d *decision) error {
	if d.written || d.outcome == "" {
		return nil
	}
	tx.Then(func() { d.written = true })
	return x.audit.enter(tx, d.entry(d.outcome, nil))
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
func (x *decisions) refused(ctx context.Context, d *decision, err error) error {
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
	return errors.Join(err, x.audit.Record(context.WithoutCancel(ctx), row))
}

// allowed asks the rules about a command that has not been started.
func (x *decisions) allowed(ctx context.Context, d *decision) error {
	if d.who.People == nil {
		return nil
	}
	if d.places != nil {
		o := *d.places
		o.By = d.who.Name
		return d.who.may(d.what, o)
	}
	var r rows
	err := x.store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, d.id)
		return err
	})
	if e, ok := errors.AsType[*RemovedError](err); ok { // who did not see it does not learn that it was there
		o := policy.Subject{ID: string(d.id), Profile: policy.ProfileOf(e.Profile, e.Key.Account), By: e.By}
		if d.who.may(policy.Look, o) != nil {
			return fmt.Errorf("%w: %s", ErrNotFound, d.id)
		}
	}
	if err != nil {
		return err
	}
	return d.who.may(d.what, r.subject())
}

// change is the transaction in which a command changes an order: the rules are asked, do makes the change, and the
// row of the audit is written. do gets the order as it is in the transaction.
func (x *decisions) change(ctx context.Context, d *decision, do func(tx *journal.Tx, r rows) error) error {
	return x.store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, d.id)
		if err != nil {
			return err
		}
		if err := d.who.may(d.what, r.subject()); err != nil {
			return err
		}
		if err := do(tx, r); err != nil {
			return err
		}
		return x.decided(tx, d)
	})
}
