package board

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestReleaseAtKey says when an order is released, warns when that is soon or when it did not happen, and offers later
// times by a key to those who may release it.
func TestReleaseAtKey(t *testing.T) {
	t.Parallel()
	p := open(t, "zenlayer-bmc")
	v := view("zenlayer-bmc", 2)
	v.Status, v.Open, v.Finished = order.Done, false, noon.Add(-time.Hour)
	var b strings.Builder
	frame := func(what string) {
		b.WriteString(uitest.AtAllSizes(p.Driver, what))
	}
	v.Later = &order.Later{At: noon.Add(72 * time.Hour), By: "ann", Set: noon.Add(-time.Hour)}
	p.Resize(uitest.Size{W: 80, H: 24})
	p.board.show([]order.View{v})
	p.shows(t, "Will be released on 2026-11-23 12:00 UTC, on behalf of ann")
	p.Press("R")
	p.shows(t, "▸ No change", "A day later", "Cancel the scheduled release")
	p.Press("down")
	p.shows(t, "▸ A day later", "2026-11-24 12:00 UTC")
	frame("later")
	p.Press("esc")
	v.Later.At = noon.Add(time.Hour)
	v.Later.Set = noon.Add(-48 * time.Hour)
	p.board.show([]order.View{v})
	frame("soon")
	v.Later.Held, v.Attention = order.HeldChanged, order.AttentionRelease
	p.board.show([]order.View{v})
	p.shows(t, "Will not be released on", "someone changed the order")
	frame("held")
	p.board.model.allowed = func(_ order.View, a policy.Action) bool { return a != policy.Release }
	p.Press("R")
	if p.board.dialogs.over != nil {
		t.Error("who may not release the order sets a time")
	}
	uitest.Golden(t, b.String())
}
