package edgezone

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
)

type terminateRequest struct {
	InstanceIDs []string `json:"InstanceIds" tc:"required"`
}

// Check refuses lists of a wrong length.
func (r *terminateRequest) Check() error {
	if len(r.InstanceIDs) == 0 || len(r.InstanceIDs) > maxIDs {
		return tencent.Refuse("InvalidParameter", "The parameter `InstanceIds` must have 1 to %d elements.", maxIDs)
	}
	return nil
}

type failedInstance struct {
	InstanceID   string `json:"InstanceId"`
	ErrorCode    string `json:"ErrorCode"`
	ErrorMessage string `json:"ErrorMessage"`
}

type terminateAnswer struct {
	InstanceIDSet     []string         `json:"InstanceIdSet"`
	FailedInstanceSet []failedInstance `json:"FailedInstanceSet"`
}

// terminateInstances ends each machine by itself. Where none could be ended the first refusal is the answer.
func (i instances) terminateInstances(ctx context.Context, c *tencent.Call) (any, error) {
	var r terminateRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	var answer terminateAnswer
	var first error
	err := i.Store.Write(ctx, func(session *store.Session) error {
		for _, id := range r.InstanceIDs {
			err := i.terminate(ctx, c, session, id)
			refusal, refused := errors.AsType[*tencent.Refusal](err)
			switch {
			case refused && first == nil:
				first = err
				fallthrough
			case refused:
				answer.FailedInstanceSet = append(answer.FailedInstanceSet, failedInstance{id, refusal.Code, refusal.Message})
			case err != nil:
				return err
			default:
				answer.InstanceIDSet = append(answer.InstanceIDSet, id)
			}
		}
		return nil
	})
	if err == nil && len(answer.InstanceIDSet) == 0 {
		return nil, first
	}
	return answer, err
}

func (i instances) machine(ctx context.Context, c *tencent.Call, session *store.Session, id string) (*machine, error) {
	found, err := machines(ctx, session, store.Query{IDs: []string{id}})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || !i.inRegion(c, found[0].Zone) {
		return nil, tencent.Refuse("ResourceNotFound.Instance", "Physical machine instance does not exist")
	}
	return found[0], nil
}

// terminate gives the addresses back at once; the disks are wiped for a while.
func (i instances) terminate(ctx context.Context, c *tencent.Call, session *store.Session, id string) error {
	m, err := i.machine(ctx, c, session, id)
	if err != nil {
		return err
	}
	switch m.status {
	case allocating, isolating, terminating:
		return tencent.Refuse("UnsupportedOperation.InvalidInstanceState",
			"Instance %s is in %s status, cannot terminate", id, m.status)
	}
	if err := unbind(ctx, session, m.ID); err != nil {
		return err
	}
	m.Timeline = i.Store.Plan(m.Serial, session.At, store.Step{Status: terminating, For: forTerminating},
		store.Step{Status: absent})
	return session.Change(ctx, m.Machine)
}

// unbind sets the addresses of a machine free.
func unbind(ctx context.Context, session *store.Session, machineID string) error {
	all, err := addresses(ctx, session)
	if err != nil {
		return err
	}
	for _, a := range all {
		if a.Machine != machineID {
			continue
		}
		a.Machine, a.Bound, a.Updated = "", 0, session.At.UnixMilli()
		if err := change(ctx, session, a.Record, a); err != nil {
			return err
		}
	}
	return nil
}

type modifyRequest struct {
	InstanceID   string  `json:"InstanceId" tc:"required"`
	InstanceName *string `json:"InstanceName"`
	NewPublicIP  *string `json:"NewPublicIp"`
	IPType       string  `json:"IpType"`
}

// Check refuses requests that change nothing, and names that cannot be.
func (r *modifyRequest) Check() error {
	switch {
	case (r.InstanceName == nil) == (r.NewPublicIP == nil):
		return tencent.Refuse("InvalidParameter", "One of the parameters `InstanceName` and `NewPublicIp` is required.")
	case r.InstanceName != nil && (utf8.RuneCountInString(*r.InstanceName) < 1 ||
		utf8.RuneCountInString(*r.InstanceName) > maxName):
		return tencent.Refuse("InvalidParameter",
			"The parameter `InstanceName` must have between 1 and %d characters.", maxName)
	case r.IPType != "" && !in([]string{"ipv4", "ipv6"}, r.IPType):
		return tencent.Refuse("InvalidParameter", "The parameter `IpType` is not one of ipv4, ipv6.")
	}
	return nil
}

// modifyInstance changes the name, or the public address for another one of the network.
func (i instances) modifyInstance(ctx context.Context, c *tencent.Call) (any, error) {
	var r modifyRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	return nil, i.Store.Write(ctx, func(session *store.Session) error {
		m, err := i.machine(ctx, c, session, r.InstanceID)
		if err != nil {
			return err
		}
		if r.InstanceName != nil {
			m.Name = *r.InstanceName
			return session.Change(ctx, m.Machine)
		}
		return changeAddress(ctx, session, m, *r.NewPublicIP, equal(r.IPType, "ipv6"))
	})
}

func changeAddress(ctx context.Context, session *store.Session, m *machine, ip string, v6 bool) error {
	all, err := addresses(ctx, session)
	if err != nil {
		return err
	}
	a := find(all, func(a *address) bool {
		return a.IP == ip && a.V6 == v6 && a.Network == m.PublicID && a.Machine == ""
	})
	if a == nil {
		return tencent.Refuse("InvalidParameter",
			"The parameter `NewPublicIp` is no free address of the instance's public network.")
	}
	old := find(all, func(a *address) bool { return a.Machine == m.ID && a.V6 == v6 })
	now := session.At.UnixMilli()
	if old != nil {
		old.Machine, old.Bound, old.Updated = "", 0, now
		if err := change(ctx, session, old.Record, old); err != nil {
			return err
		}
	}
	a.Machine, a.Bound, a.Updated = m.ID, now, now
	if err := change(ctx, session, a.Record, a); err != nil {
		return err
	}
	if v6 {
		m.Public6 = ip
	} else {
		m.Public4 = ip
	}
	return session.SetPublicAddresses(ctx, m.Machine)
}
