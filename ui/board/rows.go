package board

import (
	"net/netip"
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// The columns, in order.
const (
	colName = iota
	colStatus
	colVendor
	colElapsed
	colPublic
	colPrivate
	colID
	colOrder
	colAccount
)

func (b *Board) columns() []widget.Column {
	t := b.env.T
	cols := []widget.Column{
		colName:    {ID: "name", Title: t("board.name"), Width: 16, Min: 8, Flex: true},
		colStatus:  {ID: "status", Title: t("board.status"), Width: 10},
		colVendor:  {ID: "vendor", Title: t("board.vendor"), Width: 12, Drop: 4},
		colElapsed: {ID: "elapsed", Title: t("board.elapsed"), Width: 7, Right: true},
		colPublic:  {ID: "public", Title: t("board.public"), Width: 18, Drop: 5},
		colPrivate: {ID: "private", Title: t("board.private"), Width: 14, Drop: 2},
		colID:      {ID: "id", Title: t("board.ident"), Width: 20, Drop: 3},
	}
	if b.id == "" {
		cols = append(cols, widget.Column{ID: "order", Title: t("board.order"), Width: 11, Drop: 1})
	}
	if b.several {
		cols = append(cols, widget.Column{ID: "account", Title: t("column.account"), Width: 10, Drop: 6})
	}
	return cols
}

// row is a machine with the order that it belongs to.
type row struct {
	order.InstanceView
	order   order.ID
	profile string
}

// rows is what the grid reads: failures first, then what is on its way, then what runs.
type rows struct {
	board   *Board
	all     []row
	version uint64
}

func (r *rows) fill(views []order.View) {
	r.all = r.all[:0]
	for _, v := range views {
		for _, i := range v.Instances {
			r.all = append(r.all, row{i, v.ID, v.ProfileName()})
		}
	}
	slices.SortStableFunc(r.all, func(a, b row) int { return urgency(a.InstanceView) - urgency(b.InstanceView) })
	r.version++
}

func (r *rows) Len() int { return len(r.all) }

// Version changes each second while the row's elapsed time does.
func (r *rows) Version(i int) uint64 {
	if r.all[i].Status.Terminal() {
		return uint64(r.all[i].Changed.UnixMilli())
	}
	return r.version
}

func (r *rows) Cell(i, col int) string {
	m := r.all[i]
	switch col {
	case colName:
		return r.board.name(m.InstanceView)
	case colStatus:
		mark, _ := r.board.look(m.InstanceView)
		return mark + " " + r.board.env.Status(m.Status)
	case colVendor:
		return m.VendorStatus
	case colElapsed:
		return step.Elapsed(m.Elapsed(r.board.now))
	case colPublic:
		return addresses(m.Public)
	case colPrivate:
		return addresses(m.Private)
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

func (r *rows) Style(i int) lipgloss.Style {
	_, style := r.board.look(r.all[i].InstanceView)
	return style
}

func (r *rows) Key(i int) string { return string(r.all[i].order) + " " + string(r.all[i].ID) }
