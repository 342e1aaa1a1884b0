package order

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// HeldReason says why an order was not released at its time. The message catalogue has its sentence below
// "release_held.".
type HeldReason string

// The reasons.
const (
	heldNotRunning HeldReason = "not_running" // not all machines of the order ran
	HeldChanged    HeldReason = "changed"     // someone has decided something about the order since
	heldDenied     HeldReason = "denied"      // who wanted it may not release the order any more
	heldFailed     HeldReason = "failed"      // the vendor refused, or its answer was lost
	// heldUnknown: the program ended in the middle, and nobody can see whether the vendor has heard it
	heldUnknown HeldReason = "unknown"
	// heldProof: the audit does not say that someone set it so: the journal was changed by other means
	heldProof  HeldReason = "proof"
	heldSecret HeldReason = "secret" // the audit says so, signed with another secret than the account has now
	heldOlder  HeldReason = "older"  // an earlier version set it, which kept no proof of it
	// heldRestored: the journal is an older copy, and lacks what was decided since
	heldRestored HeldReason = "restored"
)

// doubts reports whether nobody is known to have set the release so.
func (r HeldReason) doubts() bool {
	return r == heldProof || r == heldSecret || r == heldOlder || r == heldRestored
}

// Later is when an order is released, and what came of it.
type Later struct {
	At   time.Time
	By   string // who wants it
	Set  time.Time
	Held HeldReason // "" while it is to come, and when it was made
	Done bool
}

// Planned reports whether the release is still to come.
func (l *Later) Planned() bool { return l != nil && l.Held == "" && !l.Done }

func (l *Later) held() bool { return l != nil && l.Held != "" }

// mostNotice is how long before an order is released people are warned, if it was set long enough before.
const mostNotice = 24 * time.Hour

// WarnAt is from when on people are warned: a day before, or when three quarters of a shorter time have gone by.
func (l *Later) WarnAt() time.Time { return l.At.Add(-min(mostNotice, l.At.Sub(l.Set)/4)) }

// Soon reports whether the order is released soon.
func (l *Later) Soon(now time.Time) bool { return l.Planned() && !now.Before(l.WarnAt()) }

func laterView(l journal.Later) *Later {
	out := &Later{At: l.At, By: l.By, Set: l.Set, Done: l.State == journal.LaterDone}
	if l.State == journal.LaterHeld {
		out.Held = HeldReason(l.Why)
	}
	return out
}

// ReleaseLater is the [Command] to release an order at a time, which the program does that watches it, in the name of
// who gave the command and by the rules of that day; see [HeldReason] for when it does not. The zero time lets the
// order run on. Its errors are [ErrPast], and [ErrNothing] when the order has no machine and gets none.
type ReleaseLater struct {
	ID ID
	At time.Time
}

// detailLater is the time in rows of the audit about releases at a time.
const detailLater = "release_at"

func (c ReleaseLater) describe() decision {
	at := "never"
	if !c.At.IsZero() {
		at = c.At.UTC().Format(time.RFC3339)
	}
	return decision{
		what: policy.Release, id: c.ID, outcome: outcomeDone, detail: map[string]string{detailLater: at},
	}
}

func (c ReleaseLater) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		if r.later != nil && r.later.State == journal.LaterStarted { // the requests may be on their way
			return fmt.Errorf("%w: %s", ErrBusy, c.ID)
		}
		if c.At.IsZero() {
			d.add(detailLaterState, laterNever)
			return tx.Releases.Delete(r.order.ID)
		}
		now := s.opt.Now()
		if !c.At.After(now) {
			return fmt.Errorf("%w: %s", ErrPast, c.At.UTC().Format(time.RFC3339))
		}
		if v := r.view(now, nil); !v.Open && v.CountThere() == 0 && v.Rest == 0 {
			return fmt.Errorf("%w: %s", ErrNothing, c.ID)
		}
		n, err := changes(&tx.Snapshot, r.order.ID)
		if err != nil {
			return err
		}
		l := journal.Later{
			Order: r.order.ID, At: c.At, By: d.who.Name, Set: now, Changes: n, Bound: d.who.People != nil,
		}
		if err := s.signer.addLater(tx, d.detail, r.order.Key, l); err != nil {
			return err
		}
		return tx.Releases.Put(l)
	})
}

