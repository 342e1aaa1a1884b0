package tencent

import (
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// Page is the part of a list that is asked for; embed it in the request.
type Page struct {
	Offset *int `json:"Offset"`
	Limit  *int `json:"Limit"`
}

// The size of a page (Tencent Cloud API reference, edgezone, every list, read 2026-11).
const (
	defaultLimit = 20
	maxLimit     = 100
)

// Check refuses pages that cannot be.
func (p Page) Check() error {
	switch {
	case p.Offset != nil && *p.Offset < 0:
		return Refuse("InvalidParameter", "The parameter `Offset` must not be negative.")
	case p.Limit != nil && (*p.Limit < 1 || *p.Limit > maxLimit):
		return Refuse("InvalidParameter", "The parameter `Limit` must be between 1 and %d.", maxLimit)
	}
	return nil
}

// Paged returns the rows of the page that p asks for, never nil, and how many there are in all.
func Paged[T any](c *Call, p Page, rows []T) ([]T, int) {
	offset, limit, total := wire.Or(p.Offset, 0), wire.Or(p.Limit, defaultLimit), len(rows)
	if f, ok := c.Faults.Get(fault.Total); ok {
		total = f.Total
	}
	from := min(offset, len(rows))
	return append([]T{}, rows[from:min(from+limit, len(rows))]...), total
}
