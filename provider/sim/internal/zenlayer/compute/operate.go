package compute

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// InstanceID is the request about one machine.
type InstanceID struct {
	InstanceID string `json:"instanceId"`
}

// Check refuses the request without the machine.
func (r *InstanceID) Check() error { return zenlayer.Required("instanceId", r.InstanceID) }

// InstanceIDs is the request about some machines; embed it where there is more to say.
type InstanceIDs struct {
	InstanceIDs []string `json:"instanceIds"`
}

// Check refuses the request without machines, and with too many.
func (r *InstanceIDs) Check() error {
	return zenlayer.First(zenlayer.RequiredIf(true, "instanceIds", len(r.InstanceIDs) > 0),
		zenlayer.IDs("instanceIds", r.InstanceIDs))
}

// The statuses that both services know (Zenlayer API reference, BMC and VM InstanceStatus, read 2026-11).
const (
	Pending      = "PENDING"
	Running      = "RUNNING"
	Stopping     = "STOPPING"
	Stopped      = "STOPPED"
	Booting      = "BOOTING"
	CreateFailed = "CREATE_FAILED"
	Recycling    = "RECYCLING"
	Recycle      = "RECYCLE"
	Absent       = "" // it is no longer listed
)

// Lifecycle is in which statuses machines cannot be changed, and the statuses of machines that end.
type Lifecycle struct {
	Creating   []string // not made yet: it can be neither renamed nor ended
	Installing []string // being installed: it cannot be ended
	Recycled   []string // in the recycle bin, or about to enter or leave it: it can be neither switched nor ended

	Ended   func(serial int64, at time.Time) store.Timeline // the timeline of a machine that ends then
	Release func(serial int64, at time.Time) store.Timeline // the timeline of a machine that is released
}

// Operate changes machines in one transaction, all or none.
func (f *Fleet[D, P]) Operate(ctx context.Context, ids []string, do func(*store.Session, *Instance[D]) error) error {
	return f.Store.Write(ctx, func(session *store.Session) error {
		all, err := f.Find(ctx, session, ids...)
		if err != nil {
			return err
		}
		for _, i := range all {
			if err := do(session, i); err != nil {
				return err
			}
		}
		for _, i := range all {
			if i.Detail, err = json.Marshal(i.Own); err != nil {
				return err
			}
			if err := session.Change(ctx, i.Machine); err != nil {
				return err
			}
		}
		return nil
	})
}

// Denied refuses what the machine's status does not allow.
func (i *Instance[D]) Denied(code string) error {
	return zenlayer.Refuse(code, "The instance `%s` is `%s`", i.ID, i.Status)
}

// Switch is an action on the power of machines.
type Switch struct {
	From    []string // the statuses where it is allowed
	Refusal string   // the code for all others
	Steps   []store.Step
}

// Start boots what is stopped, in about d.
func Start(d time.Duration) Switch {
	return Switch{
		From: []string{Stopped}, Refusal: "OPERATION_DENIED_INSTANCE_NOT_STOPPED",
		Steps: []store.Step{{Status: Booting, For: d}, {Status: Running}},
	}
}

// Stop stops what runs, in about d.
func Stop(d time.Duration) Switch {
	return Switch{
		From: []string{Running}, Refusal: "OPERATION_DENIED_INSTANCE_NOT_RUNNING",
		Steps: []store.Step{{Status: Stopping, For: d}, {Status: Stopped}},
	}
}

// Switched makes the action of s.
func (f *Fleet[D, P]) Switched(s Switch) zenlayer.Action {
	return zenlayer.Handle(func(ctx context.Context, _ *wire.Call, r *InstanceIDs) (any, error) {
		return nil, f.Switch(ctx, r.InstanceIDs, s)
	})
}

