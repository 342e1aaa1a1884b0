package orders

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

var _ widget.CellStyler = (*orphanRows)(nil)

// orphanRows are the rows of the list, for its grid.
type orphanRows struct {
	env    *step.Env
	found  []order.Orphan
	shown  []order.Orphan
	doubts string // what is not known of the orders
	hidden bool   // ignored ones are shown, too
	narrow bool   // the window has no room for ids
	serial uint64
}

// arrange decides which of them are shown.
func (p *orphanRows) arrange() {
	p.shown = slices.DeleteFunc(slices.Clone(p.found), func(o order.Orphan) bool {
		return !p.hidden && !o.Ignored.IsZero()
	})
	p.serial++
}

// NoOrphans says that nothing was found that no order uses. complete is whether all accounts could be asked, and doubts
// what is not known of the orders.
func NoOrphans(e *step.Env, complete bool, doubts string) string {
	switch {
	case !complete:
		return e.Join().Sentences(e.T("orphans.unasked"), doubts)
	case doubts != "":
		return e.Join().Sentences(e.T("orphans.none_known"), doubts)
	}
	return e.T("orphans.none")
}

// title says how much there is, and what it costs; complete is whether all accounts could be asked.
func (p *orphanRows) title(complete bool) string {
	if len(p.shown) == 0 {
		return NoOrphans(p.env, complete, p.doubts)
	}
	own := slices.DeleteFunc(slices.Clone(p.shown), func(o order.Orphan) bool {
		return o.Kind == order.OrphanForeign || !o.Ignored.IsZero()
	})
	s := p.env.T("orphans.found", "Count", len(own))
	if day := order.DayOf(own); len(day) > 0 {
		words := make([]string, 0, len(day))
		for _, m := range day {
			words = append(words, p.env.Prices().Per(m, provider.PerDay))
		}
		s += " " + p.env.T("orphans.cost", "Price", strings.Join(words, " + "))
	}
	return s
}

// ignored is how many are.
func (p *orphanRows) ignored() int {
	n := 0
	for _, o := range p.found {
		if !o.Ignored.IsZero() {
			n++
		}
	}
	return n
}

// What a column shows.
const (
	orphanWhat = iota
	orphanID
	orphanName
	orphanState
	orphanDay
	orphanZone
	orphanAccount
	orphanOrder
)

func (p *orphanRows) columns() []widget.Column {
	t, least, what := p.env.T, 20, 15 // an id is of use as a whole only
	if p.narrow {
		least, what = 8, 12
	}
	return []widget.Column{
		{ID: "what", Title: t("orphans.what"), Width: 17, Min: what},
		{ID: "id", Title: t("orphans.ident"), Width: 20, Min: least, Flex: true},
		{ID: "name", Title: t("board.name"), Width: 12, Drop: 4},
		{ID: "state", Title: t("board.status"), Width: 10, Drop: 5},
		{ID: "day", Title: t("orphans.day"), Width: 11, Right: true, Drop: 6},
		{ID: "zone", Title: t("orphans.zone"), Width: 14, Drop: 1},
		{ID: "account", Title: t("column.account"), Width: 16, Drop: 2},
		{ID: "order", Title: t("board.order"), Width: 11, Drop: 3},
	}
}

// Len is how many there are.
func (p *orphanRows) Len() int { return len(p.shown) }

// Version changes with every answer.
func (p *orphanRows) Version(int) uint64 { return p.serial }

// Disabled is never the case.
func (p *orphanRows) Disabled(int) bool { return false }

// Key identifies a row.
func (p *orphanRows) Key(row int) string {
	o := p.shown[row]
	return string(o.Kind) + " " + o.Account + " " + string(o.Product) + " " + o.ID
}

// Style is quiet for what is only listed.
func (p *orphanRows) Style(row int) lipgloss.Style {
	if o := p.shown[row]; o.Kind == order.OrphanForeign || !o.Ignored.IsZero() {
		return p.env.Theme.Dim
	}
	return p.env.Theme.Text
}

// CellStyle marks what may cost money.
func (p *orphanRows) CellStyle(row, col int) (lipgloss.Style, bool) {
	o := p.shown[row]
	if col != orphanWhat || o.Kind == order.OrphanForeign || !o.Ignored.IsZero() {
		return lipgloss.Style{}, false
	}
	return p.env.Theme.Warn, true
}

// Cell is the text of a cell.
func (p *orphanRows) Cell(row, col int) string {
	o := p.shown[row]
	switch col {
	case orphanWhat:
		return OrphanWord(p.env, o)
	case orphanID:
		return o.ID
	case orphanName:
		return o.Name
	case orphanState:
		if o.Status == "" {
			return ""
		}
		return p.env.OrderWords().Status(o.Status)
	case orphanDay:
		return OrphanDay(p.env, o)
	case orphanZone:
		return string(o.Zone)
	case orphanAccount:
		return OrphanAccount(p.env, o)
	default:
		return orderOf(o)
	}
}

// OrphanWord is what it is.
func OrphanWord(e *step.Env, o order.Orphan) string {
	if o.Kind == order.OrphanResource {
		return e.T("resource.kind_" + string(o.Made))
	}
	return e.T("orphan." + string(o.Kind))
}

// OrphanDay is what it costs a day.
func OrphanDay(e *step.Env, o order.Orphan) string {
	if o.Day.Currency == "" {
		return e.T("orphans.unpriced")
	}
	return step.Decimals(o.Day, dayPlaces) + " " + o.Day.Currency
}

const dayPlaces = 2

// OrphanAccount is what people call the account.
func OrphanAccount(e *step.Env, o order.Orphan) string {
	for _, a := range e.Accounts.Of(o.Product) {
		if a.ID == o.Account {
			return a.Name(e.Text)
		}
	}
	return cmp.Or(o.Profile, o.Account)
}

// orderOf is the id of its order; "" when none is known.
func orderOf(o order.Orphan) string {
	if o.Order == "" {
		return ""
	}
	return o.Order.String()
}