// changes is how many decisions have changed what an order has, or is to have. Releases at a time are not among them.
func changes(j *journal.Snapshot, id string) (n int, err error) {
	all, err := j.Audit.Of(id)
	for _, e := range all {
		if e.Detail[detailLater] != "" || e.Detail["outcome"] == outcomeRefused {
			continue
		}
		switch policy.Action(e.What) { //nolint:exhaustive // the others change no machine
		case policy.Release, policy.Destroy, policy.OrderRest, policy.RetryFailed, policy.BuyAgain, policy.Adopt,
			policy.AdoptBeyond, policy.CloseUnresolved, policy.Forget:
			n++
		}
	}
	return n, err
}

// heldError is why an order is not released at its time.
type heldError struct{ why HeldReason }

func (e *heldError) Error() string { return "it was not released at its time: " + string(e.why) }

// releaseNow is the command that the program gives when the time has come, in the name of who wanted it.
type releaseNow struct{ was journal.Later }

func (c releaseNow) describe() decision {
	return decision{
		what: policy.Release, id: ID(c.was.Order), outcome: outcomeAsked,
		detail: map[string]string{detailLater: c.was.At.UTC().Format(time.RFC3339)},
	}
}

// do releases the machines, once: whoever writes the start down sends the requests. After a program has ended in the
// middle it continues with those that the vendor still lists.
func (c releaseNow) do(ctx context.Context, s *Service, d *decision) error {
	if err := s.owners.hold(ctx); err != nil {
		s.opt.Log.Warn("no lock shows that this program is alive", "error", err)
	}
	v, err := s.Views.Order(ctx, d.id)
	if err != nil {
		return err
	}
	ids := machineIDs(slices.DeleteFunc(v.There(), func(i InstanceView) bool { return runsOut(v.Spec, i) }))
	if c.was.State == journal.LaterStarted {
		if ids, err = c.rest(ctx, s, v); err != nil {
			return err
		}
	}
	if len(ids) > 0 {
		d.add("machines", machineList(ids)["machines"])
		r := newReleaser(s)
		begun := false // by the machines of the zone before
		r.check = func(tx *journal.Tx, r rows) (err error) {
			if !begun {
				err = c.start(tx, r, s, d)
			}
			begun = err == nil
			return err
		}
		err = r.giveBack(ctx, d, ids, kindRelease, func(provider.Status) bool { return true },
			func(o provider.Operator) (giveRequest, bool) { return whole(o.Terminate), true })
		if err != nil {
			return err
		}
	} else if c.was.State == "" {
		return &heldError{heldNotRunning}
	}
	s.opt.Point("before release is over")
	return s.opt.Store.Settle(context.WithoutCancel(ctx), func(tx *journal.Tx) error {
		return c.end(tx, s, journal.LaterDone, "")
	})
}

// runsOut reports whether someone has released a machine already that runs on to the end of what is paid.
func runsOut(s provider.Spec, i InstanceView) bool {
	return s.Billing.Charge == provider.Prepaid && !i.ReleaseAsked.IsZero()
}

// whole is give, each of whose requests is made to its end or not at all: no answer is lost when the time of a release
// is over.
func whole(give giveRequest) giveRequest {
	return func(ctx context.Context, z provider.ZoneID, ids []provider.InstanceID) error {
		if err := ctx.Err(); err != nil {
			return &provider.Error{Kind: provider.KindNetwork, Outcome: provider.NotSent, Err: err}
		}
		return give(context.WithoutCancel(ctx), z, ids)
	}
}

func machineIDs(all []InstanceView) []provider.InstanceID {
	ids := make([]provider.InstanceID, 0, len(all))
	for _, i := range all {
		ids = append(ids, i.ID)
	}
	return ids
}