// Switch does s to the machines.
func (f *Fleet[D, P]) Switch(ctx context.Context, ids []string, s Switch) error {
	return f.Operate(ctx, ids, func(session *store.Session, i *Instance[D]) error {
		switch {
		case slices.Contains(f.Lifecycle.Recycled, i.Status):
			return i.Denied("OPERATION_DENIED_INSTANCE_RECYCLED")
		case !slices.Contains(s.From, i.Status):
			return i.Denied(s.Refusal)
		}
		i.Timeline = append(f.Store.Plan(i.Serial, session.At, s.Steps...), i.End()...)
		return nil
	})
}

// End is what is already known about the end of the machine: a cancelled subscription runs out whatever happens before.
func (i *Instance[D]) End() store.Timeline {
	at := slices.IndexFunc(i.Timeline, func(p store.Phase) bool { return p.Status == Recycle })
	if at < 0 {
		return nil
	}
	return i.Timeline[at:]
}

// Rename is the request for another name of machines.
type Rename struct {
	InstanceIDs

	InstanceName string `json:"instanceName"`
}

// Check refuses the request without machines or without a name.
func (r *Rename) Check() error {
	return zenlayer.First(r.InstanceIDs.Check(), zenlayer.Required("instanceName", r.InstanceName))
}

// badName is the refusal of a machine's name, nil when err is.
func (s *Service) badName(err error, name string) error {
	return BadName(err, "instanceName", name, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", s.NameMalformed)
}

// BadName is the refusal of a name, nil when err is.
func BadName(err error, parameter, name, tooLong, malformed string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, zenlayer.ErrNameTooLong):
		return zenlayer.Refuse(tooLong, "The length of the specified %s `%s` exceeds `%d`", parameter, name, zenlayer.MaxName)
	}
	return zenlayer.Refuse(malformed, "The format of the specified %s `%s` is malformed", parameter, name)
}

// Rename gives machines another name.
func (f *Fleet[D, P]) Rename(ctx context.Context, _ *wire.Call, r *Rename) (any, error) {
	if err := f.badName(zenlayer.CheckPlainName(r.InstanceName), r.InstanceName); err != nil {
		return nil, err
	}
	return nil, f.Operate(ctx, r.InstanceIDs.InstanceIDs, func(_ *store.Session, i *Instance[D]) error {
		if slices.Contains(f.Lifecycle.Creating, i.Status) {
			return i.Denied("OPERATION_DENIED_INSTANCE_CREATING")
		}
		i.Name = r.InstanceName
		return nil
	})
}

// groupRequest is the request for another resource group of machines.
type groupRequest struct {
	InstanceIDs

	ResourceGroupID string `json:"resourceGroupId"`
}

// Check refuses the request without machines or without a group.
func (r *groupRequest) Check() error {
	return zenlayer.First(r.InstanceIDs.Check(), zenlayer.Required("resourceGroupId", r.ResourceGroupID))
}

// SetGroup moves machines to another resource group.
func (f *Fleet[D, P]) SetGroup(ctx context.Context, _ *wire.Call, r *groupRequest) (any, error) {
	if err := f.KnownGroup(r.ResourceGroupID); err != nil {
		return nil, err
	}
	return nil, f.Operate(ctx, r.InstanceIDs.InstanceIDs, func(_ *store.Session, i *Instance[D]) error {
		i.Group = r.ResourceGroupID
		return nil
	})
}

// CheckReady refuses changes of a machine that is being created or installed, or is in the recycle bin.
func (f *Fleet[D, P]) CheckReady(i *Instance[D]) error {
	switch {
	case slices.Contains(f.Lifecycle.Recycled, i.Status):
		return i.Denied("OPERATION_DENIED_INSTANCE_RECYCLED")
	case slices.Contains(f.Lifecycle.Creating, i.Status):
		return i.Denied("OPERATION_DENIED_INSTANCE_CREATING")
	case slices.Contains(f.Lifecycle.Installing, i.Status):
		return i.Denied("OPERATION_DENIED_INSTANCE_STATUS_INSTALLING")
	}
	return nil
}

