package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// FourEyes says for how long a yes of somebody else is waited for, and then holds, before n machines may be ordered at q;
// 0: none is needed.
type FourEyes func(q provider.Quote, n int) time.Duration

// Asked is where the asking for somebody else's yes stands.
type Asked string

// The states. The message catalogue has their sentences below "approval.".
const (
	AskedPending Asked = "pending" // nobody has decided
	AskedGiven   Asked = "given"   // somebody said yes: the order may be sent
	AskedDenied  Asked = "denied"  // somebody said no
	AskedVoid    Asked = "void"    // it has changed since it was asked for, or was taken back
	AskedExpired Asked = "expired" // nobody decided in time, or the order was not sent in time
	AskedUsed    Asked = "used"    // the order was sent
)

// Approval is the asking for somebody else's yes to an order.
type Approval struct {
	State     Asked
	Seal      string // names exactly what is asked for: spec, quote, account and who asks
	By        string // who asks
	At        time.Time
	Expires   time.Time // of the asking, or of the yes
	DecidedBy string    // "" while nobody has decided
	Decided   time.Time // zero while nobody has
	Reason    string    // why not; "" when nobody said
}

// Errors of approvals. Nothing was sent.
var (
	ErrWaiting = errors.New("the order waits for somebody else's yes")
	ErrDenied  = errors.New("somebody else said no to the order")
	ErrExpired = errors.New("the time to decide about the order, or to send it, is over")
	ErrVoid    = errors.New("the order is not what was approved")
	ErrOwn     = errors.New("nobody approves what they ask for themselves")
	ErrDecided = errors.New("nothing of the order waits for a decision, or it has changed meanwhile")
)

// Verdict is somebody's decision about an order that waits.
type Verdict struct {
	By     string // who decides
	Yes    bool
	Seal   string // of what they have looked at
	Reason string // "" for none
}

// Dispatch is an operator's word to send an order that was approved.
type Dispatch struct {
	By      string
	Secrets provider.Access // View.Asks; its zero value when nothing is asked
	// Spec is what the operator means to send; when it is not what was approved the approval is void. nil: what was approved.
	Spec *provider.Spec
}

// asked is the state of a at now.
func asked(a journal.Approval, now time.Time) Asked {
	switch a.State {
	case journal.ApprovalPending, journal.ApprovalGiven:
		if !now.Before(a.Expires) {
			return AskedExpired
		}
	case journal.ApprovalDenied, journal.ApprovalVoid, journal.ApprovalUsed:
	}
	return Asked(a.State)
}

// approval is what screens see of a.
func approval(a *journal.Approval, now time.Time) *Approval {
	if a == nil {
		return nil
	}
	return &Approval{
		State: asked(*a, now), Seal: a.Seal, By: a.AskedBy, At: a.Asked, Expires: a.Expires, DecidedBy: a.DecidedBy, Decided: a.Decided, Reason: a.Reason,
	}
}

// held reports whether the order is kept from being sent: it has not been, and needs a yes.
func (r rows) held() bool { return r.approval != nil && len(r.batches) == 0 }

// unsent turns v into an order that nothing was sent of, for want of a yes or until its operator sends it.
func (r rows) unsent(v *View) {
	v.Word, v.Open, v.Rest, v.Shortfall = Rejected, false, 0, 0
	switch v.Approval.State {
	case AskedPending, AskedGiven:
		v.Word, v.Open = Waiting, true
	case AskedExpired:
		v.Finished = v.Approval.Expires
	case AskedDenied, AskedVoid, AskedUsed:
		v.Finished = v.Approval.Decided
	}
}

// seal names exactly what o is. Secrets are no part of it; the init script is, by its hash.
func seal(o journal.Order) (string, error) {
	spec, err := sealed(o.Spec)
	if err != nil {
		return "", err
	}
	quote, err := json.Marshal(o.Quote)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal([]string{o.ID, o.Profile, o.Key.Account, string(o.Key.Product), o.By, string(spec), o.ScriptSHA256, string(quote)})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// sealed is s as it is read from the journal: without its secrets.
func sealed(s provider.Spec) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var read provider.Spec
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	return json.Marshal(read)
}

