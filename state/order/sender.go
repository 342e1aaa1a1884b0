package order

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// The pauses of the sender.
const (
	firstRetry = time.Second // of a write to the journal, doubled each time
	lastRetry  = time.Minute
	// refusedLook is when a refusal of a batch of several machines is checked: it must not hide a part that was bought.
	refusedLook = 30 * time.Second
	// throttleTries is how often a rate-limit refusal, which is certain, is followed by a new batch.
	throttleTries = 3
	throttlePause = 2 * time.Second  // tripled each time
	longestPause  = 40 * time.Second // an intent that waits for longer could be taken for abandoned
	readyTime     = 10 * time.Second // which comes on top
)

// programEnds is why a batch is not sent any more after [Service.StopStarting].
const programEnds = "the program ended first"

// sender is the only thing in the program that holds a [provider.Buyer]. It sends at most one purchase request per
// batch, ever, and writes before and after.
type sender struct {
	store    *journal.Store
	buyer    provider.Buyer
	product  *provider.Product
	limits   Limits
	owner    string
	now      func() time.Time
	after    func(time.Duration) <-chan time.Time
	random   io.Reader
	point    func(string)
	log      *slog.Logger
	inFlight *atomic.Int64
	kept     *unwritten  // what the journal does not take
	stopping func() bool // whether to start no more requests
}

// answer is the outcome of a purchase request.
type answer struct {
	receipt provider.Receipt
	err     *provider.Error // nil when the vendor accepted
	event   event
}

// send buys batch b, whose row is an intent on disk, and returns when the outcome is on disk. next makes the batch
// that follows the answer, nil when no batch follows; its row is written together with the outcome. spec is the
// batch's part of the order, secrets included. If the program is stopping by the time that b may be sent, b stays
// unsent.
//
// ctx must not end while the process lives: a closed terminal must not cancel a purchase half way.
func (s *sender) send(ctx context.Context, b journal.Batch, spec provider.Spec,
	next func(answer) *journal.Batch,
) (follow *journal.Batch, err error) {
	s.inFlight.Add(1)
	defer s.inFlight.Add(-1)
	hidden := provider.NewScrubber(spec.Access.Secrets()...)
	known := panicked(eventUnsent) // what a panic from here on leaves of the batch
	defer func() {
		if p := recover(); p != nil {
			follow, err = nil, s.survive(ctx, b, known, hidden.Text(fmt.Sprint(p)))
		}
	}()
	s.await(ctx, provider.Batch{Token: b.Token, Spec: spec, Make: b.Make})
	if s.stopping() {
		s.unsend(ctx, b, programEnds)
		return nil, nil
	}
	if b.Make != nil {
		if b.Before, err = s.before(ctx, b, spec); err != nil {
			s.unmade(ctx, b, err)
			return nil, nil
		}
	}
	s.point("before sent")
	deadline := s.now().Add(s.limits.Request + s.limits.Margin)
	mine, err := s.markSent(ctx, b, deadline) // W2
	if errors.Is(err, errElsewhere) {
		s.unmade(ctx, b, err)
		return nil, nil
	}
	if err != nil {
		s.withdraw(ctx, b, err)
		return nil, err
	}
	if !mine {
		return nil, fmt.Errorf("batch %s is no longer an intent", b.Token)
	}
	s.log.Info("request marked as sent", "token", b.Token)
	known = panicked(eventUnclear) // the request may have left
	s.point("after sent")
	a := tooLate()
	// Both clocks count: the monotonic one stops while the machine sleeps, the other one may be put back.
	if now := s.now(); now.Before(deadline) && now.Round(0).Before(deadline) {
		a = s.buy(ctx, provider.Batch{Token: b.Token, Spec: spec, Make: b.Make}, hidden)
	}
	known = a
	s.report(b, a)
	s.point("after answer")
	follow = next(a)
	kept := false
	s.persist(ctx, b, a, func() (err error) { // W3
		kept, err = s.settle(ctx, b, a, follow)
		return err
	})
	s.point("after outcome")
	if !kept {
		follow = nil
	}
	return follow, nil
}

// await waits for the vendor's rate limit while b is still an intent, so that the wait takes no time from the span
// between being marked as sent and the deadline. An error here is only logged: the purchase itself meets it again.
func (s *sender) await(ctx context.Context, b provider.Batch) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	if err := s.buyer.Ready(ctx, b); err != nil {
		s.log.Warn("purchase not ready", "token", b.Token, "error", err)
	}
}

// report logs the answer before anything else can fail: no part of it is secret.
func (s *sender) report(b journal.Batch, a answer) {
	words := []any{
		"token", b.Token, "event", a.event, "ids", a.receipt.IDs, "order_number", a.receipt.OrderNumber, "request_id",
		a.receipt.RequestID,
	}
	if a.err != nil {
		words = append(words, "error", a.err)
	}
	s.log.Info("purchase answered", words...)
}

