package cli

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
)

// notifySecret is the variable with the secret that signs requests to the URL of --notify.
const notifySecret = "METALWRIGHT_NOTIFY_SECRET"

// notifying is who is told, by --notify and by the configuration file.
func (h *house) notifying(words []string) (notify.Options, error) {
	o := notify.Options{Out: h.proc.Err, Bell: h.notify.Bell, Webhook: h.notify.Webhook, Now: h.proc.Now}
	secret := cmp.Or(h.notify.SecretEnv, notifySecret)
	if h.notify.Desktop {
		o.Desktop = h.desktop()
	}
	for _, w := range words {
		switch {
		case w == "bell":
			o.Bell = true
		case w == "desktop":
			o.Desktop = h.desktop()
		case w == string(notify.OSC9), w == string(notify.OSC777):
			o.Desktop = notify.Desktop(w)
		case config.IsWebhook(w) && h.proc.session == nil: // the server calls nobody for its users
			o.Webhook, secret = w, notifySecret
		default:
			return o, usage("%s", h.env.T("notify.unknown", "Word", w))
		}
	}
	if text, ok := h.proc.Lookup(secret); ok {
		o.Secret = provider.NewSecret(text)
		h.log.hide(o.Secret)
	}
	_, o.Tmux = h.proc.Lookup("TMUX")
	if o.Webhook != "" {
		o.Client = &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}}
	}
	return o, nil
}

// desktop is the sequence that the terminal is likely to know.
func (h *house) desktop() notify.Desktop {
	term, _ := h.proc.Lookup("TERM")
	if _, vte := h.proc.Lookup("VTE_VERSION"); vte || strings.HasPrefix(term, "rxvt") || strings.HasPrefix(term, "foot") {
		return notify.OSC777
	}
	return notify.OSC9
}

// notice tells that the order has ended, or needs someone. What goes wrong is a hint: the order is as it is.
func (h *house) notice(ctx context.Context, o notify.Options, v order.View) {
	n := notify.Notice{
		Schema: schema, Event: "done", Time: h.proc.Now().UTC(), Order: string(v.ID), State: string(v.Word), Attention: optional(string(v.Attention)),
		Wanted: v.Wanted, Running: v.Count(provider.StatusRunning),
	}
	n.Text = h.env.T("notify.text", "Order", n.Order, "State", n.State, "Running", n.Running, "Wanted", n.Wanted)
	switch {
	case v.Word == order.Waiting:
		n.Event = "attention"
		n.Text += ". " + h.env.Approval(v)
	case v.Attention != "":
		n.Event = "attention"
		n.Text += ". " + h.env.T("attention."+string(v.Attention))
	case slices.Contains([]order.Word{order.Failed, order.Rejected, order.Partial}, v.Word):
		n.Event = "failed"
	}
	if err := notify.Tell(context.WithoutCancel(ctx), o, n); err != nil {
		h.say(err)
	}
}
