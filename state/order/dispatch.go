package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Send is the [Command] to send an order that another person has approved, exactly as it was approved and for no
// more. An approved order is sent in no other way. [ErrWaiting], [ErrDenied], [ErrExpired] and [ErrVoid] say why it
// may not be sent. [*Stale] means that it now costs more than was approved, which makes the approval void. The other
// errors are those of [Place] and [ErrSecrets].
type Send struct {
	ID      ID
	Secrets provider.Access // the values for View.Asks; the zero value when it is empty
	// Spec is the order that the operator means to send; if it differs from the approved one, the approval is void.
	// nil means the approved one.
	Spec *provider.Spec
}

func (c Send) describe() decision { // the row of what was sent has more: see do
	return decision{what: policy.Send, id: c.ID, hide: c.Secrets}
}

func (c Send) do(ctx context.Context, s *Service, d *decision) error {
	r, err := s.approvals.approved(ctx, d, c, s.opt.Now)
	if err != nil {
		return err
	}
	acc, err := s.dispatch.buyer(r.order.Key)
	if err != nil {
		return err
	}
	spec, err := s.secrets.complete(r.order, c.Secrets)
	if err != nil {
		return err
	}
	if !s.signer.sameSecrets(r.order, *r.approval, spec.Access.Password) {
		return fmt.Errorf("%w: %s", ErrSecrets, provider.FieldPassword)
	}
	if err := acc.operator().Check(spec, provider.Known{}); err != nil {
		return err
	}
	quote, err := requote(ctx, acc.operator(), spec, spec.Machines(), r.order.Quote)
	if stale, ok := errors.AsType[*Stale](err); ok {
		return errors.Join(err, s.approvals.void(ctx, r, d.who.Name, "price", priceOf(stale.Is)))
	}
	if err != nil {
		return err
	}
	origin, err := s.discovery.origin(ctx, r.order, acc.operator().Product())
	if err != nil {
		return err
	}
	if err := s.discovery.undiscovered(ctx, acc, r.order, origin, true); err != nil {
		return err
	}
	p := &plan{
		order: r.order, random: s.opt.Random, origin: origin, spec: spec, rules: acc.operator(), owner: s.opt.Owner,
		grace: s.opt.Limits.Grace,
		quote: quote,
		makes: slices.Clone(spec.Network.Make),
		parts: split([]span{{0, spec.Machines()}}, acc.operator().Product().MaxBatch),
	}
	return s.dispatch.begin(ctx, acc.sender(), p, p.next(s.opt.Now()), func(tx *journal.Tx) error { // W1
		used, err := s.approvals.use(tx, r, d.who)
		if err != nil {
			return err
		}
		all := policy.Purchase{Quote: quote, Machines: spec.Machines(), New: true}
		if err := s.limits.affordable(tx, d, r.order, all); err != nil {
			return err
		}
		more := map[string]string{detailDigest: r.approval.Digest, "approved_by": r.approval.DecidedBy, "key": d.who.Key}
		if err := s.signer.addProof(tx, more, r, used); err != nil {
			return err
		}
		return s.Audit.record(tx, d.who.Name, "send", r.order, more)
	})
}

// approved reads an order that may be sent. If it is not the order that c means, or not the one that approval was
// asked for, its approval becomes void.
func (s *approvals) approved(ctx context.Context, d *decision, c Send, now func() time.Time) (r rows, err error) {
	err = s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, c.ID)
		return err
	})
	if err != nil {
		return r, err
	}
	if err := approvalRequest(r).sendable(now()); err != nil && !errors.Is(err, ErrWaiting) {
		return r, err
	}
	same, err := approvalRequest(r).means(c.Spec)
	if err != nil {
		return r, err
	}
	if !same {
		return r, errors.Join(fmt.Errorf("%w: %s", ErrVoid, c.ID), s.void(ctx, r, d.who.Name, "changed", ""))
	}
	return r, approvalRequest(r).sendable(now())
}

