package config

import (
	"encoding/json"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// limits are those of v.
func limits(v map[string]any) policy.Limits {
	m := object(v, "limits")
	l := policy.Limits{PerOrder: amounts(m, string(policy.PerOrder)), PerDay: amounts(m, string(policy.PerDay))}
	for name, at := range map[policy.Name]*int{
		policy.Instances: &l.Instances, policy.InstancesPerDay: &l.InstancesPerDay, policy.OrdersPerDay: &l.OrdersPerDay,
	} {
		*at, _ = integer(m, string(name))
	}
	return l
}

// amounts are money by currency. Text that is not an amount is a problem of the file, and becomes the zero value here,
// which allows no spending.
func amounts(m map[string]any, key string) map[string]provider.Money {
	var out map[string]provider.Money
	for code, x := range object(m, key) {
		if out == nil {
			out = map[string]provider.Money{}
		}
		n, _ := x.(json.Number)
		out[code], _ = provider.ParseMoney(n.String(), code)
	}
	return out
}

// amountFault is the problem of text that is not [provider.Money], or more exact than it.
func amountFault(text string) (strict.Reason, string) {
	const places = 6
	_, fraction, _ := strings.Cut(text, ".")
	if _, err := provider.ParseMoney(text, ""); err != nil || len(strings.TrimRight(fraction, "0")) > places {
		return strict.ReasonFormat, "5000.50 (below 9000000000000, at most six decimal places)"
	}
	return "", ""
}
