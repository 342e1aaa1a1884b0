package order

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Release is the [Command] to give machines of an order back; what that means for prepaid machines is the vendor's
// rule. The change is on disk before the vendor is asked. The watcher follows the machines until they are gone:
// RELEASED. The error is the vendor's; other machines may be on their way out in spite of it. It is [ErrUnknownID]
// when a machine is not one of the order's, [ErrNothing] when all of them are gone, and [ErrUnable] when the product
// has no such request.
type Release struct {
	ID       ID
	Machines []provider.InstanceID
}

func (c Release) describe() decision {
	return decision{what: policy.Release, id: c.ID, outcome: outcomeAsked, detail: machineList(c.Machines)}
}

func (c Release) do(ctx context.Context, s *Service, d *decision) error {
	return newReleaser(s).giveBack(ctx, d, c.Machines, kindRelease, func(st provider.Status) bool {
		return !st.Gone()
	}, func(o provider.Operator) (giveRequest, bool) { return o.Terminate, true })
}

// Destroy is the [Command] to delete released machines from the vendor's recycle bin; after that they cannot be
// restored. Its errors are those of [Release].
type Destroy struct {
	ID       ID
	Machines []provider.InstanceID
}

func (c Destroy) describe() decision {
	return decision{what: policy.Destroy, id: c.ID, outcome: outcomeAsked, detail: machineList(c.Machines)}
}

func (c Destroy) do(ctx context.Context, s *Service, d *decision) error {
	return newReleaser(s).giveBack(ctx, d, c.Machines, kindDestroy, func(st provider.Status) bool {
		return st == provider.StatusReleased
	}, func(o provider.Operator) (giveRequest, bool) {
		t, ok := provider.As[provider.Releaser](o)
		if !ok {
			return nil, false
		}
		return t.Release, true
	})
}

// The kinds of events in a machine's history when it is released.
const (
	kindRelease = "release"
	kindDestroy = "destroy"
)

// giveRequest is the vendor's request to give machines back.
type giveRequest func(ctx context.Context, z provider.ZoneID, ids []provider.InstanceID) error

// releaser gives machines, networks and addresses back to the vendor. It buys nothing.
type releaser struct {
	store     *journal.Store
	views     *Views
	accounts  *accounts
	decisions *decisions
	now       func() time.Time
	point     func(string)
	check     func(*journal.Tx, rows) error // in the transaction that writes a release down; nil: nothing is checked
}

func newReleaser(s *Service) *releaser {
	return &releaser{
		store: s.opt.Store, views: s.Views, accounts: s.accounts, decisions: s.decisions, now: s.opt.Now, point: s.opt.Point,
	}
}

func (s *releaser) giveBack(ctx context.Context, d *decision, ids []provider.InstanceID, kind string,
	fits func(provider.Status) bool,
	find func(provider.Operator) (giveRequest, bool),
) error {
	v, err := s.views.Order(ctx, d.id)
	if err != nil {
		return err
	}
	a, err := s.accounts.get(journal.Key{Account: v.Account, Product: v.Product})
	if err != nil {
		return err
	}
	give, ok := find(a.operator())
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnable, kind)
	}
	byZone, err := chosen(v, ids, fits)
	if err != nil {
		return err
	}
	var errs []error
	for _, z := range byZone {
		s.point("before release")
		before, err := s.note(ctx, d, a.key, z.ids, kind)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		s.point("before release request")
		for _, ids := range requests(kind, z.ids) {
			if err := give(ctx, z.zone, ids); err != nil {
				errs = append(errs, err, s.notGiven(ctx, a.key, ids, kind, err, before))
			}
		}
		s.point("after release")
	}
	return errors.Join(errs...)
}

// requests groups the machines that are released together. Each is a group of its own, so that a refusal names the
// machine, unless a request cannot be undone.
func requests(kind string, ids []provider.InstanceID) [][]provider.InstanceID {
	if kind != kindRelease {
		return [][]provider.InstanceID{ids}
	}
	return slices.Collect(slices.Chunk(ids, 1))
}

// notGiven writes down that machines were not released, and why. Where that is certain they are as they were before
// it was asked for; else they are followed, because the vendor may have heard it.
func (s *releaser) notGiven(ctx context.Context, k journal.Key, ids []provider.InstanceID, kind string, why error,
	before asking,
) error {
	ctx = context.WithoutCancel(ctx)
	return s.store.Settle(ctx, func(tx *journal.Tx) error {
		for _, i := range before.machines {
			if kind == kindRelease && certainly(why) && slices.Contains(ids, i.ID) {
				if err := tx.Instances.TakeBackRelease(i, before.at); err != nil {
					return err
				}
			}
		}
		return noteOn(tx, k, ids, kind+"_failed", why.Error())
	})
}