// Terminate puts a machine into the recycle bin. A prepaid one is not renewed and goes there at the end of its term. A
// failed one is deleted and refunded.
func (f *Fleet[D, P]) Terminate(ctx context.Context, _ *wire.Call, r *InstanceID) (any, error) {
	return nil, f.Operate(ctx, []string{r.InstanceID}, func(session *store.Session, i *Instance[D]) error {
		if err := f.CheckReady(i); err != nil {
			return err
		}
		switch {
		case i.Status == CreateFailed:
			refund := i.Paid
			i.Paid, i.Timeline = 0, store.Timeline{{Status: Absent, At: session.At.UnixMilli()}}
			return session.Ledger().Move(ctx, "refund of machine "+i.ID, refund)
		case session.At.Before(store.Time(i.Created).Add(time.Duration(i.Commitment) * Month)):
			return i.Denied("OPERATION_DENIED_POSTPAID_PROMISE")
		case i.ChargeType == Prepaid && f.KeepSubscriptions:
			return i.Denied("OPERATION_DENIED_INSTANCE_SUBSCRIPTION")
		case i.ChargeType == Prepaid:
			i.Until = i.Expires().UnixMilli()
			i.AutoRenew = false
			i.Timeline = f.retire(i, i.Expires())
		default:
			i.Timeline = f.retire(i, session.At)
		}
		return nil
	})
}

// retire is the timeline of the machine until then, and its end after that.
func (f *Fleet[D, P]) retire(i *Instance[D], then time.Time) store.Timeline {
	before := slices.DeleteFunc(slices.Clone(i.Timeline), func(p store.Phase) bool {
		return p.At >= then.UnixMilli() || p.Status == Recycling || p.Status == Recycle || p.Status == Absent
	})
	return append(before, f.Lifecycle.Ended(i.Serial, then)...)
}

// Renew brings a machine back from the recycle bin, or resumes a subscription that was cancelled. A prepaid one costs
// another term, at the price of a machine as it is now.
func (f *Fleet[D, P]) Renew(ctx context.Context, c *wire.Call, r *InstanceID) (any, error) {
	return nil, f.Operate(ctx, []string{r.InstanceID}, func(session *store.Session, i *Instance[D]) error {
		ended := i.Status == Recycle
		cancelled := i.ChargeType == Prepaid && !i.AutoRenew
		if !ended && !cancelled {
			return i.Denied("OPERATION_DENIED_INSTANCE_NOT_RECYCLED")
		}
		price := 0.0
		if i.Period != nil {
			var err error
			if price, err = f.TermPrice(c, i); err != nil {
				return err
			}
		}
		if err := Pay(ctx, c, session, "renewal of machine "+i.ID, price); err != nil {
			return err
		}
		if i.Period != nil {
			from := i.Expires()
			if ended && from.Before(session.At) {
				from = session.At
			}
			i.Until, i.AutoRenew = from.Add(time.Duration(*i.Period)*Month).UnixMilli(), true
		}
		i.Timeline = slices.DeleteFunc(slices.Clone(i.Timeline), func(p store.Phase) bool {
			return p.Status == Recycling || p.Status == Recycle || p.Status == Absent
		})
		if ended {
			i.Timeline = store.Timeline{{Status: Running, At: session.At.UnixMilli()}}
		}
		return nil
	})
}

// Release deletes machines from the recycle bin.
func (f *Fleet[D, P]) Release(ctx context.Context, _ *wire.Call, r *InstanceIDs) (any, error) {
	return nil, f.Operate(ctx, r.InstanceIDs, func(session *store.Session, i *Instance[D]) error {
		if i.Status != Recycle {
			return i.Denied("OPERATION_DENIED_INSTANCE_NOT_RECYCLED")
		}
		i.Timeline = f.Lifecycle.Release(i.Serial, session.At)
		return nil
	})
}