// markSent is W2. False means that the row is no longer an intent.
func (s *sender) markSent(ctx context.Context, b journal.Batch, deadline time.Time) (ok bool, err error) {
	now := s.now()
	err = s.store.Update(ctx, func(tx *journal.Tx) error {
		if err := tx.Buying(); err != nil {
			return err
		}
		if other, err := tx.Batches.MakingElsewhere(b); other || err != nil {
			return cmp.Or(err, errElsewhere)
		}
		p := journal.Patch{Owner: &s.owner, Sent: &now, Deadline: &deadline, LookAt: &deadline}
		if b.Make != nil {
			p.Before = &b.Before
		}
		ok, err = move(tx, b.ID, eventSend, s.owner, p)
		return err
	})
	return ok, err
}

// tooLate is the outcome of a request that was not made, because the program stood still until others had given it up:
// it would be bought behind their backs.
func tooLate() answer {
	return answer{event: eventUnsent, err: &provider.Error{
		Kind: provider.KindNetwork, Outcome: provider.NotSent, Err: errors.New("the program stood still for too long"),
	}}
}

// withdraw records that b was not sent, and retries for as long as it takes: whether W2 is on disk is not known, but
// this program knows that it sent no request.
func (s *sender) withdraw(ctx context.Context, b journal.Batch, cause error) {
	s.log.Error("purchase not sent: the journal failed", "token", b.Token, "error", cause)
	s.unsend(ctx, b, "the journal failed")
}

// unsend records that b, an intent, will not be sent, and why.
func (s *sender) unsend(ctx context.Context, b journal.Batch, why string) {
	s.persist(ctx, b, answer{event: eventUnsent}, func() error {
		return s.store.Settle(ctx, func(tx *journal.Tx) error {
			_, err := move(tx, b.ID, eventUnsent, why, noLook())
			return err
		})
	})
}

// noLook is a patch that ends the look-ups of a batch.
func noLook() journal.Patch { return journal.Patch{LookAt: new(time.Time{})} }

// buy makes the one request.
func (s *sender) buy(ctx context.Context, b provider.Batch, hidden provider.Scrubber) answer {
	ctx, cancel := context.WithTimeout(ctx, s.limits.Request)
	defer cancel()
	receipt, err := s.buyer.Create(ctx, b)
	a := sortAnswer(receipt, err)
	if a.err != nil { // a vendor may quote what it refuses
		a.err = new(*a.err)
		_ = hidden.Scrub(a.err) // it changes the error itself
	}
	return a
}

// sortAnswer classifies the answer. Ids are proof of a purchase whatever else the answer says; an answer that proves
// neither a refusal nor that the request was not sent is unclear.
func sortAnswer(r provider.Receipt, err error) answer {
	a := answer{receipt: r}
	if err == nil && len(r.IDs) > 0 {
		a.event = eventAnswer
		return a
	}
	a.err = &provider.Error{
		Kind: provider.KindProtocol, RequestID: r.RequestID,
		Err: errors.New("no instance in the answer"),
	}
	if err != nil {
		var ok bool
		if a.err, ok = errors.AsType[*provider.Error](err); !ok {
			a.err = &provider.Error{Kind: provider.KindNetwork, Err: err}
		}
	}
	switch {
	case len(r.IDs) > 0:
		a.event = eventUnclear
	case a.err.Outcome == provider.Refused:
		a.event = eventRefuse
	case a.err.Outcome == provider.NotSent:
		a.event = eventUnsent
	default:
		a.event = eventUnclear
	}
	return a
}

// persist repeats the write of an answer until it succeeds, or the process ends: that is the crash case.
func (s *sender) persist(ctx context.Context, b journal.Batch, a answer, write func() error) {
	s.kept.add(b.Order, b.Token, a)
	for wait := firstRetry; ; wait = min(2*wait, lastRetry) {
		err := write()
		if err == nil {
			s.kept.drop(b.Token)
			return
		}
		s.kept.tried(b.Token, err)
		s.log.Error("the outcome of a purchase is not on disk yet", "token", b.Token, "error", err)
		select {
		case <-s.after(wait):
		case <-ctx.Done():
			return
		}
	}
}

// settle is W3: it writes the outcome, the machines, and the batch that follows, in one transaction. It reports
// whether that batch is on disk. The vendor's answer is written whatever became of the order meanwhile. The batch that
// follows is not: once other programs have stopped waiting for the answer, a person decides what is ordered next, and
// may already have done so.
func (s *sender) settle(ctx context.Context, b journal.Batch, a answer, follow *journal.Batch) (kept bool, err error) {
	now := s.now()
	err = s.store.Settle(ctx, func(tx *journal.Tx) (err error) {
		kept = false
		if follow != nil { // it may be on disk already without our having heard
			there, ok, err := tx.Batches.Get(follow.ID)
			if kept = ok && there.Order == follow.Order && there.N == follow.N; kept || err != nil {
				return err
			}
		}
		awaited, err := s.conclude(tx, b, a, now)
		if err != nil || !awaited || follow == nil {
			return err
		}
		all, err := tx.Batches.Of(b.Order)
		if err != nil || len(all) >= follow.N {
			return err
		}
		if err := unique(tx, follow, s.random); err != nil {
			return err
		}
		kept = true
		return tx.Batches.Add(*follow)
	})
	return kept, err
}

