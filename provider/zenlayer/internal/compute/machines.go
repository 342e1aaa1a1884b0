package compute

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/paging"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// Row is a machine in an answer to the product's DescribeInstances.
type Row interface {
	// Key is the machine's id.
	Key() api.Text
	// Instance translates the row.
	Instance() provider.Instance
}

// Machines finds, lists and ends the machines of an account; R is the product's row.
type Machines[R Row] struct {
	conn   Conn
	naming Naming
}

// NewMachines makes the Machines of an account.
func NewMachines[R Row](c Conn, n Naming) Machines[R] { return Machines[R]{conn: c, naming: n} }

// Instances asks for ids, 100 in a request.
func (m Machines[R]) Instances(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) (
	[]provider.Instance, error,
) {
	out := []provider.Instance{}
	for _, chunk := range Chunks(ids) {
		rows, err := m.Among(ctx, chunk)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// Among asks for everything about the ids, which have to fit into one request. Machines that were not asked for are
// left out.
func (m Machines[R]) Among(ctx context.Context, ids []provider.InstanceID) ([]provider.Instance, error) {
	rows, err := m.describe(ctx, map[string]any{"instanceIds": ids}, len(ids))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(i provider.Instance) bool { return !slices.Contains(ids, i.ID) }), nil
}

// describe lists machines by a filter, at most wanted (0: all).
func (m Machines[R]) describe(ctx context.Context, filter map[string]any, wanted int) ([]provider.Instance, error) {
	const action = "DescribeInstances"
	rows, err := api.Pages(ctx, m.conn.API, m.conn.Service, action, filter, wanted, R.Key)
	if err != nil {
		return nil, m.conn.Explain(err)
	}
	all, err := rows.Whole(action)
	if err != nil {
		return nil, err
	}
	out := make([]provider.Instance, 0, len(all))
	for _, row := range all {
		out = append(out, row.Instance())
	}
	return out, nil
}

// Find looks for the batch by its tag, then by the beginnings of its names. Only what carries the token is returned:
// other machines of the operator's may have the same names.
func (m Machines[R]) Find(ctx context.Context, b provider.Batch) ([]provider.Instance, error) {
	if b.Token == "" {
		return nil, nil
	}
	filters := []map[string]any{{"tags": []Tag{tagOf(b.Token)}}}
	for _, filter := range m.naming.filters(b.Spec) {
		filter["zoneId"] = b.Spec.Zone
		filters = append(filters, filter)
	}
	for _, filter := range filters {
		rows, err := m.describe(ctx, filter, 0)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(i provider.Instance) bool {
			return i.Token != b.Token && !strings.Contains(i.Name, b.Token)
		})
		if len(rows) > 0 {
			return rows, nil
		}
	}
	return nil, nil
}

// Ours lists the machines that have the tag of a batch, by one query for its key.
func (m Machines[R]) Ours(ctx context.Context) ([]provider.Instance, error) {
	rows, err := m.describe(ctx, map[string]any{"tagKeys": []string{batchTag}}, 0)
	return slices.DeleteFunc(rows, func(i provider.Instance) bool { return i.Token == "" }), err
}

// List lists the machines in the zone, or in all zones when z is "".
func (m Machines[R]) List(ctx context.Context, z provider.ZoneID) ([]provider.Instance, error) {
	filter := map[string]any{}
	if z != "" {
		filter["zoneId"] = z
	}
	return m.describe(ctx, filter, 0)
}

// Terminate ends the machines: postpaid ones go to the recycle bin, of Bare Metal Cloud for 24 hours, prepaid ones run
// on to the end of their term, failed ones are deleted and refunded. Disks that were bought with a machine go with it.
// The API takes one machine a request; a refusal does not stop those after it, and the refusals are joined. A machine
// that is in the recycle bin already is no error.
func (m Machines[R]) Terminate(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) error {
	var errs []error
	for _, id := range slices.Concat(Chunks(ids)...) {
		err := api.Write(ctx, m.conn.API, m.conn.Service, "TerminateInstance", map[string]any{"instanceId": id})
		if e, ok := errors.AsType[*provider.Error](err); ok && e.Code == "OPERATION_DENIED_INSTANCE_RECYCLED" {
			continue
		}
		errs = append(errs, m.conn.Explain(err))
	}
	return errors.Join(errs...)
}

// Release destroys machines in the recycle bin.
func (m Machines[R]) Release(ctx context.Context, _ provider.ZoneID, ids []provider.InstanceID) error {
	var errs []error
	for _, chunk := range Chunks(ids) {
		in := map[string]any{"instanceIds": chunk}
		errs = append(errs, m.conn.Explain(api.Write(ctx, m.conn.API, m.conn.Service, "ReleaseInstances", in)))
	}
	return errors.Join(errs...)
}

// MaxIDs is how many ids one request takes (Zenlayer API reference, paging, read 2026-11).
const MaxIDs = 100

// Chunks splits the ids, in order and each once, into as few requests as the vendor allows.
func Chunks(ids []provider.InstanceID) [][]provider.InstanceID {
	return slices.Collect(slices.Chunk(paging.Once(ids), MaxIDs))
}
