package board

import (
	"cmp"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// machineWords say how a machine is, and what to do about it.
type machineWords struct {
	env    *step.Env
	binned func(order.InstanceView) bool // whether one that was released can be in a recycle bin of the vendor's
}

// look is the mark and the style of a machine: those of its status, unless it has been coming up for too long.
func (w *machineWords) look(i order.InstanceView) (mark string, style lipgloss.Style) {
	if i.Stuck || i.Mismatch() {
		return w.env.Theme.Glyph.Warn, w.env.Theme.Warn
	}
	if i.Ready() {
		mark, style = w.env.Theme.Status(i.Status)
		return mark, style.Bold(true)
	}
	return w.env.Theme.Status(i.Status)
}

// name is what a machine is called: by its id while nobody knows its name.
func (w *machineWords) name(i order.InstanceView) string {
	return w.env.Clean(cmp.Or(i.Name, string(i.ID)))
}

// advice says what is up with a machine that is not simply on its way, and what to do; "" when nothing is.
func (w *machineWords) advice(i order.InstanceView) string {
	e := w.env
	vendor := e.Clean(i.VendorStatus)
	switch {
	case i.ReplacedBy > 0:
		return e.T("board.row_replaced", "N", i.ReplacedBy)
	case i.Status == provider.StatusReleased && i.Gone:
		return e.T("board.row_released_failed")
	case i.Status == provider.StatusReleased && strings.HasPrefix(vendor, "RECYCL") && w.binned(i):
		return e.T("board.row_binned", "Vendor", vendor)
	case i.Status == provider.StatusReleased:
		return e.T("board.row_released")
	case !i.ReleaseAsked.IsZero() && i.Status != provider.StatusVanished:
		return e.T("board.row_releasing", "Time", i.ReleaseAsked.UTC().Format("15:04"))
	case i.Status == provider.StatusFailed:
		return e.T("board.row_failed", "Vendor", vendor)
	case i.Status == provider.StatusVanished && i.Gone:
		return e.T("board.row_gone")
	case i.Status == provider.StatusVanished:
		return e.T("board.row_vanished")
	case i.Mismatch():
		var all []string
		for _, m := range i.Mismatches {
			all = append(all, e.Fields().Mismatch(i, m))
		}
		return e.T("board.row_mismatch", "What", e.Join().Parts(all...))
	case i.Stuck:
		return e.T("board.row_stuck", "Vendor", vendor)
	case i.Status == provider.StatusUnknown && vendor == "":
		return e.T("board.row_silent")
	case i.Status == provider.StatusUnknown:
		return e.T("board.row_unknown", "Vendor", vendor)
	default:
		return ""
	}
}

// urgency is how soon someone should look at a machine: 0 comes first.
type urgency uint8

// urgencies is how many there are.
const urgencies urgency = 3

// urgencyOf puts what went wrong first, then what nobody knows or what takes too long.
func urgencyOf(i *order.InstanceView) urgency {
	switch {
	case i.Status == provider.StatusFailed, i.Status == provider.StatusVanished, i.Gone && i.ReplacedBy == 0:
		return 0
	case i.Status == provider.StatusUnknown, i.Stuck, i.Status == provider.StatusRunning && i.Mismatch():
		return 1
	default:
		return 2
	}
}
