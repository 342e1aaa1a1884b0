package zcapi

import (
	"context"
	"maps"
)

const (
	// PageSize is what every list is asked for at a time; the vendor's default of 20 would make most of a batch look absent.
	PageSize = 100
	maxPages = 100 // a list longer than 10,000 rows is not read to its end
)

// Rows is what a paged list gave.
type Rows[T any] struct {
	All []T
	// Complete is false when the vendor broke off before the end that it announced. What is not in All may exist then.
	Complete bool
}

type page[T any] struct {
	TotalCount Num     `json:"totalCount"`
	DataSet    List[T] `json:"dataSet"`
}

// Pages reads a paged list to its end. totalCount is not trusted: the end is an empty page, a page that holds nothing new, a
// short page when no more is announced, or as many rows as wanted (0: no limit). key tells rows apart.
func Pages[T any](ctx context.Context, c *Client, s Service, action string, in map[string]any, wanted int, key func(T) Text) (Rows[T], error) {
	var rows Rows[T]
	seen := map[Text]bool{}
	for n := 1; n <= maxPages; n++ {
		in = maps.Clone(in)
		if in == nil {
			in = map[string]any{}
		}
		in["pageNum"], in["pageSize"] = n, PageSize
		p, err := Read[page[T]](ctx, c, s, action, in)
		if err != nil {
			return rows, err
		}
		before := len(rows.All)
		for _, row := range p.DataSet {
			if k := key(row); k != "" && !seen[k] {
				seen[k] = true
				rows.All = append(rows.All, row)
			}
		}
		got, announced := len(rows.All), p.TotalCount.Int()
		switch {
		case len(p.DataSet) == 0, wanted > 0 && got >= wanted:
			rows.Complete = true
			return rows, nil
		case got == before:
			rows.Complete = got >= announced
			return rows, nil
		case got == announced, len(p.DataSet) < PageSize && got >= announced:
			rows.Complete = true
			return rows, nil
		}
	}
	return rows, nil
}
