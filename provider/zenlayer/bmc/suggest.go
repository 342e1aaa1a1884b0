package bmc

import (
	"cmp"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/pattern"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/rules"
)

// Suggest answers what is not answered: the product's defaults, a month where only prepaid machines are sold, and flat
// bandwidth as far as it is free.
func (r *Reader) Suggest(s provider.Spec, facts provider.Known) provider.Spec {
	k := relevant(s, facts)
	if s.Billing.Charge == "" {
		s.Billing.Charge = rules.Best(k.zone, k.t)
		if r.noPostpaid.Load() {
			s.Billing.Charge = provider.Prepaid
		}
	}
	s = defaults(s)
	if s.Billing.Charge == provider.Prepaid {
		s.Billing.Months = cmp.Or(s.Billing.Months, 1)
	}
	if k.t != nil {
		suggestNetwork(&s, *k.t)
	}
	return s
}

// suggestName makes a numbered name of text: lower case, with what names may hold, and short enough.
func suggestName(text string) string {
	const number = "-[1,3]"
	text = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' {
			return c
		}
		return '-'
	}, strings.ToLower(text))
	text = strings.Trim(text[:min(len(text), pattern.MaxLength-len(number))], "-.")
	return text + number
}
