package board

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/uitest"
)

// scene is a state of the board that is no fault of an order: those are in [states].
type scene struct {
	name  string
	show  func(*testing.T, *page)
	shown []string // at 120 by 40
}

// ready is an order whose machines run and answer at their login port.
func ready(n int) order.View {
	v := view("zenlayer-bmc", n)
	v.Status, v.Open, v.Finished = order.Done, false, noon.Add(-time.Hour)
	v.Spec.Access = provider.Access{Login: provider.LoginKeys, SSHKeys: []string{"ssh-ed25519 AAAA a@example"}}
	for i := range v.Instances {
		v.Instances[i].ReadyAt, v.Instances[i].ImageName = noon.Add(-100*time.Minute), "Ubuntu24.04-x86_64"
	}
	return v
}

// waiting is an order that waits for someone's yes.
func waiting(state order.ApprovalState) order.View {
	v := view("zenlayer-bmc", 2)
	v.Status, v.Instances, v.Bought, v.Batches, v.By = order.Waiting, nil, 0, nil, "ann"
	v.Approval = &order.Approval{State: state, Digest: "s", By: "ann", At: noon, Expires: noon.Add(time.Hour)}
	if state == order.AskedGiven {
		v.Approval.DecidedBy, v.Approval.Decided = "bob", noon
	}
	v.Spec.Name = "web-[1,3]"
	return v
}

// refused is an order that the vendor has refused.
func refused() order.View {
	v := view("zenlayer-bmc", 2)
	v.Status, v.Open, v.Instances, v.Bought, v.Rest, v.Finished = order.Rejected, false, nil, 0, 2, noon.Add(-2*time.Hour)
	v.Batches[0].State, v.Batches[0].Found = order.BatchRejected, 0
	v.Batches[0].Err = &provider.Error{
		Kind: provider.KindSoldOut, Outcome: provider.Refused, Code: "RESOURCES_SOLDOUT_INSTANCE_TYPE",
		RequestID: "T1-a-2", Message: "The instance type is sold out.",
	}
	return v
}

func scenes() []scene {
	of := func(v order.View) func(*testing.T, *page) {
		return func(_ *testing.T, p *page) { p.board.show([]order.View{v}) }
	}
	sending := view("zenlayer-bmc", 2)
	sending.Status, sending.Instances, sending.Bought = order.Sending, nil, 0
	sending.Batches[0].State, sending.Batches[0].Found, sending.Watch.PolledAt = order.BatchSent, 0, time.Time{}
	failed := view("zenlayer-bmc", 2)
	failed.Status, failed.Open, failed.Finished, failed.Attention = order.Failed, false, noon, order.AttentionPaid
	released, prepaid, unwatched := ready(3), ready(2), view("zenlayer-bmc", 2)
	prepaid.Spec.Billing = provider.Billing{Charge: provider.Prepaid, Months: 1}
	prepaid.Quote = provider.Quote{Priced: true, Count: 2, Term: provider.Amount(412, "USD")}
	prepaid.Created = noon.Add(-27 * 24 * time.Hour)
	unwatched.Watch.Err = "HTTP status 503"
	for i := range 3 {
		released.Instances[i].Status = provider.StatusReleased
		if i < 2 {
			failed.Instances[i].Status, failed.Instances[i].Running = provider.StatusFailed, time.Time{}
			prepaid.Instances[i].Accepted = prepaid.Created
			prepaid.Instances[i].Running = prepaid.Created.Add(10 * time.Minute)
		}
	}
	all := func(t *testing.T, p *page) {
		t.Helper()
		p.board.model.id = ""
		p.board.list.retitle()
		done, way, asked := ready(2), view("zenlayer-bmc", 3), waiting(order.AskedPending)
		asked.ID = "o-asked123"
		done.ID, way.Instances[1].Status, way.Instances[1].Running = "o-finished", provider.StatusCreating, time.Time{}
		p.board.show([]order.View{way, done, asked})
	}
	press := func(v order.View, keys ...string) func(*testing.T, *page) {
		return func(_ *testing.T, p *page) {
			p.Resize(uitest.Size{W: 120, H: 40})
			p.board.show([]order.View{v})
			p.Press(keys...)
		}
	}
	password := func(v order.View) func(*testing.T, *page) {
		return func(_ *testing.T, p *page) {
			p.board.password.secret = provider.NewSecret("Marker-Pa55word")
			p.board.show([]order.View{v})
		}
	}
	return []scene{
		{"waits", of(waiting(order.AskedPending)), []string{"WAITING", "web-[1,3]", "Price when requested"}},
		{"approved", of(waiting(order.AskedGiven)), []string{"WAITING", "bob"}},
		{"sending", of(sending), []string{"SENDING"}},
		{"ready", of(ready(3)), []string{"DONE", "3 RUNNING (3 READY)", "ssh root@203.0.113.1", "after 10:00"}},
		{"renews", of(prepaid), []string{"2 machines renew soon", "412.00 USD"}},
		{"failed", of(failed), []string{"FAILED", "✗ 2 FAILED"}},
		{"refused", of(refused()), []string{"REJECTED", "The instance type is sold out.", "T1-a-2"}},
		{"released", of(released), []string{"– 3 RELEASED", "costs nothing now"}},
		{"unwatched", of(unwatched), []string{"HTTP status 503"}},
		{"all", all, []string{"o-k7q2m9x4", "o-finished", "WAITING"}},
		{"no_orders", func(_ *testing.T, p *page) {
			p.board.model.id = ""
			p.board.show([]order.View{})
		}, nil},
		{"asking", func(*testing.T, *page) {}, nil},
		{"here", func(_ *testing.T, p *page) {
			p.board.viewers.names = []string{"bob", "carol"}
			p.board.show([]order.View{ready(2)})
		}, []string{"bob, carol"}},
		{"notice", func(_ *testing.T, p *page) {
			p.board.show([]order.View{ready(2)})
			p.board.Update(done{"Done. And what was said of it goes over more than one line in a narrow window"})
		}, []string{"Done. And what was said"}},
		{"copy", press(ready(2), "y"), []string{"ssh root@203.0.113.1"}},
		{"support", press(ready(2), "t"), []string{"1001000000000000001"}},
		{"machine", press(refusedMachine(), "enter"), []string{"MISMATCH", "img-debian"}},
		{"password", password(sending), []string{"Marker-Pa55word"}},
		{"password_unknown", password(lookedUp()), []string{"Marker-Pa55word"}},
	}
}

