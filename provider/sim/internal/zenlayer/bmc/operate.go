package bmc

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type instanceRequest struct {
	InstanceID string `json:"instanceId"`
}

func (r *instanceRequest) Check() error { return zenlayer.Required("instanceId", r.InstanceID) }

type instanceIDsRequest struct {
	InstanceIDs []string `json:"instanceIds"`
}

func (r *instanceIDsRequest) Check() error {
	return zenlayer.First(zenlayer.RequiredIf(true, "instanceIds", len(r.InstanceIDs) > 0), zenlayer.IDs("instanceIds", r.InstanceIDs))
}

// machines returns the machines with the ids, or refuses when one of them does not exist: what is done to several is done to all or none.
func (s service) machines(ctx context.Context, session *books.Session, wanted []string) ([]*instance, error) {
	found, err := session.Machines(ctx, books.Query{Product: Product, IDs: wanted})
	if err != nil {
		return nil, err
	}
	all := make([]*instance, 0, len(found))
	for _, m := range found {
		i, err := look(session, m)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	for _, id := range wanted {
		if !slices.ContainsFunc(all, func(i *instance) bool { return i.ID == id }) {
			return nil, zenlayer.Refuse("INVALID_INSTANCE_NOT_FOUND", "The specified instanceId `%s` is not found", id)
		}
	}
	return all, nil
}

// operate does something to machines in one transaction.
func (s service) operate(ctx context.Context, wanted []string, do func(*books.Session, *instance) error) error {
	return s.Books.Write(ctx, func(session *books.Session) error {
		all, err := s.machines(ctx, session, wanted)
		if err != nil {
			return err
		}
		for _, i := range all {
			if err := do(session, i); err != nil {
				return err
			}
		}
		for _, i := range all {
			if i.Detail, err = json.Marshal(i.detail); err != nil {
				return err
			}
			if err := session.Change(ctx, i.Machine); err != nil {
				return err
			}
		}
		return nil
	})
}

func denied(code string, i *instance) error {
	return zenlayer.Refuse(code, "The instance `%s` is `%s`", i.ID, i.status)
}

// power makes an action that leads through one status to another, from the statuses where it is allowed.
func (s service) power(ctx context.Context, r *instanceIDsRequest, from []string, refusal string, way ...books.Step) error {
	return s.operate(ctx, r.InstanceIDs, func(session *books.Session, i *instance) error {
		switch {
		case i.status == recycle:
			return denied("OPERATION_DENIED_INSTANCE_RECYCLED", i)
		case !slices.Contains(from, i.status):
			return denied(refusal, i)
		}
		end := i.end()
		i.Timeline = append(s.Books.Plan(i.Serial, session.At, way...), end...)
		return nil
	})
}

// end is what is already known about the end of the machine: a cancelled subscription runs out whatever happens before.
func (i *instance) end() books.Timeline {
	at := slices.IndexFunc(i.Timeline, func(p books.Phase) bool { return p.Status == recycle })
	if at < 0 {
		return nil
	}
	return i.Timeline[at:]
}

func (s service) start(ctx context.Context, _ *wire.Call, r *instanceIDsRequest) (any, error) {
	return nil, s.power(ctx, r, []string{stopped}, "OPERATION_DENIED_INSTANCE_NOT_STOPPED",
		books.Step{Status: booting, For: forBooting}, books.Step{Status: running})
}

func (s service) stop(ctx context.Context, _ *wire.Call, r *instanceIDsRequest) (any, error) {
	return nil, s.power(ctx, r, []string{running}, "OPERATION_DENIED_INSTANCE_NOT_RUNNING",
		books.Step{Status: stopping, For: forStopping}, books.Step{Status: stopped})
}

func (s service) reboot(ctx context.Context, _ *wire.Call, r *instanceIDsRequest) (any, error) {
	return nil, s.power(ctx, r, []string{running, stopped}, "OPERATION_DENIED_INSTANCE_STATUS",
		books.Step{Status: booting, For: forBooting}, books.Step{Status: running})
}

type renameRequest struct {
	instanceIDsRequest
	InstanceName string `json:"instanceName"`
}

func (r *renameRequest) Check() error {
	if err := zenlayer.First(r.instanceIDsRequest.Check(), zenlayer.Required("instanceName", r.InstanceName)); err != nil {
		return err
	}
	if err := zenlayer.CheckPlainName(r.InstanceName); err != nil {
		return badName(err, "instanceName", r.InstanceName, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", "INVALID_PARAMETER_INSTANCE_NAME_EXCEED")
	}
	return nil
}

func (s service) rename(ctx context.Context, _ *wire.Call, r *renameRequest) (any, error) {
	return nil, s.operate(ctx, r.InstanceIDs, func(_ *books.Session, i *instance) error {
		if i.status == pending || i.status == creating {
			return denied("OPERATION_DENIED_INSTANCE_CREATING", i)
		}
		i.Name = r.InstanceName
		return nil
	})
}

func (s service) terminate(ctx context.Context, _ *wire.Call, r *instanceRequest) (any, error) {
	return nil, s.operate(ctx, []string{r.InstanceID}, func(session *books.Session, i *instance) error {
		now := session.At
		switch {
		case i.status == recycle:
			return denied("OPERATION_DENIED_INSTANCE_RECYCLED", i)
		case i.status == pending || i.status == creating:
			return denied("OPERATION_DENIED_INSTANCE_CREATING", i)
		case i.status == installing:
			return denied("OPERATION_DENIED_INSTANCE_STATUS_INSTALLING", i)
		case i.status == createFailed:
			refund := i.Paid
			i.Paid, i.Timeline = 0, books.Timeline{{Status: absent, At: now.UnixMilli()}}
			return session.Move(ctx, "refund of machine "+i.ID, refund)
		case i.ChargeType == prepaid && s.KeepSubscriptions:
			return denied("OPERATION_DENIED_INSTANCE_SUBSCRIPTION", i)
		case i.ChargeType == prepaid:
			i.AutoRenew = false
			i.Timeline = s.retire(i, expires(i.Machine, &i.detail))
		default:
			i.Timeline = s.retire(i, now)
		}
		return nil
	})
}

// retire lets the machine go on as it would until then, puts it into the bin, and lets it be gone a day later.
func (s service) retire(i *instance, then time.Time) books.Timeline {
	at := then.UnixMilli()
	var before books.Timeline
	for _, p := range i.Timeline {
		if p.At < at && p.Status != recycle && p.Status != absent {
			before = append(before, p)
		}
	}
	return append(before, books.Phase{Status: recycle, At: at}, books.Phase{Status: absent, At: then.Add(s.Books.Scale(forBin)).UnixMilli()})
}

func (s service) release(ctx context.Context, _ *wire.Call, r *instanceIDsRequest) (any, error) {
	return nil, s.operate(ctx, r.InstanceIDs, func(session *books.Session, i *instance) error {
		if i.status != recycle {
			return denied("OPERATION_DENIED_INSTANCE_NOT_RECYCLED", i)
		}
		i.Timeline = books.Timeline{{Status: absent, At: session.At.UnixMilli()}}
		return nil
	})
}
