package compute

import (
	"context"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// List lists all machines that pass a filter in the vendor's words.
type List func(ctx context.Context, filter map[string]any) ([]provider.Instance, error)

// Named is a parameter that names machines: a pattern, and what the vendor takes without one.
type Named struct{ Param, Text, Otherwise string }

// Find looks for the batch by its tag, then by the beginnings of its names. Only what carries the token is returned:
// other machines of the operator's may have the same names.
func (l List) Find(ctx context.Context, b provider.Batch, names ...Named) ([]provider.Instance, error) {
	if b.Token == "" {
		return nil, nil
	}
	filters := []map[string]any{{"tags": []Tag{tagOf(b.Token)}}}
	for _, n := range names {
		if prefix := prefixOf(n.Text, n.Otherwise); prefix != "" {
			filters = append(filters, map[string]any{n.Param: prefix + "*", "zoneId": b.Spec.Zone})
		}
	}
	for _, filter := range filters {
		rows, err := l(ctx, filter)
		if err != nil {
			return nil, err
		}
		rows = slices.DeleteFunc(rows, func(i provider.Instance) bool {
			return i.Token != b.Token &&
				!strings.Contains(i.Name, b.Token)
		})
		if len(rows) > 0 {
			return rows, nil
		}
	}
	return nil, nil
}

// Ours lists the machines that have the tag of a batch, by one query for its key.
func (l List) Ours(ctx context.Context) ([]provider.Instance, error) {
	rows, err := l(ctx, map[string]any{"tagKeys": []string{BatchTag}})
	return slices.DeleteFunc(rows, func(i provider.Instance) bool { return i.Token == "" }), err
}

// In lists the machines in the zone.
func (l List) In(ctx context.Context, z provider.ZoneID) ([]provider.Instance, error) {
	return l(ctx, map[string]any{"zoneId": z})
}