// refusedMachine is an order whose machine is not what was ordered.
func refusedMachine() order.View {
	v := ready(1)
	v.Attention = order.AttentionMismatch
	v.Instances[0].Mismatches = []provider.Mismatch{
		{Field: provider.FieldImage, Ordered: "img-ubuntu", Delivered: "img-debian"},
	}
	return v
}

// TestScenes shows the board at six sizes in every state that [TestStates] does not have: together they have every word
// of an order.
func TestScenes(t *testing.T) {
	t.Parallel()
	for _, c := range scenes() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, "zenlayer-bmc")
			c.show(t, p)
			var b strings.Builder
			for _, s := range uitest.AllSizes() {
				p.Resize(s)
				fmt.Fprintf(&b, "──── %d by %d ────\n%s\n", s.W, s.H, p.Text())
			}
			p.Resize(uitest.Size{W: 120, H: 40})
			p.shows(t, c.shown...)
			uitest.Golden(t, b.String())
		})
	}
}

// TestEveryWordHasFrames wants a golden frame of an order in each of its states.
func TestEveryWordHasFrames(t *testing.T) {
	t.Parallel()
	seen := map[order.Status]bool{}
	for _, c := range states() {
		v := view(c.product, c.n)
		c.change(&v)
		seen[v.Status] = true
	}
	for _, c := range scenes() {
		p := open(t, "zenlayer-bmc")
		c.show(t, p)
		for _, v := range p.board.model.views {
			seen[v.Status] = true
		}
	}
	for _, w := range []order.Status{
		order.Waiting, order.Sending, order.Ambiguous, order.Provisioning, order.Done, order.Partial, order.Failed,
		order.Rejected,
	} {
		if !seen[w] {
			t.Errorf("no frame shows an order that is %s", w)
		}
	}
}

// TestWindowTitle says in the title of the window how far an order has come, its state and its name.
func TestWindowTitle(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	for _, c := range []struct {
		view order.View
		want string
	}{
		{ready(3), "3/3 DONE"},
		{lookedUp(), "0/2 AMBIGUOUS"},
		{func() order.View { v, _ := coming(); return v }(), "1/3 PROVISIONING"},
	} {
		p.board.show([]order.View{c.view})
		if title := p.View().WindowTitle; !strings.Contains(title, c.want) || !strings.Contains(title, "o-k7q2m9x4") {
			t.Errorf("the title of the window is %q, want %q in it", title, c.want)
		}
	}
}
