package cli

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// TestNotifyReady notifies once when all machines run, and once more when all of them have answered at their login
// port, with how many have.
func TestNotifyReady(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	var got []notify.Notice
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n notify.Notice
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &n) != nil {
			t.Errorf("the webhook got %q, %v", body, err)
		}
		got = append(got, n)
	}))
	t.Cleanup(server.Close)
	rt := &run.Runtime{
		Env: &step.Env{Theme: theme.New(true, false), Text: tx}, Log: run.NewLog(io.Discard, run.Flags{}),
		Process: run.Process{Now: time.Now},
	}
	v := order.View{ID: "o-web", Status: order.Provisioning, Open: true, Wanted: 2}
	for range 2 {
		i := order.InstanceView{}
		i.Status = provider.StatusCreating
		v.Instances = append(v.Instances, i)
	}
	var all endings
	look := func(change func(*order.InstanceView)) {
		t.Helper()
		for n := range v.Instances {
			change(&v.Instances[n])
		}
		for _, fresh := range all.since([]order.View{v}, time.Now()) {
			o := notify.Options{Webhook: server.URL, Client: server.Client(), Now: time.Now}
			if err := sendNotice(t.Context(), rt, o, fresh); err != nil {
				t.Fatal(err)
			}
		}
	}
	look(func(*order.InstanceView) {})
	v.Status, v.Open = order.Done, false
	look(func(i *order.InstanceView) { i.Status = provider.StatusRunning })
	v.Instances[0].ReadyAt = time.Now()
	look(func(*order.InstanceView) {})
	look(func(i *order.InstanceView) { i.ReadyAt = time.Now() })
	look(func(*order.InstanceView) {})
	if len(got) != 2 || got[0].Event != "done" || got[0].Ready != 0 || got[1].Event != "ready" || got[1].Ready != 2 {
		t.Errorf("the webhook got %+v, want done, then ready with 2", got)
	}
}

// TestNotifyOfHeldReleases notifies of a release that is held at the first look already, once and with the reason:
// the machines cost money, and what holds it may have happened while no program ran.
func TestNotifyOfHeldReleases(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	var got []notify.Notice
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n notify.Notice
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			t.Error(err)
		}
		got = append(got, n)
	}))
	t.Cleanup(server.Close)
	now := time.Now()
	rt := &run.Runtime{
		Env: &step.Env{Theme: theme.New(true, false), Text: tx, Now: func() time.Time { return now }},
		Log: run.NewLog(io.Discard, run.Flags{}), Process: run.Process{Now: time.Now},
	}
	i := order.InstanceView{}
	i.Status = provider.StatusRunning
	v := order.View{
		ID: "o-web", Status: order.Done, Wanted: 1, Instances: []order.InstanceView{i}, Attention: order.AttentionRelease,
		Later: &order.Later{At: now.Add(time.Hour), Set: now, Held: "secret"},
	}
	var all endings
	for range 2 {
		for _, fresh := range all.since([]order.View{v}, now) {
			o := notify.Options{Webhook: server.URL, Client: server.Client(), Now: time.Now}
			if err := sendNotice(t.Context(), rt, o, fresh); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(got) != 1 || got[0].Event != "attention" || !strings.Contains(got[0].Text, "Will not be released on") ||
		!strings.Contains(got[0].Text, "another secret") {
		t.Errorf("the webhook got %+v, want one notice with the reason", got)
	}
}