// conclude writes the outcome and the machines, and reports whether b was still waiting for its answer.
func (s *sender) conclude(tx *journal.Tx, b journal.Batch, a answer, now time.Time) (awaited bool, err error) {
	before, _, err := tx.Batches.Get(b.ID)
	if err != nil {
		return false, err
	}
	if err := putAnswered(tx, b, a.receipt, now); err != nil {
		return false, err
	}
	p := journal.Patch{Err: a.err, RequestID: &a.receipt.RequestID, OrderNumber: &a.receipt.OrderNumber}
	if a.receipt.RequestID == "" && a.err != nil {
		p.RequestID = &a.err.RequestID
	}
	s.outlook(b, a, now, &p)
	why := whyAnswered
	if a.err != nil {
		why = a.err.Error()
	}
	moved, err := s.moveAnswered(tx, b, a.event, why, p)
	if err != nil {
		return false, err
	}
	if !moved { // accepted by a look-up in the meantime, or contradicted by one: keep what the vendor said
		p.LookAt, p.SettleAt, p.Shortfall = nil, nil, nil
		if err := errors.Join(tx.Batches.Change(b.ID, p), tx.Batches.Note(b.ID, "late_answer", why)); err != nil {
			return false, err
		}
	}
	if len(a.receipt.IDs) > 0 {
		// Another host may have found the machines, and seen them at their end, before this answer was written.
		if err := errors.Join(tx.Watches.Wake(b.Key, now), finish(tx, b.ID)); err != nil {
			return false, err
		}
	}
	return moved && before.State == journal.Sent, nil
}

// moveAnswered moves b unless the answer says that it bought nothing while machines of it are known.
func (s *sender) moveAnswered(tx *journal.Tx, b journal.Batch, e event, why string, p journal.Patch) (bool, error) {
	if e == eventRefuse || e == eventUnsent {
		if known, err := has(&tx.Snapshot, b); known || err != nil {
			return false, err
		}
	}
	return move(tx, b.ID, e, why, p)
}

// outlook sets when the batch is looked up next, and what will not come.
func (s *sender) outlook(b journal.Batch, a answer, now time.Time, p *journal.Patch) {
	p.LookAt = new(time.Time{}) // no look-up
	switch a.event {
	case eventAnswer:
		p.Shortfall = new(max(a.receipt.FailedCount, b.Wanted-len(a.receipt.IDs), 0))
		if b.Make != nil && len(a.receipt.IDs) < b.Make.Amount() {
			p.LookAt = new(now.Add(lookPause(0)))
		}
		if len(a.receipt.IDs) < b.Wanted { // the vendor's report "failed" is no proof
			p.LookAt = new(now.Add(lookPause(0)))
		}
	case eventRefuse:
		if b.Wanted > 1 {
			p.LookAt = new(now.Add(refusedLook))
		}
	case eventUnclear:
		p.LookAt = new(now.Add(lookPause(0)))
		window := settleWindow(s.product)
		if a.err.Unlisted && len(a.receipt.IDs) == 0 {
			window = min(window, refusedWindow)
		}
		p.SettleAt = new(now.Add(window))
	default:
	}
}

// refusedWindow is settleWindow after a refusal that the vendor itself made, with a code that it does not document.
const refusedWindow = 2 * time.Minute

// settleWindow is how long after an unclear outcome a person is asked.
func settleWindow(p *provider.Product) time.Duration { return cmp.Or(p.Settle, 15*time.Minute) }

// putAnswered writes the machines that the vendor's answer names.
func putAnswered(tx *journal.Tx, b journal.Batch, r provider.Receipt, now time.Time) error {
	if b.Make != nil {
		_, err := putResources(tx, b, texts(r.IDs), journal.SourceAnswer, now)
		return err
	}
	known, err := tx.Instances.InBatch(b.ID)
	if err != nil {
		return err
	}
	have := map[provider.InstanceID]bool{}
	for _, k := range known {
		have[k.ID] = true
	}
	for n, id := range r.IDs {
		if have[id] {
			continue
		}
		have[id] = true
		_, err := tx.Instances.Put(journal.Instance{
			Instance: provider.Instance{ID: id, Zone: b.Zone, Status: provider.StatusPending, Token: b.Token},
			Key:      b.Key, Batch: b.ID, Position: n, Source: journal.SourceAnswer, Accepted: now, Changed: now,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
