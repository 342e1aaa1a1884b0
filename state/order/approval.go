package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// ApprovalState is the state of a request for another person's approval.
type ApprovalState string

// The states. The message catalogue has their sentences below "approval.".
const (
	AskedPending ApprovalState = "pending" // not decided yet
	AskedGiven   ApprovalState = "given"   // approved: the order may be sent
	AskedDenied  ApprovalState = "denied"  // denied
	AskedVoid    ApprovalState = "void"    // it has changed since it was asked for, or was taken back
	AskedExpired ApprovalState = "expired" // not decided in time, or the order was not sent in time
	AskedUsed    ApprovalState = "used"    // the order was sent
)

// Approval is a request for another person's approval of an order.
type Approval struct {
	State     ApprovalState
	Digest    string // names exactly what is asked for: spec, quote, account and who asks
	By        string // the person who asks
	At        time.Time
	Expires   time.Time // when the request, or the approval, expires
	DecidedBy string    // "" until it is decided
	Decided   time.Time // zero until it is decided
	Reason    string    // why it was denied; "" when no reason was given
}

// Errors of approvals. When one is returned, no request was sent to the vendor.
var (
	ErrWaiting = errors.New("the order waits for another person's approval")
	ErrDenied  = errors.New("another person denied the order")
	ErrExpired = errors.New("the time to decide about the order, or to send it, is over")
	ErrVoid    = errors.New("the order is not what was approved")
	ErrOwn     = errors.New("nobody approves what they ask for themselves")
	ErrOwnKey  = errors.New("the key of who decides has asked for the order itself")
	// ErrApprover means that the person who approved the order may no longer approve it: another person has to.
	ErrApprover = errors.New("the approver may no longer approve")
	ErrProof    = errors.New("the audit does not say that someone approved the order")
	// ErrRequest means that nothing proves who has asked for the approval, and for what.
	ErrRequest = errors.New("the audit does not say that someone asked for this approval")
	// ErrUncovered means that more is to be bought than was approved.
	ErrUncovered = errors.New("this needs another person's approval")
	ErrDecided   = errors.New("nothing of the order waits for a decision, or it has changed meanwhile")
)

// Decide is the [Command] to approve or deny an order that waits; a denial also withdraws an approval on which the
// order was not sent yet. It buys nothing. Its errors are [ErrOwn] for the person who asked for the order or placed it,
// [ErrOwnKey] for another name with the key that asked, [ErrExpired], and [ErrDecided] when another person decided
// first or the order is not the one that Digest names, and [ErrRequest].
type Decide struct {
	ID     ID
	Yes    bool
	Digest string // of the order as they saw it
	Reason string // "" when no reason is given
}

// approvalState is the state of a at now.
func approvalState(a journal.Approval, now time.Time) ApprovalState {
	switch a.State {
	case journal.ApprovalPending, journal.ApprovalGiven:
		if !now.Before(a.Expires) {
			return AskedExpired
		}
	case journal.ApprovalDenied, journal.ApprovalVoid, journal.ApprovalUsed:
	}
	return ApprovalState(a.State)
}

// approval is what screens see of a.
func approval(a *journal.Approval, now time.Time) *Approval {
	if a == nil {
		return nil
	}
	return &Approval{
		State: approvalState(*a, now), Digest: a.Digest, By: a.RequestedBy, At: a.Requested, Expires: a.Expires,
		DecidedBy: a.DecidedBy, Decided: a.Decided, Reason: a.Reason,
	}
}

// held reports whether the order is kept from being sent: it was not sent yet, and needs approval.
func (r rows) held() bool { return r.approval != nil && len(r.batches) == 0 }

// unsent fills v for an order that was not sent because it waits for approval, or for its operator to send it.
func (r rows) unsent(v *View) {
	v.Status, v.Open, v.Rest, v.Shortfall = Rejected, false, 0, 0
	switch v.Approval.State {
	case AskedPending, AskedGiven:
		v.Status, v.Open = Waiting, true
	case AskedExpired:
		v.Finished = v.Approval.Expires
	case AskedDenied, AskedVoid, AskedUsed:
		v.Finished = v.Approval.Decided
	}
}

// approvals are what is asked of other people about orders, and the outcome.
type approvals struct {
	store   *journal.Store
	audit   *Audit
	signer  *signer
	secrets *secrets
	limits  *limits
}

// ask writes down an order that waits for another person's approval. Its secrets stay in memory; for a password, a
// keyed hash is kept.
func (s *approvals) ask(ctx context.Context, d *decision, p *provider.Product, o journal.Order, c Place,
	lasts time.Duration,
) error {
	a := journal.Approval{
		Order: o.ID, RequestedBy: d.who.Name, RequestedKey: d.who.Key, TTL: lasts,
		Secrets: s.signer.secretHash(o, c.Spec.Access.Password),
	}
	var err error
	if a.Digest, err = digest(o, a.Secrets); err != nil {
		return err
	}
	err = s.store.Update(ctx, func(tx *journal.Tx) error {
		if err := s.limits.affordable(tx, d, o, newOrder(c)); err != nil {
			return err
		}
		if err := add(tx, o, c, p, d.who); err != nil {
			return err
		}
		if err := tx.Approvals.Ask(a); err != nil {
			return err
		}
		if err := s.audit.madePassword(tx, c, d.who); err != nil {
			return err
		}
		detail, err := s.signer.placed(tx, o, c, d.who)
		if err != nil {
			return err
		}
		detail[detailDigest] = a.Digest
		if err := s.signer.addRequest(tx, detail, o.Key, a); err != nil {
			return err
		}
		return s.audit.record(tx, d.who.Name, "ask", o, detail)
	})
	if err == nil {
		s.secrets.keep(ID(o.ID), c.Spec.Access)
	}
	return err
}

