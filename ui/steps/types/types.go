// Package types asks which model to buy, with its stock and price beside it.
package types

import (
	"context"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{ID: "type", Owns: []provider.Field{provider.FieldType}, New: screen}
}

// row is a model with its price, which comes later than the list.
type row struct {
	provider.InstanceType
	quote  provider.Quote // of one machine
	asked  bool
	failed bool
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	c := pick.Config[row]{
		ID:       "type",
		Counts:   true,
		Columns:  columns(e, d.Product),
		Key:      func(r row) string { return string(r.ID) },
		Load:     load,
		Disabled: func(d step.Draft, r row) string { return why(e, d, r) },
		Style: func(r row) lipgloss.Style {
			if r.Stock == provider.StockShort {
				return e.Theme.Warn
			}
			return e.Theme.Text
		},
		Default: func(r row) bool { return r.Stock == provider.StockPlenty || r.Stock == provider.StockUnknown },
		Detail:  detail(e),
		Current: func(d step.Draft) string { return string(d.Spec.Type) },
		Fits: func(d step.Draft, r row, q offers.Query) bool {
			return q.Fits(offers.Offer{
				Product: d.Spec.Product, Account: d.Account.Name(e.Text), Zone: zone(d), Type: r.InstanceType,
				Quote: r.quote,
			})
		},
		Choose: func(d *step.Draft, r row) {
			t := r.InstanceType
			d.Spec.Type, d.Known.Type = t.ID, &t
		},
	}
	if d.Product.Currency != "" {
		c.Lacks = func(r row) bool { return !r.asked && r.Stock != provider.StockSoldOut }
		c.Fill = func(ctx context.Context, d step.Draft, r row, _ offers.Query) (row, error) {
			return price(ctx, d, r), nil
		}
	}
	if d.Product.Has(provider.FieldCharge) {
		c.Actions = []pick.Action[row]{{
			Binding: key.NewBinding(key.WithKeys("c"), key.WithHelp("c", e.T("key.charge"))),
			Do:      turnCharge,
		}}
	}
	c.Actions = append(c.Actions, pick.Action[row]{ // the screen around the list takes the key
		Binding: key.NewBinding(key.WithKeys("z"), key.WithHelp("z", e.T("key.everywhere"))),
		Do:      func(*step.Draft) bool { return false },
	})
	return &Screen{Screen: pick.New(e, d, fault, c), env: e}
}

// zone is that of the draft, as far as it is known.
func zone(d step.Draft) provider.Zone {
	if d.Known.Zone != nil {
		return *d.Known.Zone
	}
	return provider.Zone{ID: d.Spec.Zone}
}

func load(ctx context.Context, d step.Draft) ([]row, error) {
	r := d.Reader()
	list, err := r.Types(ctx, r.Suggest(d.Spec, d.Known))
	rows := make([]row, len(list))
	for i, t := range list {
		rows[i] = row{InstanceType: t.Charged(d.Spec.Billing.Charge)}
	}
	return rows, err
}

// turnCharge shows stock and prices under the other charge.
func turnCharge(d *step.Draft) bool {
	now := d.Reader().Suggest(d.Spec, d.Known).Billing.Charge
	d.Spec.Billing.Charge = provider.Prepaid
	if now == provider.Prepaid {
		d.Spec.Billing.Charge = provider.Postpaid
	}
	return true
}

// why is the reason why a model cannot be chosen now.
func why(e *step.Env, d step.Draft, r row) string {
	n := d.Spec.Machines()
	switch {
	case provider.SoldOtherwise(d.Spec.Billing.Charge, r.Supplies) != nil:
		return e.T("type.sold_otherwise", "Type", string(r.ID), "Charge", string(r.Supplies.Best()))
	case r.Stock == provider.StockSoldOut:
		return e.T("type.sold_out", "Type", string(r.ID), "Zone", string(d.Spec.Zone))
	case r.Left != nil && *r.Left < n:
		return e.T("type.too_few", "Left", *r.Left, "Count", n)
	}
	return overQuota(e, r.InstanceType, n)
}