// ask writes an order down that waits for somebody else's yes. Its secrets stay in memory.
func (s *Service) ask(ctx context.Context, p *provider.Product, o journal.Order, c Confirmed, lasts time.Duration, who buyer) error {
	name, err := seal(o)
	if err != nil {
		return err
	}
	err = s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		if err := s.affordable(tx, who, ID(o.ID), newOrder(c)); err != nil {
			return err
		}
		if err := s.add(tx, o, c, p); err != nil {
			return err
		}
		if err := tx.Ask(journal.Approval{Order: o.ID, Seal: name, AskedBy: c.By, Lasts: lasts}); err != nil {
			return err
		}
		return s.record(tx, c.By, "ask", o, map[string]string{"seal": name})
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.secrets[ID(o.ID)] = c.Spec.Access
	return nil
}

// Decide records somebody's yes or no to an order that waits; a no also takes back a yes that nothing was sent on. Nothing
// is bought by it. [ErrOwn] of who asks for the order or placed it, [ErrExpired], and [ErrDecided] when somebody else was
// first or the order is not what v.Seal names.
func (s *Service) Decide(ctx context.Context, id ID, v Verdict) error {
	err := s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err != nil {
			return err
		}
		d := journal.Decision{
			Order: r.order.ID, Seal: v.Seal, From: []journal.ApprovalState{journal.ApprovalPending}, To: journal.ApprovalGiven, By: v.By, Reason: v.Reason,
		}
		what := "approve"
		switch {
		case !r.held():
			return fmt.Errorf("%w: %s", ErrDecided, id)
		case v.By == r.order.By || v.By == r.approval.AskedBy:
			return ErrOwn
		case asked(*r.approval, tx.Now()) == AskedExpired:
			return fmt.Errorf("%w: %s", ErrExpired, id)
		case v.Yes:
			if name, err := seal(r.order); err != nil || name != v.Seal {
				return errors.Join(fmt.Errorf("%w: %s", ErrDecided, id), err)
			}
			d.Until = tx.Now().Add(r.approval.Lasts)
		default:
			what, d.To, d.From = "deny", journal.ApprovalDenied, append(d.From, journal.ApprovalGiven)
		}
		first, err := tx.Decide(d)
		if err != nil {
			return err
		}
		if !first {
			return fmt.Errorf("%w: %s", ErrDecided, id)
		}
		return s.record(tx, v.By, what, r.order, map[string]string{"seal": v.Seal, "asked_by": r.approval.AskedBy, "reason": v.Reason})
	})
	s.dropSecrets(ctx, id)
	return err
}

// Send sends an order that somebody else has approved, exactly as it was approved and for no more. Nothing else sends it.
// [ErrWaiting], [ErrDenied], [ErrExpired] and [ErrVoid] say why it may not be sent; [*Stale] that it costs more by now than
// was approved, which makes the approval void; the other errors are those of [Service.Place] and [ErrSecrets].
func (s *Service) Send(ctx context.Context, id ID, c Dispatch) error {
	return s.dispatch(ctx, id, c, buyer{})
}

func (s *Service) dispatch(ctx context.Context, id ID, c Dispatch, who buyer) error {
	r, err := s.approved(ctx, id, c)
	if err != nil {
		return err
	}
	acc, err := s.buyer(r.order.Key)
	if err != nil {
		return err
	}
	spec, err := s.withSecrets(r.order, c.Secrets)
	if err != nil {
		return err
	}
	if err := acc.reader().Check(spec, provider.Known{}); err != nil {
		return err
	}
	quote, err := requote(ctx, acc.reader(), spec, spec.Machines(), r.order.Quote)
	if stale, ok := errors.AsType[*Stale](err); ok {
		return errors.Join(err, s.void(ctx, r, c.By, "price", priceOf(stale.Is)))
	}
	if err != nil {
		return err
	}
	p := &plan{
		order: r.order, spec: spec, reader: acc.reader(), owner: s.opt.Owner, grace: s.opt.Limits.Grace, quote: quote,
		parts: split([]span{{0, spec.Machines()}}, acc.reader().Product().MaxBatch),
	}
	return s.begin(ctx, acc.sender(), p, p.next(s.opt.Now()), func(tx *journal.Tx) error { // W1
		if err := use(tx, r); err != nil {
			return err
		}
		if err := s.affordable(tx, who, id, policy.Purchase{Quote: quote, Machines: spec.Machines(), New: true}); err != nil {
			return err
		}
		return s.record(tx, c.By, "send", r.order, map[string]string{"seal": r.approval.Seal, "approved_by": r.approval.DecidedBy})
	})
}