// start writes down that the release has begun, if nothing speaks against it.
func (c releaseNow) start(tx *journal.Tx, r rows, s *Service, d *decision) error {
	now := s.opt.Now()
	l, ok, err := tx.Releases.Get(r.order.ID)
	if err != nil {
		return err
	}
	if !ok || l != c.was || now.Before(l.At) { // another program or person was first
		return ErrMoved
	}
	if why, err := s.signer.doubt(&tx.Snapshot, r.order.Key, l); err != nil || why != "" {
		return cmp.Or(err, error(&heldError{why}))
	}
	if l.State == "" {
		v := r.view(now, nil)
		idle := func(i InstanceView) bool {
			return i.Status != provider.StatusRunning || i.ReleaseOpen(now) && !runsOut(v.Spec, i)
		}
		if v.Status != Done || slices.ContainsFunc(v.There(), idle) {
			return &heldError{heldNotRunning}
		}
		n, err := changes(&tx.Snapshot, r.order.ID)
		if err != nil {
			return err
		}
		if n != l.Changes || v.Forgotten {
			return &heldError{HeldChanged}
		}
	}
	l.State, l.Owner, l.Started = journal.LaterStarted, s.opt.Owner, now
	if err := s.signer.addLater(tx, d.detail, r.order.Key, l); err != nil {
		return err
	}
	return tx.Releases.Put(l)
}

// end writes down what came of the release, unless someone has set another time meanwhile. What nobody has proof of is
// in nobody's name. An order whose release is held is shown again: its machines cost money.
func (c releaseNow) end(tx *journal.Tx, s *Service, to journal.LaterState, why HeldReason) error {
	l, ok, err := tx.Releases.Get(c.was.Order)
	if err != nil || !ok || !l.At.Equal(c.was.At) || l.State == journal.LaterDone || l.State == journal.LaterHeld {
		return err
	}
	o, ok, err := tx.Orders.Get(l.Order)
	if err != nil || !ok {
		return err
	}
	who := l.By
	if !sameLater(l, c.was) { // other means have changed it meanwhile
		to, why, who = journal.LaterHeld, heldProof, ""
	} else if why.doubts() {
		if why, err = s.signer.doubt(&tx.Snapshot, o.Key, l); err != nil || why == "" { // it is set anew
			return err
		}
		who = ""
	}
	if to == journal.LaterHeld {
		if err := tx.Orders.Unhide(l.Order); err != nil {
			return err
		}
	}
	l.State, l.Why = to, string(why)
	return putLater(s, tx, o.Key, l, who)
}

// rest are the machines of a release that broke off which the vendor still lists, in whatever state: one that is
// stopped costs money, too. A prepaid machine runs on after it was released, so that nobody can see whether the vendor
// has heard it.
func (c releaseNow) rest(ctx context.Context, s *Service, v View) ([]provider.InstanceID, error) {
	there := v.There()
	if len(there) == 0 {
		return nil, nil
	}
	if v.Spec.Billing.Charge == provider.Prepaid {
		return nil, &heldError{heldUnknown}
	}
	a, err := s.accounts.get(journal.Key{Account: v.Account, Product: v.Product})
	if err != nil {
		return nil, err
	}
	listed, err := a.operator().Instances(ctx, v.Spec.Zone, machineIDs(there))
	if err != nil {
		return nil, &unaskedError{err}
	}
	listed = slices.DeleteFunc(listed, func(i provider.Instance) bool { return i.Status.Gone() })
	ids := make([]provider.InstanceID, 0, len(listed))
	for _, i := range listed {
		ids = append(ids, i.ID)
	}
	return ids, nil
}

// unaskedError is why the vendor was not asked to release anything.
type unaskedError struct{ error }

// Unwrap returns the error itself.
func (e *unaskedError) Unwrap() error { return e.error }

// transient reports whether a release failed for a reason that passes, and nothing was released: it is tried again.
func transient(err error) bool {
	if _, ok := errors.AsType[*unaskedError](err); ok || errors.Is(err, ErrBusy) {
		return true
	}
	all := provider.All(err)
	for _, e := range all {
		if e.Outcome != provider.NotSent && e.Kind != provider.KindThrottled {
			return false
		}
	}
	return len(all) > 0 && certainly(err)
}

// outcome is what came of the command: why the release is held, "" when it is done or will be tried again.
func (c releaseNow) outcome(err error) HeldReason {
	held, ok := errors.AsType[*heldError](err)
	_, broken := errors.AsType[*journal.Error](err)
	_, denied := errors.AsType[*policy.Denied](err)
	switch {
	case err == nil, errors.Is(err, ErrMoved), broken, errors.Is(err, context.Canceled):
		return ""
	case ok:
		return held.why
	case denied, errors.Is(err, ErrNotFound):
		return heldDenied
	case transient(err):
		return ""
	default:
		return heldFailed
	}
}
