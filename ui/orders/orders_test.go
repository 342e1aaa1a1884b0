package orders

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestListSaysWhoPays names the account of each order where there are several, at 80 columns too.
func TestListSaysWhoPays(t *testing.T) {
	t.Parallel()
	env, s := environment(t)
	simulated := func(account string) bool { return strings.HasPrefix(account, "sim") }
	l := New(env, s.As("operator"), Options{Simulated: simulated})
	t.Cleanup(l.Close)
	of := func(id, profile, account string) order.View {
		return order.View{
			ID: order.ID(id), Status: order.Provisioning, Open: true, Wanted: 1, Created: noon, Profile: profile,
			Account: account, Spec: provider.Spec{Count: 1, Type: "M6C", Zone: "SEL-A"},
		}
	}
	east, west, other := of("o-00000001", "east", "e"), of("o-00000002", "west", "w"), of("o-00000003", "", "key")
	for _, c := range []struct {
		name  string
		views []order.View
		want  []string // none: no column
	}{
		{"one account", []order.View{east, of("o-00000004", "east", "e")}, nil},
		{"two", []order.View{east, west, other}, []string{"east", "west", "key"}},
		{"one again", []order.View{west}, nil},
		{"simulated ones", []order.View{of("o-00000005", "", "sim"), of("o-00000006", "", "simB")}, nil},
	} {
		l.show(c.views)
		frame, _ := l.View(80, 20)
		if got := strings.Contains(frame, "ACCOUNT"); got != (c.want != nil) {
			t.Errorf("%s: the accounts are shown: %v, want %v\n%s", c.name, got, c.want != nil, frame)
		}
		for _, name := range c.want {
			if !strings.Contains(frame, name) {
				t.Errorf("%s: the list does not say %s\n%s", c.name, name, frame)
			}
		}
	}
	again(t, l, []order.View{east, west})
}