func (c Decide) describe() decision {
	d := decision{what: policy.Deny, id: c.ID, detail: map[string]string{detailDigest: c.Digest}}
	if c.Yes {
		d.what = policy.Approve
	}
	return d // its row has more: see do
}

func (c Decide) do(ctx context.Context, s *Service, d *decision) error {
	err := s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		change, err := approvalRequest(r).decision(c, d.who, tx.Now())
		if err != nil {
			return err
		}
		if c.Yes { // a denial needs no proof: nothing is bought by it
			if err := s.signer.provenRequest(tx, r); err != nil {
				return err
			}
		}
		first, err := tx.Approvals.Decide(change)
		if err != nil {
			return err
		}
		if !first {
			return fmt.Errorf("%w: %s", ErrDecided, c.ID)
		}
		more := map[string]string{
			detailDigest: c.Digest, "asked_by": r.approval.RequestedBy, "reason": c.Reason, "key": d.who.Key,
		}
		if c.Yes {
			if err := s.signer.addProof(tx, more, r, change); err != nil {
				return err
			}
		}
		return s.Audit.record(tx, d.who.Name, string(d.what), r.order, more)
	})
	s.dispatch.dropSecrets(ctx, c.ID)
	return err
}

// approvalRequest is an order that waits for another person's approval.
type approvalRequest rows

// decide returns the change that c makes to the order, or why it may not be made.
func (r approvalRequest) decision(c Decide, who Actor, now time.Time) (journal.Decision, error) {
	d := journal.Decision{
		Order: r.order.ID, Digest: c.Digest, From: []journal.ApprovalState{journal.ApprovalPending},
		To: journal.ApprovalGiven,
		By: who.Name, Key: who.Key, Reason: c.Reason,
	}
	if !rows(r).held() {
		return d, fmt.Errorf("%w: %s", ErrDecided, r.order.ID)
	}
	if err := errors.Join(r.own(who.Name, who.Key), who.approves(who.Name, rows(r).subject())); err != nil {
		return d, err
	}
	switch {
	case approvalState(*r.approval, now) == AskedExpired:
		return d, fmt.Errorf("%w: %s", ErrExpired, r.order.ID)
	case c.Yes:
		if name, err := digest(r.order, r.approval.Secrets); err != nil || name != c.Digest {
			return d, errors.Join(fmt.Errorf("%w: %s", ErrDecided, r.order.ID), err)
		}
		d.Until = now.Add(r.approval.TTL)
		if r.approval.State == journal.ApprovalGiven && who.approves(r.approval.DecidedBy, rows(r).subject()) != nil {
			d.From = append(d.From, journal.ApprovalGiven) // that approval no longer counts
		}
	default:
		d.To, d.From = journal.ApprovalDenied, append(d.From, journal.ApprovalGiven)
	}
	return d, nil
}

// own returns an error when the person who decides about the order is the one who asks for it, by name or by key.
func (r approvalRequest) own(name, key string) error {
	switch {
	case name == r.order.By || name == r.approval.RequestedBy:
		return ErrOwn
	case key != "" && slices.Contains(strings.Fields(r.approval.RequestedKey), key):
		return ErrOwnKey
	}
	return nil
}

// void ends an approval, whatever it was.
func (s *approvals) void(ctx context.Context, r rows, by, reason, detail string) error {
	return s.store.Update(ctx, func(tx *journal.Tx) error { return s.voidIn(tx, r, by, reason, detail) })
}

func (s *approvals) voidIn(tx *journal.Tx, r rows, by, reason, detail string) error {
	first, err := tx.Approvals.Decide(journal.Decision{
		Order: r.order.ID, Digest: r.approval.Digest, From: []journal.ApprovalState{
			journal.ApprovalPending,
			journal.ApprovalGiven,
		}, To: journal.ApprovalVoid,
		By: r.approval.DecidedBy, Reason: reason,
	})
	if err != nil || !first {
		return err
	}
	more := map[string]string{detailDigest: r.approval.Digest, "reason": reason, "now": detail}
	return s.audit.record(tx, by, "void", r.order, more)
}

// askAgain asks for approval of an order at another price, which is written down already. The approval of the old
// price is void. A forgotten order is shown again.
func (s *approvals) askAgain(tx *journal.Tx, r rows, q provider.Quote, who Actor) error {
	switch approvalState(*r.approval, tx.Now()) {
	case AskedDenied, AskedUsed:
		return fmt.Errorf("%w: %s", ErrDecided, r.order.ID)
	case AskedPending, AskedGiven, AskedVoid, AskedExpired:
	}
	if err := s.signer.provenRequest(tx, r); err != nil { // what is asked for in someone's name was asked for by them
		return err
	}
	if err := tx.Orders.Unhide(r.order.ID); err != nil {
		return err
	}
	r.order.Quote = q
	a := *r.approval
	var err error
	if a.Digest, err = digest(r.order, a.Secrets); err != nil {
		return err
	}
	if who.Key != "" && !slices.Contains(strings.Fields(a.RequestedKey), who.Key) {
		a.RequestedKey = strings.TrimSpace(a.RequestedKey + " " + who.Key)
	}
	if err := tx.Approvals.Ask(a); err != nil {
		return err
	}
	detail := map[string]string{detailDigest: a.Digest, "key": who.Key}
	if err := s.signer.addRequest(tx, detail, r.order.Key, a); err != nil {
		return err
	}
	return s.audit.record(tx, a.RequestedBy, "ask", r.order, detail)
}
