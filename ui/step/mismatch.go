package step

import (
	"cmp"

	"github.com/metalwright/metalwright/provider"
)

// Mismatch words where a machine is not what was ordered.
func (e *Env) Mismatch(m provider.Mismatch) string {
	none := e.T("board.mismatch_none")
	return e.T("board.mismatch", "Field", e.Label(m.Field), "Ordered", e.Clean(cmp.Or(m.Ordered, none)), "Delivered",
		e.Clean(cmp.Or(m.Delivered, none)))
}