// overQuota says that the account may not have n machines of the type; "" when it may.
func overQuota(e *step.Env, t provider.InstanceType, n int) string {
	if t.Quota == nil || *t.Quota <= 0 || n <= *t.Quota {
		return ""
	}
	over := provider.Violation(provider.FieldCount, provider.RuleQuota)
	over.Limit, over.Got = *t.Quota, n
	return e.Errors().Why(over)
}

func columns(e *step.Env, p *provider.Product) []pick.Column[row] {
	cols := []pick.Column[row]{
		{
			Column: widget.Column{ID: "type", Title: e.T("column.type"), Width: 5, Flex: true}, Whole: true,
			Cell: func(r row) string { return string(r.ID) },
		},
		{
			Column: widget.Column{ID: "cpu", Title: e.T("column.cpu"), Width: 5, Right: true, Drop: 5},
			Cell:   func(r row) string { return counted(max(r.Threads, r.Cores)) },
		},
		{
			Column: widget.Column{ID: "memory", Title: e.T("column.memory"), Width: 7, Right: true, Drop: 4},
			Cell:   func(r row) string { return memory(r.InstanceType) },
		},
		{
			Column: widget.Column{ID: "disks", Title: e.T("column.disks"), Width: 20, Min: 20, Flex: true, Drop: 2},
			Spare:  []string{""}, Cell: func(r row) string { return r.DiskText },
		},
		{
			Column: widget.Column{ID: "gpu", Title: e.T("column.gpu"), Width: 12, Drop: 1}, Spare: []string{""},
			Cell: func(r row) string { return r.GPU },
		},
		{
			Column: widget.Column{ID: "stock", Title: e.T("column.stock"), Width: 7}, Whole: true,
			Spare: []string{e.Offers().Stock(provider.StockUnknown)},
			Cell:  func(r row) string { return e.Offers().StockOf(r.InstanceType) },
			Sort: func(r row) string {
				if r.Left != nil {
					return strconv.Itoa(*r.Left)
				}
				return strconv.Itoa(int(r.Stock) * 1000)
			},
		},
	}
	if p.Currency != "" {
		cols = append(cols, prices(e, p)...)
	}
	return cols
}

// counted words a number; "" when it is not stated.
func counted(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func memory(t provider.InstanceType) string {
	if t.MemoryGB == 0 {
		return ""
	}
	return strconv.Itoa(t.MemoryGB) + " GB"
}

func detail(e *step.Env) func(step.Draft, row, int) []string {
	return func(_ step.Draft, r row, w int) []string {
		t := e.Theme
		var lines []string
		for _, l := range widget.Wrap(t.Clean(string(r.ID)+"  "+r.Description), w) {
			lines = append(lines, t.Title.Render(l))
		}
		add := func(label, value string) {
			if value == "" {
				return
			}
			for _, l := range widget.Wrap(t.Clean(value), max(w-10, 8)) {
				lines = append(lines, t.Dim.Render(widget.PadRight(label, 10))+t.Text.Render(l))
				label = ""
			}
		}
		add(e.T("type.cpu"), strings.TrimSpace(r.CPU+" "+r.Frequency))
		add(e.T("type.disks"), r.DiskText)
		add(e.T("type.gpu"), r.GPU)
		add(e.T("type.raid"), raids(r.RAIDLevels))
		add(e.T("type.network"), network(e, r))
		if r.Stock == provider.StockUnknown {
			for _, l := range widget.Wrap(e.T("type.no_stock"), w) {
				lines = append(lines, t.Dim.Render(l))
			}
		}
		return lines
	}
}

func raids(levels []int) string {
	parts := make([]string, len(levels))
	for i, l := range levels {
		parts[i] = strconv.Itoa(l)
	}
	return strings.Join(parts, ", ")
}

func network(e *step.Env, r row) string {
	parts := []string{}
	if r.NIC != "" {
		parts = append(parts, r.NIC)
	}
	if r.MaxBandwidthMbps > 0 {
		parts = append(parts, e.T("type.up_to", "Mbps", r.MaxBandwidthMbps))
	}
	if r.FreeBandwidth > 0 {
		parts = append(parts, e.T("type.included", "Mbps", r.FreeBandwidth))
	}
	if r.HA {
		parts = append(parts, e.T("type.ha"))
	}
	return e.List(parts)
}