// noon is when everything happens.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// environment is what pages use, and orders on an empty journal.
func environment(t *testing.T) (*step.Env, *order.Service) {
	t.Helper()
	now := func() time.Time { return noon }
	store, err := journal.Open(t.Context(), journal.Options{Dir: t.TempDir(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	env := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: now}
	s := order.New(order.Options{Store: store, Dir: t.TempDir(), Now: now, Log: slog.New(slog.DiscardHandler)})
	env.Accounts.Of = func(provider.ProductID) []step.Account {
		return []step.Account{{ID: "acme", Profile: "production"}}
	}
	return env, s
}

// again orders one of the views again, unless its answers are not known, and goes to the page before the list.
func again(t *testing.T, l *List, views []order.View) {
	t.Helper()
	press := func(k tea.KeyPressMsg) tea.Msg {
		if cmd := l.Update(k); cmd != nil {
			return cmd()
		}
		return nil
	}
	c := tea.KeyPressMsg{Code: 'c', Text: "c"}
	l.show(views)
	if msg := press(c); msg != nil {
		t.Errorf("c where nobody may order = %v, want nothing", msg)
	}
	var asked order.ID
	l.opts.Again = func(v order.View) app.Page {
		asked = v.ID
		return nil
	}
	if open, ok := press(c).(app.Open); !ok {
		t.Error("c opens nothing")
	} else if open.Page(); asked != views[0].ID {
		t.Errorf("c orders %q again, want %q", asked, views[0].ID)
	}
	views[0].Recovered = true
	l.show(views)
	if msg := press(c); msg != nil {
		t.Errorf("c on an order whose answers are not known = %v, want nothing", msg)
	}
	if _, ok := l.Back(); ok {
		t.Error("Back() = true with nothing before the list")
	}
	l.opts.Back = func() app.Page { return nil }
	if cmd, ok := l.Back(); !ok || cmd == nil {
		t.Error("Back() leads nowhere")
	}
}

// TestListSaysWhenExpected shows when the machines of an order that come up are likely to run, also in the smallest
// window; of others, and where nobody knows, it has no column for that.
func TestListSaysWhenExpected(t *testing.T) {
	t.Parallel()
	env, s := environment(t)
	l := New(env, s.As("operator"), Options{Simulated: func(string) bool { return true }})
	t.Cleanup(l.Close)
	of := func(id string, w order.Status) order.View {
		v := order.View{
			ID: order.ID(id), Status: w, Open: w == order.Provisioning, Wanted: 1, Bought: 1, Product: "zenlayer-bmc",
			Created: noon.Add(-12 * time.Minute), Spec: provider.Spec{Count: 1, Type: "M6C", Zone: "SEL-A"},
		}
		i := order.InstanceView{Accepted: noon.Add(-12 * time.Minute)}
		i.ID, i.Status = "1001", provider.StatusRunning
		if v.Open {
			i.Status, i.VendorStatus = provider.StatusCreating, "INSTALLING"
		}
		v.Instances = []order.InstanceView{i}
		return v
	}
	var learned []order.Arrival
	for n := range 20 {
		learned = append(learned, order.Arrival{
			Zone: "SEL-A", Type: "M6C", Accepted: noon, Running: noon.Add(time.Duration(10+n) * time.Minute),
		})
	}
	coming, done := of("o-00000001", order.Provisioning), of("o-00000002", order.Done)
	want := func(shown bool, w, h int) {
		t.Helper()
		frame, _ := l.View(w, h)
		if got := strings.Contains(frame, "min left of 11–28 min"); got != shown {
			t.Errorf("at %d by %d the expected time is shown: %v, want %v\n%s", w, h, got, shown, frame)
		}
		if got := strings.Contains(frame, "EXPECTED"); got != shown && w > 110 {
			t.Errorf("at %d by %d there is a column of it: %v, want %v\n%s", w, h, got, shown, frame)
		}
		if w > 110 && !strings.Contains(frame, "2026-11-20 11:48") {
			t.Errorf("the columns after it do not show what they are for\n%s", frame)
		}
	}
	l.show([]order.View{coming, done})
	want(false, 120, 40)
	l.rows.estimates = map[provider.ProductID]*estimate.Book{"zenlayer-bmc": estimate.Learn(learned)}
	l.show([]order.View{coming, done})
	want(true, 120, 40)
	want(true, 80, 24)
	want(true, 40, 12)
	l.show([]order.View{done})
	want(false, 120, 40)
}

// TestListFrames shows orders in every state at six sizes, and no order at all.
func TestListFrames(t *testing.T) {
	t.Parallel()
	env, s := environment(t)
	l := New(env, s.As("operator"), Options{
		Simulated: func(string) bool { return false }, New: func() app.Page { return nil },
		Orphans: func() app.Page { return nil }, Renewals: func() app.Page { return nil },
	})
	t.Cleanup(l.Close)
	d := uitest.New(t, app.New(env, l, app.Options{}))
	var b strings.Builder
	frames := func(what string) {
		b.WriteString(uitest.AtAllSizes(d, what))
	}
	l.show([]order.View{})
	frames("none")
	var views []order.View
	for n, w := range []order.Status{
		order.Done, order.Waiting, order.Sending, order.Ambiguous, order.Provisioning, order.Partial, order.Failed,
		order.Rejected,
	} {
		v := order.View{
			ID: order.ID(fmt.Sprintf("o-0000000%d", n)), Status: w, Wanted: 3, Created: noon.Add(-time.Duration(n) * time.Hour),
			Open: n > 0 && n < 5, By: "ann", Profile: "production", Account: "acme", Product: "zenlayer-bmc",
			Spec: provider.Spec{Count: 3, Type: "M6C", Zone: "SEL-A"},
		}
		v.Later = &order.Later{At: noon.Add(72 * time.Hour), By: "ann", Set: noon}
		v.Quote = provider.Quote{
			Priced: true, Count: 3, Hour: provider.Amount(1.89, "USD"), Month: provider.Amount(1379.7, "USD"),
		}
		if w == order.Done {
			i := order.InstanceView{Accepted: noon.Add(-2 * time.Hour), Running: noon.Add(-time.Hour)}
			i.Status = provider.StatusRunning
			v.Instances = []order.InstanceView{i, i, i}
		}
		if w == order.Partial {
			v.Attention, v.Shortfall, v.Lost, v.Bought = order.AttentionVanished, 1, 1, 3
		}
		views = append(views, v)
	}
	l.show(views)
	frames("all")
	uitest.Golden(t, b.String())
}
