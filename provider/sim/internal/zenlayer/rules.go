package zenlayer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// First returns the first error.
func First(errs ...error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

// Required refuses an absent or empty parameter.
func Required(name, value string) error { return RequiredIf(true, name, value != "") }

// RequiredIf refuses a parameter that is needed and not there.
func RequiredIf(needed bool, name string, there bool) error {
	if needed && !there {
		return Refuse("MISSING_PARAMETER", "The required parameter `%s` is missing", name)
	}
	return nil
}

// OneOf refuses a value that is there and not allowed.
func OneOf(name, value string, allowed ...string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return Refuse("INVALID_PARAMETER_VALUE", "The specified %s `%s` is not one of %s", name, value,
		strings.Join(allowed, ", "))
}

// Within refuses a number that is there and outside its range.
func Within[T cmp.Ordered](name string, value *T, least, most T) error {
	switch {
	case value == nil:
		return nil
	case *value < least:
		return Refuse("INVALID_PARAMETER_LESS_MINIMUM", "The specified %s `%v` is less than the minimum `%v`", name,
			*value, least)
	case *value > most:
		return Refuse("INVALID_PARAMETER_EXCEED_MAXIMUM", "The specified %s `%v` exceeds the maximum `%v`", name,
			*value, most)
	}
	return nil
}

// AtMost refuses a list or text that is too long.
func AtMost(name string, length, most int) error {
	if length > most {
		return Refuse("INVALID_PARAMETER_EXCEED_LENGTH", "The length `%d` of %s exceeds the maximum `%d`", length, name, most)
	}
	return nil
}

// MaxIDs is the longest list of ids in a filter (Zenlayer API reference, every Describe action).
const MaxIDs = 100

// IDs refuses a list of ids that is too long.
func IDs(name string, list []string) error { return AtMost(name, len(list), MaxIDs) }

// Page is the part of a list that is asked for; embed it in the request.
type Page struct {
	PageNum  *int `json:"pageNum"`
	PageSize *int `json:"pageSize"`
}

// CheckPage refuses pages that cannot be.
func (p Page) CheckPage() error {
	const unbounded = int(^uint(0) >> 1)
	return First(Within("pageNum", p.PageNum, 1, unbounded), Within("pageSize", p.PageSize, 1, 1000))
}

// List is a page of rows.
type List[T any] struct {
	TotalCount int `json:"totalCount"`
	DataSet    []T `json:"dataSet"`
}

// Paged renders the rows of the page that p asks for, and counts all. A page past the end is empty.
func Paged[R, T any](c *wire.Call, p Page, rows []R, render func(R) (T, error)) (List[T], error) {
	num, size := wire.Or(p.PageNum, 1), wire.Or(p.PageSize, 20)
	list := List[T]{TotalCount: len(rows), DataSet: []T{}}
	if f, ok := c.Faults.Get(fault.Total); ok {
		list.TotalCount = f.Total
	}
	if num-1 > len(rows)/size {
		return list, nil
	}
	from := (num - 1) * size
	if from >= len(rows) {
		return list, nil
	}
	for _, row := range rows[from:min(from+size, len(rows))] {
		out, err := render(row)
		if err != nil {
			return list, err
		}
		list.DataSet = append(list.DataSet, out)
	}
	return list, nil
}

// Select lists the rows that match lets pass.
func Select[T any](all []T, match func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(row T) bool { return !match(row) })
}

// MatchesName reports whether name is the pattern, or begins with it when the pattern ends with an asterisk. The empty
// pattern is no filter.
func MatchesName(pattern, name string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(name, start)
	}
	return pattern == "" || pattern == name
}

// Eq reports whether value equals the filter; the empty filter lets all pass.
func Eq(filter, value string) bool { return filter == "" || filter == value }

// In reports whether value passes the list; the empty list lets all pass.
func In(filter []string, value string) bool {
	return len(filter) == 0 || slices.Contains(filter, value)
}
