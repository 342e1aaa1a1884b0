package cli

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/notify"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// notifySecret is the variable with the secret that signs requests to the URL of --notify.
const notifySecret = "METALWRIGHT_NOTIFY_SECRET"

// notifyOptions are where notifications go, by --notify and by the configuration file.
func notifyOptions(rt *run.Runtime, words []string) (notify.Options, error) {
	o := notify.Options{
		Out: report.Terminal(rt.Process.Err), Bell: rt.Notify.Bell, Webhook: rt.Notify.Webhook, Now: rt.Process.Now,
	}
	if rt.Simulated { // nothing leaves this machine but what the command line names
		o.Webhook = ""
	}
	secret := cmp.Or(rt.Notify.SecretEnv, notifySecret)
	if name := rt.Notify.SecretEnv; name != "" {
		if text, _ := rt.Process.Lookup(name); text == "" {
			return o, report.UsageError("notify.no_secret", "Name", name)
		}
	}
	if rt.Notify.Desktop {
		o.Desktop = desktopSequence(rt.Process)
	}
	for _, w := range words {
		switch {
		case w == "bell":
			o.Bell = true
		case w == "desktop":
			o.Desktop = desktopSequence(rt.Process)
		case w == string(notify.OSC9), w == string(notify.OSC777):
			o.Desktop = notify.Desktop(w)
		case config.IsWebhook(w) && rt.Process.Confined:
			return o, run.CheckNetwork(rt.Process, "--notify "+webhookHost(w))
		case config.IsWebhook(w) && rt.Process.Session == nil: // the server calls nobody for its users
			o.Webhook, secret = w, notifySecret
		default:
			return o, report.UsageError("notify.unknown", "Word", shownChannel(w))
		}
	}
	if text, ok := rt.Process.Lookup(secret); ok {
		if strings.TrimSpace(text) != text {
			return o, report.UsageError("notify.secret_blank", "Name", secret)
		}
		o.Secret = provider.NewSecret(text)
		rt.Log.HideAlways(o.Secret)
	}
	noteWebhook(rt, o)
	_, o.Tmux = rt.Process.Lookup("TMUX")
	if o.Webhook != "" {
		o.Client = &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}}
	}
	return o, nil
}

// noteWebhook says what of a simulated run leaves this machine, and what would with real accounts.
func noteWebhook(rt *run.Runtime, o notify.Options) {
	switch {
	case !rt.Simulated:
	case o.Webhook != "":
		report.Note(rt.Process.Err, rt.Env.T("notify.simulated_sent", "URL", webhookHost(o.Webhook)))
	case rt.Notify.Webhook != "":
		report.Note(rt.Process.Err, rt.Env.T("notify.simulated_off", "URL", webhookHost(rt.Notify.Webhook)))
	}
}

// shownChannel is a word of --notify that is refused, as an error may repeat it: of a URL, whose path and query may be
// secrets, the scheme and the host.
func shownChannel(word string) string {
	u, err := url.Parse(word)
	switch {
	case err == nil && u.Scheme != "" && u.Host != "":
		return (&url.URL{Scheme: u.Scheme, Host: u.Host}).String() + "/…"
	case err != nil, strings.ContainsAny(word, "/:@?#=."):
		return "…"
	}
	return word
}

// webhookHost is the scheme and the host of a webhook: what follows may be a secret of its own.
func webhookHost(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return "https://"
	}
	return u.Scheme + "://" + u.Host
}

// desktopSequence is the sequence that the terminal is likely to know.
func desktopSequence(p run.Process) notify.Desktop {
	term, _ := p.Lookup("TERM")
	if _, vte := p.Lookup("VTE_VERSION"); vte || strings.HasPrefix(term, "rxvt") || strings.HasPrefix(term, "foot") {
		return notify.OSC777
	}
	return notify.OSC9
}

// sendNotice notifies that the order has ended, or needs someone.
func sendNotice(ctx context.Context, rt *run.Runtime, o notify.Options, v order.View) error {
	n := notify.Notice{
		Schema: report.Schema, Simulated: rt.Simulated, Event: "done", Time: rt.Process.Now().UTC(), Order: string(v.ID),
		State: string(v.Status), Attention: report.OrNil(string(v.Attention)),
		Wanted: v.Wanted, Running: v.Count(provider.StatusRunning), Ready: v.Ready(),
	}
	if v.Status == order.Done && n.Ready == n.Running && n.Ready > 0 {
		n.Event = "ready"
	}
	n.Text = rt.Env.T("notify.text", "Order", n.Order, "State", rt.Env.OrderWords().Word(v.Status), "Running", n.Running,
		"Wanted", n.Wanted)
	switch {
	case v.Status == order.Waiting:
		n.Event = "attention"
		n.Text = rt.Env.Join().Sentences(n.Text, rt.Env.OrderWords().Approval(v))
	case v.Attention != "":
		n.Event = "attention"
		n.Text = rt.Env.Join().Sentences(n.Text, rt.Env.T("attention."+string(v.Attention)))
		if v.Attention == order.AttentionRelease {
			n.Text = rt.Env.Join().Sentences(n.Text, rt.Env.Releases().Planned(v))
		}
	case v.Later.Soon(n.Time):
		n.Event = "attention"
		n.Text = rt.Env.Join().Sentences(n.Text, rt.Env.Releases().Planned(v))
	case slices.Contains([]order.Status{order.Failed, order.Rejected, order.Partial}, v.Status):
		n.Event = "failed"
	}
	return notify.Send(ctx, o, n)
}

