package paging_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/metalwright/metalwright/provider/internal/paging"
)

// honest serves n rows and announces total.
func honest(n, total int) func(page, offset int) paging.Page[int] {
	return func(_, offset int) paging.Page[int] { return count(offset, max(0, min(paging.Size, n-offset)), total) }
}

func count(first, n, total int) paging.Page[int] {
	p := paging.Page[int]{Total: total}
	for i := range n {
		p.Rows = append(p.Rows, first+i+1)
	}
	return p
}

func TestCollect(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name     string
		serve    func(page, offset int) paging.Page[int]
		wanted   int
		rows     int
		requests int
		complete bool
	}{
		{"none", honest(0, 0), 0, 0, 1, true},
		{"one page", honest(7, 7), 0, 7, 1, true},
		{"exactly one page", honest(100, 100), 0, 100, 1, true},
		{"three pages", honest(250, 250), 0, 250, 3, true},
		{"total too big", honest(150, 99999), 0, 150, 3, true},
		{"total too small", honest(250, 1), 0, 250, 3, true},
		{"total negative", honest(250, -5), 0, 250, 3, true},
		{"as many as wanted", honest(250, 99999), 100, 100, 1, true},
		{"the same page for ever", func(int, int) paging.Page[int] { return count(0, 100, 99999) }, 0, 100, 2, false},
		{
			"short pages", func(_, offset int) paging.Page[int] { return count(offset, max(0, min(10, 30-offset)), 30) },
			0, 30, 3, true,
		},
		{"no end", func(_, offset int) paging.Page[int] { return count(offset, 100, 1000000) }, 0, 10000, 100, false},
		{"rows without a key", func(int, int) paging.Page[int] {
			return paging.Page[int]{
				Rows:  []int{0, 0},
				Total: 2,
			}
		}, 0, 0, 1, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			got, err := paging.Collect(row.wanted, key, func(page, offset int) (paging.Page[int], error) {
				requests++
				return row.serve(page, offset), nil
			})
			if err != nil || len(got.All) != row.rows || requests != row.requests || got.Complete != row.complete {
				t.Errorf("Collect() = %d rows, complete %v, %v in %d requests, want %d, %v in %d", len(got.All),
					got.Complete, err, requests,
					row.rows, row.complete, row.requests)
			}
		})
	}
}

func key(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func TestCollectFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	if _, err := paging.Collect(0, key, func(int, int) (paging.Page[int], error) {
		return paging.Page[int]{},
			broken
	}); !errors.Is(err, broken) {
		t.Errorf("Collect() = %v, want %v", err, broken)
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	if got := paging.Once([]string{"b", "", "a", "b"}); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("Once() = %v, want each id once and in order", got)
	}
}
