package board

import (
	"net/netip"
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// What a column shows.
const (
	colName = iota
	colStatus
	colVendor
	colElapsed
	colTimeline
	colPublic
	colPrivate
	colID
	colOrder
	colAccount
)

// columns are those of the board; b.cols says what each of them shows.
func (b *Board) columns() []widget.Column {
	t := b.env.T
	all := map[int]widget.Column{
		colName:     {ID: "name", Title: t("board.name"), Width: b.fit.name, Min: b.fit.least, Flex: true},
		colStatus:   {ID: "status", Title: t("board.status"), Width: 12},
		colVendor:   {ID: "vendor", Title: t("board.vendor"), Width: 13, Min: 12, Drop: 5},
		colElapsed:  {ID: "elapsed", Title: t("board.elapsed"), Width: 7, Right: true},
		colTimeline: {ID: "timeline", Title: t("board.timeline"), Width: timelineWidth, Drop: 4},
		colPublic:   {ID: "public", Title: t("board.public"), Width: 18, Drop: 6},
		colPrivate:  {ID: "private", Title: t("board.private"), Width: 14, Drop: 2},
		colID:       {ID: "id", Title: t("board.ident"), Width: b.fit.id, Drop: 3},
		colOrder:    {ID: "order", Title: t("board.order"), Width: 11, Drop: 1},
		colAccount:  {ID: "account", Title: t("column.account"), Width: 10, Drop: 7},
	}
	b.cols = []int{colName, colStatus, colVendor, colElapsed, colTimeline, colPublic, colPrivate, colID}
	if b.id == "" { // where rows are sorted and filtered a machine has to say which order it is of
		b.cols = append(b.cols, colOrder)
		name := all[colName]
		name.Min = max(name.Min, 16) // the heads have the ids of orders there
		all[colName] = name
	}
	if b.several {
		b.cols = append(b.cols, colAccount)
	}
	var out []widget.Column
	for _, c := range b.cols {
		out = append(out, all[c])
	}
	return out
}

// fit is how wide columns are by what they show. The zero value is not known yet.
type fit struct{ name, least, id int }

const (
	leastName, usualName, mostName = 8, 16, 40
	leastID, mostID                = 10, 36
)

// fitOf is how wide the columns are in a window of w cells. Names come first: where their column is narrow, machines
// look alike.
func fitOf(views []order.View, w int) fit {
	name, id := 0, leastID
	for _, v := range views {
		for n := range v.Instances {
			i := &v.Instances[n]
			name, id = max(name, len(i.Name)), max(id, len(i.ID))
		}
	}
	f := fit{name: max(usualName, min(name, mostName)), least: leastName, id: min(id, mostID)}
	f.least = max(leastName, min(name, wholeName(w)))
	return f
}

// wholeName is how many cells a name takes, in a window of w cells, before a column beside it is left out: in 80 the
// vendor's word stays.
func wholeName(w int) int {
	switch {
	case w >= 100:
		return 28
	case w >= 80:
		return 19
	default:
		return leastName
	}
}

// arrange makes the columns as wide as what they show, in a window of w cells.
func arrange(b *Board, w int) {
	if k := (fitKey{b.shown, w}); k != b.fitKey {
		b.fitKey = k
		if f := fitOf(b.views, w); f != b.fit {
			b.fit = f
			b.grid.SetColumns(b.columns())
		}
	}
}

// fitKey is what the widths of columns depend on: all machines are gone through for them.
type fitKey struct{ shown, width int }

// row is a machine with the order that it belongs to, or the head of an order's machines.
type row struct {
	*order.InstanceView // of the orders that were read; an empty one for a head

	order   order.ID
	profile string
	head    *order.View // of the order that it is the head of; nil for a machine
}

// rows is what the grid reads: failures first, then what is on its way, then what runs.
type rows struct {
	board   *Board
	all     []row
	version uint64
	sum     tally
}

func (r *rows) fill(views []order.View) {
	r.all, r.sum = r.all[:0], tally{}
	r.version++
	if r.board.id == "" {
		r.all = grouped(r.all, views, r.board.folds, &r.sum)
		return
	}
	for _, v := range views {
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
		return uint64(r.all[i].Changed.UnixMilli()) ^ uint64(r.sum.axis.length(r.board.now))<<8
	}
	return r.version
}

func (r *rows) Cell(i, col int) string {
	m := r.all[i]
	if m.head != nil {
		return headCell(r.board, *m.head, r.board.cols[col])
	}
	switch r.board.cols[col] {
	case colName:
		return r.board.machines.name(*m.InstanceView)
	case colStatus:
		mark, _ := r.board.machines.look(*m.InstanceView)
		return mark + " " + r.board.env.OrderWords().Machine(*m.InstanceView)
	case colVendor:
		return m.VendorStatus
	case colElapsed:
		return step.Elapsed(m.Elapsed(r.board.now))
	case colTimeline:
		if r.board.id == "" { // only the history of one order is read
			return ""
		}
		return timeline(r.board.env.Theme, r.board.spans(*m.InstanceView), r.sum.axis.start,
			r.sum.axis.length(r.board.now), timelineWidth)
	case colPublic, colPrivate:
		switch {
		case m.Status == provider.StatusReleased: // the vendor may go on listing what it has lost
			return ""
		case r.board.cols[col] == colPublic:
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
func (r *rows) Style(int) lipgloss.Style { return r.board.env.Theme.Text }

// CellStyle colours the status and what led to it.
func (r *rows) CellStyle(i, col int) (lipgloss.Style, bool) {
	if v := r.all[i].head; v != nil {
		return headStyle(r.board, *v, r.board.cols[col])
	}
	switch r.board.cols[col] {
	case colStatus, colTimeline:
		_, style := r.board.machines.look(*r.all[i].InstanceView)
		return style, true
	case colVendor, colPrivate, colID:
		return r.board.env.Theme.Dim, true
	default:
		return lipgloss.Style{}, false
	}
}

func (r *rows) Key(i int) string { return rowKey(r.all[i]) }

func rowKey(r row) string { return string(r.order) + " " + string(r.ID) }
