package board

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/uitest"
)

// lookedUp is an order of two machines whose outcome is unknown, after some look-ups.
func lookedUp() order.View {
	v := view("zenlayer-bmc", 2)
	v.Instances, v.Bought, v.Status, v.Watch.PolledAt = nil, 0, order.Ambiguous, time.Time{}
	x := &v.Batches[0]
	x.State, x.Found, x.Settles, x.NextLook, x.LookedAt = order.BatchAmbiguous, 0, noon.Add(14*time.Minute),
		noon.Add(23*time.Second), noon.Add(-7*time.Second)
	x.LookUps = []order.Look{
		{At: noon.Add(-4 * time.Minute)},
		{At: noon.Add(-3 * time.Minute), Found: 1},
		{At: noon.Add(-2 * time.Minute), Err: "HTTP status 503"},
		{At: noon.Add(-7 * time.Second)},
	}
	return v
}

// unlisted is the same after the vendor refused with a code that it does not document, and nothing was found.
func unlisted() order.View {
	v := lookedUp()
	x := &v.Batches[0]
	x.State, x.EvidenceAt, v.Attention = order.BatchUnresolved, noon, order.AttentionUndecided
	x.Err = &provider.Error{
		Code: "A_CODE_OF_NEXT_YEAR", Message: "the type is on holiday", RequestID: "T1-a-2",
		HTTP: 400, Unlisted: true,
	}
	return v
}

// TestLooksAreListed wants the board to say what was looked up, what was found, when it continues and when a person is
// asked.
func TestLooksAreListed(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.board.show([]order.View{lookedUp()})
	for _, size := range []uitest.Size{{W: 120, H: 40}, {W: 80, H: 24}} {
		p.Resize(size)
		p.shows(t, "AMBIGUOUS", "do not order again", "Checking again in 0:25", "you are asked at 12:14:00 UTC",
			"11:59:53 nothing found",
			"11:58:00 refresh failed: HTTP status 503", "11:57:00 1 of 2 machines found", "updated 0:05 ago")
		if strings.Contains(p.Text(), "checking") || strings.Contains(p.Text(), "11:56:00") {
			t.Errorf("the board speaks of a first look, or of more look-ups than the newest:\n%s", p.Text())
		}
	}
	p.Resize(uitest.Size{W: 40, H: 12})
	p.shows(t, "AMBIGUOUS", "do not order again")
}

// TestLookAgainSaysWhatCame presses r: the answer to it is said, found or not, and so is that there was none.
func TestLookAgainSaysWhatCame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		came func(*order.View)
		want string
	}{
		{"nothing", func(v *order.View) {
			v.Batches[0].LookUps = append(v.Batches[0].LookUps, order.Look{At: noon.Add(time.Second)})
		}, "Checked: nothing found"},
		{"some", func(v *order.View) {
			v.Batches[0].LookUps = append(v.Batches[0].LookUps, order.Look{At: noon.Add(time.Second), Found: 1})
		}, "Checked: 1 of 2 machines found"},
		{"no answer", func(v *order.View) {
			v.Batches[0].LookUps = append(v.Batches[0].LookUps, order.Look{At: noon.Add(time.Second), Err: "HTTP status 503"})
		}, "Checked: refresh failed: HTTP status 503"},
		{"all", func(v *order.View) {
			*v = view("zenlayer-bmc", 2)
			v.Batches[0].LookedAt = noon.Add(time.Second)
		}, "Checked: 2 of 2 RUNNING"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := open(t, "zenlayer-bmc")
			p.Resize(uitest.Size{W: 80, H: 24})
			p.board.show([]order.View{lookedUp()})
			_ = p.board.checks.ask()
			p.shows(t, "Refreshing")
			p.board.show([]order.View{lookedUp()}) // something else has changed
			if strings.Contains(p.Text(), "Checked: ") {
				t.Errorf("the board says what came of a look before there was one:\n%s", p.Text())
			}
			v := lookedUp()
			c.came(&v)
			p.board.show([]order.View{v})
			p.shows(t, c.want)
		})
	}
}

// TestDecisionOpens lets the time of the look-ups end in front of the board: what there is to decide opens by itself,
// once, and not over what a person is doing.
func TestDecisionOpens(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	p.board.show([]order.View{lookedUp()})
	p.Press("x")
	p.board.show([]order.View{unlisted()})
	p.shows(t, "Check again now")
	p.Press("esc")
	p.Send(second{p.board.clock})
	p.shows(t, "Actions", "Refused: nothing was bought", "the type is on holiday", "A_CODE_OF_NEXT_YEAR",
		"T1-a-2", "Buy again")
	p.Press("esc")
	p.Send(second{p.board.clock})
	p.board.show([]order.View{unlisted()})
	if p.board.dialogs.menu != nil {
		t.Errorf("the decision opens again after it was closed:\n%s", p.Text())
	}
}