// endings remembers which orders had ended, or needed someone, when they were last looked at.
type endings struct {
	known map[order.ID]string
}

// next is when the next order comes to be released soon; zero when none does.
func (n *endings) next(views []order.View, now time.Time) (at time.Time) {
	for _, v := range views {
		if v.Later.Planned() && v.Later.WarnAt().After(now) && (at.IsZero() || v.Later.WarnAt().Before(at)) {
			at = v.Later.WarnAt()
		}
	}
	return at
}

// since returns those of views that have ended, come to need someone, or are released soon, since the last look. At the
// first look these are the ones whose release is held, and which cost money until someone sets another time: it may be
// held since this program was started with another secret.
func (n *endings) since(views []order.View, at time.Time) []order.View {
	first := n.known == nil
	if first {
		n.known = map[order.ID]string{}
	}
	var fresh []order.View
	for _, v := range views {
		now := ""
		if !v.Open || v.Attention != "" {
			now = string(v.Status) + " " + string(v.Attention)
			if v.Status == order.Done && v.Ready() > 0 && v.AllReady() {
				now += " ready"
			}
		}
		if v.Later.Soon(at) {
			now += " release " + v.Later.At.String()
		}
		if (!first || v.Attention == order.AttentionRelease) && now != "" && now != n.known[v.ID] {
			fresh = append(fresh, v)
		}
		n.known[v.ID] = now
	}
	return fresh
}

// readAgain is how long after a failure the journal is read again, whether it has changed or not.
const readAgain = 10 * time.Second

// afterOf is the timer of a process.
func afterOf(p run.Process) func(time.Duration) <-chan time.Time {
	if p.After != nil {
		return p.After
	}
	return time.After
}

// sendGrace is how long a message that is on its way is waited for when the screen is left.
const sendGrace = 5 * time.Second

// notifyChanges notifies of every order that ends or comes to need someone, until ctx ends. failed gets what went
// wrong.
func notifyChanges(ctx context.Context, rt *run.Runtime, o notify.Options, failed func(error)) {
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(sendGrace, stop) })()
	changes, end := rt.Orders.Changes()
	defer end()
	var n endings
	said := false
	for {
		views, err := rt.Orders.Orders(sending)
		var again <-chan time.Time
		switch {
		case err == nil:
			for _, v := range n.since(views, rt.Process.Now()) {
				if err := sendNotice(sending, rt, o, v); err != nil {
					failed(err)
				}
			}
			if at := n.next(views, rt.Process.Now()); !at.IsZero() {
				again = afterOf(rt.Process)(at.Sub(rt.Process.Now()))
			}
		case !said: // once, until the journal can be read again
			failed(err)
			fallthrough
		default:
			again = time.After(readAgain)
		}
		said = err != nil
		select {
		case <-changes:
		case <-again:
		case <-ctx.Done():
			return
		}
	}
}

// notifyBeside notifies beside a screen that gets messages by send; the function ends it. The terminal is written to
// between the screen's frames.
func notifyBeside(ctx context.Context, rt *run.Runtime, o notify.Options, send func(tea.Msg)) (end func()) {
	if !o.Anybody() {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	o.Out = screenWriter{send}
	var wg sync.WaitGroup
	wg.Go(func() {
		notifyChanges(ctx, rt, o, func(err error) {
			rt.Log.Warn("notification", "error", err)
			send(app.Notice{Text: report.Sentence(rt.Env.Text, err)})
		})
	})
	return func() {
		stop()
		wg.Wait()
	}
}

// screenWriter writes to the terminal of a screen that runs.
type screenWriter struct{ send func(tea.Msg) }

func (w screenWriter) Write(p []byte) (int, error) {
	w.send(tea.RawMsg{Msg: string(p)})
	return len(p), nil
}

// notifyApprovals sends the configuration file's webhook what waits for someone's yes, and what came of
// it, until ctx ends.
func notifyApprovals(ctx context.Context, rt *run.Runtime, asked <-chan order.ID) error {
	to, err := notifyOptions(rt, nil)
	if err != nil {
		return err
	}
	to.Out = nil // the server's terminal is nobody's
	for {
		var id order.ID
		select {
		case id = <-asked:
		case <-ctx.Done():
			return nil
		}
		v, err := rt.Service.Views.Order(ctx, id)
		if err != nil || v.Approval == nil || to.Webhook == "" {
			continue
		}
		if err := sendNotice(ctx, rt, to, v); err != nil {
			rt.Log.Error("the request of a notification failed", "order", id, "error", err)
		}
	}
}
