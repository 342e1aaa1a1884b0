package config

import (
	"encoding/json"
	"net/url"

	"github.com/metalwright/metalwright/provider"
)

// Limits is what an order may be at most. The zero value limits nothing.
type Limits struct {
	PerOrder  map[string]provider.Money // by currency
	PerDay    map[string]provider.Money // by currency
	Instances int                       // of any order; 0: no limit
	// InstancesPerDay is the machines of one UTC day that the vendor states no price for; 0: no limit.
	InstancesPerDay int
}

// LimitName names a limit, as it stands in the file.
type LimitName string

// The limits.
const (
	LimitPerOrder  LimitName = "per_order"
	LimitPerDay    LimitName = "per_day"
	LimitInstances LimitName = "instances"
)

// LimitError is an order that is more than a limit allows.
type LimitError struct {
	Name      LimitName
	Most, Got provider.Money // of money
	MostCount int            // of instances
	GotCount  int
}

// Error is for logs.
func (e *LimitError) Error() string {
	return "limits." + string(e.Name) + " exceeded"
}

// Check holds an order of n machines priced as q against the limits. spent is what was ordered today already, in q's currency. The error
// is a [*LimitError]. An order without a price passes all but the number of machines.
func (l Limits) Check(q provider.Quote, n int, spent provider.Money) error {
	if l.Instances > 0 && n > l.Instances {
		return &LimitError{Name: LimitInstances, MostCount: l.Instances, GotCount: n}
	}
	if !q.Known() {
		return nil
	}
	due, err := q.Due()
	if err != nil {
		return err
	}
	if most, ok := l.PerOrder[due.Currency]; ok && due.Micros > most.Micros {
		return &LimitError{Name: LimitPerOrder, Most: most, Got: due}
	}
	most, ok := l.PerDay[due.Currency]
	if all, err := due.Plus(spent); ok && (err != nil || all.Micros > most.Micros) {
		return &LimitError{Name: LimitPerDay, Most: most, Got: all}
	}
	return nil
}

// Notify is how an end, or a need of someone, is told. The zero value tells nobody.
type Notify struct {
	Bell      bool
	Desktop   bool
	Webhook   string // a URL; "" is none
	SecretEnv string // the variable with the secret that signs the request
}

func limits(v map[string]any) Limits {
	m := object(v, "limits")
	l := Limits{PerOrder: amounts(m, "per_order"), PerDay: amounts(m, "per_day")}
	l.Instances, l.InstancesPerDay = count(m, "instances"), count(m, "instances_per_day")
	return l
}

func count(m map[string]any, key string) int {
	n, _ := m[key].(json.Number)
	i, err := n.Int64()
	if err != nil {
		return 0
	}
	return int(i)
}

func amounts(m map[string]any, key string) map[string]provider.Money {
	var out map[string]provider.Money
	for code, x := range object(m, key) {
		n, _ := x.(json.Number)
		m, err := provider.ParseMoney(n.String(), code)
		if err != nil {
			continue
		}
		if out == nil {
			out = map[string]provider.Money{}
		}
		out[code] = m
	}
	return out
}

func notify(v map[string]any) Notify {
	m := object(v, "notify")
	hook := object(m, "webhook")
	bell, _ := m["bell"].(bool)
	desktop, _ := m["desktop"].(bool)
	return Notify{Bell: bell, Desktop: desktop, Webhook: str(hook, "url"), SecretEnv: str(hook, "secret_env")}
}

// isWebhook: a URL without a password, encrypted unless it is for this machine.
func isWebhook(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}
