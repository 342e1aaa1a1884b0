package step

import (
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/text"
)

// WrongCondition is the message that says what is wrong with a condition, and what belongs into it.
func WrongCondition(err error) (id string, pairs []any) {
	w, ok := errors.AsType[*offers.Error](err)
	if !ok {
		return "cli.at", []any{"Place", "", "Why", err}
	}
	pairs = []any{"Word", w.Word, "Fact", w.Fact, "Near", w.Near, "All", strings.Join(offers.Facts(), ", ")}
	id = "find." + string(w.Reason)
	if w.Reason == offers.Unknown && w.Near != "" {
		id = "find.unknown_near"
	}
	return id, pairs
}

// Offers words what is sold: its stock, and the conditions by which it is found.
type Offers struct{ text *text.Text }

// Stock names a grade of stock.
func (w Offers) Stock(s provider.Stock) string {
	switch s {
	case provider.StockSoldOut:
		return w.text.T("stock.sold_out")
	case provider.StockShort:
		return w.text.T("stock.short")
	case provider.StockPlenty:
		return w.text.T("stock.plenty")
	default:
		return w.text.T("stock.unknown")
	}
}

// StockOf words how many machines of a type can be had, or its grade of stock.
func (w Offers) StockOf(t provider.InstanceType) string {
	switch {
	case t.Quota != nil && *t.Quota == 0:
		return w.text.T("type.no_limit")
	case t.Quota != nil:
		return w.text.T("type.quota", "Count", *t.Quota)
	case t.Left != nil && *t.Left > 0:
		return w.text.T("type.left", "Count", *t.Left)
	}
	return w.Stock(t.Stock)
}

// Fact names what a condition is about, which may be typed up to its value: "processors (threads)" for "cpu>=".
func (w Offers) Fact(word string) string {
	return w.text.T("fact." + strings.Trim(word, "!<>="))
}

// Conditions words what a filter wants, in one line; "" when it wants nothing.
func (w Offers) Conditions(q offers.Query) string {
	parts := make([]string, 0, len(q.Conditions))
	for _, c := range q.Conditions {
		parts = append(parts, w.condition(c))
	}
	return w.text.Clean(strings.Join(parts, ", "))
}

func (w Offers) condition(c offers.Condition) string {
	id := map[offers.Op]string{
		offers.AtLeast: "find.at_least", offers.AtMost: "find.at_most", offers.More: "find.more", offers.Less: "find.less",
		offers.Equal: "find.equal", offers.Unequal: "find.unequal",
	}[c.Op]
	switch {
	case c.Op == "" && c.Not:
		return w.text.T("find.without", "Fact", w.Fact(c.Fact))
	case c.Op == "":
		return w.text.T("find.with", "Fact", w.Fact(c.Fact))
	}
	return w.text.T(id, "Fact", w.Fact(c.Fact), "Value", c.Value)
}

// WrongCondition says what is wrong with a condition, and what is right.
func (w Offers) WrongCondition(err error) string {
	id, pairs := WrongCondition(err)
	return w.text.Clean(w.text.T(id, pairs...))
}
