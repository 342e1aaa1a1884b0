package board

import (
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
)

// noon is when everything happens.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// page is a board in the program's frame, that shows what it is given.
type page struct {
	*uitest.Driver
	board *Board
}

// open opens a board of one order of the product, with the credentials that its account needs.
func open(t *testing.T, product provider.ProductID) *page {
	t.Helper()
	const id order.ID = "o-k7q2m9x4"
	dir, now := t.TempDir(), func() time.Time { return noon }
	store, err := journal.Open(t.Context(), journal.Options{Dir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	env := &step.Env{Ctx: t.Context(), Theme: theme.New(true, false), Text: tx, Now: now, Products: all.Products()}
	var accounts []step.Account
	for _, p := range env.Products {
		if p.ID != product {
			continue
		}
		r, err := p.Open(provider.Account{
			KeyID: "id", Secret: provider.NewSecret("secret"), Endpoint: "http://127.0.0.1:1",
			Now: now,
		})
		if err != nil {
			t.Fatal(err)
		}
		accounts = append(accounts, step.Account{ID: "acme", Reader: r, Simulated: true})
	}
	env.Accounts.Of = func(provider.ProductID) []step.Account { return accounts }
	s := order.New(order.Options{Store: store, Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler)})
	b := New(env, s.As("operator"), id, Options{Simulated: func(string) bool { return true }})
	t.Cleanup(b.Close)
	return &page{uitest.New(t, app.New(env, b, app.Options{})), b}
}

// view is an order of n machines of the product that run, of one accepted batch.
func view(product provider.ProductID, n int) order.View {
	v := order.View{
		ID: "o-k7q2m9x4", Status: order.Provisioning, Open: true, Wanted: n, Bought: n, Created: noon.Add(-2 * time.Hour),
		Product: product, Account: "acme", Spec: provider.Spec{Product: product, Zone: "SEL-A", Type: "M6C", Count: n},
		Quote: provider.Quote{Priced: true, Count: n, Hour: provider.Amount(1.89, "USD"), Month: provider.Amount(1379.7,
			"USD")},
		Batches: []order.BatchView{{
			N: 1, State: order.BatchAccepted, Token: "mwk7q2m9x4", Wanted: n, Found: n, Sent: noon.Add(-2 * time.Hour),
			Cost: provider.Amount(1379.7*float64(n), "USD"),
		}},
		Watch: order.Watch{PolledAt: noon, Opened: true},
	}
	if product != "tencent-edgezone" {
		v.Spec.Billing.Charge = provider.Postpaid
	} else {
		v.Quote = provider.Quote{Count: n}
		v.Batches[0].Cost = provider.Money{}
	}
	for i := range n {
		v.Instances = append(v.Instances, order.InstanceView{
			Instance: provider.Instance{
				ID: provider.InstanceID(fmt.Sprintf("10010000000000000%02d", i+1)), Name: fmt.Sprintf("web-%03d", i+1),
				Status: provider.StatusRunning, VendorStatus: "RUNNING",
				Public: []netip.Addr{netip.AddrFrom4([4]byte{203, 0, 113, byte(i + 1)})},
			},
			Batch: 1, Accepted: noon.Add(-2 * time.Hour), Running: noon.Add(-110 * time.Minute),
			Changed: noon.Add(-110 * time.Minute),
		})
	}
	return v
}

// states are what can be wrong with an order, as its board shows it.
func states() []struct {
	name    string
	product provider.ProductID
	n       int
	change  func(*order.View)
	shown   []string
	keys    []string // in the footer
	actions []string // in the menu
	form    []string // the keys from the menu to a form
} {
	second := func(v *order.View) *order.InstanceView { return &v.Instances[1] }
	ended := func(v *order.View) { v.Status, v.Open, v.Finished = order.Partial, false, noon.Add(-90*time.Minute) }
	return []struct {
		name    string
		product provider.ProductID
		n       int
		change  func(*order.View)
		shown   []string
		keys    []string
		actions []string
		form    []string
	}{
		{
			"not_made", "tencent-edgezone", 3, func(v *order.View) {
				ended(v)
				v.Instances, v.Bought, v.Shortfall, v.Rest = v.Instances[:1], 1, 2, 2
				v.Batches[0].State, v.Batches[0].Found, v.Batches[0].Shortfall = order.BatchClosed, 1, 2
			},
			[]string{
				"✗ 2 not created", "could not create 2 machines of 3",
				"Bought 1 of 3; 2 could not be created, and can be ordered again",
			},
			[]string{"o order the rest", "x actions"},
			[]string{"Order the rest", "Release all machines", "Forget this order"},
			[]string{"esc", "o"},
		},
		{
			"create_failed", "zenlayer-bmc", 3, func(v *order.View) {
				ended(v)
				i := second(v)
				i.Status, i.VendorStatus, i.Running, v.Attention = provider.StatusFailed, "CREATE_FAILED", time.Time{},
					order.AttentionPaid
			},
			[]string{"✗ FAILED", "CREATE_FAILED", "✗ 1 FAILED", "may cost money"},
			[]string{"x actions"},
			[]string{"Release the failed machines", "Release this machine", "Release all machines", "Forget this order"},
			[]string{"down", "enter"},
		},
		{
			"released_failed", "zenlayer-bmc", 3, func(v *order.View) {
				ended(v)
				i := second(v)
				i.Status, i.VendorStatus, i.Running, i.Gone, v.Lost = provider.StatusReleased, "CREATE_FAILED", time.Time{}, true, 1
			},
			[]string{"– RELEASED", "1 failed machine is gone"},
			[]string{"o replace the failed", "x actions"},
			[]string{"Order the failed machines again", "Release all machines", "Empty the recycle bin", "Forget this order"},
			[]string{"enter"},
		},
		{
			"vanished", "zenlayer-vm", 3, func(v *order.View) {
				i := second(v)
				i.Status, i.VendorStatus, i.Running, v.Attention = provider.StatusVanished, "", time.Time{}, order.AttentionVanished
			},
			[]string{"⊘ VANISHED", "⊘ 1 VANISHED", "no longer listed by the vendor"},
			[]string{"x actions", "r refresh"},
			[]string{"Release all machines"},
			nil,
		},
		{
			"gone", "zenlayer-vm", 3, func(v *order.View) {
				ended(v)
				i := second(v)
				i.Status, i.VendorStatus, i.Running, i.Gone = provider.StatusVanished, "CREATING", time.Time{}, true
				v.Attention, v.Lost = order.AttentionVanished, 1
			},
			[]string{"⊘ VANISHED", "never came up, and the vendor no longer lists it", "1 failed machine is gone"},
			[]string{"o replace the failed", "x actions"},
			[]string{"Order the failed machines again", "Release all machines", "Forget this order"},
			nil,
		},
		{
			"unknown", "zenlayer-bmc", 3, func(v *order.View) {
				i := second(v)
				i.Status, i.VendorStatus, i.Running, v.Attention = provider.StatusUnknown, "POLISHING", time.Time{},
					order.AttentionStatus
			},
			[]string{"? UNKNOWN", "POLISHING", "? 1 UNKNOWN", "unknown vendor status"},
			[]string{"x actions", "r refresh"},
			[]string{"Release this machine", "Release all machines"},
			nil,
		},
		{
			"stuck", "zenlayer-bmc", 3, func(v *order.View) {
				i := second(v)
				i.Status, i.VendorStatus, i.Running, i.Stuck = provider.StatusCreating, "CREATING", time.Time{}, true
				v.Attention = order.AttentionStuck
			},
			[]string{"⚠ CREATING", "⚠ 1 stuck", "not up after 90 minutes"},
			[]string{"x actions", "r refresh"},
			[]string{"Release this machine", "Release all machines"},
			nil,
		},
		{
			"mismatch", "zenlayer-bmc", 3, func(v *order.View) {
				v.Status, v.Open, v.Finished, v.Attention = order.Done, false, noon.Add(-90*time.Minute), order.AttentionMismatch
				second(v).Mismatches = []provider.Mismatch{
					{Field: provider.FieldImage, Ordered: "img-ubuntu", Delivered: "img-debian"},
					{Field: provider.FieldRAID, Ordered: "RAID 5"},
				}
			},
			[]string{
				"⚠ MISMATCH", "⚠ 1 MISMATCH", "Image: ordered img-ubuntu, delivered img-debian",
				"RAID: ordered RAID 5, delivered none",
			},
			[]string{"x actions"},
			[]string{"Release this machine", "Release all machines", "Forget this order"},
			nil,
		},
		{"releasing", "zenlayer-bmc", 3, func(v *order.View) {
			ended(v)
			i := second(v)
			i.Status, i.VendorStatus, i.Running, i.ReleaseAsked = provider.StatusFailed, "INSTALL_FAILED", time.Time{}, noon
		}, []string{"release requested at 12:00 UTC"}, []string{"x actions"}, nil, nil},
		{
			"rest", "zenlayer-bmc", 250, func(v *order.View) {
				v.Instances, v.Bought, v.Rest, v.Shortfall = v.Instances[:100], 100, 150, 150
				v.Batches[0].Wanted, v.Batches[0].Found = 100, 100
				v.Batches = append(v.Batches, order.BatchView{N: 2, State: order.BatchRejected, Wanted: 100, Err: &provider.Error{
					Kind: provider.KindSoldOut, Outcome: provider.Refused, Code: "RESOURCES_SOLDOUT_INSTANCE_TYPE",
					RequestID: "T1-a-2",
					Message:   "The instance type is sold out.",
				}})
			},
			[]string{"Bought 100 of 250, 150 not ordered", "The instance type is sold out."},
			[]string{"o order the rest", "x actions", "r refresh"},
			[]string{"Order the rest", "Release this machine", "Release all machines"},
			[]string{"esc", "o"},
		},
		{
			"ambiguous", "zenlayer-bmc", 2, func(v *order.View) {
				*v = lookedUp()
			},
			[]string{"AMBIGUOUS", "do not order again", "Checking again in 0:25"},
			[]string{"x actions", "r refresh"},
			[]string{"Check again now"},
			nil,
		},
		{
			"unlisted", "zenlayer-bmc", 2, func(v *order.View) { *v = unlisted() },
			[]string{
				"then decide", "The vendor said: the type is on holiday", "A_CODE_OF_NEXT_YEAR",
				"Still checking: again in 0:25",
			},
			[]string{"x actions", "r refresh"},
			[]string{"Check again now", "I found the machines", "Refused: nothing was bought", "Buy again"},
			[]string{"enter"},
		},
		{
			"unresolved", "zenlayer-bmc", 2, func(v *order.View) {
				v.Instances, v.Bought, v.Status, v.Attention = nil, 0, order.Ambiguous, order.AttentionUndecided
				x := &v.Batches[0]
				x.State, x.Found, x.EvidenceAt = order.BatchUnresolved, 0, noon
				for i := range 2 {
					x.Evidence = append(x.Evidence, provider.Instance{
						ID: provider.InstanceID(fmt.Sprintf("10020000000000000%02d", i+1)), Name: fmt.Sprintf("other-%d", i+1),
						Status: provider.StatusRunning, Created: noon.Add(-2 * time.Hour),
					})
				}
			},
			[]string{"then decide"},
			[]string{"x actions", "r refresh"},
			[]string{"Check again now", "I found the machines", "Nothing was bought", "Buy again"},
			[]string{"down", "enter"},
		},
	}
}

// TestStates wants each thing that can be wrong to have its word, its mark, its advice, the keys that apply and no
// others, and the actions that fix it.
func TestStates(t *testing.T) {
	t.Parallel()
	for _, c := range states() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, c.product)
			v := view(c.product, c.n)
			c.change(&v)
			p.board.show([]order.View{v})
			var b strings.Builder
			shoot := func(s uitest.Size) {
				p.Resize(s)
				fmt.Fprintf(&b, "──── %d by %d ────\n%s", s.W, s.H, p.Frame(colorprofile.ASCII).Text())
			}
			for _, s := range uitest.AllSizes() {
				shoot(s)
			}
			p.Resize(uitest.Size{W: 120, H: 40})
			p.shows(t, c.shown...)
			foot := p.lastLine()
			for _, k := range []string{"o order the rest", "o replace the failed", "x actions", "r refresh"} {
				want := false
				for _, w := range c.keys {
					want = want || w == k
				}
				if got := strings.Contains(foot, k); got != want {
					t.Errorf("the footer offers %q: %v, want %v: %s", k, got, want, foot)
				}
			}
			p.Resize(uitest.Size{W: 80, H: 24})
			fmt.Fprintf(&b, "──── 80 by 24 in colour ────\n%s", p.Frame(colorprofile.TrueColor).Styled())
			p.Press("x")
			p.shows(t, c.actions...)
			shoot(uitest.Size{W: 80, H: 24})
			shoot(uitest.Size{W: 40, H: 12})
			if c.form != nil {
				p.Press(c.form...)
				shoot(uitest.Size{W: 40, H: 12})
				shoot(uitest.Size{W: 80, H: 24})
			}
			uitest.Golden(t, b.String())
		})
	}
}

func (p *page) lastLine() string {
	lines := strings.Split(strings.TrimRight(p.Text(), "\n"), "\n")
	return lines[len(lines)-1]
}

// shows checks that the texts are on the screen, wherever lines were broken.
func (p *page) shows(t *testing.T, texts ...string) {
	t.Helper()
	shown := strings.Join(strings.Fields(p.Text()), " ")
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			t.Errorf("the screen does not show %q:\n%s", text, p.Text())
		}
	}
}
