package config

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/internal/strict"
	"github.com/metalwright/metalwright/state/policy"
)

// Notify is how people are notified that work has ended, or that a person is needed. The zero value notifies no one.
type Notify struct {
	Bell      bool
	Desktop   bool
	Webhook   string // a URL; "" means no webhook
	SecretEnv string // the variable with the secret that signs the request
}

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
