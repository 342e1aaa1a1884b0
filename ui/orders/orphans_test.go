package orders

import (
	"errors"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// mixed is one of everything that no order uses.
func mixed() []order.Orphan {
	day := provider.Amount(45.36, "USD")
	return []order.Orphan{
		{
			Kind: order.OrphanMachine, Account: "acme", Product: "zenlayer-bmc", Zone: "SEL-A", ID: "1001000000000000005",
			Name: "web-001", Type: "M6C", Status: provider.StatusRunning, Token: "mwk7q2m9x4", Day: day,
		},
		{
			Kind: order.OrphanResource, Account: "edge", Product: "tencent-edgezone", Zone: "ap-singapore-tez-sg-1",
			ID: "203.0.113.7", Order: "o-k7q2m9x4", Made: provider.ResourceIPv4, Profile: "lab",
		},
		{
			Kind: order.OrphanOrder, Account: "acme", Product: "zenlayer-vm", Zone: "FRA-A", ID: "o-00000002", Name: "db",
			Order: "o-00000002", Profile: "acme", Day: provider.Money{Currency: "USD"},
		},
		{
			Kind: order.OrphanForeign, Account: "acme", Product: "zenlayer-bmc", Zone: "SEL-A", ID: "1001000000000000009",
			Name: "theirs", Type: "M6C", Status: provider.StatusRunning, Day: day,
		},
	}
}

// orphansOf is the page of some, in the program's frame.
func orphansOf(t *testing.T, l listed) (*uitest.Driver, *Orphans) {
	t.Helper()
	env, s := environment(t)
	p := NewOrphans(env, s.As("operator"), OrphanOptions{Board: func(order.ID) app.Page { return nil }})
	t.Cleanup(p.Close)
	p.rows.found, p.rows.doubts, p.failed, p.loaded = l.all, l.doubts, l.failed, true
	p.arrange()
	return uitest.New(t, app.New(env, p, app.Options{})), p
}

// TestOrphansScreen shows one of everything at six sizes, and each question.
func TestOrphansScreen(t *testing.T) {
	t.Parallel()
	d, _ := orphansOf(t, listed{all: mixed(), failed: errors.New("edge at tencent-edgezone: no answer")})
	var b strings.Builder
	frames := func(what string) {
		b.WriteString(uitest.AtAllSizes(d, what))
	}
	frames("list")
	d.Press("x")
	frames("question")
	d.Press("esc", "down")
	frames("address")
	uitest.Golden(t, b.String())
}

// TestOrphansKeys gives keys for what can be done with a row and no others, asks for the word before it releases, and
// hides what is ignored until it is asked for.
func TestOrphansKeys(t *testing.T) {
	t.Parallel()
	all := mixed()
	all[3].Ignored = noon
	d, p := orphansOf(t, listed{all: all})
	d.Resize(uitest.Size{W: 120, H: 40})
	want := func(keys string, texts ...string) {
		t.Helper()
		var got string
		for _, k := range p.Keys() {
			got += k.Help().Key + " "
		}
		if got != keys {
			t.Errorf("keys = %q, want %q", got, keys)
		}
		for _, s := range texts {
			if !strings.Contains(d.Text(), s) {
				t.Errorf("the page does not show %q:\n%s", s, d.Text())
			}
		}
	}
	want("a x i r v q / s ", "3 resources that no order uses cost about 45.36 USD/day", "1 more is ignored")
	d.Press("down")
	want("enter x i r v q / s ", "it may cost money")
	d.Press("down")
	want("enter i r v q / s ", "no longer lists them")
	d.Press("v", "end")
	want("i r v q / s ", "theirs", "Ignored since 2026-11-20 12:00")
	d.Press("home", "x", "w", "e", "b", "enter")
	want("enter ", "That does not match", `"1001000000000000005"`)
	d.Press("esc")
	if p.asks != nil {
		t.Error("esc keeps the question")
	}
}

// TestOrphansStates shows the page at six sizes where nothing is left over, where not all accounts could be asked, and
// where none could.
func TestOrphansStates(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	unasked := errors.New("edge at tencent-edgezone: no answer")
	for _, c := range []struct {
		what  string
		found listed
	}{
		{"empty", listed{}},
		{"incomplete", listed{all: mixed()[:1], failed: unasked}},
		{"nothing known", listed{failed: unasked}},
	} {
		d, _ := orphansOf(t, c.found)
		b.WriteString(uitest.AtAllSizes(d, c.what))
	}
	uitest.Golden(t, b.String())
}

// TestOrphansDoubts does not say that all is well while it is not known what an order has bought, or a machine is
// missing.
func TestOrphansDoubts(t *testing.T) {
	t.Parallel()
	env, _ := environment(t)
	i := order.InstanceView{Instance: provider.Instance{Status: provider.StatusVanished}}
	doubts := env.OrderWords().Doubts([]order.View{
		{Status: order.Ambiguous}, {Status: order.Ambiguous}, {Status: order.Partial, Instances: []order.InstanceView{i}},
	})
	for what, found := range map[string][]order.Orphan{"none": nil, "some": mixed()} {
		d, _ := orphansOf(t, listed{all: found, doubts: doubts})
		d.Resize(uitest.Size{W: 120, H: 40})
		text := strings.Join(strings.Fields(d.Text()), " ")
		for _, want := range []string{
			"It is not known yet what 2 orders have bought", "1 machine is no longer listed by the vendor",
		} {
			if !strings.Contains(text, want) || strings.Contains(text, "every order has what it bought") {
				t.Errorf("%s: the page does not say %q:\n%s", what, want, d.Text())
			}
		}
	}
}

// TestOrphansCutNothing reads the sentence of an empty page, the sum above a list and the page's title in the smallest
// window.
func TestOrphansCutNothing(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		found []order.Orphan
		want  string
	}{
		"empty": {nil, "Everything in the accounts belongs to an order, and every order has what it bought"},
		"sum":   {mixed(), "resources that no order uses cost about 45.36 USD/day"},
	} {
		d, _ := orphansOf(t, listed{all: c.found})
		d.Resize(uitest.Size{W: 40, H: 12})
		text := strings.Join(strings.Fields(d.Text()), " ")
		if title, _, _ := strings.Cut(d.Text(), "\n"); strings.Contains(title, "…") || !strings.Contains(text, c.want) {
			t.Errorf("%s: the page cuts what it says:\n%s", what, d.Text())
		}
	}
}
