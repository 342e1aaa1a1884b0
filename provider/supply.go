package provider

import "strings"

// Supply is what is left of something under one charge.
type Supply struct {
	Stock Stock
	Left  *int // machines; nil: not stated
}

// Gone reports that nothing is left.
func (s Supply) Gone() bool { return s.Stock == StockSoldOut || s.Left != nil && *s.Left < 1 }

// Supplies is what is left under each charge; a charge that is missing is sold out. nil: the vendor does not publish it
// by charge.
type Supplies map[Charge]Supply

// Sold lists the charges under which something is left, postpaid first.
func (s Supplies) Sold() []Charge {
	var out []Charge
	for _, c := range []Charge{Postpaid, Prepaid} {
		if u, ok := s[c]; ok && !u.Gone() {
			out = append(out, c)
		}
	}
	return out
}

// Best is the charge to suggest: postpaid where that is sold, or nothing is stated, and else the one that is.
func (s Supplies) Best() Charge {
	if sold := s.Sold(); len(sold) > 0 {
		return sold[0]
	}
	return Postpaid
}

// Under is what is left of t under c, or under the best charge when c is "". Where the vendor does not publish it by
// charge, it is t's own stock.
func (t InstanceType) Under(c Charge) Supply {
	if t.Supplies == nil {
		return Supply{t.Stock, t.Left}
	}
	if c == "" {
		c = t.Supplies.Best()
	}
	if u, ok := t.Supplies[c]; ok {
		return u
	}
	return Supply{Stock: StockSoldOut}
}

// Charged is t with the stock that it has under c, or under the best charge when c is "".
func (t InstanceType) Charged(c Charge) InstanceType {
	u := t.Under(c)
	t.Stock, t.Left = u.Stock, u.Left
	return t
}

// SoldOtherwise is the error for a charge under which nothing is left, while something is under another one; nil when
// that is not so.
func SoldOtherwise(c Charge, s Supplies) *Error {
	u, stated := s[c]
	sold := s.Sold()
	if c == "" || len(sold) == 0 || stated && !u.Gone() {
		return nil
	}
	words := make([]string, len(sold))
	for i, w := range sold {
		words[i] = string(w)
	}
	e := Violation(FieldCharge, RuleSoldOut)
	e.Kind, e.Allowed = KindSoldOut, strings.Join(words, ", ")
	return e
}