// certainly reports whether err proves that the vendor did not carry out the request: it did not receive it, or
// refused it itself.
func certainly(err error) bool {
	all := provider.All(err)
	for _, e := range all {
		certain := e.Outcome == provider.NotSent || e.Rule != "" ||
			e.Code != "" && e.HTTP < http.StatusInternalServerError && e.Kind != provider.KindUnavailable
		if !certain {
			return false
		}
	}
	return len(all) > 0
}

// group is the machines of one zone.
type group struct {
	zone provider.ZoneID
	ids  []provider.InstanceID
}

// chosen groups those of ids by zone that fit.
func chosen(v View, ids []provider.InstanceID, fits func(provider.Status) bool) ([]group, error) {
	var groups []group
	for _, id := range ids {
		i := slices.IndexFunc(v.Instances, func(i InstanceView) bool { return i.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("%w: %s", ErrUnknownID, id)
		}
		if !fits(v.Instances[i].Status) {
			continue
		}
		zone := v.Instances[i].Zone
		n := slices.IndexFunc(groups, func(g group) bool { return g.zone == zone })
		if n < 0 {
			n = len(groups)
			groups = append(groups, group{zone: zone})
		}
		groups[n].ids = append(groups[n].ids, id)
	}
	if len(groups) == 0 {
		return nil, ErrNothing
	}
	return groups, nil
}

// asking is the change made by a request to give machines back: how they were before, and when it was written.
type asking struct {
	machines []journal.Instance
	at       time.Time
}

// note writes into the history of the machines' batches what is done to them. The watcher follows a release. note
// returns how the machines were before.
func (s *releaser) note(ctx context.Context, d *decision, k journal.Key, ids []provider.InstanceID,
	kind string,
) (before asking, err error) {
	ctx = context.WithoutCancel(ctx) // what was sent is written down, whoever still waits for it
	err = s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) (err error) {
		if s.check != nil {
			if err := s.check(tx, r); err != nil {
				return err
			}
		}
		if kind == kindRelease {
			if before.machines, before.at, err = tx.Instances.AskRelease(k, ids); err != nil {
				return err
			}
			if err := tx.Watches.Wake(k, s.now()); err != nil {
				return err
			}
		}
		return noteOn(tx, k, ids, kind, "")
	})
	return before, err
}

func noteOn(tx *journal.Tx, k journal.Key, ids []provider.InstanceID, kind, detail string) error {
	batches, err := tx.Instances.ByBatch(k, ids)
	if err != nil {
		return err
	}
	for batch, of := range batches {
		if err := tx.Batches.Note(batch, kind, strings.TrimSpace(strings.Join(texts(of), " ")+" "+detail)); err != nil {
			return err
		}
	}
	return nil
}

const (
	// releaseWait is how long a machine that was released is followed. A prepaid one runs on to the end of its term.
	releaseWait = 30 * time.Minute
	// missesToReleased is how many complete answers in a row have to leave out a machine that was released.
	missesToReleased = 2
)

// ReleaseOpen reports whether someone asked to release the machine and the vendor lists it as RUNNING since then: the
// vendor may not have got the request. Half an hour later it is settled that the machine runs on.
func (i InstanceView) ReleaseOpen(now time.Time) bool {
	return !i.ReleaseAsked.IsZero() && i.Status == provider.StatusRunning && now.Sub(i.ReleaseAsked) < releaseWait
}

// releaseCheck is when a machine that was released and still is there is asked for again; zero when no more.
func releaseCheck(asked, now time.Time) time.Time {
	since := now.Sub(asked)
	if since >= releaseWait {
		return time.Time{}
	}
	return now.Add(cadence(max(since, 0)))
}

// ran reports whether the machine came up, and is no loss.
func ran(i journal.Instance) bool {
	return i.Status == provider.StatusRunning || i.Status == provider.StatusReleased && !i.Running.IsZero()
}

// gone reports whether the machine never came up and is known not to exist any more.
func gone(i journal.Instance) bool {
	switch i.Status {
	case provider.StatusVanished:
		return i.CheckAt.IsZero() // a second, slower look agrees
	case provider.StatusReleased:
		return i.Running.IsZero()
	default:
		return false
	}
}
