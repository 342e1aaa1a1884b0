// Package paging reads the vendors' lists to their end, whatever they announce about it.
package paging

import (
	"errors"

	"github.com/metalwright/metalwright/provider"
)

const (
	// Size is what every list is asked for at a time: the most that the vendors give, and more than their default of
	// 20, with which most of a batch would look absent.
	Size     = 100
	maxPages = 100 // a list longer than 10,000 rows is not read to its end
)

// Rows is what a list gave.
type Rows[T any] struct {
	All []T
	// Complete is false when the vendor broke off before the end that it announced. What is not in All may exist then.
	Complete bool
}

// errCut is the cause when a list broke off.
var errCut = errors.New("the vendor's list ended before its announced end")

// Whole returns all rows of the action's list. A list that broke off is an error, because what it lacks may exist.
func (r Rows[T]) Whole(action string) ([]T, error) {
	if !r.Complete {
		return nil, &provider.Error{Kind: provider.KindProtocol, Op: action, Err: errCut}
	}
	return r.All, nil
}

// Page is one part of a list, and how many rows the vendor says that the whole list has.
type Page[T any] struct {
	Rows  []T
	Total int
}

// Collect fetches pages until the list ends. The announced total is not trusted: the end is an empty page, a page that
// holds nothing new, a short page when no more is announced, or as many rows as wanted (0: no limit). fetch gets the
// page's number from 0 and how many rows came before; key identifies rows, and rows without a key are left out.
func Collect[T any](wanted int, key func(T) string, fetch func(page, offset int) (Page[T], error)) (Rows[T], error) {
	var rows Rows[T]
	seen := map[string]bool{}
	offset := 0
	for n := range maxPages {
		p, err := fetch(n, offset)
		if err != nil {
			return rows, err
		}
		before := len(rows.All)
		offset += len(p.Rows)
		for _, row := range p.Rows {
			if k := key(row); k != "" && !seen[k] {
				seen[k] = true
				rows.All = append(rows.All, row)
			}
		}
		got := len(rows.All)
		switch {
		case len(p.Rows) == 0, wanted > 0 && got >= wanted:
			rows.Complete = true
			return rows, nil
		case got == before:
			rows.Complete = got >= p.Total
			return rows, nil
		case got == p.Total, len(p.Rows) < Size && got >= p.Total:
			rows.Complete = true
			return rows, nil
		}
	}
	return rows, nil
}

// Once returns the ids in order, each once, without the empty ones.
func Once[T ~string](ids []T) []T {
	var once []T
	seen := make(map[T]bool, len(ids))
	for _, id := range ids {
		if id != "" && !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return once
}
