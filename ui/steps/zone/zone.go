// Package zone asks where the machines stand.
package zone

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{ID: "zone", Owns: []provider.Field{provider.FieldZone, provider.FieldRegion}, New: screen}
}

// row is a zone with what it sells, which comes later than the list.
type row struct {
	provider.Zone
	types  []provider.InstanceType
	asked  bool // whether types were asked for
	prices map[provider.TypeID]offers.Offer
}

// list is the question, which what is in its columns depends on.
type list struct {
	env    *step.Env
	count  int // machines that are wanted
	priced bool
	screen *pick.Screen[row]

	mu   sync.Mutex
	sold map[provider.ZoneID][]provider.InstanceType // by all zones; nil: not asked yet
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	l := &list{env: e, count: d.Spec.Machines(), priced: d.Product.Currency != ""}
	l.screen = pick.New(e, d, fault, pick.Config[row]{
		ID:      "zone",
		Columns: append(columns(e), l.columns(d.Product)...),
		Key:     func(z row) string { return string(z.ID) },
		Load:    l.load,
		Disabled: func(_ step.Draft, z row) string {
			switch {
			case z.Stock == provider.StockSoldOut:
				return e.T("zone.sold_out", "Zone", string(z.ID))
			case z.asked && len(z.types) == 0: // whatever is said of its stock
				return e.T("zone.nothing", "Zone", string(z.ID))
			}
			return ""
		},
		Style:   func(z row) lipgloss.Style { return stock(e, z.Stock) },
		Default: func(z row) bool { return z.Stock == provider.StockPlenty },
		Detail:  l.detail,
		Current: func(d step.Draft) string { return string(d.Spec.Zone) },
		Choose:  func(d *step.Draft, z row) { *d = d.InZone(z.Zone) },
		Fits:    l.sells,
		Lacks:   l.lacks(d),
		Fill:    l.fill,
	})
	return l.screen
}

func (l *list) load(ctx context.Context, d step.Draft) ([]row, error) {
	l.mu.Lock()
	l.sold = nil
	l.mu.Unlock()
	zones, err := d.Reader().Zones(ctx)
	slices.SortStableFunc(zones, func(a, b provider.Zone) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.City, b.City), cmp.Compare(a.ID, b.ID))
	})
	rows := make([]row, len(zones))
	for i, z := range zones {
		rows[i] = row{Zone: z}
	}
	return rows, err
}

func columns(e *step.Env) []pick.Column[row] {
	return []pick.Column[row]{
		{
			Column: widget.Column{ID: "zone", Title: e.T("column.zone"), Width: 10, Flex: true}, Whole: true,
			Cell: func(z row) string { return string(z.ID) },
		},
		{
			Column: widget.Column{ID: "city", Title: e.T("column.city"), Width: 12, Flex: true, Drop: 2}, Whole: true,
			Spare: []string{""}, Cell: city,
		},
		{
			Column: widget.Column{ID: "area", Title: e.T("column.area"), Width: 12, Flex: true, Drop: 1}, Whole: true,
			Spare: []string{""}, Cell: func(z row) string { return z.Area },
		},
		{
			Column: widget.Column{ID: "stock", Title: e.T("column.stock"), Width: 12},
			Spare:  []string{e.Offers().Stock(provider.StockUnknown)},
			Cell:   func(z row) string { return e.Offers().Stock(z.Stock) },
			Sort:   func(z row) string { return strconv.Itoa(int(z.Stock)) },
		},
	}
}

// city is where the zone is. A mere code of the city, with which the zone's id begins, says less than its name.
func city(z row) string {
	if strings.HasPrefix(string(z.ID), z.City+"-") {
		return z.Name
	}
	return cmp.Or(z.City, z.Name)
}

func stock(e *step.Env, s provider.Stock) lipgloss.Style {
	if s == provider.StockShort {
		return e.Theme.Warn
	}
	return e.Theme.Text
}

func (l *list) detail(_ step.Draft, z row, w int) []string {
	e, t := l.env, l.env.Theme
	lines := []string{t.Title.Render(widget.Truncate(t.Clean(cmp.Or(z.Name, string(z.ID))), w, t.Glyph.Ellipsis))}
	add := func(label, value string) {
		if value != "" {
			for _, part := range widget.Wrap(t.Clean(value), max(w-16, 8)) {
				lines = append(lines, t.Dim.Render(widget.PadRight(label, 16))+t.Text.Render(part))
				label = ""
			}
		}
	}
	add(e.T("zone.from"), l.cheapest(z))
	if in := city(z); in != z.Name { // which is above
		add(e.T("zone.city"), in)
	}
	add(e.T("zone.area"), z.Area)
	add(e.T("zone.region"), z.Region)
	add(e.T("zone.line"), z.Facts.Line)
	if z.Stock == provider.StockUnknown {
		add(e.T("zone.stock"), e.T("zone.no_stock"))
	}
	yes := func(p *bool) string {
		if p == nil {
			return ""
		}
		return e.T("answer." + strconv.FormatBool(*p))
	}
	add(e.T("zone.ipv6"), yes(z.Facts.IPv6))
	add(e.T("zone.security_group"), yes(z.Facts.SecurityGroup))
	add(e.T("zone.passthrough"), yes(z.Facts.Passthrough))
	return lines
}