// approved reads an order that may be sent. One that is not what c means, or what was asked for, is void from now on.
func (s *Service) approved(ctx context.Context, id ID, c Dispatch) (r rows, err error) {
	err = s.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, id)
		return err
	})
	if err != nil {
		return r, err
	}
	if err := r.sendable(s.opt.Now()); err != nil && !errors.Is(err, ErrWaiting) {
		return r, err
	}
	same, err := r.means(c.Spec)
	if err != nil {
		return r, err
	}
	if !same {
		return r, errors.Join(fmt.Errorf("%w: %s", ErrVoid, id), s.void(ctx, r, c.By, "changed", ""))
	}
	return r, r.sendable(s.opt.Now())
}

// sendable says why an order may not be sent at now; nil when it may.
func (r rows) sendable(now time.Time) error {
	if r.approval == nil || len(r.batches) > 0 {
		return fmt.Errorf("%w: %s", ErrPlaced, r.order.ID)
	}
	switch asked(*r.approval, now) {
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

// means reports whether the order is what was asked for, and spec, unless it is nil, is the order.
func (r rows) means(spec *provider.Spec) (bool, error) {
	name, err := seal(r.order)
	if err != nil || name != r.approval.Seal || spec == nil {
		return err == nil && name == r.approval.Seal, err
	}
	o := r.order
	o.Spec = *spec
	scripted(&o, *spec)
	name, err = seal(o)
	return name == r.approval.Seal, err
}

// use makes the yes the one that the order is sent on, in the transaction that writes its first batch: there is no other.
func use(tx *journal.Tx, r rows) error {
	now, err := readRows(&tx.Snapshot, ID(r.order.ID))
	if err != nil {
		return err
	}
	if err := now.sendable(tx.Now()); err != nil {
		return err
	}
	name, err := seal(now.order)
	if err != nil {
		return err
	}
	first := false
	if name == r.approval.Seal {
		first, err = tx.Decide(journal.Decision{
			Order: r.order.ID, Seal: name, From: []journal.ApprovalState{journal.ApprovalGiven}, To: journal.ApprovalUsed, By: now.approval.DecidedBy,
			Until: now.approval.Expires, Reason: now.approval.Reason,
		})
	}
	if err == nil && !first {
		err = fmt.Errorf("%w: %s", ErrVoid, r.order.ID)
	}
	return err
}

// void ends an approval, whatever it was.
func (s *Service) void(ctx context.Context, r rows, by, reason, detail string) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error { return s.voidIn(tx, r, by, reason, detail) })
}

func (s *Service) voidIn(tx *journal.Tx, r rows, by, reason, detail string) error {
	first, err := tx.Decide(journal.Decision{
		Order: r.order.ID, Seal: r.approval.Seal, From: []journal.ApprovalState{journal.ApprovalPending, journal.ApprovalGiven}, To: journal.ApprovalVoid,
		By: r.approval.DecidedBy, Reason: reason,
	})
	if err != nil || !first {
		return err
	}
	return s.record(tx, by, "void", r.order, map[string]string{"seal": r.approval.Seal, "reason": reason, "now": detail})
}

// askAgain asks for a yes to an order at another price. The yes to the old one is void. An order that was forgotten is shown again.
func (s *Service) askAgain(tx *journal.Tx, r rows, q provider.Quote) error {
	switch asked(*r.approval, tx.Now()) {
	case AskedDenied, AskedUsed:
		return fmt.Errorf("%w: %s", ErrDecided, r.order.ID)
	case AskedPending, AskedGiven, AskedVoid, AskedExpired:
	}
	if err := errors.Join(tx.PutQuote(r.order.ID, q), tx.Recall(r.order.ID)); err != nil {
		return err
	}
	r.order.Quote = q
	a := *r.approval
	var err error
	if a.Seal, err = seal(r.order); err != nil {
		return err
	}
	if err := tx.Ask(a); err != nil {
		return err
	}
	return s.record(tx, a.AskedBy, "ask", r.order, map[string]string{"seal": a.Seal})
}

// clearSecrets forgets the secrets of orders that will not be sent: nobody tells a program that a time is over.
func (s *Service) clearSecrets(ctx context.Context) {
	s.mu.Lock()
	ids := make([]ID, 0, len(s.secrets))
	for id := range s.secrets {
		if !s.running[id] {
			ids = append(ids, id)
		}
	}
	s.mu.Unlock()
	slices.Sort(ids)
	for _, id := range ids {
		s.dropSecrets(ctx, id)
	}
}
