package vm

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// maxLooks is how often a running machine without a public address is looked at for one. It may have none for good.
const maxLooks = 5

// Instances asks for ids, 100 in a request. The first look asks for everything; after that it asks for the status
// alone, which is what the vendor recommends, and for everything again about those machines that turned RUNNING, lack
// addresses, or were not there before: one more request for each hundred of them.
func (o *Operator) Instances(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) ([]provider.Instance,
	error,
) {
	out := []provider.Instance{}
	for _, chunk := range compute.Chunks(ids) {
		rows, err := o.instances(ctx, chunk)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// instances asks for at most as many ids as a request takes.
func (o *Operator) instances(ctx context.Context, ids []provider.InstanceID) ([]provider.Instance, error) {
	if !o.seen.all(ids) {
		return o.look(ctx, ids)
	}
	rows, err := o.status(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Instance, 0, len(rows))
	var again []provider.InstanceID
	for _, row := range rows {
		i, stale := o.seen.with(provider.InstanceID(row.InstanceID), string(row.InstanceStatus))
		out = append(out, i)
		if stale {
			again = append(again, i.ID)
		}
	}
	if len(again) == 0 {
		return out, nil
	}
	looked, err := o.look(ctx, again)
	if err != nil {
		return nil, err
	}
	for n, i := range out {
		if at := slices.IndexFunc(looked, func(l provider.Instance) bool { return l.ID == i.ID }); at >= 0 {
			out[n] = looked[at]
		}
	}
	return out, nil
}

// look asks for everything about the ids and remembers it.
func (o *Operator) look(ctx context.Context, ids []provider.InstanceID) ([]provider.Instance, error) {
	rows, err := o.Among(ctx, ids)
	if err != nil {
		return nil, err
	}
	o.seen.keep(ids, rows)
	return rows, nil
}

func (o *Operator) status(ctx context.Context, ids []provider.InstanceID) ([]statusRow, error) {
	const action = "DescribeInstancesStatus"
	in := map[string]any{"instanceIds": ids}
	rows, err := api.Pages(ctx, o.API, o.Service, action, in, len(ids),
		func(s statusRow) api.Text { return s.InstanceID })
	if err != nil {
		return nil, o.Explain(err)
	}
	all, err := rows.Whole(action)
	return slices.DeleteFunc(all, func(s statusRow) bool {
		return !slices.Contains(ids, provider.InstanceID(s.InstanceID))
	}), err
}

// Instance translates one row.
func (i instance) Instance() provider.Instance {
	out := i.Machine(status(string(i.InstanceStatus)))
	out.Type, out.Public = provider.TypeID(i.InstanceType), api.Addrs(i.PublicIPs, i.PublicIPv6)
	out.Delivered = i.delivered()
	return out
}

// status translates the vendor's status (Zenlayer API reference, instance status, read 2026-11). Its prose writes some
// of them in mixed case. Of the two documented shapes of a failed creation this one; the other is a machine that is
// no longer listed. A machine that was stopped or started by someone is no longer on its way to running: its status is
// unknown.
func status(vendor string) provider.Status {
	switch strings.ToUpper(vendor) {
	case "PENDING":
		return provider.StatusPending
	case "DEPLOYING", "REBUILDING":
		return provider.StatusCreating
	case "RUNNING":
		return provider.StatusRunning
	case "CREATE_FAILED":
		return provider.StatusFailed
	case "RECYCLE", "RECYCLING", "RELEASING":
		return provider.StatusReleased
	default:
		return provider.StatusUnknown
	}
}

// seen remembers machines as they were when everything was asked about them. The zero value remembers none.
type seen struct {
	mu  sync.Mutex
	ids map[provider.InstanceID]*sighting
}

// sighting is one machine; its instance has no id while the vendor has not listed it.
type sighting struct {
	provider.Instance

	looks int // since it runs
}

// all reports whether everything was asked about all of ids, whether the vendor listed them or not.
func (s *seen) all(ids []provider.InstanceID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !slices.ContainsFunc(ids, func(id provider.InstanceID) bool { return s.ids[id] == nil })
}

// keep remembers what an answer about ids said.
func (s *seen) keep(ids []provider.InstanceID, rows []provider.Instance) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids = map[provider.InstanceID]*sighting{}
	}
	for _, id := range ids {
		if s.ids[id] == nil {
			s.ids[id] = &sighting{}
		}
	}
	for _, i := range rows {
		at := s.ids[i.ID]
		if i.Status == provider.StatusRunning {
			at.looks++
		}
		at.Instance = i
	}
}

// with is the machine as it is remembered, with the status of now, and whether it has to be looked at again.
func (s *seen) with(id provider.InstanceID, vendor string) (provider.Instance, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.ids[id]
	i := at.Instance
	i.Public, i.Private = slices.Clone(i.Public), slices.Clone(i.Private)
	known := i.ID != ""
	i.ID, i.Status, i.VendorStatus = id, status(vendor), vendor
	running := i.Status == provider.StatusRunning && (at.looks == 0 || len(i.Public) == 0 && at.looks < maxLooks)
	return i, !known || running
}
