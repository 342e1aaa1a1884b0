package config

import (
	"net/url"

	"github.com/metalwright/metalwright/state/internal/strict"
)

// Notify is how people are notified that work has ended, or that a person is needed. The zero value notifies no one.
type Notify struct {
	Bell      bool
	Desktop   bool
	Webhook   string // a URL; "" means no webhook
	SecretEnv string // the variable with the secret that signs the request
}

// notifyKey is the key of the configuration file for notifications: one key for each channel.
func notifyKey() strict.Key {
	const doc = "How to notify of an order that ends or needs someone"
	return strict.Key{Name: "notify", Doc: doc, Kind: strict.Map, Keys: []strict.Key{
		{Name: "bell", Doc: "The terminal's bell", Kind: strict.Boolean},
		{
			Name: "desktop", Doc: "A desktop notification, through the terminal (OSC 9, OSC 777)",
			Kind: strict.Boolean,
		},
		{Name: "webhook", Doc: "A signed request", Kind: strict.Map, Keys: []strict.Key{
			{Name: "url", Doc: "Where it is sent", Required: true, Secret: true, Fault: webhookFault},
			variableKey("secret_env", "The variable with the secret that signs it"),
		}},
	}}
}

func notify(v map[string]any) Notify {
	m := object(v, "notify")
	hook := object(m, "webhook")
	bell, _ := m["bell"].(bool)
	desktop, _ := m["desktop"].(bool)
	return Notify{Bell: bell, Desktop: desktop, Webhook: str(hook, "url"), SecretEnv: str(hook, "secret_env")}
}

// IsWebhook reports whether text is a URL that notifications may be sent to: without a password, and encrypted unless
// it is for this machine.
func IsWebhook(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func webhookFault(text string) (strict.Reason, string) {
	if IsWebhook(text) {
		return "", ""
	}
	return strict.ReasonFormat, "https://example.com/hook"
}

// shownChannel is a value of [notifyKey] for people. The path of a webhook is a secret for many who take one.
func shownChannel(name, v string) string {
	u, err := url.Parse(v)
	if name != "notify.webhook.url" || err != nil {
		return v
	}
	v = (&url.URL{Scheme: u.Scheme, Host: u.Host}).String()
	if u.Path != "" || u.RawQuery != "" {
		v += "/…"
	}
	return v
}
