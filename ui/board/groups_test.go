package board

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestGroups shows all orders with a head each: finished ones are folded, Enter opens them, and what they all cost is
// below.
func TestGroups(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	p.board.model.id = ""
	p.board.list.retitle()
	coming, _ := coming()
	done := view("zenlayer-bmc", 2)
	done.ID, done.Status, done.Open, done.Finished = "o-finished", order.Done, false, noon.Add(-time.Hour)
	for i := range done.Instances {
		done.Instances[i].Name = "old"
	}
	p.board.show([]order.View{done, coming})
	p.Resize(uitest.Size{W: 140, H: 30})
	p.shows(t, "▾ o-k7q2m9x4", "PROVISIONING", "1/3", "5.67 USD/h", "› o-finished", "DONE", "2/2", "3.78 USD/h",
		"web-003", "Spent so far")
	if text := p.Text(); strings.Contains(text, "old") ||
		strings.Index(text, "o-k7q2m9x4") > strings.Index(text, "o-finished") {
		t.Errorf("the finished order is open, or comes first:\n%s", text)
	}
	p.Press("end", "enter")
	p.shows(t, "▾ o-finished", "old")
	p.Press("enter")
	if text := p.Text(); strings.Contains(text, "old") {
		t.Errorf("Enter does not fold the order:\n%s", text)
	}
	p.Press("y", "enter")
	p.shows(t, "Copied o-finished")
	p.Press("x")
	p.shows(t, "Forget this order")
	p.Press("esc", "home", "down", "enter")
	p.shows(t, "web-001", "Timeline")
}

// TestWaitingShowsOrder shows all that was ordered while someone has to approve it.
func TestWaitingShowsOrder(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v := view("zenlayer-bmc", 2)
	v.Status, v.Instances, v.Bought, v.Batches = order.Waiting, nil, 0, nil
	v.Approval = &order.Approval{State: order.AskedPending, By: "ann", At: noon, Expires: noon.Add(time.Hour)}
	v.Spec.Network.BandwidthMbps, v.Spec.Network.Charge = 250, "ByBandwidth"
	v.Spec.Name = "web-[1,3]"
	p.board.show([]order.View{v})
	p.Resize(uitest.Size{W: 100, H: 40})
	p.shows(t, "WAITING", "SEL-A", "M6C", "web-[1,3]", "250", "Bandwidth")
}