// sendable says why an order may not be sent at now; nil when it may.
func (r approvalRequest) sendable(now time.Time) error {
	if r.approval == nil || len(r.batches) > 0 {
		return fmt.Errorf("%w: %s", ErrPlaced, r.order.ID)
	}
	switch approvalState(*r.approval, now) {
	case AskedGiven:
		return nil
	case AskedPending:
		return fmt.Errorf("%w: %s", ErrWaiting, r.order.ID)
	case AskedDenied:
		return fmt.Errorf("%w: %s", ErrDenied, r.order.ID)
	case AskedExpired:
		return fmt.Errorf("%w: %s", ErrExpired, r.order.ID)
	default:
		return fmt.Errorf("%w: %s", ErrVoid, r.order.ID)
	}
}

// means reports whether the order is the one that approval was asked for, and equals spec, unless spec is nil.
func (r approvalRequest) means(spec *provider.Spec) (bool, error) {
	name, err := digest(r.order, r.approval.Secrets)
	if err != nil || name != r.approval.Digest || spec == nil {
		return err == nil && name == r.approval.Digest, err
	}
	o := r.order
	o.Spec = *spec
	scripted(&o, *spec)
	name, err = digest(o, r.approval.Secrets)
	return name == r.approval.Digest, err
}

// use marks the approval as the one on which the order is sent, in the transaction that writes the first batch. No
// other approval can be. It has to be in the audit, and to be valid by today's rules.
func (s *approvals) use(tx *journal.Tx, r rows, who Actor) (journal.Decision, error) {
	var d journal.Decision
	now, err := readRows(&tx.Snapshot, ID(r.order.ID))
	if err != nil {
		return d, err
	}
	if err := approvalRequest(now).sendable(tx.Now()); err != nil {
		return d, err
	}
	name, err := digest(now.order, now.approval.Secrets)
	if err != nil {
		return d, err
	}
	if name != r.approval.Digest || name != now.approval.Digest {
		return d, fmt.Errorf("%w: %s", ErrVoid, r.order.ID)
	}
	err = errors.Join(s.signer.proven(tx, now, "approve"), approvalRequest(now).counts(who, now.order.Quote, tx.Now()))
	if err != nil {
		return d, err
	}
	d = journal.Decision{
		Order: r.order.ID, Digest: name, From: []journal.ApprovalState{journal.ApprovalGiven}, To: journal.ApprovalUsed,
		By: now.approval.DecidedBy, Key: now.approval.DecidedKey, Until: now.approval.Expires, Reason: now.approval.Reason,
	}
	first, err := tx.Approvals.Decide(d)
	if err == nil && !first {
		err = fmt.Errorf("%w: %s", ErrVoid, r.order.ID)
	}
	return d, err
}

// counts returns why the order's approval is not valid by today's rules; nil when it is.
func (r approvalRequest) counts(who Actor, q provider.Quote, now time.Time) error {
	a := r.approval
	if err := r.own(a.DecidedBy, a.DecidedKey); err != nil {
		return err
	}
	if err := who.approves(a.DecidedBy, rows(r).subject()); err != nil {
		return fmt.Errorf("%w: %s: %s", ErrApprover, r.order.ID, err.Error())
	}
	if lasts := who.lasts(rows(r).subject(), q, r.order.Spec.Machines()); lasts > 0 && !now.Before(a.Decided.Add(lasts)) {
		return fmt.Errorf("%w: %s", ErrExpired, r.order.ID)
	}
	return nil
}

// covered returns why no more of an order may be bought at q without another approval. It is nil when no approval is
// needed, or when the one on which the order was sent is still valid and covers this price.
func (s *approvals) covered(tx *journal.Tx, r rows, q provider.Quote, who Actor) error {
	if who.lasts(r.subject(), q, r.order.Spec.Machines()) == 0 {
		return nil
	}
	if r.approval == nil || approvalState(*r.approval, tx.Now()) != AskedUsed || !tx.Now().Before(r.approval.Expires) {
		return fmt.Errorf("%w: %s", ErrUncovered, r.order.ID)
	}
	return errors.Join(s.signer.proven(tx, r, "send"), approvalRequest(r).counts(who, q, tx.Now()))
}
