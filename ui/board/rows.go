package board

import (
	"net/netip"
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// row is a machine with the order that it belongs to, or the head of an order's machines.
type row struct {
	*order.InstanceView // of the orders that were read; an empty one for a head

	order   order.ID
	profile string
	head    *order.View // of the order that it is the head of; nil for a machine
}

// rows is what the grid reads: failures first, then what is on its way, then what runs.
type rows struct {
	model *model
	words *machineWords
	cols  []int             // what each column shows
	folds map[order.ID]bool // orders that someone has folded or opened
	all   []row
	fills uint64 // counts how often they were filled
	sum   tally
}

// fill takes the machines of the orders that are shown.
func (r *rows) fill() {
	r.all, r.sum = r.all[:0], tally{}
	r.fills++
	if r.model.id == "" {
		r.group()
		return
	}
	for _, v := range r.model.views {
		r.all = machines(r.all, v, r.sum.add(v))
	}
}

// machines adds the machines of an order to all, the most urgent first.
func machines(all []row, v order.View, urgent []urgency) []row {
	all = slices.Grow(all, len(v.Instances))
	profile := v.ProfileName()
	for u := range urgencies {
		for n := range urgent {
			if urgent[n] == u {
				all = append(all, row{InstanceView: &v.Instances[n], order: v.ID, profile: profile})
			}
		}
	}
	return all
}

func (r *rows) Len() int { return len(r.all) }

// Version changes each second while the row's elapsed time does.
func (r *rows) Version(i int) uint64 {
	if r.all[i].head == nil && r.all[i].Status.Terminal() {
		return uint64(r.all[i].Changed.UnixMilli()) ^ uint64(r.sum.axis.length(r.model.now))<<8
	}
	return r.fills + r.model.seconds
}

func (r *rows) Cell(i, col int) string {
	m := r.all[i]
	if m.head != nil {
		return r.headCell(*m.head, r.cols[col])
	}
	switch r.cols[col] {
	case colName:
		return r.words.name(*m.InstanceView)
	case colStatus:
		mark, _ := r.words.look(*m.InstanceView)
		return mark + " " + r.model.env.OrderWords().Machine(*m.InstanceView)
	case colVendor:
		return m.VendorStatus
	case colElapsed:
		return step.Elapsed(m.Elapsed(r.model.now))
	case colTimeline:
		if r.model.id == "" { // only the history of one order is read
			return ""
		}
		return timeline(r.model.env.Theme, r.model.spans(*m.InstanceView), r.sum.axis.start,
			r.sum.axis.length(r.model.now), timelineWidth)
	case colPublic, colPrivate:
		switch {
		case m.Status == provider.StatusReleased: // the vendor may go on listing what it has lost
			return ""
		case r.cols[col] == colPublic:
			return addresses(m.Public)
		default:
			return addresses(m.Private)
		}
	case colID:
		return string(m.ID)
	case colOrder:
		return string(m.order)
	default:
		return m.profile
	}
}

// addresses is the first address, and how many more there are.
func addresses(a []netip.Addr) string {
	switch len(a) {
	case 0:
		return ""
	case 1:
		return a[0].String()
	}
	return a[0].String() + " +" + strconv.Itoa(len(a)-1)
}

func (r *rows) Disabled(int) bool { return false }

// Style is plain: what a machine is in its status.
func (r *rows) Style(int) lipgloss.Style { return r.model.env.Theme.Text }

// CellStyle colours the status and what led to it.
func (r *rows) CellStyle(i, col int) (lipgloss.Style, bool) {
	if v := r.all[i].head; v != nil {
		return r.headStyle(*v, r.cols[col])
	}
	switch r.cols[col] {
	case colStatus, colTimeline:
		_, style := r.words.look(*r.all[i].InstanceView)
		return style, true
	case colVendor, colPrivate, colID:
		return r.model.env.Theme.Dim, true
	default:
		return lipgloss.Style{}, false
	}
}

func (r *rows) Key(i int) string { return rowKey(r.all[i]) }

func rowKey(r row) string { return string(r.order) + " " + string(r.ID) }
