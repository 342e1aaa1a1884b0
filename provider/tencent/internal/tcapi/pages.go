package tcapi

import (
	"context"
	"encoding/json"
	"maps"

	"github.com/metalwright/metalwright/provider/internal/lenient"
	"github.com/metalwright/metalwright/provider/internal/paging"
)

// List is a paged list: the action that gives it, and the member of the answer that holds its rows.
type List[T any] struct {
	Action, Rows string
	Key          func(T) string // identifies rows
}

// All reads the list to its end, at most wanted rows (0: all).
func (l List[T]) All(ctx context.Context, c *Client, region string, filter map[string]any, wanted int) ([]T, error) {
	rows, err := paging.Collect(wanted, l.Key, func(_, offset int) (paging.Page[T], error) {
		in := maps.Clone(filter)
		if in == nil {
			in = map[string]any{}
		}
		in["Offset"], in["Limit"] = offset, paging.Size
		return l.Page(ctx, c, region, in)
	})
	if err != nil {
		return nil, err
	}
	return rows.Whole(l.Action)
}

// Page asks for the rows that in selects, with one request.
func (l List[T]) Page(ctx context.Context, c *Client, region string, in any) (paging.Page[T], error) {
	out, err := Read[map[string]json.RawMessage](ctx, c, region, l.Action, in)
	if err != nil {
		return paging.Page[T]{}, err
	}
	var rows lenient.List[T]
	var total lenient.Num
	if raw, ok := out[l.Rows]; ok {
		_ = rows.UnmarshalJSON(raw) // never fails
	}
	if raw, ok := out["TotalCount"]; ok {
		_ = total.UnmarshalJSON(raw)
	}
	return paging.Page[T]{Rows: rows, Total: total.Int()}, nil
}
