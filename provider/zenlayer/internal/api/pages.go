package api

import (
	"context"
	"maps"

	"github.com/metalwright/metalwright/provider/internal/paging"
)

// PageSize is how many rows a request asks for.
const PageSize = paging.Size

// Rows is what a paged list gave.
type Rows[T any] = paging.Rows[T]

type page[T any] struct {
	TotalCount Num     `json:"totalCount"`
	DataSet    List[T] `json:"dataSet"`
}

// Pages reads a paged list to its end, at most wanted rows (0: no limit). key identifies rows.
func Pages[T any](ctx context.Context, c *Client, s Service, action string, in map[string]any, wanted int,
	key func(T) Text,
) (Rows[T], error) {
	return paging.Collect(wanted, func(row T) string { return string(key(row)) }, func(n, _ int) (paging.Page[T], error) {
		in := maps.Clone(in)
		if in == nil {
			in = map[string]any{}
		}
		in["pageNum"], in["pageSize"] = n+1, PageSize
		p, err := Read[page[T]](ctx, c, s, action, in)
		return paging.Page[T]{Rows: p.DataSet, Total: p.TotalCount.Int()}, err
	})
}
