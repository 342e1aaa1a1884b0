// Package zone asks where the machines stand.
package zone

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{ID: "zone", Owns: []provider.Field{provider.FieldZone, provider.FieldRegion}, New: screen}
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	return pick.New(e, d, fault, pick.Config[provider.Zone]{
		ID:      "zone",
		Columns: columns(e),
		Key:     func(z provider.Zone) string { return string(z.ID) },
		Load: func(ctx context.Context, d step.Draft) ([]provider.Zone, error) {
			zones, err := d.Reader().Zones(ctx)
			slices.SortStableFunc(zones, func(a, b provider.Zone) int {
				return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(a.City, b.City), cmp.Compare(a.ID, b.ID))
			})
			return zones, err
		},
		Disabled: func(_ step.Draft, z provider.Zone) string {
			if z.Stock == provider.StockSoldOut {
				return e.T("zone.sold_out", "Zone", string(z.ID))
			}
			return ""
		},
		Style:   func(z provider.Zone) lipgloss.Style { return stock(e, z.Stock) },
		Default: func(z provider.Zone) bool { return z.Stock == provider.StockPlenty },
		Detail:  detail(e),
		Current: func(d step.Draft) string { return string(d.Spec.Zone) },
		Choose: func(d *step.Draft, z provider.Zone) {
			if d.Spec.Zone != z.ID {
				d.Spec.Billing.Consent = false // it was about another zone
			}
			d.Spec.Zone, d.Spec.Region, d.Known.Zone = z.ID, z.Region, &z
		},
	})
}

func columns(e *step.Env) []pick.Column[provider.Zone] {
	return []pick.Column[provider.Zone]{
		{
			Column: widget.Column{ID: "zone", Title: e.T("column.zone"), Width: 10, Flex: true}, Whole: true,
			Cell: func(z provider.Zone) string { return string(z.ID) },
		},
		{
			Column: widget.Column{ID: "city", Title: e.T("column.city"), Width: 12, Flex: true, Drop: 2}, Whole: true,
			Cell: func(z provider.Zone) string { return cmp.Or(z.City, z.Name) },
		},
		{
			Column: widget.Column{ID: "area", Title: e.T("column.area"), Width: 12, Flex: true, Drop: 1}, Whole: true,
			Spare: []string{""}, Cell: func(z provider.Zone) string { return z.Area },
		},
		{
			Column: widget.Column{ID: "stock", Title: e.T("column.stock"), Width: 12},
			Spare:  []string{e.StockWord(provider.StockUnknown)},
			Cell:   func(z provider.Zone) string { return e.StockWord(z.Stock) },
			Sort:   func(z provider.Zone) string { return strconv.Itoa(int(z.Stock)) },
		},
		{
			Column: widget.Column{ID: "types", Title: e.T("column.types"), Width: 6, Right: true, Drop: 3},
			Spare:  []string{""},
			Cell: func(z provider.Zone) string {
				if z.Types == 0 {
					return ""
				}
				return strconv.Itoa(z.Types)
			},
		},
	}
}

func stock(e *step.Env, s provider.Stock) lipgloss.Style {
	if s == provider.StockShort {
		return e.Theme.Warn
	}
	return e.Theme.Text
}

func detail(e *step.Env) func(step.Draft, provider.Zone, int) []string {
	return func(_ step.Draft, z provider.Zone, w int) []string {
		t := e.Theme
		lines := []string{t.Title.Render(widget.Truncate(t.Clean(cmp.Or(z.Name, string(z.ID))), w, t.Glyph.Ellipsis))}
		add := func(label, value string) {
			if value != "" {
				lines = append(lines, t.Dim.Render(widget.PadRight(label, 16))+
					t.Text.Render(widget.Truncate(t.Clean(value), w-16, t.Glyph.Ellipsis)))
			}
		}
		add(e.T("zone.city"), z.City)
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
}