// TestRefusedIsMarked wants the likely answer under the cursor, the vendor's words before it, and a word to be typed.
func TestRefusedIsMarked(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	p.board.show([]order.View{unlisted()})
	p.shows(t, "The vendor said: the type is on holiday", "A_CODE_OF_NEXT_YEAR", "T1-a-2")
	p.Press("x")
	if a := p.board.dialogs.menu.list[p.board.dialogs.menu.at]; a.id != actionRefused {
		t.Errorf("the cursor stands on %q, want %q", a.id, actionRefused)
	}
	p.Press("enter")
	p.shows(t, `Type "refused"`, "The vendor said: the type is on holiday")
	v := unlisted()
	v.Batches[0].Err = nil
	q := open(t, "zenlayer-bmc")
	q.board.show([]order.View{v})
	q.Press("x")
	if m := q.board.dialogs.menu; m.at != 0 {
		t.Errorf("the cursor stands on %q, want the first action: nobody said no", m.list[m.at].id)
	}
}

// TestDecisionsAreInOrder wants the harmless answers first, with what may buy twice below a rule, at every size.
func TestDecisionsAreInOrder(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.board.show([]order.View{lookedUp()})
	p.board.show([]order.View{unlisted()})
	for _, size := range uitest.AllSizes() {
		p.Resize(size)
		at := -1
		for _, a := range p.board.dialogs.menu.list {
			if a.risky() && a.id != "again" {
				t.Errorf("the decision offers %s", a.id)
			}
		}
		for _, want := range []string{
			"Check again now", "I found the machines", "Refused: nothing was bought", "│ ────────", "Buy again",
		} {
			next := strings.Index(p.Text(), want)
			if size.H >= 24 && next <= at {
				t.Errorf("at %v %q does not stand below the answer before it:\n%s", size, want, p.Text())
			}
			at = next
		}
	}
}

// TestCountdown counts down to the next look-up and says when a person is asked.
func TestCountdown(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 80, H: 24})
	now := noon
	p.board.env.Now = func() time.Time { return now }
	p.board.show([]order.View{lookedUp()})
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "Checking again in 0:25"},
		{10 * time.Second, "Checking again in 0:15"},
		{20 * time.Second, "Checking again in 0:05"},
	} {
		now = noon.Add(c.after)
		p.Send(second{p.board.clock})
		p.shows(t, c.want, "you are asked at 12:14:00 UTC")
	}
}

// TestReadyIsCountedOnce shows ready machines among those that run: the counts add up to the machines.
func TestReadyIsCountedOnce(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v := view("zenlayer-bmc", 3)
	v.Instances[0].ReadyAt, v.Instances[1].ReadyAt = noon, noon
	p.board.show([]order.View{v})
	for _, size := range []uitest.Size{{W: 120, H: 40}, {W: 80, H: 24}, {W: 40, H: 12}} {
		p.Resize(size)
		p.shows(t, "✓ 3 RUNNING (2 READY)")
		if strings.Contains(p.Text(), "✓ 2 READY") {
			t.Errorf("at %v ready machines are counted beside those that run:\n%s", size, p.Text())
		}
	}
}

// TestPriceFollowsReleases shows the price of the machines that are left, and the time that the order took, after some
// were released.
func TestPriceFollowsReleases(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.Resize(uitest.Size{W: 120, H: 40})
	v := view("zenlayer-bmc", 3)
	v.Status, v.Open, v.Finished = order.Done, false, noon.Add(-time.Minute)
	v.Created = noon.Add(-2 * time.Hour)
	p.board.show([]order.View{v})
	p.shows(t, "5.67 USD/h", "3 of 3 RUNNING after 10:00")
	v.Instances[1].Status, v.Instances[1].Changed = provider.StatusReleased, noon.Add(-time.Minute)
	p.board.show([]order.View{v})
	p.shows(t, "2 of 3 M6C machines", "3.78 USD/h", "✓ 3 of 3 came up after 10:00; 1 released since")
	for n := range v.Instances {
		v.Instances[n].Status = provider.StatusReleased
	}
	p.board.show([]order.View{v})
	p.shows(t, "0 of 3 M6C machines", "costs nothing now", "✓ 3 of 3 came up after 10:00; 3 released since")
	if text := p.Text(); strings.ContainsAny(text, "⊘⚠") || strings.Contains(text, "203.0.113.") {
		t.Errorf("what was released is a warning, or has an address still:\n%s", text)
	}
}
