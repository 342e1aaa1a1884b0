package orders

import (
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

var _ widget.CellStyler = (*renewalRows)(nil)

// renewalRows are the rows of the calendar, for its grid.
type renewalRows struct {
	env    *step.Env
	all    []order.Renewal // the next one first
	now    time.Time       // when they were read
	serial uint64
}

// What a column shows.
const (
	renewalAt = iota
	renewalLeft
	renewalMachine
	renewalPrice
	renewalOrder
	renewalID
	renewalAccount
)

func (p *renewalRows) columns() []widget.Column {
	t := p.env.T
	return []widget.Column{
		{ID: "at", Title: t("renewal_page.at"), Width: 10},
		{ID: "left", Title: t("renewal_page.left"), Width: 6, Right: true, Drop: 4},
		{ID: "name", Title: t("board.name"), Width: 16, Min: 8, Flex: true},
		{ID: "price", Title: t("renewal_page.price"), Width: 16, Min: 11, Right: true},
		{ID: "order", Title: t("board.order"), Width: 11, Drop: 3},
		{ID: "id", Title: t("orphans.ident"), Width: 20, Drop: 2},
		{ID: "account", Title: t("column.account"), Width: 14, Drop: 1},
	}
}

// title says how many there are, and how many are renewed soon.
func (p *renewalRows) title() string {
	if len(p.all) == 0 {
		return p.env.T("renewals.none")
	}
	soon := 0
	for _, r := range p.all {
		if r.Soon(p.now) {
			soon++
		}
	}
	s := p.env.T("renewal_page.found", "Count", len(p.all))
	if soon > 0 {
		s += " " + p.env.Theme.Glyph.Bullet + " " + p.env.T("renewal_page.soon", "Count", soon)
	}
	return s
}

// about says what happens to a machine, and when.
func (p *renewalRows) about(r order.Renewal) string {
	if r.Ends {
		return p.env.T("renewal_page.ends", "Name", renewalName(r), "Date", renewalDay(r.At))
	}
	return p.env.T("renewal_page.renews", "Name", renewalName(r), "Date", renewalDay(r.At), "Price", p.price(r))
}

func (p *renewalRows) price(r order.Renewal) string {
	if r.Price.IsZero() {
		return p.env.T("orphans.unpriced")
	}
	return step.Money(r.Price)
}

// Len is how many there are.
func (p *renewalRows) Len() int { return len(p.all) }

// Version changes with every reading.
func (p *renewalRows) Version(int) uint64 { return p.serial }

// Disabled is never the case.
func (p *renewalRows) Disabled(int) bool { return false }

// Key identifies a row.
func (p *renewalRows) Key(row int) string {
	return string(p.all[row].Order.ID) + " " + string(p.all[row].Machine.ID)
}

// Style is quiet for what is not renewed.
func (p *renewalRows) Style(row int) lipgloss.Style {
	if p.all[row].Ends {
		return p.env.Theme.Dim
	}
	return p.env.Theme.Text
}

// CellStyle marks what is renewed soon.
func (p *renewalRows) CellStyle(row, col int) (lipgloss.Style, bool) {
	if col > renewalLeft || !p.all[row].Soon(p.now) {
		return lipgloss.Style{}, false
	}
	return p.env.Theme.Warn, true
}

// Cell is the text of a cell.
func (p *renewalRows) Cell(row, col int) string {
	const hours = 24
	r := p.all[row]
	switch col {
	case renewalAt:
		return renewalDay(r.At)
	case renewalLeft:
		return p.env.T("renewal_page.days", "Count", max(int(r.At.Sub(p.now).Hours()/hours), 0))
	case renewalMachine:
		return renewalName(r)
	case renewalPrice:
		if r.Ends {
			return p.env.T("renewals.ends")
		}
		return p.price(r)
	case renewalOrder:
		return r.Order.ID.String()
	case renewalID:
		return string(r.Machine.ID)
	default:
		return r.Order.ProfileName()
	}
}
