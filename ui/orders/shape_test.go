package orders

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

// list is a page of orders, in the program's frame, that anybody may order from.
func list(t *testing.T) (*uitest.Driver, *List) {
	t.Helper()
	env, s := environment(t)
	page := func() app.Page { return nil }
	l := New(env, s.As("operator"), Options{
		Simulated: func(string) bool { return false }, New: page, Orphans: page, Renewals: page,
		Again: func(order.View) app.Page { return nil },
	})
	t.Cleanup(l.Close)
	return uitest.New(t, app.New(env, l, app.Options{})), l
}

// placed is an order of n machines of which so many run, and as many were released as there are more.
func placed(id string, w order.Status, n, running, released int) order.View {
	v := order.View{
		ID: order.ID(id), Status: w, Wanted: n, Bought: running + released, Created: noon.Add(-time.Hour), By: "ann",
		Product: "zenlayer-bmc", Account: "acme", Open: w == order.Provisioning || w == order.Ambiguous ||
			w == order.Waiting, Spec: provider.Spec{Count: n, Type: "M6C", Zone: "SEL-A"},
		Quote: provider.Quote{
			Priced: true, Count: n, Hour: provider.Amount(1.5, "USD"), Month: provider.Amount(1095, "USD"),
		},
	}
	for k := range running + released {
		i := order.InstanceView{Accepted: noon.Add(-time.Hour), Running: noon.Add(-50 * time.Minute)}
		if i.Status = provider.StatusRunning; k >= running {
			i.Status = provider.StatusReleased
		}
		v.Instances = append(v.Instances, i)
	}
	return v
}

// TestPricesAddUp wants the sums above the list to be those of its column of prices, apart for what is billed now and
// what may be added: machines that were released, refused or not approved are in neither. What is paid in advance has
// no price by the hour.
func TestPricesAddUp(t *testing.T) {
	t.Parallel()
	d, l := list(t)
	d.Resize(uitest.Size{W: 120, H: 40})
	refused := placed("o-00000004", order.Rejected, 3, 0, 0)
	refused.Rest = 3
	l.show([]order.View{
		placed("o-00000001", order.Provisioning, 3, 0, 0), placed("o-00000002", order.Done, 3, 2, 1),
		placed("o-00000003", order.Done, 2, 0, 2), refused, placed("o-00000005", order.Waiting, 2, 0, 0),
	})
	text := d.Text()
	for _, want := range []string{
		"3.00 USD/h, 2,190.00 USD/month · up to 4.50 USD/h more", " 4.50 USD/h", " 3.00 USD/h", "0/2                      -",
		"(3.00 USD/h)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the list does not show %q:\n%s", want, text)
		}
	}
	prepaid := placed("o-00000006", order.Done, 2, 2, 0)
	prepaid.Quote.Term = provider.Amount(900, "USD")
	l.show([]order.View{prepaid})
	if text := d.Text(); !strings.Contains(text, "prepaid 2,190.00 USD/month") || strings.Contains(text, "USD/h") {
		t.Errorf("what is paid in advance has a price by the hour:\n%s", text)
	}
	d.Resize(uitest.Size{W: 40, H: 12})
	title := strings.Split(d.Text(), "\n")[1]
	if strings.Contains(title, "…") {
		t.Errorf("the sum is cut: %q", title)
	}
}

// TestListDoesNotOrderUnknown offers no key that orders beside an order that may have been bought, and takes none.
func TestListDoesNotOrderUnknown(t *testing.T) {
	t.Parallel()
	d, l := list(t)
	d.Resize(uitest.Size{W: 200, H: 60})
	offered := func() (keys string) {
		for _, k := range l.Keys() {
			keys += k.Help().Key + " "
		}
		return keys
	}
	l.show([]order.View{placed("o-00000001", order.Ambiguous, 3, 0, 0), placed("o-00000002", order.Done, 1, 1, 0)})
	if got := offered(); strings.Contains(got, "c ") || strings.Contains(got, "n ") || !strings.Contains(got, "x ") {
		t.Errorf("the keys beside an order that may have been bought are %q", got)
	}
	for _, k := range "cn" {
		cmd := l.press(tea.KeyPressMsg{Code: k, Text: string(k)})
		if cmd == nil {
			continue
		}
		if msg, ok := cmd().(app.Notice); !ok || !strings.Contains(msg.Text, "not known yet whether o-00000001") {
			t.Errorf("%c beside an order that may have been bought = %v", k, cmd())
		}
	}
	d.Press("down")
	if got := offered(); !strings.Contains(got, "c ") || !strings.Contains(got, "n ") || strings.Contains(got, "x ") {
		t.Errorf("the keys beside an order that is done are %q", got)
	}
	l.show([]order.View{placed("o-00000003", order.Provisioning, 3, 1, 0)})
	if got := offered(); strings.Contains(got, "x ") {
		t.Errorf("there is something to decide about machines that come up: %q", got)
	}
}

// TestColumnsSaySomething leaves out columns in which no order has anything, and shows what was ordered whole.
func TestColumnsSaySomething(t *testing.T) {
	t.Parallel()
	d, l := list(t)
	d.Resize(uitest.Size{W: 120, H: 40})
	v := placed("o-00000001", order.Done, 3, 3, 0)
	v.Quote, v.Spec.Type, v.Spec.Zone = provider.Quote{}, "BMS5.MEDIUM8", "ap-guangzhou-tez-1"
	l.show([]order.View{v})
	text := d.Text()
	if strings.Contains(text, "MISSING") || strings.Contains(text, "PRICE") ||
		!strings.Contains(text, "3 × BMS5.MEDIUM8 ap-guangzhou-tez-1") {
		t.Errorf("columns are empty, or what was ordered is cut:\n%s", text)
	}
	v.Shortfall, v.Status = 1, order.Partial
	l.show([]order.View{v, placed("o-00000002", order.Done, 1, 1, 0)})
	if text := d.Text(); !strings.Contains(text, "MISSING") || !strings.Contains(text, "PRICE") {
		t.Errorf("a column is not there that says something:\n%s", text)
	}
	for _, p := range l.Explain() {
		if p.Title == "STATE" && !strings.Contains(p.Text, "PARTIAL: ") {
			t.Errorf("the help of the list has no states: %q", p.Text)
		}
	}
}

// TestListFiltersAndFails shows the list while a filter is typed and while it is on, and when the orders cannot be
// read.
func TestListFiltersAndFails(t *testing.T) {
	t.Parallel()
	d, l := list(t)
	var b strings.Builder
	var views []order.View
	for n := range 12 {
		views = append(views, placed(fmt.Sprintf("o-0000%04d", n), order.Done, 1+n%3, 1+n%3, 0))
	}
	l.show(views)
	d.Press("/", "3")
	b.WriteString(uitest.AtAllSizes(d, "filtering"))
	d.Press("enter")
	b.WriteString(uitest.AtAllSizes(d, "filtered"))
	d.Press("/", "z")
	b.WriteString(uitest.AtAllSizes(d, "nothing matches"))
	d, l = list(t)
	l.rows.views, l.from.load = nil, &widget.Load[reading]{}
	locked := errors.New("the database is locked")
	read := l.from.load.Start(t.Context(), func(context.Context) (reading, error) { return reading{}, locked })
	l.from.load.Update(read())
	b.WriteString(uitest.AtAllSizes(d, "failed"))
	uitest.Golden(t, b.String())
}
